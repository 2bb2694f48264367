"""What is let through to be answered: which hosts, how large, how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from webapp.refusals import (
    BodyTooLargeError,
    HostError,
    QueryStringTooLongError,
    TooManyRequestsError,
)
from webapp.token_bucket import TokenBuckets, whole_seconds

if TYPE_CHECKING:
    from flask import Flask

    from search.config import Settings

MAX_BODY_BYTES = 65_536
MAX_QUERY_STRING_BYTES = 16_384
_BUCKETS = "reviewfinder-buckets"
_HOSTS = "reviewfinder-hosts"
# Asked by what watches over the process, which may know it by its address alone.
PROBES = frozenset({"/healthz", "/readyz"})


def register(app: Flask, settings: Settings) -> None:
    """Refuse what is over a limit before it is answered."""
    if settings.proxies:
        many = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's docs do it
            app.wsgi_app, x_for=many, x_proto=many, x_host=many, x_port=many, x_prefix=many
        )
    if settings.requests_a_second:
        app.extensions[_BUCKETS] = TokenBuckets(settings.requests_a_second)
    app.extensions[_HOSTS] = settings.hosts
    # So much is read of a body that does not say how long it is; a byte more tells that it is.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES + 1
    app.before_request(_check)


def take_tokens(tokens: int) -> None:
    """Count a request that asks for several things as so many; TooManyRequestsError."""
    buckets = cast("TokenBuckets | None", current_app.extensions.get(_BUCKETS))
    if buckets is not None and tokens > 0:
        seconds = buckets.take(request.remote_addr or "", tokens)
        if seconds:
            raise TooManyRequestsError(whole_seconds(seconds))


def _check() -> None:
    if request.path in PROBES:
        return
    hosts = current_app.extensions[_HOSTS]
    if hosts and not host_is_trusted(request.environ.get("HTTP_HOST", ""), hosts):
        raise HostError(f"{request.environ.get('HTTP_HOST', '')[:80]!r} is not served here")
    if request.endpoint != "static":  # a page takes several of these, which cost next to nothing
        take_tokens(1)
    if len(request.query_string) > MAX_QUERY_STRING_BYTES:
        raise QueryStringTooLongError(
            f"{len(request.query_string):,} bytes; at most {MAX_QUERY_STRING_BYTES:,} are read"
        )
    if (request.content_length or 0) > MAX_BODY_BYTES:
        said = f"{request.content_length:,} bytes; at most {MAX_BODY_BYTES:,} are read"
        raise BodyTooLargeError(said)


def read_body() -> bytes:
    """What the request brings; BodyTooLargeError also where it did not say how much that is."""
    content = request.get_data()
    if len(content) > MAX_BODY_BYTES:
        raise BodyTooLargeError(f"at most {MAX_BODY_BYTES:,} bytes are read")
    return content
