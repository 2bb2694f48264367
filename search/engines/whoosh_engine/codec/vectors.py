"""The terms of each document by itself, as Whoosh's vectors have them, as arrays."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.codec.growing import GrowingArray
from search.engines.whoosh_engine.codec.posting_values import (
    BESIDE,
    BesideWriting,
    Places,
    Values,
    as_array,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFile, ArrayFileWriter

    Array = NDArray[Any]


class VectorWriting:
    """Takes in the terms of documents, field by field; what it holds is the different terms."""

    def __init__(self, format_: Any) -> None:
        self._values = Values(format_)
        self._beside = BesideWriting()
        self._codes = GrowingArray("<u4")
        self._frequencies = GrowingArray("<u1", "<u4")
        self._positions = GrowingArray("<u2", "<u4")
        self._weights = GrowingArray("<f4")
        self._numbers: dict[str, int] = {}
        # Where the items of each document end, and the positions of these.
        self._ends = array("Q")
        self._place_ends = array("Q")
        self._places = 0
        self._weighs = False

    def add(self, document: int, items: Sequence[tuple[str, float, bytes]]) -> None:
        """Take in a document's terms in order, each with its weight and value."""
        self._fill(document)
        numbers = self._numbers
        codes = [numbers.setdefault(text, len(numbers)) for text, _, _ in items]
        for _, _, value in items:
            self._values.add(value)
        weights = np.array([weight for _, weight, _ in items], np.float32)
        frequencies = as_array(self._values.frequencies)
        self._weighs = self._weighs or bool((weights != frequencies).any())
        self._codes.add(np.array(codes))
        self._weights.add(weights)
        self._frequencies.add(frequencies)
        if (positions := self._values.positions()) is not None:
            self._positions.add(positions)
        self._beside.add(self._values)
        self._values.clear()
        self._places += int(frequencies.sum(dtype=np.int64))
        self._ends.append(self._codes.size)
        self._place_ends.append(self._places)

    def _fill(self, documents: int) -> None:
        for ends in (self._ends, self._place_ends):
            ends.extend([ends[-1] if ends else 0] * (documents - len(ends)))

    def finish(self, field: str, file: ArrayFileWriter, documents: int) -> None:
        """Write the arrays; the terms stand in order, each once."""
        self._fill(documents)
        rows = sorted(self._numbers)
        places = np.empty(len(rows), np.uint32)
        for place, row in enumerate(rows):
            places[self._numbers[row]] = place
        texts = [row.encode("utf-8", "surrogatepass") for row in rows]
        prefix = f"{field}/vector_"
        file.add(f"{prefix}terms", np.frombuffer(b"".join(texts), np.uint8))
        file.add(f"{prefix}term_ends", np.cumsum(list(map(len, texts))).astype("<u4"))
        file.add(f"{prefix}item_ends", as_array(self._ends))
        if self._values.columns:
            file.add(f"{prefix}position_ends", as_array(self._place_ends))
        file.add_chunks(f"{prefix}codes", "<u4", (places[part] for part in self._codes.chunks()))
        for name, grown in self._by_name().items():
            file.add_chunks(prefix + name, grown.kind, grown.chunks())
        self._beside.finish(prefix, file)
        for grown in (self._codes, self._frequencies, self._positions, self._weights):
            grown.close()

    def _by_name(self) -> dict[str, GrowingArray]:
        arrays = {"frequencies": self._frequencies}
        if self._values.columns:
            arrays["positions"] = self._positions
        return {**arrays, "weights": self._weights} if self._weighs else arrays


class VectorArrays:
    """The terms of each document of a field, as they are read."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._file = file
        self._prefix = f"{field}/vector_"

    def _array(self, name: str) -> Array:
        return self._file.array(self._prefix + name)

    def extent(self, document: int) -> tuple[int, int]:
        """Where the terms of a document stand."""
        return self._file.extent(f"{self._prefix}item_ends", document, len(self._array("codes")))

    def terms(self, document: int) -> list[str]:
        """The terms of a document, in order."""
        begin, end = self.extent(document)
        return [self._term(code) for code in self._array("codes")[begin:end].tolist()]

    def _term(self, code: int) -> str:
        texts = self._array("terms")
        begin, end = self._file.extent(f"{self._prefix}term_ends", code, len(texts))
        with self._file.reading(f"{self._prefix}terms"):
            return texts[begin:end].tobytes().decode("utf-8", "surrogatepass")

    def weights(self, document: int) -> Array:
        """What each of its terms weighs."""
        begin, end = self.extent(document)
        weights = self._file.find(f"{self._prefix}weights")
        return (self._array("frequencies") if weights is None else weights)[begin:end]

    def places(self, document: int) -> Places:
        """What is kept of each of its terms."""
        begin, end = self.extent(document)
        frequencies = self._array("frequencies")[begin:end]
        columns = dict(self._columns(document))
        raw = self._file.rows(f"{self._prefix}raw", begin, end)
        return Places(frequencies, np.cumsum(frequencies, dtype=np.int64), columns, raw)

    def _columns(self, document: int) -> Iterator[tuple[str, Array]]:
        positions = self._file.find(f"{self._prefix}positions")
        if positions is None:
            return
        begin, end = self._file.extent(f"{self._prefix}position_ends", document, len(positions))
        for name in ("positions", *BESIDE):
            array = self._file.find(self._prefix + name)
            if array is not None:
                yield name, array[begin:end]
