"""The whole service on a cluster for tests: its command line, a server process, and who asks it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from opensearchpy import OpenSearch

from search.engines.opensearch_engine import OpenSearchEngine
from search.opensearch_settings import OpenSearchSettings
from tests.chromium import server
from tests.conftest import ROOT
from tests.made_films import made_films

LONGEST_SECONDS = 90


def made_source(folder: Path, films: int, most_reviews: int = 60) -> Path:
    """A source of so many made films."""
    path = folder / f"films-{films}.jsonl"
    lines = (json.dumps(film, ensure_ascii=False) for film in made_films(films, most_reviews))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def until(is_so: Callable[[], object], seconds: float = LONGEST_SECONDS) -> None:
    """Look again and again until something is so."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not is_so():
        assert time.monotonic() < deadline, f"not so within {seconds} s"
        pause.wait(0.05)


@dataclass(frozen=True)
class Service:
    """An index of its own on a cluster, and how the service is run on it."""

    urls: tuple[str, ...]
    shards: int = 3
    replicas: int = 1
    prefix: str = field(default_factory=lambda: f"test_{secrets.token_hex(6)}")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "REVIEWFINDER_ENGINE": "opensearch",
            "REVIEWFINDER_OPENSEARCH_URL": ",".join(self.urls),
            "REVIEWFINDER_OPENSEARCH_PREFIX": self.prefix,
            "REVIEWFINDER_OPENSEARCH_SHARDS": str(self.shards),
            "REVIEWFINDER_OPENSEARCH_REPLICAS": str(self.replicas),
        }

    @property
    def engine(self) -> OpenSearchEngine:
        settings = OpenSearchSettings(
            self.urls,
            prefix=self.prefix,
            shards=self.shards,
            replicas=self.replicas,
            build_seconds=LONGEST_SECONDS,
        )
        return OpenSearchEngine(settings)

    def begin(self, *arguments: object, **settings: str) -> subprocess.Popen[str]:
        """A process of the command line, just started."""
        return subprocess.Popen(
            [sys.executable, "-m", "indexer", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **self.environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
        """What a command comes to; it never shows a traceback."""
        return ended(self.begin(*arguments, **settings))

    @contextmanager
    def serving(self, **settings: str) -> Iterator[str]:
        """The address of a server process."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**self.environment, **settings}.items():
                patch.setenv(name, value)
            with server(Path("none"), "--workers", "1") as address:
                yield address

    def delete(self) -> None:
        """Delete all of it, whatever became of it."""
        with OpenSearch([*self.urls], timeout=60) as client:
            client.indices.delete(index=f"{self.prefix}-*")


def ended(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """What a process of the command line came to."""
    out, err = process.communicate(timeout=3 * LONGEST_SECONDS)
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@dataclass(frozen=True)
class Reply:
    """A response, whatever its status."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> dict[str, Any]:
        answer = json.loads(self.text)
        assert isinstance(answer, dict)
        return answer


def get(address: str, path: str, **parameters: object) -> Reply:
    """The response to a request."""
    asked = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
    try:
        with urllib.request.urlopen(f"{address}{path}{asked}", timeout=60) as response:
            return Reply(response.status, response.read().decode(), dict(response.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read().decode(), dict(error.headers))


def search(address: str, text: str) -> Reply:
    return get(address, "/api/v1/search", q=text, facets="genre", per_page=20)


def essence(answer: dict[str, Any]) -> tuple[object, ...]:
    """What of an answer must not depend on who gave it."""
    facets = json.dumps(answer["facets"], sort_keys=True)
    return (answer["total"], tuple(hit["id"] for hit in answer["hits"]), facets)


class Load:
    """Searches over HTTP by several threads, and what came of each."""

    def __init__(self, address: str, texts: Sequence[str], threads: int = 4) -> None:
        self.address = address
        self.texts = texts
        # When it was answered, from which generation, with what and to what.
        self.whole: list[tuple[float, str, str, tuple[object, ...]]] = []
        self.lacking: list[tuple[float, Reply]] = []
        self.broken: list[str] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(threads)]

    @contextmanager
    def running(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    def await_whole(self, count: int) -> None:
        """Wait for so many more whole answers, one after the other."""
        begin = len(self.whole)
        until(lambda: len(self.whole) >= begin + count)

    def await_calm(self, seconds: float) -> None:
        """Wait until all was answered whole for so long."""
        begin = time.monotonic()
        until(lambda: time.monotonic() - max([begin, *(at for at, _ in self.lacking)]) > seconds)

    def _run(self, number: int) -> None:
        while not self._stop.is_set():
            text = self.texts[number % len(self.texts)]
            number += 1
            try:
                self._take(text, search(self.address, text))
            except (OSError, ValueError) as error:
                self.broken.append(repr(error))

    def _take(self, text: str, reply: Reply) -> None:
        now = time.monotonic()
        if reply.status != 200 or reply.json["partial"]:
            self.lacking.append((now, reply))
        else:
            answer = reply.json
            self.whole.append((now, answer["generation"], text, essence(answer)))
