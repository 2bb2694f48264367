"""A cursor: where the next page of a search begins, in the generation that answered."""

from __future__ import annotations

import binascii
import dataclasses
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

from search.errors import RequestError

if TYPE_CHECKING:
    from search.results import SearchRequest, SearchResult

_DEEPEST = 100_000_000
_DIGEST_LENGTH = 12
# What a hit's place does not depend on.
_OF_A_PAGE: dict[str, Any] = {
    "page": 1, "per_page": 1, "start": 0, "explain": False, "snippets": None,
}  # fmt: skip


class Cursor(NamedTuple):
    """The hit or film that comes next, from 0, and the generation and search that it is of."""

    generation: str
    start: int
    digest: str

    def is_of(self, asked: SearchRequest) -> bool:
        """Whether it goes on with this search, of whichever page."""
        return self.digest == _digest(asked)


def next_cursor(result: SearchResult) -> str | None:
    """Where the next page begins, for as long as the generation answers; None on the last."""
    shown = len(result.hits) or len(result.groups)
    start = result.request.offset + shown
    if start >= result.paged or not shown:
        return None
    cursor = Cursor(result.generation, start, _digest(result.request))
    content = json.dumps(cursor, separators=(",", ":"))
    return urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """What ``next_cursor`` wrote; RequestError for what it did not."""
    try:
        padded = text + "=" * (-len(text) % 4)
        generation, start, digest = json.loads(urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise RequestError("cursor", "is none that was given") from error
    right = isinstance(generation, str) and isinstance(digest, str) and type(start) is int
    if not right or not 0 <= start <= _DEEPEST:
        raise RequestError("cursor", "is none that was given")
    return Cursor(generation, start, digest)


def _digest(asked: SearchRequest) -> str:
    """What tells one search from another, whichever page of it is asked."""
    same = repr(dataclasses.replace(asked, **_OF_A_PAGE))
    return hashlib.sha256(same.encode("utf-8", "backslashreplace")).hexdigest()[:_DIGEST_LENGTH]
