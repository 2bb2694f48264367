"""One Whoosh generation, opened: find, count, complete, film."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from whoosh.index import open_dir

from search.analysis import WORDS
from search.completions import ChangedCompletions, CompletionChanges, CompletionFile
from search.engines.whoosh_engine.compile import compile_query
from search.engines.whoosh_engine.counted import CountedSearcher
from search.engines.whoosh_engine.deletions import Deletions
from search.engines.whoosh_engine.errors import map_whoosh_errors
from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
from search.engines.whoosh_engine.expand import Expansions, Vocabulary
from search.engines.whoosh_engine.explain import Explainer
from search.engines.whoosh_engine.facets import Facets
from search.engines.whoosh_engine.films import Groups
from search.engines.whoosh_engine.order import Orders
from search.engines.whoosh_engine.second_look import SecondLook, gained
from search.errors import OutOfTimeError
from search.found import BY_RELEVANCE, Found, FoundAll, FoundDocument
from search.query.patterns import fields_of
from search.query.titles import title_called, title_key
from search.ranking import LOOKED_AT_TWICE
from search.schema import exact_of
from search.score_parts import title_parts
from search.sorting import BY_FIELD, SHARE
from search.time_budget import cuts, is_spent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.completions import CompletionKind, Entry
    from search.engine import GenerationInfo
    from search.engines.whoosh_engine.evaluator.matches import Matches
    from search.engines.whoosh_engine.second_look import Gains
    from search.facets import Filters
    from search.found import Order
    from search.query.nodes import Leaf, Node, Word
    from search.results import ScorePart
    from search.schema import Document

    Array = NDArray[Any]
    Why = Callable[[int, Document], tuple[ScorePart, ...]]

# Two edits would make another word of one so short.
_SHORT = 4
# Nobody spells a word so long by hand.
_LONG = 40


class WhooshSearcher:
    """A snapshot of one generation, for any number of threads: its files are mapped."""

    def __init__(self, folder: Path, generation: GenerationInfo) -> None:
        self.generation = generation
        deletions = Deletions.load(folder, generation.name)
        changes = CompletionChanges.load(folder, generation.name)
        self._completions = ChangedCompletions(CompletionFile(folder, generation.name), changes)
        with map_whoosh_errors(generation.name, opening=True):
            # Every segment is opened now, so the files may go while this is still in use.
            opened = open_dir(str(folder), readonly=True)
            self._searcher = CountedSearcher(opened.reader(), fromindex=opened)
        self._searcher.deletions = deletions
        self._evaluator = Evaluator(self._searcher)
        self._vocabulary = Vocabulary(self._evaluator.index, deletions)
        self._orders = Orders(self._evaluator.index)
        self._facets = Facets(self._evaluator.index)

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
        title, by_film = title_key(order.typed or query), order.by_film
        with map_whoosh_errors(self.generation.name):
            matched, is_whole = self._in_time(query, title, expansions)
            inside = self._facets.within(matched, order.filters)
            collected = max(0 if by_film else offset + limit, LOOKED_AT_TWICE)
            first = self._orders.best(inside, collected, order.sort)
            may_gain = order.sort not in BY_FIELD and is_whole and not is_spent()
            gains = self._gains(query, first, expansions) if may_gain else {}
            why = self._why((query, expansions), title, gains) if explain else None
            own = self._so_called(title)
            read = partial(self._read, own=own, why=why)
            groups = self._groups(gained(inside, gains), order) if by_film else None
            return Found(
                total=inside.total,
                documents=() if by_film else read(self._page(first, gains, offset, limit)),
                matching=matched.total,
                facets=self._facets.counted(matched, order.filters, order.counting),
                films=groups.films(offset, limit, read) if groups else (),
                film_total=len(groups) if groups else 0,
                subject=self._title_of(title, own),
                cut=expansions.cut,
                having=self._having(expansions),
                is_whole=is_whole,
            )

    def find_all(self, query: Node, *, order: Order = BY_RELEVANCE) -> FoundAll:
        """All documents that match, in the same order, read as they are asked for."""
        expansions = Expansions(self._vocabulary)
        title = title_key(order.typed or query)
        with map_whoosh_errors(self.generation.name):
            matched = self._matched(query, title, expansions)
            inside = self._facets.within(matched, order.filters)
            scored = self._orders.best(inside, inside.total, order.sort)
            if order.sort not in BY_FIELD:
                gains = self._gains(query, scored, expansions)
                scored = self._page(scored, gains, 0, scored.total)
            having = self._having(expansions)
            own = self._so_called(title)
            subject = self._title_of(title, own)
        return FoundAll(scored.total, self._read_all(scored, own), expansions.cut, having, subject)

    def _read_all(self, scored: Matches, own: Collection[int]) -> Iterator[FoundDocument]:
        for place in range(scored.total):
            with map_whoosh_errors(self.generation.name):
                found = self._read(scored.choose(slice(place, place + 1)), own, None)
            yield from found

    def _so_called(self, title: str) -> set[int]:
        """The documents of films that have a title."""
        if not title:
            return set()
        return set(self._of_term("title_key", title))

    def _title_of(self, typed: str, own: Collection[int]) -> str:
        """The title that was typed, as a film has it."""
        return title_called(typed, self._document(min(own))) if own else ""

    def _having(self, expansions: Expansions) -> dict[Leaf, int]:
        """How many documents have each leaf."""
        return {leaf: of.having(self._evaluator) for leaf, of in expansions.postings.items()}

    def _read(
        self, some: Matches, own: Collection[int], why: Why | None
    ) -> tuple[FoundDocument, ...]:
        found = []
        for number, score in zip(some.numbers.tolist(), some.scores.tolist(), strict=True):
            document = self._document(number)
            explanation = why(number, document) if why else None
            found.append(FoundDocument(document, score, explanation, own=number in own))
        return tuple(found)

    def _why(self, asked: tuple[Node, Expansions], title: str, gains: Gains) -> Why:
        """What tells the parts that a document's score adds up from."""
        query, expansions = asked
        explainer = Explainer(self._evaluator, expansions)

        def parts(number: int, document: Document) -> tuple[ScorePart, ...]:
            added = explainer.parts(query, number) or ()
            return (*added, *title_parts(title, document), *gains.get(number, ()))

        return parts

    def _gains(self, query: Node, scored: Matches, expansions: Expansions) -> Gains:
        """What the first of some documents gain, by a second look at them."""
        looked_at = scored.numbers[:LOOKED_AT_TWICE]
        return SecondLook(looked_at, self._evaluator, expansions.postings).gains(query)

    def _page(self, first: Matches, gains: Gains, offset: int, limit: int) -> Matches:
        """A part of the first documents in the order that they have with their gains."""
        if gains:
            by_number = first.choose(np.argsort(first.numbers))
            first = self._orders.by_score(gained(by_number, gains))
        return first.choose(slice(offset, offset + limit))

    def _groups(self, found: Matches, order: Order) -> Groups:
        first = partial(self._orders.best, sort=order.sort)
        return Groups(found, self._facets, first, by_share=order.sort == SHARE)

    def count(self, query: Node) -> int:
        """How many documents match."""
        with map_whoosh_errors(self.generation.name):
            return self._matched(query, "", Expansions(self._vocabulary)).total

    def counts_without_each(self, queries: Sequence[Node]) -> Sequence[int]:
        """How many documents match all of the queries but the first, all but the second, ..."""
        expansions = Expansions(self._vocabulary)
        with map_whoosh_errors(self.generation.name):
            times = np.zeros(self._evaluator.index.documents, np.uint32)
            added = times.copy()  # the numbers of the queries that a document matches, added up
            for number, one in enumerate(queries):
                matched = self._matched(one, "", expansions).numbers
                times[matched] += 1
                added[matched] += number
        whole = int(np.count_nonzero(times == len(queries)))
        missed = sum(range(len(queries))) - added[times == len(queries) - 1].astype(np.int64)
        return [whole + count for count in np.bincount(missed, None, len(queries)).tolist()]

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
                    for similar in self._vocabulary.spelt(field, typed, distance):
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
            found = self._of_term("film_id", film_id)
            documents = [self._document(number) for number in found]
        return sorted(documents, key=lambda document: document["position"])

    def each(self, query: Node, filters: Filters = ()) -> Iterator[Document]:
        """All documents that match within the filters, by film and position; one at a time."""
        with map_whoosh_errors(self.generation.name):
            matched = self._matched(query, "", Expansions(self._vocabulary))
            inside = self._facets.within(matched, filters).numbers
            for number in self._orders.by_place(inside).tolist():
                yield self._document(number)

    def films(self) -> Iterator[tuple[Document, int]]:
        """The own page of every film, and how many reviews the film has."""
        with map_whoosh_errors(self.generation.name):
            pages = self._evaluator.index.numbers_of("kind", b"description")
            counts = self._facets.documents()[self._facets.film_codes(pages)]
            for number, count in zip(pages.tolist(), counts.tolist(), strict=True):
                yield self._document(number), count - 1

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

    def _of_term(self, field: str, term: str) -> list[int]:
        """Every document that has a term, however long it takes."""
        found: list[int] = self._evaluator.index.numbers_of(field, term.encode()).tolist()
        return found

    def _matched(self, node: Node, title: str, expansions: Expansions) -> Matches:
        """Every document that matches; OutOfTimeError if these are not known in time."""
        matched, is_whole = self._in_time(node, title, expansions)
        if not is_whole:
            raise OutOfTimeError
        return matched

    def _in_time(self, node: Node, title: str, expansions: Expansions) -> tuple[Matches, bool]:
        """The documents that match, with their scores, and whether these are all.

        All segments are matched as one, for what a word tells is told by all of them.
        """
        before = cuts()
        found = self._evaluator.matches(compile_query(node, title, expansions))
        return found, cuts() == before

    def _document(self, number: int) -> Document:
        return cast("Document", self._searcher.stored_fields(number))
