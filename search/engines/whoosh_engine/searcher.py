"""One Whoosh generation, opened: find, count, complete, film."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from whoosh import index, query

from search.analysis import WORDS
from search.completions import ChangedCompletions, CompletionChanges, CompletionFile
from search.engine import BY_RELEVANCE, Found, FoundAll, FoundDocument
from search.engines.whoosh_engine.compile import compile_query
from search.engines.whoosh_engine.counted import CountedSearcher
from search.engines.whoosh_engine.deletions import Deletions
from search.engines.whoosh_engine.errors import map_whoosh_errors
from search.engines.whoosh_engine.expand import Expansions, Vocabulary
from search.engines.whoosh_engine.explain import Explainer, title_parts
from search.engines.whoosh_engine.order import Orders
from search.engines.whoosh_engine.second_look import SecondLook
from search.errors import OutOfTimeError
from search.query.patterns import fields_of
from search.query.spelling import spelt_within
from search.query.titles import title_key
from search.ranking import LOOKED_AT_TWICE
from search.schema import exact_of
from search.sorting import RELEVANCE
from search.time_budget import LOOK_EVERY, is_spent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from search.completions import CompletionKind, Entry
    from search.engine import GenerationInfo, Order
    from search.engines.whoosh_engine.second_look import Gains
    from search.query.nodes import Node, Word
    from search.results import ScorePart
    from search.schema import Document

# Two edits would make another word of one so short.
_SHORT = 4
# Nobody spells a word so long by hand.
_LONG = 40


def _sum(parts: Iterable[ScorePart]) -> float:
    return sum(part.score for part in parts)


class WhooshSearcher:
    """A snapshot of one generation. Not for two threads at a time: Whoosh's readers seek."""

    def __init__(self, folder: Path, generation: GenerationInfo) -> None:
        self.generation = generation
        deletions = Deletions.load(folder, generation.name)
        changes = CompletionChanges.load(folder, generation.name)
        self._completions = ChangedCompletions(CompletionFile(folder, generation.name), changes)
        with map_whoosh_errors(generation.name, opening=True):
            # Every segment is opened now, so the files may go while this is still in use.
            opened = index.open_dir(str(folder), readonly=True)
            self._searcher = CountedSearcher(opened.reader(), fromindex=opened)
        self._searcher.deletions = deletions
        self._vocabulary = Vocabulary(self._searcher.reader(), deletions)
        self._orders = Orders(self._searcher.reader())

    def find(
        self,
        query: Node,
        offset: int,
        limit: int,
        *,
        order: Order = BY_RELEVANCE,
        explain: bool = False,
    ) -> Found:
        """The documents that match, in the order that is asked for."""
        expansions = Expansions(self._vocabulary)
        title = title_key(order.typed or query)
        with map_whoosh_errors(self.generation.name):
            matched, is_whole = self._matched_in_time(compile_query(query, title, expansions))
            collected = max(offset + limit, LOOKED_AT_TWICE)
            scored = self._orders.best(matched, collected, order.sort)
            gains: Gains = {}
            if order.sort == RELEVANCE and is_whole and not is_spent():
                scored, gains = self._looked_at_twice(query, scored, expansions)
            explainer = Explainer(self._searcher, expansions)
            documents = []
            for score, number in scored[offset : offset + limit]:
                document = self._document(number)
                why = None
                if explain:
                    added = explainer.parts(query, number) or ()
                    why = (*added, *title_parts(title, document), *gains.get(number, ()))
                documents.append(FoundDocument(document, score, why))
            having = {leaf: of.having(self._searcher) for leaf, of in expansions.postings.items()}
            return Found(len(matched), tuple(documents), expansions.cut, having, is_whole)

    def find_all(self, query: Node, *, order: Order = BY_RELEVANCE) -> FoundAll:
        """All documents that match, in the same order, read as they are asked for."""
        expansions = Expansions(self._vocabulary)
        title = title_key(order.typed or query)
        with map_whoosh_errors(self.generation.name):
            matched = self._matched(compile_query(query, title, expansions))
            scored = self._orders.best(matched, len(matched), order.sort)
            if order.sort == RELEVANCE:
                scored, _ = self._looked_at_twice(query, scored, expansions)
            having = {leaf: of.having(self._searcher) for leaf, of in expansions.postings.items()}
        return FoundAll(len(scored), self._read(scored), expansions.cut, having)

    def _looked_at_twice(
        self, query: Node, scored: list[tuple[float, int]], expansions: Expansions
    ) -> tuple[list[tuple[float, int]], Gains]:
        """The documents with what the first of them gain, in the order of that, and the gains."""
        looked_at = [number for _, number in scored[:LOOKED_AT_TWICE]]
        gains = SecondLook(looked_at, self._searcher, expansions.postings).gains(query)
        more = [(score + _sum(gains.get(number, ())), number) for score, number in scored]
        return self._orders.by_score(more), gains

    def _read(self, scored: Sequence[tuple[float, int]]) -> Iterator[FoundDocument]:
        for score, number in scored:
            with map_whoosh_errors(self.generation.name):
                document = self._document(number)
            yield FoundDocument(document, score)

    def count(self, query: Node) -> int:
        """How many documents match."""
        with map_whoosh_errors(self.generation.name):
            return len(self._matched(compile_query(query, "", Expansions(self._vocabulary))))

    def counts_without_each(self, queries: Sequence[Node]) -> Sequence[int]:
        """How many documents match all of the queries but the first, all but the second, ..."""
        expansions = Expansions(self._vocabulary)
        with map_whoosh_errors(self.generation.name):
            times: Counter[int] = Counter()
            numbers: Counter[int] = Counter()  # of the queries that a document matches, added up
            for number, one in enumerate(queries):
                for _, document in self._matched(compile_query(one, "", expansions)):
                    times[document] += 1
                    numbers[document] += number
        whole = sum(matched == len(queries) for matched in times.values())
        added = sum(range(len(queries)))
        but_one = [n for n, matched in times.items() if matched == len(queries) - 1]
        missed = Counter(added - numbers[document] for document in but_one)
        return [whole + missed[number] for number in range(len(queries))]

    def document_frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """How many documents have each of the stems in their text."""
        with map_whoosh_errors(self.generation.name):
            return [self._vocabulary.documents("text", stem) for stem in stems]

    def similar_words(self, word: Word) -> Sequence[str]:
        """Words of the index spelt much like this one, unstemmed: one edit, else two."""
        typed = "".join(WORDS.terms(word.text))
        if not 0 < len(typed) <= _LONG:
            return ()
        fields = dict.fromkeys(exact_of(field) for field in fields_of(word))
        for distance in (1, 2) if len(typed) > _SHORT else (1,):
            with map_whoosh_errors(self.generation.name):
                frequencies: Counter[str] = Counter()
                for field in fields:
                    for similar in spelt_within(typed, self._vocabulary.terms(field), distance):
                        frequencies[similar] += self._vocabulary.documents(field, similar)
            del frequencies[typed]
            if frequencies:
                return sorted(frequencies, key=lambda term: (-frequencies[term], term))
        return ()

    def complete(
        self, typed: str, kinds: Collection[CompletionKind], limit: int
    ) -> Sequence[Entry]:
        """The titles, authors and phrases of the generation that begin so, best first."""
        return self._completions.best(typed, kinds, limit)

    def film(self, film_id: str) -> Sequence[Document]:
        """The documents of a film by position; none for a film that there is not."""
        with map_whoosh_errors(self.generation.name):
            found = self._matched(query.Term("film_id", film_id))
            documents = [self._document(number) for _, number in found]
        return sorted(documents, key=lambda document: document["position"])

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in their order as UTF-8."""
        with map_whoosh_errors(self.generation.name):
            yield from self._vocabulary.beginning("id", "")

    def document_count(self) -> int:
        """How many documents there are."""
        with map_whoosh_errors(self.generation.name):
            return int(self._searcher.doc_count())

    def close(self) -> None:
        """Let go of the files."""
        self._completions.close()
        self._searcher.close()

    def _matched(self, compiled: query.Query) -> list[tuple[float, int]]:
        """Every document that matches, with its score before it; OutOfTimeError if too many do."""
        matched, is_whole = self._matched_in_time(compiled)
        if not is_whole:
            raise OutOfTimeError
        return matched

    def _matched_in_time(self, compiled: query.Query) -> tuple[list[tuple[float, int]], bool]:
        """The documents that match, with their scores, and whether these are all.

        All segments are matched as one, for what a word tells is told by all of them.
        """
        matcher = compiled.matcher(self._searcher, self._searcher.context())
        matched = []
        while matcher.is_active():
            matched.append((matcher.score(), matcher.id()))
            matcher.next()
            if not len(matched) % LOOK_EVERY and is_spent():
                return matched, not matcher.is_active()
        return matched, True

    def _document(self, number: int) -> Document:
        return cast("Document", self._searcher.stored_fields(number))
