"""Text from bytes: by a byte order mark, as UTF-8, or as a library tells; never by replacing.

Nothing is decided before the first byte that is not ASCII, so that a large file whose first
accent stands late is told by that accent, and no more than ``SAMPLE_BYTES`` are held for it.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

import chardet

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAMPLE_BYTES = 65_536
# Fewer bytes than these say too little: one accent may be a letter of twenty encodings.
MIN_SAMPLE_BYTES = 64
# How much ASCII before the first other byte says what language it is in.
_CONTEXT_BYTES = 4_096
_BLOCK_BYTES = 65_536
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's does, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What film pages were saved in; each keeps ASCII as it is, so that lines can be told. Of an
# encoding and one that has the same letters and more, the larger.
_DETECTED = (
    "utf-8", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-15",
    "koi8-r", "koi8-u", "cp932", "euc-jp", "cp949", "gb18030", "big5",
)  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_OTHER = re.compile(rb"[\x80-\xff]")
_ESCAPED = re.compile("[\udc80-\udcff]")


def detect(sample: bytes) -> str:
    """The encoding of a sample that has other bytes than ASCII.

    UTF-8 if the sample is that, or is that but for some damage, or says too little.
    """
    if len(sample) >= SAMPLE_BYTES:
        # What is cut off may be half a letter.
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    text = sample.decode("utf-8", "surrogateescape")
    bad = len(_ESCAPED.findall(text))
    good = sum(1 for character in text if character > "\x7f") - bad
    if good >= bad or len(sample) < MIN_SAMPLE_BYTES or _CONTROL.search(sample):
        return "utf-8"
    first = _OTHER.search(sample)
    found = chardet.detect(
        sample[max(0, first.start() - _CONTEXT_BYTES) :] if first else sample,
        include_encodings=_DETECTED,
        compat_names=False,
        no_match_encoding="utf-8",
    )
    return found["encoding"] or "utf-8"


def detect_in(data: bytes) -> str:
    """The encoding of a whole text, told by its first bytes that are not ASCII and those about."""
    first = _OTHER.search(data)
    start = max(0, first.start() - _CONTEXT_BYTES) if first else 0
    return detect(data[start : start + SAMPLE_BYTES])


class TextFile:
    """The bytes of one file, and the text that they are."""

    def __init__(self, path: Path, file: io.BufferedReader) -> None:
        beginning = file.read(4)
        mark = next((mark for mark in MARKS if beginning.startswith(mark[0])), None)
        size = len(mark[0]) if mark else 0
        self._path = path
        self._file = file
        self._ahead = io.BytesIO(beginning[size:])
        self._failure: SourceError | None = None
        self._start = size
        self.encoding = mark[1] if mark else ""
        self.wide = self.encoding.startswith(("utf-16", "utf-32"))
        if self.wide:
            raw = _AsUtf8(path, self.encoding, beginning, size, file)
            self._file = io.BufferedReader(raw, _BLOCK_BYTES)
            self._ahead = io.BytesIO()
            self.encoding = "utf-8"

    @property
    def start(self) -> int:
        """The offset of the first byte after the byte order mark."""
        return self._start

    def readline(self, limit: int) -> bytes:
        """The next line with its end, or its first ``limit`` bytes; empty at the end."""
        line = self._ahead.readline(limit)
        if line.endswith(b"\n") or len(line) == limit:
            return line
        self._raise_failure(line)
        return line + self._file.readline(limit - len(line))

    def decode(self, line: bytes) -> str:
        """The text of what ``readline`` gave; raises UnicodeDecodeError."""
        if line.isascii():
            return line.decode("ascii")
        self._decide(line)
        return line.decode(self.encoding)

    def blocks(self) -> Iterator[str]:
        """The text in blocks; SourceError at what cannot be decoded, after all before it."""
        decoder: codecs.IncrementalDecoder | None = None
        offset = self._start
        while True:
            block = self._ahead.read() or self._read()
            if decoder is None and not block.isascii():
                self._decide(block)
                decoder = codecs.getincrementaldecoder(self.encoding)()
            offset += len(block)
            try:
                text = decoder.decode(block, final=not block) if decoder else block.decode("ascii")
            except UnicodeDecodeError as error:
                yield error.object[: error.start].decode(self.encoding)
                raise self._undecodable(error, offset - len(error.object)) from error
            if text:
                yield text
            if not block:
                return

    def _undecodable(self, error: UnicodeDecodeError, offset: int) -> SourceError:
        return SourceError(self._path, 1, not_text(error, offset, self.encoding))

    def _read(self) -> bytes:
        self._raise_failure(b"")
        return self._file.read1(_BLOCK_BYTES)

    def _decide(self, beginning: bytes) -> None:
        """Tell the encoding from ``beginning``, just read, and what follows it."""
        if self.encoding:
            return
        blocks = [self._ahead.read()]
        wanted = SAMPLE_BYTES - len(beginning) - len(blocks[0])
        try:
            while wanted > 0 and (block := self._file.read1(wanted)):
                blocks.append(block)
                wanted -= len(block)
        except SourceError as error:
            self._failure = error
        self._ahead = io.BytesIO(b"".join(blocks))
        self.encoding = detect(beginning + self._ahead.getvalue())

    def _raise_failure(self, rest: bytes) -> None:
        """Raise what was met while looking ahead, once all before it is read."""
        if self._failure and not rest:
            raise self._failure


def not_text(error: UnicodeDecodeError, offset: int, encoding: str) -> str:
    """The reason to reject what cannot be decoded; ``offset`` is where the bytes begin."""
    byte = error.object[error.start]
    return f"not {encoding.upper()} text: byte 0x{byte:02x} at offset {offset + error.start}"


class _AsUtf8(io.RawIOBase):
    """A file in UTF-16 or UTF-32 as the bytes of UTF-8, so that its lines can be told."""

    def __init__(
        self, path: Path, encoding: str, beginning: bytes, mark: int, file: io.BufferedReader
    ) -> None:
        super().__init__()
        self._path = path
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._encoding = encoding
        self._block = beginning[mark:]
        self._offset = mark
        self._file = file
        self._ready = b""
        self._problem: SourceError | None = None
        self._ended = False

    def readable(self) -> bool:
        return True

    # Typeshed's buffer type is any buffer; BufferedReader gives a memoryview.
    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            self._fill()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        if not size and self._problem:
            raise self._problem
        return size

    def _fill(self) -> None:
        block = self._block or self._file.read1(_BLOCK_BYTES)
        self._block = b""
        self._offset += len(block)
        self._ended = not block
        try:
            text = self._decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            text = error.object[: error.start].decode(self._encoding)
            reason = not_text(error, self._offset - len(error.object), self._encoding)
            self._problem = SourceError(self._path, 1, reason)
            self._ended = True
        self._ready = text.encode()
