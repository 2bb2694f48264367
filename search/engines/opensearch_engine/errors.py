"""The one place where the exceptions of the OpenSearch client become ours."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from opensearchpy import exceptions, helpers

from search.errors import (
    ConfigError,
    EngineBusyError,
    EngineInPartError,
    EngineRefusedError,
    EngineTimeoutError,
    EngineUnavailableError,
    EngineUntrustedError,
    IndexBusyError,
    IndexDamagedError,
    QueryTooLargeError,
    SearchError,
    UnsupportedQueryError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONGEST = 300
# What the library of connections puts before its reason: an object of its own, with an address.
_OF_A_CONNECTION = re.compile(r"<[^>]* object at 0x[0-9a-f]+>: |HTTPS?Connection(Pool)?\([^)]*\): ")
_NAMED = re.compile(r"resolve '[^']*'")
TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500


class Row(NamedTuple):
    """What an exception of the client becomes, and what is said before its own words."""

    ours: Callable[[str, str], SearchError]
    said: str = ""


def _setting(_: str, reason: str) -> SearchError:
    return ConfigError("REVIEWFINDER_OPENSEARCH_URL", reason)


def _query(_: str, reason: str) -> SearchError:
    return UnsupportedQueryError(reason)


def _too_large(_: str, __: str) -> SearchError:
    return QueryTooLargeError("it asks for too many words at once; ask for fewer")


# The row of an exception is that of its class, or of the nearest above that has one.
ROWS: dict[type[Exception], Row] = {
    exceptions.ImproperlyConfigured: Row(_setting),
    exceptions.OpenSearchException: Row(EngineUnavailableError),
    exceptions.SerializationError: Row(
        EngineUnavailableError, "what answers there is no OpenSearch that can be read"
    ),
    exceptions.TransportError: Row(EngineUnavailableError, "the cluster refuses"),
    exceptions.ConnectionError: Row(EngineUnavailableError, "no connection"),
    exceptions.SSLError: Row(EngineUntrustedError, "no safe connection"),
    exceptions.ConnectionTimeout: Row(EngineTimeoutError, "no answer in time"),
    exceptions.NotFoundError: Row(IndexDamagedError, "not on the cluster"),
    exceptions.ConflictError: Row(IndexBusyError, "another changed it at the same moment"),
    exceptions.RequestError: Row(_query, "the cluster cannot read this"),
    exceptions.AuthenticationException: Row(
        EngineRefusedError, "the user and password, or the key, are refused (401)"
    ),
    exceptions.AuthorizationException: Row(
        EngineRefusedError, "this user or key may not do this (403)"
    ),
    exceptions.OpenSearchDslException: Row(_query),
    exceptions.UnknownDslObject: Row(_query),
    exceptions.ValidationException: Row(_query),
    exceptions.IllegalOperation: Row(_query),
    exceptions.OpenSearchWarning: Row(EngineUnavailableError, "the cluster warns"),
    helpers.BulkIndexError: Row(EngineUnavailableError, "documents were refused"),
    helpers.errors.ScanError: Row(EngineUnavailableError, "not all documents could be read"),
}
# What the answer itself says, where the class of the exception does not tell it.
BUSY = Row(EngineBusyError, "it has too much to do (429)")
RED = Row(EngineInPartError, "some of its shards are on no node that answers (red)")
BLOCKED = Row(EngineUnavailableError, "it takes nothing in")
REFUSED = Row(EngineUnavailableError, "the cluster refuses")
CLOSED = Row(IndexDamagedError, "the index was closed")
TOO_LARGE = Row(_too_large)
PASSED = Row(EngineTimeoutError, "it did not get done in time")
# The cause of what goes by several types, and by two statuses.
_OF_TOO_MANY = "maxClauseCount is set to"
# Whatever the class. A cluster that has no room for more shards finds a request not valid.
_BY_TYPE_OF_ANY = {"validation_exception": REFUSED, "index_closed_exception": CLOSED}
_BY_TYPE = {
    "cluster_block_exception": BLOCKED,
    "search_phase_execution_exception": RED,
    "no_shard_available_action_exception": RED,
    "unavailable_shards_exception": RED,
    "process_cluster_event_timeout_exception": PASSED,
}


@contextmanager
def map_opensearch_errors(where: str) -> Iterator[None]:
    """Raise our errors for the client's; ``where`` names the index or cluster in them.

    An exception that is none of the client's is a defect of ours and stays what it is.
    """
    try:
        yield
    except SearchError:
        raise
    except tuple(ROWS) as error:
        raise translated(error, where) from error


def translated(error: Exception, where: str) -> SearchError:
    """Our error for one of the client's."""
    row = _row(error)
    said = ": ".join(part for part in (row.said, reason_of(error)) if part)
    return row.ours(where, said)


def answered_with(answer: dict[str, Any], where: str) -> SearchError:
    """Our error for an answer that is one among several of a request."""
    status = answer.get("status", _SERVER_ERROR)
    kind = exceptions.HTTP_EXCEPTIONS.get(status, exceptions.TransportError)
    return translated(kind(status, answer["error"].get("type", ""), answer), where)


def is_passing(error: Exception) -> bool:
    """Whether what failed may succeed when it is tried again."""
    if isinstance(error, exceptions.SSLError):
        return False
    if isinstance(error, exceptions.ConnectionError):
        return True
    return isinstance(error, exceptions.TransportError) and is_passing_status(error.status_code)


def is_passing_status(status: object) -> bool:
    """Whether a status of HTTP says that the same may succeed later."""
    return isinstance(status, int) and (status == TOO_MANY_REQUESTS or status >= _SERVER_ERROR)


def _row(error: Exception) -> Row:
    if isinstance(error, exceptions.TransportError):
        # That the disk is full is a block by this status too.
        if error.status_code == TOO_MANY_REQUESTS and error.error != "cluster_block_exception":
            return BUSY
        if _OF_TOO_MANY in reason_of(error):
            return TOO_LARGE
        if error.error in _BY_TYPE_OF_ANY:
            return _BY_TYPE_OF_ANY[error.error]
        # A request that cannot be read fails on each shard.
        told = isinstance(error.status_code, int) and not isinstance(error, exceptions.RequestError)
        if told and error.error in _BY_TYPE:
            return _BY_TYPE[error.error]
    return next(ROWS[kind] for kind in type(error).__mro__ if kind in ROWS)


def reason_of(error: Exception) -> str:
    """What an exception says of itself, on one line."""
    text = str(error)
    if isinstance(error, exceptions.TransportError):
        info = error.args[2] if len(error.args) > 2 else ""  # noqa: PLR2004  # as it documents them
        cause = info.get("error") if isinstance(info, dict) else None
        root = cause.get("root_cause") if isinstance(cause, dict) else None
        first = root[0] if root else cause
        text = str(first.get("reason", text)) if isinstance(first, dict) else text
        if isinstance(error, exceptions.ConnectionError):
            text = _OF_A_CONNECTION.sub("", str(info or (error.args[1:] or ("",))[0]))
            text = _NAMED.sub("resolve its name", text)
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
