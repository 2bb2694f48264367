"""The file of completions that a generation keeps: its format, and finding in it.

    magic, one line of JSON, then sections, each at a multiple of 8 bytes after the line

The line tells the byte order and, by name, where each section begins (from the end of the line)
and how long it is. Numbers are 32-bit and unsigned. For each kind of completion there are:

    <kind>.texts, .texts.at     the texts as shown, one after the other, and where each begins
    <kind>.totals               the number of documents of each
    <kind>.whole, <kind>.inner  two tables: by the folded text, and by the folded text from each
                                later word on. Of a table there are
        .keys, .keys.at             the folded texts in order of their UTF-8 bytes
        .entries                    for each key the number of its text
        .tree                       the scores, as a tree of maxima: the node n is the higher of
                                    2n and 2n + 1, and the scores are its second half

A beginning is a range of keys, found by bisection; the best of a range, however large, come from
the tree one by one (a range-maximum structure over the sorted strings: Hsu and Ottaviano 2013,
https://doi.org/10.1145/2488388.2488440). The file is mapped and nothing of it is read before it is
asked for, so that opening it costs next to nothing and all threads and processes share it.
"""

from __future__ import annotations

import json
import mmap
import sys
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from heapq import heapify, heappop, heappush, merge
from typing import TYPE_CHECKING, Final

from search.completions.entries import KINDS, CompletionKind, Entry
from search.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

FILE_NAME: Final = "completions"
MAGIC: Final = b"completions 1\n"
# No key has a character as low, so that a text with it sorts right behind the text itself.
_JUST_AFTER = b"\x01"
# Sorts behind whatever a text goes on with: no byte of UTF-8 is as high.
_AFTER_ALL = b"\xff"

# The negated score, the place of the kind among KINDS, and the number of the entry.
_Ranked = tuple[int, int, int]


class CompletionFile:
    """The completions of one generation; any number of threads may ask at once.

    IndexDamagedError, naming the generation, for a file that is not as it was written.
    """

    def __init__(self, folder: Path, generation: str) -> None:
        self._generation = generation
        self._views: dict[str, memoryview] = {}
        with self._damage(), (folder / FILE_NAME).open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            end = self._map.find(b"\n", len(MAGIC)) + 1
            head = json.loads(self._map[len(MAGIC) : end])
            if self._map[: len(MAGIC)] != MAGIC or head["byte_order"] != sys.byteorder:
                raise ValueError("no completions that this machine can read")
            with memoryview(self._map) as everything:
                for name, (offset, size) in head["sections"].items():
                    self._views[name] = everything[end + offset : end + offset + size]

    def close(self) -> None:
        """Let go of the file."""
        for view in self._views.values():
            view.release()
        # Where an error still holds a part of it, it goes with that.
        with suppress(BufferError):
            self._map.close()

    def best(self, typed: str, kinds: Collection[CompletionKind], limit: int) -> Sequence[Entry]:
        """The best entries that begin so, or have a word that does, best first.

        ``typed`` is folded; a blank at its end says that its last word is whole. An entry that
        is just what was typed comes before all others. Takes O(limit log n).
        """
        found: dict[tuple[int, int], Entry] = {}
        with self._damage():
            for _, rank, number in self._ranked(typed, kinds):
                if len(found) == limit:
                    break
                if (rank, number) not in found:
                    found[rank, number] = self._entry(KINDS[rank], number)
        return [*found.values()]

    def number(self, kind: CompletionKind, key: str) -> int | None:
        """The number of the entry of a folded text; None if there is none."""
        with self._damage():
            name = f"{kind}.whole"
            keys = _Strings(self._views[f"{name}.keys"], self._numbers(f"{name}.keys.at"))
            place = bisect_left(keys, key.encode())
            is_there = place < len(keys) and keys[place] == key.encode()
            return int(self._numbers(f"{name}.entries")[place]) if is_there else None

    def entry(self, kind: CompletionKind, key: str) -> Entry | None:
        """The entry of a folded text; None if there is none."""
        number = self.number(kind, key)
        with self._damage():
            return None if number is None else self._entry(kind, number)

    def totals(self, kind: CompletionKind) -> Sequence[int]:
        """The totals of a kind by the number of the entry."""
        with self._damage():
            return self._numbers(f"{kind}.totals").tolist()

    def _ranked(self, typed: str, kinds: Collection[CompletionKind]) -> Iterator[_Ranked]:
        begun, exactly = typed.encode(), typed.strip().encode()
        same = {
            table: [self._range(kind, table, exactly, _JUST_AFTER) for kind in kinds]
            for table in ("whole", "inner")
        }
        yield from merge(*same["whole"])
        # A last word that is whole may be the end of a text.
        yield from merge(
            *same["inner"],
            *(
                self._range(kind, table, begun, _AFTER_ALL)
                for kind in kinds
                for table in ("whole", "inner")
            ),
        )

    def _range(
        self, kind: CompletionKind, table: str, begun: bytes, end: bytes
    ) -> Iterator[_Ranked]:
        """The entries of the keys from ``begun`` to before it with ``end``, the best first."""
        name = f"{kind}.{table}"
        entries, tree = self._numbers(f"{name}.entries"), self._numbers(f"{name}.tree")
        keys = _Strings(self._views[f"{name}.keys"], self._numbers(f"{name}.keys.at"))
        first = bisect_left(keys, begun)
        last = bisect_left(keys, begun + end, first)
        rank = KINDS.index(kind)
        for score, place in _highest(tree, first, last):
            yield -score, rank, entries[place]

    def _entry(self, kind: CompletionKind, number: int) -> Entry:
        texts = _Strings(self._views[f"{kind}.texts"], self._numbers(f"{kind}.texts.at"))
        return Entry(texts[number].decode(), kind, self._numbers(f"{kind}.totals")[number])

    def _numbers(self, name: str) -> memoryview:
        return self._views[name].cast("I")

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, LookupError, TypeError, OSError) as error:
            raise IndexDamagedError(self._generation, f"{FILE_NAME}: {error}") from error


class _Strings(Sequence[bytes]):
    """Strings one after the other, and where each begins, as a sequence to bisect."""

    def __init__(self, text: memoryview, places: memoryview) -> None:
        self._text = text
        self._places = places

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # no slices
        return bytes(self._text[self._places[number] : self._places[number + 1]])


def _highest(tree: memoryview, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The scores from ``first`` to before ``last`` and where they stand, from the highest down."""
    size = len(tree) // 2
    heap = [(-tree[node], node) for node in _cover(first + size, last + size)]
    heapify(heap)
    while heap:
        score, node = heappop(heap)
        if node >= size:
            yield -score, node - size
        else:
            heappush(heap, (-tree[2 * node], 2 * node))
            heappush(heap, (-tree[2 * node + 1], 2 * node + 1))


def _cover(first: int, last: int) -> Iterator[int]:
    """The fewest nodes of a tree of maxima whose leaves are those from ``first`` to ``last``."""
    while first < last:
        if first & 1:
            yield first
            first += 1
        if last & 1:
            last -= 1
            yield last
        first //= 2
        last //= 2
