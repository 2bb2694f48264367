"""What reviewers of a film say most: words in more of its reviews than in those of other films.

The statistic is the log-likelihood ratio G2 of Dunning, *Accurate Methods for the Statistics of
Surprise and Coincidence* (1993), over a table of two by two: documents of this film and of others,
with the word and without. Documents are counted rather than words, so that one reviewer who says
a name thirty times is one who says it.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from search.term_counts import TermCounts, says_something, stems_of
from search.time_budget import check_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.engine import Searcher
    from search.schema import Document

MOST_TERMS = 20
# The critical value for p < 0.0001, as Rayson, Berridge and Francis, *Extending the Cochran rule
# for the comparison of word frequencies between corpora* (2004), advise for words by the thousand.
LEAST_G2 = 15.13
# What one reviewer alone says is not what reviewers say.
_LEAST_REVIEWS = 2


class CharacteristicTerm(NamedTuple):
    """A word as it is written most, and in how many of the film's reviews and of all others.

    ``elsewhere`` counts the documents of other films. ``g2`` is how sure it is that the
    difference is no chance.
    """

    word: str
    reviews: int
    elsewhere: int
    g2: float


def characteristic_terms(
    searcher: Searcher, documents: Sequence[Document], limit: int = MOST_TERMS
) -> tuple[CharacteristicTerm, ...]:
    """The words that tell a film's reviews from all documents of other films, the surest first.

    ``documents`` are all of the film. Function words and the words of its titles are none. Costs
    the analysis of its reviews and a look at the index for each word that several of them have;
    OutOfTimeError where the time is over before that is done.
    """
    reviews = [one for one in documents if one["kind"] == "review"]
    others = searcher.generation.counts["documents"] - len(documents)
    if len(reviews) < _LEAST_REVIEWS or others < 1:
        return ()
    said = TermCounts(_texts(reviews))
    pages = TermCounts(one["text"] for one in documents if one["kind"] != "review")
    own = said.having + pages.having
    named = _title_stems(documents[0])
    stems = [s for s, count in said.having.items() if count >= _LEAST_REVIEWS and s not in named]
    terms = []
    for stem, frequency in zip(stems, searcher.document_frequencies(stems), strict=True):
        elsewhere = frequency - own[stem]
        g2 = log_likelihood(said.having[stem], len(reviews), elsewhere, others)
        word = said.word(stem)
        if g2 >= LEAST_G2 and says_something(word):
            terms.append(CharacteristicTerm(word, said.having[stem], elsewhere, g2))
    return tuple(sorted(terms, key=lambda term: (-term.g2, term.word))[:limit])


def _texts(reviews: Sequence[Document]) -> Iterator[str]:
    for one in reviews:
        check_time()
        yield one["text"]


def log_likelihood(here: int, of_here: int, there: int, of_there: int) -> float:
    """G2 of ``here`` in ``of_here`` against ``there`` in ``of_there``; below 0 where it is less.

    ``2 * sum(observed * log(observed / expected))`` over the four cells.
    """
    share = (here + there) / (of_here + of_there)
    cells = (
        (here, of_here * share),
        (of_here - here, of_here * (1 - share)),
        (there, of_there * share),
        (of_there - there, of_there * (1 - share)),
    )
    g2 = 2 * sum(observed * log(observed / expected) for observed, expected in cells if observed)
    return g2 if here * of_there > there * of_here else -g2


def _title_stems(document: Document) -> frozenset[str]:
    titles = f"{document['title']}\n{document['other_titles']}"
    return stems_of(titles)
