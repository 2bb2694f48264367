"""Whole answers kept for who asks the same again; docs/adr/0033."""

from __future__ import annotations

import re
from collections import OrderedDict
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from flask import Response

from search.wording import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

# No answer takes more than this part of the room, or one would put all others out.
_MOST_SHARE = 1 / 8
# What an answer takes besides its bytes: its place among the others, and its objects.
_OBJECTS_BYTES = 1_000
# Where an answer of a type says how long it took. Within a string of JSON quotation marks are
# escaped, and within a page what was searched for is, so that nobody can write either.
_TOOK: dict[str, tuple[re.Pattern[bytes], Callable[[float], str]]] = {
    "application/json": (re.compile(rb'(?<="took_ms":)[0-9.e-]+'), lambda ms: str(round(ms, 3))),
    "text/html": (re.compile(rb"(?<=<span>in )[0-9.]+(?= ms</span>)"), milliseconds),
}


class _Kept(NamedTuple):
    """The bytes before and after how long it took, or all of them, and the headers."""

    parts: tuple[bytes, ...]
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return sum(map(len, self.parts)) + headers + _OBJECTS_BYTES


class KeptAnswers:
    """The answers of one generation that were asked for last, in at most so many bytes.

    For many threads. The key of an answer tells all that it is made from; how long it took is
    that of each request.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._generation = ""
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._guard = Lock()

    def find(self, generation: str, key: str, started: float) -> Response | None:
        """The answer to a request that began at ``started``; None if it is not kept.

        What is kept of another generation than the one that answers is let go of.
        """
        with self._guard:
            if generation != self._generation:
                self._generation = generation
                self._kept.clear()
                self._bytes = 0
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
        response = Response(kept.parts[0], headers=[*kept.headers])
        if len(kept.parts) > 1:
            _, written = _TOOK[response.mimetype or ""]
            took = written((perf_counter() - started) * 1000).encode()
            response.set_data(took.join(kept.parts))
        return response

    def keep(self, generation: str, key: str, response: Response) -> None:
        """Keep an answer of the generation that answers, if there is room for it."""
        content = response.get_data()
        pattern = _TOOK.get(response.mimetype or "", (None,))[0]
        parts = tuple(pattern.split(content, 1)) if pattern else (content,)
        headers = tuple(item for item in response.headers if item[0] != "Content-Length")
        kept = _Kept(parts, headers)
        if kept.size > self._most * _MOST_SHARE:
            return
        with self._guard:
            if generation != self._generation or key in self._kept:
                return
            self._kept[key] = kept
            self._bytes += kept.size
            while self._bytes > self._most:
                self._bytes -= self._kept.popitem(last=False)[1].size
