"""Which terms of an index the expanding leaves of a query stand for."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from search.engines.opensearch_engine.schema import words_of
from search.query.nodes import Fuzzy
from search.query.patterns import MAX_EXPANSIONS, Terms, fields_of, of_most, one_word, term_test
from search.query.spelling import spelt_within
from search.ranking import spelling_weight
from search.time_budget import in_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.query.nodes import Expanding

# The server gives no more different terms at once.
MOST = 65_000
# Of how many letters a word may be, to be looked for by an expression that is exact: by edits.
_EXACT_LETTERS = {1: 30, 2: 11}
# A longer word is looked for by so many of its first letters: larger automata are refused.
_LONG = 60
# So many letters of a shape or a beginning are looked for; the rest is held against what is found.
_LETTERS = 40
_START = 200
# Two edits would make another word of one so short.
_SHORT = 4


class Vocabulary:
    """The unstemmed terms of an index by field, of which none is kept."""

    def __init__(self, index: AskedIndex) -> None:
        self._index = index

    def matching(self, fields: Iterable[str], expression: str) -> dict[str, dict[str, int]]:
        """The terms that an expression matches and how many documents have each, by field."""
        if not expression:
            return {}
        names = list(dict.fromkeys(fields))
        answers = self._index.unscored([_terms_like(name, expression) for name in names])
        return {
            name: {one["key"]: one["doc_count"] for one in answer["aggregations"]["w"]["buckets"]}
            for name, answer in zip(names, answers, strict=True)
        }

    def spelt(
        self, fields: Iterable[str], word: str, edits: int
    ) -> dict[str, dict[str, tuple[int, int]]]:
        """The terms at most ``edits`` from a word, with distance and documents, by field."""
        found = {}
        for name, terms in self.matching(fields, spelt_like(word, edits)).items():
            near = spelt_within(word, list(terms), edits)
            found[name] = {term: (distance, terms[term]) for term, distance in near.items()}
        return found

    def alike(self, fields: Iterable[str], word: str) -> Sequence[str]:
        """Other terms that are one edit from a word, else two, the most frequent first."""
        for distance in (1, 2) if len(word) > _SHORT else (1,):
            frequencies: dict[str, int] = {}
            for terms in self.spelt(fields, word, distance).values():
                for term, (_, documents) in terms.items():
                    frequencies[term] = frequencies.get(term, 0) + documents
            self._index.require_whole()
            frequencies.pop(word, None)
            if frequencies:
                return sorted(frequencies, key=lambda term: (-frequencies[term], term))
        return ()


def _terms_like(field: str, expression: str) -> Dsl:
    terms = {"field": words_of(field), "include": expression, "size": MOST}
    return {
        "size": 0,
        "query": {"regexp": {field: {"value": expression}}},
        "aggs": {"w": {"terms": terms}},
    }


def spelt_like(word: str, edits: int) -> str:
    """An expression that matches all that is at most ``edits`` from a word, and few others.

    Exact for all but long words: the server makes a small automaton of it. Of those by parts: an
    edit touches two neighbouring letters at most, so of enough parts of a word one stays, about
    where it was.
    """
    count, length = 2 * edits + 1, len(word)
    if length <= _EXACT_LETTERS.get(edits, 0):
        return _edited(word, edits)
    cuts = [min(length, _LONG) * number // count for number in range(count + 1)]
    return "|".join(
        f"{_about(start, edits)}{escaped(word[start:end])}"
        f"{_about(length - end, edits) if length <= _LONG else '.*'}"
        for start, end in pairwise(cuts)
    )


def _edited(word: str, edits: int) -> str:
    """What at most so many edits, two or fewer, make of a word: letter by letter from the left."""
    if not edits:
        return escaped(word)
    if not word:
        return _about(0, edits)
    first, rest = escaped(word[0]), word[1:]
    # The letter stays; it is dropped, changed, or another is before it; two are.
    ways = [first + _edited(rest, edits), f"(.{first}?)?{_edited(rest, edits - 1)}"]
    if edits > 1:
        ways.append(f"..{first}{_edited(rest, edits - 2)}")
    if rest:
        ways.append(escaped(rest[0]) + first + _edited(rest[1:], edits - 1))
    return f"({'|'.join(ways)})"


def _about(count: int, edits: int) -> str:
    return f".{{{max(0, count - edits)},{count + edits}}}"


def escaped(text: str) -> str:
    """A text as an expression that matches it alone."""
    return "".join(char if char.isalnum() else f"\\{char}" for char in text)


class Expansions:
    """What the leaves of one query stand for.

    Of a leaf that stands for too many the most frequent, and ``cut`` has how many there were.
    ``frequencies`` has how many documents have each, by field, and ``totals`` by leaf, where one
    that has it in several fields counts as often.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[Expanding, Terms] = {}
        self.cut: dict[Expanding, int] = {}
        self.frequencies: dict[str, dict[str, int]] = {}
        self.totals: dict[Expanding, Counter[str]] = {}

    def terms(self, leaf: Expanding) -> Terms:
        """The terms that a leaf stands for, by field."""
        if leaf not in self._known:
            found = self._spelt(leaf) if isinstance(leaf, Fuzzy) else self._passing(leaf)
            self._known[leaf] = self._within_cap(leaf, found)
        return self._known[leaf]

    def _spelt(self, leaf: Fuzzy) -> Terms:
        word = one_word(leaf.text)
        found = self._vocabulary.spelt(fields_of(leaf), word, leaf.edits) if word else {}
        self._know({f: {t: count for t, (_, count) in ts.items()} for f, ts in found.items()})
        return {
            field: {t: spelling_weight(word, t, distance) for t, (distance, _) in terms.items()}
            for field, terms in found.items()
        }

    def _passing(self, leaf: Expanding) -> Terms:
        test = term_test(leaf)
        if test is None:
            return {}
        # All that pass have these letters in this order.
        letters = ".*".join(["", *map(escaped, test.letters[:_LETTERS]), ""])
        # In brackets, for 2.19 fails on a plain prefix that stands behind all terms.
        expression = f"({escaped(test.start[:_START])}.*)" if test.start else letters
        found = self._vocabulary.matching(fields_of(leaf), expression)
        self._know(found)
        return {
            field: dict.fromkeys(filter(test.passes, in_time(terms)), 1.0)
            for field, terms in found.items()
        }

    def _know(self, found: Mapping[str, Mapping[str, int]]) -> None:
        for field, terms in found.items():
            self.frequencies.setdefault(field, {}).update(terms)

    def _within_cap(self, leaf: Expanding, found: Terms) -> Terms:
        totals = self.totals[leaf] = Counter()
        for field, terms in found.items():
            for term in terms:
                totals[term] += self.frequencies[field][term]
        if len(totals) > MAX_EXPANSIONS:
            self.cut[leaf] = len(totals)
        return of_most(found, totals)
