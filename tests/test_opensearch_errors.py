"""Every exception that the OpenSearch client has becomes one of ours, with its status and code."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import opensearchpy
import pytest
from opensearchpy import exceptions

from indexer import exit_codes
from search import errors
from search.engines.opensearch_engine.cluster import Cluster
from search.engines.opensearch_engine.errors import ROWS, is_passing, map_opensearch_errors
from search.opensearch_settings import OpenSearchSettings
from webapp.errors import problem_of


def is_the_clients_own(kind: object) -> bool:
    return (
        inspect.isclass(kind)
        and issubclass(kind, Exception)
        and kind.__module__.startswith("opensearchpy.")
    )


def client_exceptions() -> list[type[Exception]]:
    """The exceptions of the client's modules that can be imported without what is optional."""
    found: set[type[Exception]] = set()
    for module in pkgutil.walk_packages(opensearchpy.__path__, "opensearchpy."):
        # What is asynchronous needs what is not installed, and the client's own tests connect.
        if "async" not in module.name and "test" not in module.name.split("."):
            kinds = vars(importlib.import_module(module.name)).values()
            found |= {kind for kind in kinds if is_the_clients_own(kind)}
    return sorted(found, key=repr)


def raised(error: Exception) -> errors.SearchError:
    with pytest.raises(errors.SearchError) as caught, map_opensearch_errors("here"):
        raise error
    return caught.value


def test_there_are_exceptions_to_walk() -> None:
    assert len(client_exceptions()) > 15


@pytest.mark.parametrize("kind", client_exceptions(), ids=lambda kind: kind.__name__)
def test_an_exception_of_the_client_has_a_row_of_its_own(kind: type[Exception]) -> None:
    assert kind in ROWS
    error = kind.__new__(kind)
    error.args = ("N/A", "what happened\nin two lines", {"error": "x"})
    ours = raised(error)
    assert ours.__cause__ is error
    assert "\n" not in str(ours)


SHARDS = {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}}
TOO_MANY = {"error": {"root_cause": [{"type": "too_many_nested_clauses", "reason":
            "Query contains too many nested clauses; maxClauseCount is set to 1024"}]}}  # fmt: skip
FULL = {"error": {"root_cause": [{"reason": "disk usage exceeded flood-stage watermark"}]}}
BLOCK = {"error": {"root_cause": [{"reason": "blocked by: [FORBIDDEN/8/index write]"}]}}


@pytest.mark.parametrize(
    ("error", "ours", "said", "status", "code"),
    [
        (exceptions.ConnectionError("N/A", "x", OSError("refused")),
         errors.EngineUnavailableError, "no connection: refused", 503, 69),
        (exceptions.ConnectionTimeout("TIMEOUT", "x", OSError("read timed out")),
         errors.EngineTimeoutError, "no answer in time: read timed out", 503, 69),
        (exceptions.SSLError("N/A", "x", OSError("certificate verify failed")),
         errors.EngineUntrustedError, "no safe connection: certificate verify failed", 503, 77),
        (exceptions.AuthenticationException(401, "Unauthorized", {}),
         errors.EngineRefusedError, r"are refused \(401\)", 503, 77),
        (exceptions.AuthorizationException(403, "security_exception", {}),
         errors.EngineRefusedError, r"may not do this \(403\)", 503, 77),
        (exceptions.AuthorizationException(403, "cluster_block_exception", BLOCK),
         errors.EngineUnavailableError, "takes nothing in: blocked by", 503, 69),
        (exceptions.TransportError(429, "circuit_breaking_exception", {}),
         errors.EngineBusyError, "too much to do", 503, 75),
        (exceptions.TransportError(503, "search_phase_execution_exception", SHARDS),
         errors.EngineInPartError, r"\(red\): all shards failed", 503, 69),
        (exceptions.TransportError(500, "search_phase_execution_exception", TOO_MANY),
         errors.QueryTooLargeError, "too many words at once", 400, 2),
        (exceptions.RequestError(400, "search_phase_execution_exception", TOO_MANY),
         errors.QueryTooLargeError, "too many words at once", 400, 2),
        (exceptions.TransportError(502, "x", "<html>"),
         errors.EngineUnavailableError, "the cluster refuses", 503, 69),
        (exceptions.NotFoundError(404, "index_not_found_exception", {}),
         errors.IndexDamagedError, "not on the cluster", 503, 74),
        (exceptions.ConflictError(409, "x", {}),
         errors.IndexBusyError, "at the same moment", 503, 75),
        (exceptions.RequestError(400, "search_phase_execution_exception", SHARDS),
         errors.UnsupportedQueryError, "cannot read this", 400, 2),
        (exceptions.RequestError(400, "validation_exception", {"error": {"reason": "no room"}}),
         errors.EngineUnavailableError, "the cluster refuses: no room", 503, 69),
        (exceptions.RequestError(400, "index_closed_exception", {"error": {"reason": "closed"}}),
         errors.IndexDamagedError, "the index was closed", 503, 74),
        (exceptions.TransportError(429, "cluster_block_exception", FULL),
         errors.EngineUnavailableError, "takes nothing in: disk usage", 503, 69),
        (exceptions.SerializationError("{", ValueError("x")),
         errors.EngineUnavailableError, "no OpenSearch that can be read", 503, 69),
        (exceptions.ImproperlyConfigured("x"),
         errors.ConfigError, "REVIEWFINDER_OPENSEARCH_URL", 500, 78),
    ],
)  # fmt: skip
def test_who_can_act_is_told_apart(
    error: Exception, ours: type[errors.SearchError], said: str, status: int, code: int
) -> None:
    mapped = raised(error)
    assert type(mapped) is ours
    with pytest.raises(errors.SearchError, match=said):
        raise mapped
    assert problem_of(mapped)["status"] == status
    assert exit_codes.exit_code(mapped) == code


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (exceptions.ConnectionError("N/A", "x", OSError()), True),
        (exceptions.ConnectionTimeout("TIMEOUT", "x", OSError()), True),
        (exceptions.TransportError(429, "x", {}), True),
        (exceptions.TransportError(503, "x", {}), True),
        (exceptions.SSLError("N/A", "x", OSError()), False),
        (exceptions.RequestError(400, "x", {}), False),
        (exceptions.AuthenticationException(401, "x", {}), False),
    ],
)
def test_only_what_may_pass_is_tried_again(error: Exception, *, passes: bool) -> None:
    assert is_passing(error) is passes


def test_a_defect_of_ours_stays_what_it_is() -> None:
    with pytest.raises(TypeError), map_opensearch_errors("here"):
        raise TypeError


@pytest.mark.parametrize(
    "version",
    [
        {"distribution": "opensearch", "number": "1.3.20"},
        {"distribution": "opensearch", "number": "3.0.0"},
        {"number": "8.13.0"},
        {},
    ],
)
def test_a_server_of_another_version_is_refused(version: dict[str, str]) -> None:
    cluster = Cluster(OpenSearchSettings(("http://127.0.0.1:1",)))
    with pytest.raises(errors.EngineVersionError, match="this version speaks with OpenSearch 2"):
        cluster._refuse_others({"version": version})


def test_a_cluster_that_is_not_there_is_named() -> None:
    cluster = Cluster(OpenSearchSettings(("http://127.0.0.1:1",)))
    with pytest.raises(errors.EngineUnavailableError, match=r"127\.0\.0\.1:1: no connection: "):
        cluster.client.info()
