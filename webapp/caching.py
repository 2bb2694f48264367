"""Answers that need not be sent again, nor made: an ETag of the generation and the request."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from flask import Response, current_app, g, request

from search.errors import IndexStateError
from webapp.kept_answers import KeptAnswers
from webapp.request_args import service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from search.config import Settings

_MEGABYTE = 1 << 20
_ANSWERS = "reviewfinder-answers"
_TAG_LENGTH = 27
_CODE = Path(__file__).parent.parent
# What must be asked each time; static files have tags of their own.
_NEVER = frozenset({"api.healthz", "api.readyz"})


class OfGeneration(Protocol):
    """A result of a generation, which may be one in part."""

    @property
    def generation(self) -> str:
        """Which one answered."""
        ...

    @property
    def partial(self) -> Sequence[str]:
        """What of it is not all there."""
        ...


Result = TypeVar("Result", bound=OfGeneration)


def register(app: Flask, settings: Settings) -> None:
    """Tag what was answered, and answer who has it already with 304 before it is made again.

    What was made before is sent again where it was kept.
    """
    app.extensions[_ANSWERS] = KeptAnswers(settings.kept_answers_mb * _MEGABYTE)
    app.before_request(_unchanged)
    app.after_request(_tag)


def keep(result: Result) -> Result:
    """The same result; the answer is kept unless it is one in part, for the next may be whole.

    Nor is it where another generation answered than the one live when the request came.
    """
    if result.partial or result.generation != g.generation:
        keep_nothing()
    g.may_keep = True
    return result


def keep_nothing() -> None:
    """Say of the answer that is being made that it is one in part."""
    g.in_part = True


def _answers() -> KeptAnswers:
    return cast("KeptAnswers", current_app.extensions[_ANSWERS])


def _unchanged() -> Response | None:
    started = perf_counter()
    g.etag = g.generation = None
    if request.method not in {"GET", "HEAD"} or not _is_kept():
        return None
    try:
        g.generation = service().live().name
    except IndexStateError:
        return None
    g.etag = _etag(g.generation)
    # A star stands for anything that there is, which is not known before it is made.
    if request.if_none_match.star_tag or not request.if_none_match.contains_weak(g.etag):
        return _answers().find(g.generation, g.etag, started)
    return Response(status=304)


def _is_kept() -> bool:
    return request.blueprint is not None and request.endpoint not in _NEVER


def _tag(response: Response) -> Response:
    etag = g.get("etag")
    if response.status_code >= HTTPStatus.BAD_REQUEST or request.endpoint in _NEVER:
        response.cache_control.no_store = True
    elif response.status_code == HTTPStatus.NOT_MODIFIED and etag:
        response.set_etag(etag, weak=True)
    elif response.status_code == HTTPStatus.OK and etag and not g.get("in_part"):
        if g.get("may_keep") and not response.is_streamed:
            _answers().keep(g.generation, etag, response)
        response.set_etag(etag, weak=True)  # weak, for it says how long it took
        if response.cache_control.max_age is None:
            response.cache_control.no_cache = True  # kept, and asked for whether it holds
    elif g.get("in_part"):
        response.cache_control.no_store = True
    return response


def _etag(generation: str) -> str:
    """What an answer is made from: the code, the generation, and all of the URL."""
    parts = (_version(), generation, request.url_root, request.path, request.query_string)
    digest = hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:_TAG_LENGTH]


@lru_cache(maxsize=1)
def _version() -> str:
    """What tells this code from another: a digest of all that answers are made by."""
    digest = hashlib.sha256()
    for folder in ("search", "webapp"):
        for path in sorted((_CODE / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".xml"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
