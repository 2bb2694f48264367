"""Which terms of an index the expanding leaves of a query stand for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from search.query.nodes import Fuzzy
from search.query.patterns import MAX_EXPANSIONS, Terms, fields_of, of_most, one_word, term_test
from search.query.spelling import spelt_within
from search.ranking import spelling_weight
from search.time_budget import in_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.engines.whoosh_engine.bm25f import Postings
    from search.engines.whoosh_engine.deletions import Deletions
    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.query.nodes import Expanding, Leaf


class Vocabulary:
    """The terms of an index by field, those that are there; none is kept."""

    def __init__(self, index: IndexArrays, deletions: Deletions) -> None:
        self._index = index
        self._deletions = deletions

    def documents(self, field: str, term: str) -> int:
        """How many documents have a term."""
        deleted = self._deletions.documents(field, term)
        return self._index.document_count(field, term.encode()) - deleted

    def spelt(self, field: str, word: str, edits: int) -> dict[str, int]:
        """The terms of a field at most ``edits`` from a word, the nearest first."""
        likely = self._index.terms_like(field, word, edits)
        return spelt_within(word, self._living(field, likely), edits)

    def having(self, field: str, text: str) -> Iterator[str]:
        """All terms of a field that have every letter of a text, in order, and some others."""
        return self._each_living(field, self._index.terms_having(field, text))

    def beginning(self, field: str, start: str) -> Sequence[str]:
        """The terms of a field that begin so, in order."""
        return self._living(field, self._index.terms(field, start))

    def _living(self, field: str, terms: Iterable[str]) -> list[str]:
        return list(self._each_living(field, terms))

    def _each_living(self, field: str, terms: Iterable[str]) -> Iterator[str]:
        """The terms but those of deleted documents alone."""
        suspect = self._deletions.has
        return (t for t in terms if not suspect(field, t) or self.documents(field, t))


class Expansions:
    """What the leaves of one query stand for.

    Of a leaf that stands for too many the most frequent, and ``cut`` has how many there were;
    where the time is over, those known by then.
    ``postings`` has those of each leaf that scores, and ``written`` of its form as typed.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[Expanding, Terms] = {}
        self.cut: dict[Expanding, int] = {}
        self.postings: dict[Leaf, Postings] = {}
        self.written: dict[Leaf, Postings | None] = {}

    def terms(self, leaf: Expanding) -> Terms:
        """The terms that a leaf stands for, by field."""
        if leaf not in self._known:
            self._known[leaf] = self._within_cap(leaf, self._all(leaf))
        return self._known[leaf]

    def _all(self, leaf: Expanding) -> Terms:
        if isinstance(leaf, Fuzzy):
            word = one_word(leaf.text)
            return {field: self._spelt(word, field, leaf.edits) for field in fields_of(leaf)}
        return {field: dict.fromkeys(self._passing(leaf, field), 1.0) for field in fields_of(leaf)}

    def _spelt(self, word: str, field: str, edits: int) -> dict[str, float]:
        found = self._vocabulary.spelt(field, word, edits)
        return {term: spelling_weight(word, term, distance) for term, distance in found.items()}

    def _passing(self, leaf: Expanding, field: str) -> Iterator[str]:
        test = term_test(leaf)
        if test is None:
            return
        if not test.start:
            yield from filter(test.passes, in_time(self._vocabulary.having(field, test.letters)))
            return
        yield from filter(test.passes, in_time(self._vocabulary.beginning(field, test.start)))

    def _within_cap(self, leaf: Expanding, found: Terms) -> Terms:
        frequencies: Counter[str] = Counter()
        for terms in found.values():
            frequencies.update(dict.fromkeys(terms, 0))
        if len(frequencies) <= MAX_EXPANSIONS:
            return found
        for field, terms in found.items():
            for term in in_time(terms):
                frequencies[term] += self._vocabulary.documents(field, term)
        self.cut[leaf] = len(frequencies)
        return of_most(found, frequencies)
