"""One OpenSearch generation: find, count, complete, film."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from search.analysis import WORDS
from search.engines.opensearch_engine.asking import AT_ONCE, AskedIndex, total_of
from search.engines.opensearch_engine.clauses import MOST_CLAUSES, clauses_of
from search.engines.opensearch_engine.compile import every_of
from search.engines.opensearch_engine.expand import Vocabulary
from search.engines.opensearch_engine.explain import Explainer
from search.engines.opensearch_engine.facets import FacetReader, Labels, counting_of, inside, within
from search.engines.opensearch_engine.films import EveryFilm, Groups, counting_films
from search.engines.opensearch_engine.order import BY_PLACE, begin_of, sort_of
from search.engines.opensearch_engine.positions import term_sent
from search.engines.opensearch_engine.question import Question
from search.engines.opensearch_engine.schema import FILM, KEPT, document_of
from search.engines.opensearch_engine.statistics import FieldCounts
from search.errors import EngineInPartError
from search.found import BY_RELEVANCE, Found, FoundAll, FoundDocument
from search.query.patterns import fields_of
from search.query.titles import title_called, title_key
from search.schema import exact_of
from search.score_parts import is_called
from search.sorting import BY_FIELD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from opensearchpy import OpenSearch

    from search.completions import ChangedCompletions, CompletionFile, CompletionKind, Entry
    from search.engine import GenerationInfo
    from search.engines.opensearch_engine.asking import Dsl
    from search.facets import Filters
    from search.found import Order
    from search.query.nodes import Node, Word
    from search.schema import Document

# Nobody spells a word so long by hand.
_LONG = 40
# It is kept of so many words what is spelt like them: all terms are gone through for that.
_KEPT_WORDS = 4_000
_EVERYTHING: Dsl = {"match_all": {}}
_NO_PAGE: Dsl = {"size": 0}


class OpenSearchSearcher:
    """A snapshot of one generation, for any number of threads: its index is written once."""

    def __init__(
        self,
        client: OpenSearch,
        index: str,
        generation: GenerationInfo,
        completions: ChangedCompletions | CompletionFile | None = None,
    ) -> None:
        self.generation = generation
        self._completions = completions
        self._asked = partial(AskedIndex, client, index, generation.name)
        self._fields = FieldCounts()
        self._labels = Labels()
        self._similar: dict[tuple[str, tuple[str, ...]], Sequence[str]] = {}
        self._every_film = EveryFilm(self._fields)

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
        index = self._asked()
        question = Question(query, title_key(order.typed or query), index, self._fields)
        near = order.sort not in BY_FIELD
        scoring = question.scoring(near=near)
        groups = Groups(index, scoring, order, self._every_film) if order.by_film else None
        first = groups.first(offset, limit) if groups else []
        page = _page(index, scoring, offset, limit, order)
        answer, *more = index.searches([page, *first, *_called(question.title)])
        matching = answer["aggregations"]["matching"]["doc_count"]
        if not matching:
            index.require_whole()
        facets = FacetReader(index, scoring, self._labels)
        read = partial(self._read, question, index, near=near, explain=explain)
        return Found(
            total=total_of(answer),
            documents=() if groups else read(answer["hits"]["hits"]),
            matching=matching,
            facets=facets.read(answer, order.filters, order.counting),
            films=groups.films(answer, more[: len(first)], (offset, limit), read) if groups else (),
            film_total=groups.count(answer) if groups else 0,
            subject=_subject(question.title, more),
            cut=question.expansions.cut,
            having=question.having,
            is_whole=index.is_whole,
        )

    def find_all(self, query: Node, *, order: Order = BY_RELEVANCE) -> FoundAll:
        """All documents that match, in the same order, read as they are asked for."""
        index = self._asked()
        question = Question(query, title_key(order.typed or query), index, self._fields)
        scoring = question.scoring(near=order.sort not in BY_FIELD)
        matching = inside(scoring, order.filters)
        (total,) = index.counts([matching])
        subject = _subject(question.title, index.searches(_called(question.title)))
        index.require_whole()
        asked = {"query": matching, "sort": sort_of(order.sort), "track_scores": True}
        documents = (_found(hit, question.title) for hit in index.all(asked))
        return FoundAll(total, documents, question.expansions.cut, question.having, subject)

    def count(self, query: Node) -> int:
        """How many documents match."""
        return self._counts([query])[0]

    def counts_without_each(self, queries: Sequence[Node]) -> Sequence[int]:
        """How many documents match all of the queries but the first, all but the second, ..."""
        index = self._asked()
        matching = [Question(one, "", index, self._fields).matching() for one in queries]
        asked = [every_of(matching[:n] + matching[n + 1 :]) for n in range(len(matching))]
        if clauses_of(every_of(matching)) > MOST_CLAUSES:
            raise EngineInPartError(index.where, "too many words to be counted without each")
        counts = index.counts(asked)
        index.require_whole()
        return counts

    def document_frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """How many documents have each of the stems in their text."""
        index = self._asked()
        counts = index.counts([{"term": {"text": term_sent(stem)}} for stem in stems])
        index.require_whole()
        return counts

    def similar_words(self, word: Word) -> Sequence[str]:
        """Words of the index spelt much like this one, unstemmed: one edit, else two."""
        typed = "".join(WORDS.terms(word.text))
        if not 0 < len(typed) <= _LONG:
            return ()
        fields = tuple(dict.fromkeys(exact_of(field) for field in fields_of(word)))
        known = self._similar.get((typed, fields))
        if known is None:
            if len(self._similar) > _KEPT_WORDS:
                self._similar = {}
            known = self._similar[typed, fields] = Vocabulary(self._asked()).alike(fields, typed)
        return known

    def complete(
        self, typed: str, kinds: Collection[CompletionKind], limit: int
    ) -> Sequence[Entry]:
        """The titles, authors and phrases of the generation that begin so, best first."""
        return self._completions.best(typed, kinds, limit) if self._completions else ()

    def film(self, film_id: str) -> Sequence[Document]:
        """The documents of a film by position; none for a film that there is not."""
        found = [document_of(hit["_source"]) for hit in self._hits_of(film_id)]
        return sorted(found, key=lambda document: document["position"])

    def _hits_of(self, film_id: str) -> Iterable[Dsl]:
        """In one request, unless there are more or a node just died."""
        asked = {"query": {"term": {FILM: film_id}}, "sort": BY_PLACE, "_source": [KEPT]}
        index = self._asked()
        with suppress(EngineInPartError):
            answer = index.search({**asked, "size": AT_ONCE}, film_id)
            if index.is_whole and total_of(answer) <= AT_ONCE:
                hits: list[Dsl] = answer["hits"]["hits"]
                return hits
        return self._asked().all(asked, film_id)

    def each(self, query: Node, filters: Filters = ()) -> Iterator[Document]:
        """All documents that match within the filters, by film and position."""
        matching = Question(query, "", self._asked(), self._fields).matching()
        yield from self._all(every_of([matching, within(filters)]))

    def films(self) -> Iterator[tuple[Document, int]]:
        """The own page of every film, and how many reviews the film has."""
        index = self._asked()
        counts = self._every_film.counts(index)
        index.require_whole()
        for page in self._all({"term": {"kind": "description"}}):
            yield page, counts[page["film_id"]].total - 1

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in their order as UTF-8."""
        asked = {"query": _EVERYTHING, "sort": [{"id": "asc"}], "_source": False}
        for hit in self._asked().all(asked):
            yield hit["sort"][0]

    def document_count(self) -> int:
        """How many documents there are."""
        index = self._asked()
        (count,) = index.counts([_EVERYTHING])
        index.require_whole()
        return count

    def close(self) -> None:
        """Let go of the completions; the client is the engine's."""
        if self._completions:
            self._completions.close()

    def _counts(self, queries: Sequence[Node]) -> list[int]:
        index = self._asked()
        asked = [Question(one, "", index, self._fields).matching() for one in queries]
        counts = index.counts(asked)
        index.require_whole()
        return counts

    def _all(self, query: Dsl) -> Iterator[Document]:
        for hit in self._asked().all({"query": query, "sort": BY_PLACE, "_source": [KEPT]}):
            yield document_of(hit["_source"])

    def _read(
        self,
        question: Question,
        index: AskedIndex,
        hits: Sequence[Dsl],
        *,
        near: bool,
        explain: bool,
    ) -> tuple[FoundDocument, ...]:
        found = tuple(_found(hit, question.title) for hit in hits)
        if not explain:
            return found
        names = [hit["_id"] for hit in hits]
        explainer = Explainer(question, index, names, near=near)
        return tuple(
            FoundDocument(one.document, one.score, explainer.of(name, one.document), one.own)
            for name, one in zip(names, found, strict=True)
        )


def _called(title: str) -> list[Dsl]:
    """What is asked for the first document of a film that has a title; nothing without one."""
    named = {"size": 1, "query": {"term": {"title_key": title}}, "sort": BY_PLACE}
    return [named] if title else []


def _subject(title: str, answers: Sequence[Dsl]) -> str:
    """The title that was typed, as the film has it of which the last of the answers tells."""
    hits = answers[-1]["hits"]["hits"] if title else []
    return title_called(title, document_of(hits[0]["_source"])) if hits else ""


def _found(hit: Dsl, title: str) -> FoundDocument:
    document = document_of(hit["_source"])
    return FoundDocument(document, float(hit["_score"]), own=is_called(title, document))


def _page(index: AskedIndex, scoring: Dsl, offset: int, limit: int, order: Order) -> Dsl:
    """What is asked for a page of documents, or what films are told by."""
    counted = counting_of(order.filters, order.counting)
    return {
        "query": scoring,
        "post_filter": within(order.filters),
        **(_NO_PAGE if order.by_film else begin_of(index, scoring, (offset, limit), order)),
        "sort": sort_of(order.sort),
        "track_scores": True,
        "track_total_hits": True,
        "_source": [KEPT],
        "aggs": {
            "matching": {"filter": _EVERYTHING},
            **counted,
            **(counting_films(order) if order.by_film else {}),
        },
    }
