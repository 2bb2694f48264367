"""The table: CSV and TSV, one row a review, its columns known by their names."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING, Literal

from indexer.readers.facts import Facts
from indexer.readers.lines import read_records
from indexer.readers.spellings import ROW, places
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.readers.lines import Line
    from indexer.source_file import SourceFile
    from search.records import Film

MAX_FIELD_CHARACTERS = 1_048_576
MAX_ROW_CHARACTERS = 16 * MAX_FIELD_CHARACTERS
DELIMITERS = (",", ";", "\t", "|")
_MAX_COLUMNS_SHOWN = 12


def read_table(source: SourceFile) -> Iterator[Film | SourceError]:
    """A film a row, with the row's review; a SourceError for each row or fact not taken.

    The first row names the columns; a file in which film and text cannot be told gives one
    SourceError and no film. Memory is that of one row.
    """
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    try:
        yield from _Table(source).films()
    except SourceError as error:
        yield error


class _Lines:
    """The lines as the ``csv`` module takes them; those of a row that failed come again."""

    def __init__(self, source: SourceFile) -> None:
        self._lines = read_records(source)
        self._again: deque[Line] = deque()
        self._row: list[Line] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._row.append(line)
        self._size += len(line.text)
        if self._size > MAX_ROW_CHARACTERS:
            raise csv.Error(f"longer than {MAX_ROW_CHARACTERS:,} characters")
        return line.text

    def take(self) -> list[Line]:
        """The lines read since it was asked last: those of one row."""
        row, self._row, self._size = self._row, [], 0
        return row

    def give_back(self, lines: list[Line]) -> None:
        self._again.extendleft(reversed(lines))


class _Table:
    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._lines = _Lines(source)
        self._delimiter = ","
        self._names: list[str] = []
        self._places: list[tuple[str, int]] = []
        self._mending = False
        self._header = 1
        self._has_rows = False

    def films(self) -> Iterator[Film | SourceError]:
        self._read_header()
        while True:
            rows = csv.reader(self._lines, delimiter=self._delimiter, strict=True)
            try:
                for row in rows:
                    lines = self._lines.take()
                    yield from self._taken(lines, row)
            except csv.Error as error:
                yield from self._mended(self._lines.take(), error)
            else:
                break
        if not self._has_rows:
            yield self._error(self._header, "the table has no row below its header")

    def _read_header(self) -> None:
        for text in self._lines:
            line = self._lines.take()[0]
            if line.problem:
                raise self._error(line.number, line.problem)
            if text.lower().startswith("sep=") or not text.strip():
                continue
            self._names, self._delimiter = max(
                ((_cells(text, mark), mark) for mark in DELIMITERS), key=self._known
            )
            break
        else:
            raise self._error(1, "the file is empty")
        found = places(self._names, ROW, self._source.names)
        if "film" not in found or not {"text", "description"} & found.keys():
            raise self._error(line.number, self._unknown(found))
        self._header = line.number
        self._places = [(fact, self._names.index(name)) for fact, name in found.items()]

    def _known(self, header: tuple[list[str], str]) -> tuple[int, int]:
        """How many facts a way to cut the first row tells, and how many columns."""
        return len(places(header[0], ROW, self._source.names)), len(header[0])

    def _unknown(self, found: dict[str, str]) -> str:
        shown = ", ".join(repr(name[:40]) for name in self._names[:_MAX_COLUMNS_SHOWN])
        more = len(self._names) - _MAX_COLUMNS_SHOWN
        columns = f"{shown} and {more} more" if more > 0 else shown
        missing = " and ".join(fact for fact in ("film", "text") if fact not in found)
        return (
            f"no column for {missing} among {columns}; "
            f"name it: --map {missing.partition(' ')[0]}=COLUMN"
        )

    def _taken(self, lines: list[Line], row: list[str]) -> Iterator[Film | SourceError]:
        first = lines[0].number
        bad = next((line for line in lines if line.problem), None)
        if bad:
            self._has_rows = True
            self._read_again(lines[lines.index(bad) + 1 :])
            yield self._error(bad.number, bad.problem)
            return
        if not any(row) or row == self._names:
            return  # the header again: tables put one after the other
        self._has_rows = True
        wrong = len(row) != len(self._names) if self._mending else any(row[len(self._names) :])
        if wrong:
            yield self._error(first, f"{len(row)} columns, and the header has {len(self._names)}")
            return
        self._mending = False
        values = {fact: row[place] for fact, place in self._places if place < len(row)}
        yield from Facts(self._source.path, first, values).row("the row of {!r} has no text")

    def _mended(self, lines: list[Line], error: csv.Error) -> Iterator[Film | SourceError]:
        """A row whose quotes do not fit costs no other: its further lines are read again.

        Tables with tabs are often written without quoting, so there its quotes may be text.
        """
        self._has_rows = True
        row = _cells(lines[0].text, "\t", csv.QUOTE_NONE)
        if self._delimiter == "\t" and len(row) == len(self._names):
            self._lines.give_back(lines[1:])
            yield from self._taken(lines[:1], row)
        else:
            self._read_again(lines[1:])
            reason = lines[0].problem or f"the row cannot be read: {error}"
            yield self._error(lines[0].number, reason)

    def _read_again(self, lines: list[Line]) -> None:
        """Lines of a row that failed may be rows, or pieces of its text: no short row is taken."""
        self._lines.give_back(lines)
        self._mending = True

    def _error(self, line: int, reason: str) -> SourceError:
        return SourceError(self._source.path, line, reason)


def _cells(text: str, delimiter: str, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> list[str]:
    """The columns of one line; none where it cannot be read."""
    try:
        return next(csv.reader([text], delimiter=delimiter, quoting=quoting), [])
    except csv.Error:
        return []
