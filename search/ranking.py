"""How well a document answers: BM25F, and every number of it that was tuned.

Zaragoza, Craswell, Taylor, Saria, Robertson, *Microsoft Cambridge at TREC-13* (2004), and
Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009),
section 3.6: the frequencies of a word in the fields are weighted, normalised by the lengths
of the fields and added up before they are saturated, so a word that stands in two fields does
not count twice as a new word would.

The numbers below were chosen on one judged set (Cranfield, 225 queries, any word matches) as
round values in a broad optimum. Of what that set has nothing to say (titles, reviews beside
descriptions, quotation, repeats) they were chosen on the cases of ``tests/relevance`` and on 82
questions about films in people's own words. ``benchmarks/RESULTS.md`` has the neighbours of each.
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple

# How soon a word that is repeated stops to count for more. Above the usual 1.2, for the
# weights below raise the frequencies that it is measured against (section 3.6.1).
K1 = 2.0
# What a document gains whose whole title is the query, with its year or without: more than any
# sum of words can bring. The film's own page gains it twice, so it stands before the reviews.
EXACT_TITLE = 1_000.0
# How much a word of a review counts, which may speak of anything, to one of a description.
REVIEW = 0.8
# How much a word that says little, such as *the* or *what*, counts beside others.
FUNCTION_WORD = 0.4
# The documents that are looked at a second time, for what costs more than counting words.
LOOKED_AT_TWICE = 50
# Words that follow each other in the query and stand less than so many words apart are near.
NEAR_WORDS = 8
# What that is worth, and what it is to stand side by side in the query's order.
NEAR = 0.4
SIDE_BY_SIDE = 0.4
# How far more places of either count: from 0 for not at all.
REPEATS = 0.5
# What a word in the form in which it was typed is worth, of what that form tells more than its
# stem; and what a phrase is, of all that it tells, for who quotes words means them as they are.
AS_WRITTEN = 0.5
AS_QUOTED = 1.0

# Related words: how many documents are taken as relevant, of how many at most of one film where
# there are others, how many words they give, what share these have beside the words typed, and in
# what share of all documents a word may stand to be one.
FEEDBACK_DOCUMENTS = 10
FEEDBACK_OF_A_FILM = 2
FEEDBACK_WORDS = 20
FEEDBACK_SHARE = 0.4
MOST_FREQUENT_SHARE = 0.1


# How many reviews of the usual share a film is taken to have besides its own.
PRIOR_REVIEWS = 10


class FieldWeight(NamedTuple):
    """``weight`` of an occurrence in the field; ``b``, how far its length counts, 0 to 1."""

    weight: float
    b: float


# Where a source may lack a field, the usual length of it says nothing, so none counts (b is 0).
WEIGHTS = {
    "title": FieldWeight(4.0, 0.75),
    # A film's own title stands before one that another film has besides.
    "other_titles": FieldWeight(3.0, 0.0),
    # The words that a reviewer chose for what the review says as a whole.
    "review_title": FieldWeight(3.0, 0.0),
    "folded_titles": FieldWeight(2.0, 0.0),
    # The pages of a person's films stand before reviews that name the person in passing.
    "people": FieldWeight(4.0, 0.0),
    "folded_authors": FieldWeight(1.0, 0.0),
    "text": FieldWeight(1.0, 0.6),
    "release_year": FieldWeight(1.0, 0.0),
    "author": FieldWeight(1.0, 0.6),
    "country": FieldWeight(1.0, 0.6),
}


def idf(documents: int, having: int) -> float:
    """How much a word tells by how few of the documents have it; towards 0 if all have it.

    ``log(1 + (N - n + 0.5) / (n + 0.5))``: Robertson and Spärck Jones' weight, kept above
    zero as Lucene has it.
    """
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def weight_of(field: str, *, in_description: bool) -> float:
    """What an occurrence in a field counts, in a description or in a review."""
    share = 1.0 if in_description or field != "text" else REVIEW
    return share * WEIGHTS[field].weight


def normalised(
    field: str, frequency: float, length: float, average: float, *, in_description: bool
) -> float:
    """A word's frequency in a field, weighted, and set against the length of the field."""
    b = WEIGHTS[field].b
    weight = weight_of(field, in_description=in_description)
    return weight * frequency / (1 - b + b * length / average)


def as_written(of_stem: float, of_form: float, *, quoted: bool) -> float:
    """What a word gains where it stands as it was typed, by what its stem and this form tell.

    The difference is how much less likely the form is than any of its kin: a document with
    the form scores more as if that had been asked for, one with a kin as the stem does.
    """
    return AS_QUOTED * of_form if quoted else AS_WRITTEN * max(0.0, of_form - of_stem)


def pair_weight(first: float, second: float) -> float:
    """How much two words near each other tell, by what each does: as much as the less telling.

    Below 1 it is its square, for two words that are everywhere stand near by chance.
    """
    weight = min(first, second)
    return min(weight, weight**2)


def closeness(near: int, side_by_side: int) -> float:
    """What two words of the query that are near gain, in shares of ``pair_weight``.

    ``near`` and ``side_by_side`` count the places in the document. Metzler and Croft, *A Markov
    Random Field Model for Term Dependencies* (2005), has the two features: words of the query
    that follow each other, within a window of eight in any order, and in a row. More places
    add little: a review that says a name six times is not more about it.
    """
    return NEAR * _repeated(near) + SIDE_BY_SIDE * _repeated(side_by_side)


def _repeated(count: int) -> float:
    return count * (REPEATS + 1) / (count + REPEATS)


def spelling_weight(word: str, term: str, edits: int) -> float:
    """How much an occurrence of ``term`` counts where ``word`` is asked for: 1 if it is that.

    One less the edits for each letter of the shorter, as Lucene's FuzzyTermsEnum has it.
    """
    return max(0.0, 1 - edits / min(len(word), len(term)))


def nearness_weight(steps: int) -> float:
    """How much a phrase counts that is some steps away from being one (Lucene's sloppy phrase)."""
    return 1 / (1 + steps)


def saturated(frequency: Any) -> Any:
    """What the added frequencies of a word come to: from 0 towards K1 + 1; of arrays, of each."""
    return frequency * (K1 + 1) / (frequency + K1)


def smoothed_share(matching: Any, reviews: Any, everywhere: float) -> Any:
    """What share of a film's reviews match, drawn towards the share ``everywhere``.

    The mean of a beta distribution, Dirichlet smoothing with two outcomes, also known as a
    Bayesian average: one review that matches of one says less than 30 of 40. Zhai and Lafferty,
    *A study of smoothing methods* (2004), https://doi.org/10.1145/984321.984322, section 3.
    Of arrays it is that of each.
    """
    return (matching + PRIOR_REVIEWS * everywhere) / (reviews + PRIOR_REVIEWS)
