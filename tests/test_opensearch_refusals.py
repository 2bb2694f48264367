"""Clusters that are not there, hang, refuse or are no OpenSearch: each has its line and status."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from search.config import read_settings
from tests.command import run
from tests.opensearch_stand_in import StandIn, answering, closed, silent
from webapp import create_app

SHARDS = {"type": "search_phase_execution_exception", "reason": "all shards failed"}


def environment(url: str, **settings: str) -> dict[str, str]:
    given = {f"REVIEWFINDER_OPENSEARCH_{name}": value for name, value in settings.items()}
    return {
        "REVIEWFINDER_ENGINE": "opensearch",
        "REVIEWFINDER_OPENSEARCH_URL": url,
        "REVIEWFINDER_OPENSEARCH_TIMEOUT": "1",
        **given,
    }


@dataclass(frozen=True)
class Case:
    """What answers, the code and the type of problem that come of it, and what is said."""

    name: str
    server: Any
    code: int
    kind: str
    said: str
    secrets: Sequence[str] = field(default=())


CASES = [
    Case("nobody listens", closed, 69, "index-unavailable", "no connection: "),
    Case("it never answers", silent, 69, "engine-timeout", "no answer in time: "),
    Case("a password is refused",
         lambda: answering(StandIn(401, "Unauthorized", None)),
         77, "engine-refused", "are refused (401)"),
    Case("a user may not",
         lambda: answering(StandIn(403, {"error": {"type": "security_exception", "reason": "no"}})),
         77, "engine-refused", "may not do this (403)"),
    Case("it has too much to do",
         lambda: answering(StandIn(429, {"error": {"type": "rejected", "reason": "full"}})),
         75, "engine-busy", "too much to do (429)"),
    Case("it is red",
         lambda: answering(StandIn(503, {"error": SHARDS})),
         69, "index-unavailable", "on no node that answers (red)"),
    Case("no alias", lambda: answering(StandIn(404, {"error": "alias missing", "status": 404})),
         69, "index-missing", "there is no index yet"),
    Case("another version",
         lambda: answering(StandIn(200, {}, {"version": {"number": "8.13.0"}})),
         78, "engine-version", "other 8.13.0 answers there"),
    Case("a web page", lambda: answering(StandIn(200, "<html>hello", "<html>hello")),
         69, "index-unavailable", "no OpenSearch that can be read"),
    Case("nobody at the path", lambda: answering(StandIn(404, {"error": "x", "status": 404}, None)),
         78, "engine-version", "there is nothing at the path of this address"),
    Case("another service", lambda: answering(StandIn(200, {}, {"hello": "world"})),
         78, "engine-version", "answers there; this version speaks with OpenSearch 2.x"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_answers_otherwise_is_told_by_its_line_and_status(case: Case, tmp_path: Path) -> None:
    with case.server() as address:
        given = environment(f"http://{address}", USER="ada", PASSWORD="s3cr3t-word")
        done = run("stats", index=tmp_path, environment=given)
        assert done.returncode == case.code, done.stderr
        assert case.said in done.stderr
        assert address in done.stderr
        assert len(done.stderr.splitlines()) == 1
        client = create_app(read_settings(given)).test_client()
        for path in ("/api/v1/search?q=x", "/readyz"):
            response = client.get(path)
            problem = response.json
            assert response.status_code == 503
            assert response.mimetype == "application/problem+json"
            assert problem is not None
            assert problem["type"] == f"urn:reviewfinder:problem:{case.kind}"
            assert case.said in problem["detail"]
            assert "\n" not in problem["detail"]
            assert address.partition(":")[0] not in problem["detail"]
        page = client.get("/search?q=x")
        assert address.partition(":")[0] not in page.text
        assert page.status_code == 503
        assert page.mimetype == "text/html"
        assert client.get("/healthz").status_code == 200
    assert "s3cr3t-word" not in done.stderr + done.stdout + page.text + response.text


@pytest.mark.parametrize(
    ("settings", "sent"),
    [
        ({"USER": "ada", "PASSWORD": "s3cr3t-word"}, "Basic YWRhOnMzY3IzdC13b3Jk"),
        ({"API_KEY": "s3cr3t-word"}, "ApiKey s3cr3t-word"),
    ],
)
def test_who_we_are_is_sent_and_shown_nowhere(
    settings: dict[str, str], sent: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with answering(server := StandIn(403, {"error": {"type": "x", "reason": "no"}})) as address:
        given = environment(f"http://{address}", **settings)
        done = run("rebuild", index=tmp_path, environment=given)
        client = create_app(read_settings(given)).test_client()
        shown = [client.get(path).text for path in ("/", "/healthz", "/readyz", "/api/v1/stats")]
    told = {headers["authorization"] for headers in server.headers}
    assert told == {sent}
    shown += [done.stdout, done.stderr, caplog.text, repr(read_settings(given))]
    for secret in ("s3cr3t-word", sent.split()[1]):
        assert not [text for text in shown if secret in text]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of our own making for 127.0.0.1, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate, and it is not here")
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "made.pem", folder / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


@contextmanager
def encrypted(certificate: tuple[Path, Path]) -> Iterator[str]:
    server = StandIn(404, {"error": "alias missing", "status": 404})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with answering(server) as address:
        yield address


def test_a_certificate_is_trusted_where_it_is_given_and_only_there(
    certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    with encrypted(certificate) as address:
        given = environment(f"https://{address}")
        done = run("stats", index=tmp_path, environment=given)
        assert done.returncode == 77
        assert "no safe connection: " in done.stderr
        assert len(done.stderr.splitlines()) == 1
        problem = create_app(read_settings(given)).test_client().get("/readyz").json
        assert problem is not None
        assert problem["type"] == "urn:reviewfinder:problem:engine-untrusted"
        given = environment(f"https://{address}", CA=str(certificate[0]))
        done = run("stats", index=tmp_path, environment=given)
        assert done.returncode == 69
        assert "there is no index yet" in done.stderr


def test_a_certificate_for_another_host_is_not_trusted(
    certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    with encrypted(certificate) as address:
        given = environment(
            f"https://{address.replace('127.0.0.1', 'localhost')}", CA=str(certificate[0])
        )
        done = run("stats", index=tmp_path, environment=given)
    assert done.returncode == 77, done.stderr


def test_a_folder_is_refused_where_the_index_is_on_a_cluster(tmp_path: Path) -> None:
    given = environment("http://127.0.0.1:9")
    done = run("rebuild", "--index", tmp_path, index=tmp_path, environment=given)
    assert done.returncode == 2
    assert "the index is on the cluster" in done.stderr
