"""What Whoosh's formats say of each posting, taken out of its strings and put into them again.

Whoosh packs a posting's positions, characters and boosts into a string, by pickle. Here they
are numbers in arrays, and are packed as Whoosh does only when it asks for such a string. Of a
format that is none of Whoosh's own the strings are kept as they are.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from whoosh.formats import (
    CharacterBoosts,
    Characters,
    Existence,
    Frequency,
    PositionBoosts,
    Positions,
)
from whoosh.system import pack_uint

from search.engines.whoosh_engine.codec.growing import GrowingArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter

    Array = NDArray[Any]

# What a format keeps of each place where a term stands: the columns of what Whoosh decodes.
_PLACES: dict[type, tuple[str, tuple[str, ...]]] = {
    Positions: ("decode_positions", ("positions",)),
    Characters: ("decode_characters", ("positions", "begins", "ends")),
    PositionBoosts: ("decode_position_boosts", ("positions", "boosts")),
    CharacterBoosts: ("decode_character_boosts", ("positions", "begins", "ends", "boosts")),
}
# The types of the arrays of those, beside the positions.
_KINDS = {"begins": ("<u4",), "ends": ("<u4",), "boosts": ("<f8",)}
BESIDE = tuple(_KINDS)
# The bytes of a frequency, with which most strings begin.
_FREQUENCY = 4


class Values:
    """Takes in the strings of a format and holds what they say, posting by posting."""

    def __init__(self, format_: Any) -> None:
        self.frequencies = array("I")
        letters = {"positions": "I", "begins": "I", "ends": "I", "boosts": "d"}
        self.places = {name: array(letter) for name, letter in letters.items()}
        self.raw: list[bytes] = []
        self.is_raw = type(format_) not in (Existence, Frequency, *_PLACES)
        self.columns = _PLACES[type(format_)][1] if type(format_) in _PLACES else ()
        self.add: Callable[[bytes], None] = self._adder(format_)

    def _adder(self, format_: Any) -> Callable[[bytes], None]:
        if self.columns:
            self._decode = getattr(format_, _PLACES[type(format_)][0])
            return self._add_positions if self.columns == ("positions",) else self._add_places
        if self.is_raw:
            known = format_.supports("frequency")
            self._decode = format_.decode_frequency if known else lambda _: 1
            return self._add_raw
        if isinstance(format_, Existence):
            return lambda _: self.frequencies.append(1)
        # Of the words for spelling Whoosh gives the string of another format.
        return lambda value: self.frequencies.append(
            format_.decode_frequency(value[:_FREQUENCY]) if len(value) >= _FREQUENCY else 1
        )

    def _add_positions(self, value: bytes) -> None:
        positions = self._decode(value)
        self.frequencies.append(len(positions))
        self.places["positions"].extend(positions)

    def _add_places(self, value: bytes) -> None:
        places = self._decode(value)
        self.frequencies.append(len(places))
        if not places:
            return
        for name, column in zip(self.columns, zip(*places, strict=True), strict=True):
            self.places[name].extend(column)

    def _add_raw(self, value: bytes) -> None:
        self.frequencies.append(int(self._decode(value)))
        self.raw.append(value)

    def positions(self) -> Array | None:
        """The positions, None if the format has none."""
        return as_array(self.places["positions"]) if self.columns else None

    def clear(self) -> None:
        """Forget what was taken in."""
        del self.frequencies[:]
        self.raw.clear()
        for column in self.places.values():
            del column[:]


class BesideWriting:
    """Writes what a format keeps beside frequencies and positions."""

    def __init__(self) -> None:
        self._arrays = {name: GrowingArray(*kinds) for name, kinds in _KINDS.items()}
        self._raw = GrowingArray("<u1")
        self._raw_ends = GrowingArray("<u4", "<u8")
        self._is_raw = False

    def add(self, values: Values) -> None:
        """Take in what ``values`` holds."""
        for name in values.columns[1:]:
            self._arrays[name].add(as_array(values.places[name]))
        if values.is_raw:
            self._is_raw = True
            ends = np.cumsum(np.fromiter(map(len, values.raw), np.int64, len(values.raw)))
            self._raw_ends.add(ends + self._raw.size)
            self._raw.add(np.frombuffer(b"".join(values.raw), np.uint8))

    def finish(self, prefix: str, file: ArrayFileWriter) -> None:
        """Write the arrays there are, their names after ``prefix``."""
        for name, grown in self._arrays.items():
            if grown.size:
                file.add_chunks(prefix + name, grown.kind, grown.chunks())
            grown.close()
        if self._is_raw:
            file.add_chunks(f"{prefix}raw", self._raw.kind, self._raw.chunks())
            file.add_chunks(f"{prefix}raw_ends", self._raw_ends.kind, self._raw_ends.chunks())
        self._raw.close()
        self._raw_ends.close()


class Places(NamedTuple):
    """What is kept of some postings: ``ends`` says where those of each posting end."""

    frequencies: Array
    ends: Array
    # Those of positions, begins, ends and boosts that are kept.
    columns: dict[str, Array]
    raw: Sequence[bytes] | None

    def _extent(self, posting: int) -> tuple[int, int]:
        return self.ends.item(posting - 1) if posting else 0, self.ends.item(posting)

    def of(self, posting: int, names: Iterable[str]) -> list[Any]:
        """The named columns of one posting, a tuple a place; KeyError if one is not kept."""
        begin, end = self._extent(posting)
        return list(zip(*(self.columns[name][begin:end].tolist() for name in names), strict=True))

    def decoded(self, posting: int, format_: Any, kind: str) -> Any:
        """What a posting's value is as ``kind``: its frequency, weight, positions and so on."""
        # Of a kind that the format does not know Whoosh says AttributeError.
        decode = format_.decoder(kind)
        if self.raw is None and kind == "frequency":
            return int(self.frequencies[posting])
        if self.raw is None and kind == "positions":
            return self.columns["positions"][slice(*self._extent(posting))].tolist()
        if self.raw is None and kind == "characters":
            return self.of(posting, ("positions", "begins", "ends"))
        return decode(self.string(posting, format_))

    def string(self, posting: int, format_: Any) -> bytes | None:
        """A posting's value as Whoosh's ``format_`` packs it."""
        if self.raw is not None:
            return self.raw[posting]
        kind = type(format_)
        if kind in _PLACES:
            names = _PLACES[kind][1]
            found = self.of(posting, names)
            if names == ("positions",):
                found = [place for (place,) in found]
            packed: Any = format_.encode(found)
            return packed[0] if kind is CharacterBoosts else packed  # type: ignore[no-any-return]  # Whoosh is untyped
        return pack_uint(int(self.frequencies[posting])) if kind is Frequency else None


def as_array(column: array[Any]) -> Array:
    """A copy of a column as an array."""
    return np.array(column, f"={column.typecode}")
