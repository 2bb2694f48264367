"""JSON values cut out of a text that is read as it goes, each with the line it begins at.

The parser is the standard library's; a value that is not whole yet is tried again with twice
the text, so its cost is linear and its memory that of the value.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_VALUE_CHARACTERS = 16_777_216
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_DECODER = json.JSONDecoder()
# A value that is cut off fails this near to the end of the text; other failures stay.
_NEAR = 32
_WORDS = {"Expecting value": "a value is missing", "Extra data": "more than one value"}


class JsonText:
    """A place in a JSON text; ``line`` is that of the place, from 1."""

    def __init__(self, path: Path, blocks: Iterator[str]) -> None:
        self.line = 1
        self._path = path
        self._blocks = blocks
        self._text = ""
        self._place = 0
        self._failure: SourceError | None = None

    def peek(self) -> str:
        """The next character that is not blank, or nothing at the end of the file."""
        while True:
            end = self._after_space()
            self._go(end)
            if end < len(self._text):
                return self._text[end]
            if not self._more():
                if self._failure:
                    raise SourceError(self._path, self.line, self._failure.reason)
                return ""

    def take(self, expected: str) -> str:
        """The next character, which must be one of ``expected``."""
        found = self.peek()
        if not found or found not in expected:
            named = " or ".join(map(repr, expected))
            reason = f"{found!r} stands where {named} must" if found else "it is cut off"
            raise self._error(self._place, f"not JSON: {reason}")
        self._go(self._place + 1)
        return found

    def whole(self, limit: int) -> object:
        """The value that begins here, which stays to be read; None if it is longer or none."""
        self.peek()
        while True:
            try:
                return _DECODER.raw_decode(self._text, self._place)[0]
            except json.JSONDecodeError as error:
                surely = self._surely(error)
            except (ValueError, RecursionError):
                return None
            if surely or len(self._text) - self._place > limit or not self._more():
                return None

    def value(self) -> object:
        """The value that begins here."""
        self.peek()
        value, end = self._parsed()
        # A number at the end of what is read so far may go on.
        while end == len(self._text) and self._more():
            value, end = self._parsed()
        self._go(end)
        return value

    def items(self) -> Iterator[tuple[int, object]]:
        """The values of the array that begins here, each with its line."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            self.peek()
            yield self.line, self.value()
            if self.take(",]") == "]":
                return

    def _parsed(self) -> tuple[object, int]:
        """The value that begins here, and where it ends."""
        try:
            found: tuple[object, int] = _DECODER.raw_decode(self._text, self._place)
        except json.JSONDecodeError as error:
            if not self._surely(error) and self._more():
                return self._parsed()
            reason = _WORDS.get(error.msg, error.msg)
            raise self._error(error.pos, f"not JSON: {reason}") from error
        except (ValueError, RecursionError) as error:
            raise self._error(self._place, "not JSON that can be read: too deep") from error
        return found

    def _after_space(self) -> int:
        match = _SPACE.match(self._text, self._place)
        return match.end() if match else self._place

    def _go(self, place: int) -> None:
        self.line += self._text.count("\n", self._place, place)
        self._place = place

    def _surely(self, error: json.JSONDecodeError) -> bool:
        """Whether more text would not make a value of this."""
        open_string = error.msg.startswith("Unterminated string")
        return not open_string and error.pos < len(self._text) - _NEAR

    def _more(self) -> bool:
        """Read as much again as there is; False, and nothing moved, at the end."""
        kept = self._text[self._place :]
        if len(kept) > MAX_VALUE_CHARACTERS:
            raise self._error(
                self._place, f"a value longer than {MAX_VALUE_CHARACTERS:,} characters"
            )
        wanted = min(len(kept), MAX_VALUE_CHARACTERS - len(kept))
        blocks, size = [kept], 0
        try:
            while size <= wanted and (block := next(self._blocks, "")):
                blocks.append(block)
                size += len(block)
        except SourceError as error:
            self._failure = error
            self._blocks = iter(())
        if size:
            self._text, self._place = "".join(blocks), 0
        return size > 0

    def _error(self, place: int, reason: str) -> SourceError:
        """An error at a place; that of the file itself, if that is why the text ends there."""
        if self._failure:
            reason = self._failure.reason
        line = self.line + self._text.count("\n", self._place, place)
        return SourceError(self._path, line, f"{reason}; what follows is not read")
