"""What the web app refuses before anything is searched; each row of the table of problems."""

from __future__ import annotations

from http import HTTPStatus


class RefusedError(Exception):
    """A request that is not answered; ``str()`` is one line for who asked."""


class HostError(RefusedError):
    """It asks for a host that this is not."""


class BodyTooLargeError(RefusedError):
    """It brings more than is read."""


class BodyTypeError(RefusedError):
    """It brings something that is not JSON."""


class QueryStringTooLongError(RefusedError):
    """Its parameters take more bytes than are read."""


class TooManyRequestsError(RefusedError):
    """Its client asks too often; ``seconds`` from now it may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many requests from this address; try again in {seconds} s")
        self.seconds = seconds


class CursorGoneError(RefusedError):
    """It reads on in a build of the index that answers no longer."""


# Status, type, title.
REFUSALS: tuple[tuple[type[Exception], HTTPStatus, str, str], ...] = (
    (HostError, HTTPStatus.MISDIRECTED_REQUEST, "host", "This host is not served here"),
    (BodyTooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body-too-large",
     "The body is too large"),
    (BodyTypeError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "body-type", "The body is not JSON"),
    (QueryStringTooLongError, HTTPStatus.REQUEST_URI_TOO_LONG, "query-string-too-long",
     "The parameters are too long"),
    (TooManyRequestsError, HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests",
     "Too many requests"),
    (CursorGoneError, HTTPStatus.GONE, "cursor-gone", "The index has changed since"),
)  # fmt: skip
