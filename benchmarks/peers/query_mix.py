"""The queries that engines are compared by, made from the corpus by one rule.

For each class there are equally many, each made from a review picked at random (seeded) and from
the words in it, so that at least one document matches; no query is in the mix twice.

- ``term 1`` to ``term 5``: one word whose document frequency is in that band. The bands part the
  frequencies from 1 to that of the commonest word evenly on a log scale, 1 the rarest.
- ``all 2``, ``all 3``: so many different words of the review, all to match.
- ``any 3-4``, ``any 5-7``: so many different words of the review, any to match.
- ``phrase 2`` to ``phrase 4``: so many words that follow each other in the review.
- ``prefix``: the first three to five letters of a longer word of the review, in a to z.
- ``year filter``, ``kind filter``, ``film filter``: by turns one word, two words (all) or three
  (any) of the review, in reviews of films from five years before to five after the film's, of its
  kind, or of its film. The best documents come with the exact total of those within it.
- ``by film``: the same words without a filter; the ten films with the best documents, and how
  many documents and films match.

Words are picked among the different words of a review, each as likely, so that *the* is in many
queries and most words are neither common nor rare; those of a phrase are as they come.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

from search.analysis import STEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.peers.corpus import Review

QUERIES = 306
_BANDS = 5
_SAMPLE = 5_000
_ATTEMPTS = 5_000
_YEARS = 5
_PREFIX = (3, 5)
_PLAIN = re.compile("[a-z]+")

Match = Literal["all", "any", "phrase", "prefix"]
Field = Literal["year", "kind", "film"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents whose ``field`` is from ``low`` to ``high``; for a kind the two are one."""

    field: Field
    low: int | str
    high: int | str


@dataclass(frozen=True, slots=True)
class Query:
    """A query of a class: terms, which of them must match, and within what.

    ``words`` are terms as our analysis makes them (for ``prefix`` the letters), ``written`` the
    words that they were in the text. With ``by_film`` the answer is of films.
    """

    class_name: str
    match: Match
    words: tuple[str, ...]
    filter: Filter | None = None
    by_film: bool = False
    written: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class _Picked:
    """A review that a query is to be made from, with its words in order.

    ``bands`` has the band of every word of the corpus, ``turn`` is how many queries its class has.
    """

    review: Review
    terms: list[str]
    written: list[str]
    bands: dict[str, int]
    chance: random.Random
    turn: int

    def query(
        self,
        name: str,
        match: Match,
        places: Iterable[int],
        within: Filter | None = None,
        by_film: bool = False,  # noqa: FBT001, FBT002 - a value of the query
    ) -> Query:
        """A query for the words at those places."""
        at = list(places)
        words, written = (tuple(some[place] for place in at) for some in (self.terms, self.written))
        return Query(name, match, words, within, by_film, written)

    def different(self, least: int, most: int) -> list[int] | None:
        """Places of ``least`` to ``most`` different words; None if there are too few."""
        first = {term: place for place, term in reversed(list(enumerate(self.terms)))}
        many = self.chance.randint(least, most)
        return self.chance.sample(sorted(first.values()), many) if many <= len(first) else None


def query_mix(reviews: Iterable[Review], many: int = QUERIES, seed: int = 1) -> list[Query]:
    """At least so many queries, of every class the same number, class by class.

    A class has fewer where the corpus has no more; ValueError where it has none at all.
    """
    chance = random.Random(seed)
    frequencies, sample = _read(reviews, chance)
    bands = _bands(frequencies)
    share = -(-many // len(CLASSES))
    mix: list[Query] = []
    for name, recipe in CLASSES.items():
        made: dict[Query, None] = {}
        for _ in range(_ATTEMPTS):
            if len(made) == share or not sample:
                break
            query = recipe(name, _picked(chance.choice(sample), bands, chance, len(made)))
            if query:
                made[query] = None
        if not made:
            raise ValueError(f"no query of the class {name!r} can be made of this corpus")
        mix += made
    return mix


def _read(reviews: Iterable[Review], chance: random.Random) -> tuple[Counter[str], list[Review]]:
    """Document frequencies, and a sample of the reviews in which each is as likely."""
    frequencies: Counter[str] = Counter()
    sample: list[Review] = []
    for number, review in enumerate(reviews):
        frequencies.update(set(review.terms.split()))
        if number < _SAMPLE:
            sample.append(review)
        elif (place := chance.randrange(number + 1)) < _SAMPLE:
            sample[place] = review
    return frequencies, sample


def _bands(frequencies: Counter[str]) -> dict[str, int]:
    """The band of each word, 1 to 5."""
    width = math.log(max(frequencies.values(), default=1) + 1) / _BANDS
    return {word: 1 + int(math.log(many) / width) for word, many in frequencies.items()}


def _picked(review: Review, bands: dict[str, int], chance: random.Random, turn: int) -> _Picked:
    tokens = [token for token in STEMS.tokens(review.text) if token.form == "part"]
    written = [review.text[token.start : token.end] for token in tokens]
    return _Picked(review, [token.text for token in tokens], written, bands, chance, turn)


def _term(name: str, picked: _Picked, *, band: int) -> Query | None:
    places = [at for at, term in enumerate(picked.terms) if picked.bands[term] == band]
    return picked.query(name, "any", [picked.chance.choice(places)]) if places else None


def _words(name: str, picked: _Picked, *, match: Match, least: int, most: int) -> Query | None:
    places = picked.different(least, most)
    return picked.query(name, match, places) if places else None


def _phrase(name: str, picked: _Picked, *, length: int) -> Query | None:
    last = len(picked.terms) - length
    if last < 0:
        return None
    first = picked.chance.randint(0, last)
    return picked.query(name, "phrase", range(first, first + length))


def _prefix(name: str, picked: _Picked) -> Query | None:
    letters = picked.chance.randint(*_PREFIX)
    longer = [term for term in picked.terms if len(term) > letters and _PLAIN.fullmatch(term)]
    if not longer:
        return None
    beginning = picked.chance.choice(longer)[:letters]
    return Query(name, "prefix", (beginning,), written=(beginning,))


def _mixed(
    name: str,
    picked: _Picked,
    *,
    narrow: Callable[[Review], Filter | None] = lambda _: None,
    by_film: bool = False,
) -> Query | None:
    many = 1 + picked.turn % 3
    places = picked.different(many, many)
    within = narrow(picked.review)
    if places is None or (within is None and not by_film):
        return None
    return picked.query(name, "any" if many == 3 else "all", places, within, by_film)


def _near_year(review: Review) -> Filter | None:
    year = review.year
    return Filter("year", year - _YEARS, year + _YEARS) if year else None


def _same(review: Review, *, field: Field) -> Filter:
    value = getattr(review, field)
    return Filter(field, value, value)


CLASSES: dict[str, Callable[[str, _Picked], Query | None]] = {
    **{f"term {band}": partial(_term, band=band) for band in range(1, _BANDS + 1)},
    **{f"all {many}": partial(_words, match="all", least=many, most=many) for many in (2, 3)},
    "any 3-4": partial(_words, match="any", least=3, most=4),
    "any 5-7": partial(_words, match="any", least=5, most=7),
    **{f"phrase {length}": partial(_phrase, length=length) for length in (2, 3, 4)},
    "prefix": _prefix,
    "year filter": partial(_mixed, narrow=_near_year),
    "kind filter": partial(_mixed, narrow=partial(_same, field="kind")),
    "film filter": partial(_mixed, narrow=partial(_same, field="film")),
    "by film": partial(_mixed, by_film=True),
}
