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
# A longer id is left out: a URL has to hold it.
_LONGEST_ID = 200
# What a hit's place does not depend on.
_OF_A_PAGE: dict[str, Any] = {
    "page": 1, "per_page": 1, "start": 0, "after": "", "explain": False, "snippets": None,
}  # fmt: skip


class Cursor(NamedTuple):
    """The hit or film that comes next, from 0, and the generation and search that it is of.

    ``after`` is the id of the hit before it; empty where that is not told.
    """

    generation: str
    start: int
    digest: str
    after: str = ""

    def is_of(self, asked: SearchRequest) -> bool:
        """Whether it goes on with this search, of whichever page."""
        return self.digest == _digest(asked)


def next_cursor(result: SearchResult) -> str | None:
    """Where the next page begins, for as long as the generation answers; None on the last."""
    shown = len(result.hits) or len(result.groups)
    start = result.request.offset + shown
    if start >= result.paged or not shown:
        return None
    last = result.hits[-1].id if result.hits else ""
    after = last if len(last) <= _LONGEST_ID and last.isprintable() else ""
    cursor = Cursor(result.generation, start, _digest(result.request), after)
    content = json.dumps(cursor, separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """What ``next_cursor`` wrote; RequestError for what it did not."""
    try:
        padded = text + "=" * (-len(text) % 4)
        generation, start, digest, after = json.loads(urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise RequestError("cursor", "is none that was given") from error
    told = (generation, digest, after)
    are_texts = all(isinstance(one, str) and one.isprintable() for one in told)
    if not are_texts or type(start) is not int or not 0 <= start <= _DEEPEST:
        raise RequestError("cursor", "is none that was given")
    return Cursor(generation, start, digest, after)


def _digest(asked: SearchRequest) -> str:
    """What tells one search from another, whichever page of it is asked."""
    same = repr(dataclasses.replace(asked, **_OF_A_PAGE))
    return hashlib.sha256(same.encode("utf-8", "backslashreplace")).hexdigest()[:_DIGEST_LENGTH]
