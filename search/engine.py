"""What an engine must do. Every engine passes the same suite of behaviours, tests/contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from search.found import BY_RELEVANCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from search.completions import CompletionKind, Entry
    from search.facets import Filters
    from search.found import Found, FoundAll, Order
    from search.query.nodes import Node, Word
    from search.schema import Document


# How many bytes of an index are held in memory as it is built.
MEMORY = 512 << 20


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """What is known of a build. ``created`` is UTC in ISO 8601.

    ``counts`` has films, descriptions, reviews and documents; ``sources`` is the number of
    files that it was made from; ``report`` is what the build told of itself, as JSON has it.
    ``files`` has each index file's SHA-256 and size in bytes by its name, where the engine
    keeps files. ``held_back`` says why a build was not put live, if it was not.
    """

    name: str
    created: str
    engine: str
    library: str
    schema: str
    counts: Mapping[str, int]
    sources: int = 0
    report: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    held_back: str = ""

    @property
    def size_bytes(self) -> int:
        """What the index files take on disk."""
        return sum(size for _, size in self.files.values())


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A generation and what is wrong with it; no ``problems`` means every byte is as written."""

    name: str
    problems: tuple[str, ...]


class Searcher(Protocol):
    """One generation, seen as it was when it was opened."""

    @property
    def generation(self) -> GenerationInfo:
        """The generation that answers."""
        ...

    def find(
        self,
        query: Node,
        offset: int,
        limit: int,
        *,
        order: Order = BY_RELEVANCE,
        explain: bool = False,
    ) -> Found:
        """The documents that match, in an ``order``.

        Equals stand by film_id and then position, whenever they were added; what lacks the
        fact that is sorted by stands last, whichever way it goes. Films stand as the first of
        their documents does, or by their share.
        With ``explain`` each comes with the parts of its score, which add up to it.
        Of a leaf that stands for too many words the most frequent are searched, and said to be.
        """
        ...

    def find_all(self, query: Node, *, order: Order = BY_RELEVANCE) -> FoundAll:
        """All documents that match, in the same order.

        What is held of those to come is a number and a score each.
        """
        ...

    def count(self, query: Node) -> int:
        """How many documents match."""
        ...

    def counts_without_each(self, queries: Sequence[Node]) -> Sequence[int]:
        """How many documents match all of the queries but the first, all but the second, ...

        Costs little more than one search for all of them.
        """
        ...

    def document_frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """How many documents have each of the stems in their text."""
        ...

    def similar_words(self, word: Word) -> Sequence[str]:
        """Words of the index spelt much like this one, unstemmed: one edit, else two.

        The most frequent first, in the fields that the word asks.
        """
        ...

    def complete(
        self, typed: str, kinds: Collection[CompletionKind], limit: int
    ) -> Sequence[Entry]:
        """The titles, authors and phrases of the generation that begin so, best first.

        Titles and authors also by their later words. ``typed`` is as ``beginning`` of
        search.completions folds it; an entry that is just that comes first.
        """
        ...

    def film(self, film_id: str) -> Sequence[Document]:
        """The documents of a film by position; none for a film that there is not."""
        ...

    def each(self, query: Node, filters: Filters = ()) -> Iterator[Document]:
        """All documents that match within the filters, by film and position.

        No more than one is held at a time.
        """
        ...

    def films(self) -> Iterator[tuple[Document, int]]:
        """The own page of every film, in any order, and how many reviews the film has."""
        ...

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in their order as UTF-8."""
        ...


class Searchable(Protocol):
    """What answers: an engine's live generation, or a build that is finished."""

    def searcher(self) -> AbstractContextManager[Searcher]:
        """A generation, until the context ends."""
        ...


class GenerationBuilder(Protocol):
    """A generation in the making; what was not activated leaves nothing behind."""

    def add(self, document: Document) -> None:
        """Take a document in; ids must differ."""
        ...

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file with the generation, for ``Engine.kept``."""
        ...

    def finish(self, counts: Mapping[str, int], sources: int = 0) -> GenerationInfo:
        """Write and close the build, open it again and count what is in it."""
        ...

    def searcher(self) -> AbstractContextManager[Searcher]:
        """The finished build, before it is live."""
        ...

    def activate(self, report: Mapping[str, Any] | None = None) -> GenerationInfo:
        """Put the finished build live in one step, and prune old ones."""
        ...

    def hold_back(self, reason: str, report: Mapping[str, Any] | None = None) -> GenerationInfo:
        """Keep the finished build without putting it live; a rollback to its name does that."""
        ...


class GenerationUpdater(GenerationBuilder, Protocol):
    """A generation in the making that begins with all that is live."""

    def remove(self, film_id: str) -> Sequence[Document]:
        """Take a film out; the documents that it had, none if there is no such film."""
        ...


class Engine(Protocol):
    """Where generations are kept and which one answers. Raises IndexStateError throughout."""

    def searcher(self) -> AbstractContextManager[Searcher]:
        """The live generation; safe to call from many threads, which may be given the same.

        Where it is damaged, that is logged, and the newest whole one that was live answers.
        """
        ...

    def build(
        self, jobs: int = 1, memory: int = MEMORY
    ) -> AbstractContextManager[GenerationBuilder]:
        """Hold the lock and make a generation; IndexBusyError if another does.

        With ``jobs`` above 1 so many processes write it. All of them together hold about
        ``memory`` bytes of what they write, and the rest on disk.
        """
        ...

    def update(self) -> AbstractContextManager[GenerationUpdater]:
        """Hold the lock and make a generation out of the live one.

        What was not changed is shared with the live one, so that it costs as much as the
        change. Answers are those of a build of the same documents, but that the phrases among
        the completions are those of the last whole build.
        """
        ...

    def kept(self, name: str) -> bytes:
        """A file that was kept with the live generation; IndexDamagedError if it is not there."""
        ...

    def live(self) -> GenerationInfo:
        """The generation that answers, if it is one that this version can open."""
        ...

    def live_name(self) -> str | None:
        """The name of the live generation, whether or not it can be opened; None if none is."""
        ...

    def generations(self) -> Sequence[GenerationInfo | CheckReport]:
        """All that are kept, oldest first; a report in place of one that cannot be read."""
        ...

    def rollback(self, name: str | None = None) -> GenerationInfo:
        """Put another kept generation live, checked first.

        Without a name it is the newest that is older than the live one; the newest of all
        where it cannot be told which is live.
        """
        ...

    def check(self) -> Sequence[CheckReport]:
        """Each kept generation against its checksums, oldest first, then what names the live."""
        ...
