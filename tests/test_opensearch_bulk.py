"""Documents sent to a server that takes in a part, is busy, or refuses."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from search.engines.opensearch_engine import bulk
from search.engines.opensearch_engine.bulk import BulkLoader
from search.engines.opensearch_engine.cluster import Cluster
from search.errors import EngineUnavailableError
from search.opensearch_settings import OpenSearchSettings


class BusyServer(ThreadingHTTPServer):
    """Takes each document in when it is sent for the third time: before that it is busy.

    It refuses the whole request at first, and then single documents.
    """

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.refused = ""
        self.guard = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Answers)

    def status_of(self, key: str) -> int:
        if key == self.refused:
            return 400
        if self.sent[key] < 3:
            return 503
        self.taken[key] += 1
        return 201


class _Answers(BaseHTTPRequestHandler):
    server: BusyServer

    def do_GET(self) -> None:
        self.answer(200, {"version": {"distribution": "opensearch", "number": "2.19.3"}})

    def do_POST(self) -> None:
        lines = self.rfile.read(int(self.headers["Content-Length"])).decode().splitlines()
        keys = [json.loads(line)["index"]["_id"] for line in lines[::2]]
        with self.server.guard:
            self.server.sent.update(keys)
            if self.server.sent[keys[0]] == 1:
                self.answer(429, {"error": {"type": "rejected", "reason": "full"}, "status": 429})
                return
            items = [{"index": self.item(self.server.status_of(key))} for key in keys]
        errors = any("error" in item["index"] for item in items)
        self.answer(200, {"errors": errors, "items": items})

    def item(self, status: int) -> dict[str, Any]:
        error = {"type": "refused", "reason": "it is so"}
        return {"status": status} | ({"error": error} if status >= 400 else {})

    def answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BusyServer]:
    monkeypatch.setattr(bulk, "_FIRST_PAUSE", 0.001)
    with BusyServer() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def loader(server: BusyServer, seconds: int = 60) -> BulkLoader:
    settings = OpenSearchSettings(
        (f"http://127.0.0.1:{server.server_port}",), build_seconds=seconds
    )
    return BulkLoader(Cluster(settings), "alias", jobs=2, memory=1)


def test_what_was_not_taken_in_is_sent_again_and_nothing_else(server: BusyServer) -> None:
    loading = loader(server)
    for number in range(2_500):
        loading.put(str(number), "film", {"text": "é" * 100})
    loading.drain()
    loading.close()
    assert server.taken == {str(number): 1 for number in range(2_500)}
    assert max(server.sent.values()) == 3


def test_a_document_that_is_refused_for_good_is_named(server: BusyServer) -> None:
    server.refused = "7"
    loading = loader(server)
    for number in range(20):
        loading.put(str(number), "film", {})
    with pytest.raises(EngineUnavailableError, match="alias: 7: refused: it is so"):
        loading.drain()
    loading.close()


def test_a_server_that_stays_busy_is_given_up_on(server: BusyServer) -> None:
    loading = loader(server, seconds=0)
    loading.put("1", "film", {})
    with pytest.raises(EngineUnavailableError, match="429"):
        loading.drain()
    loading.close()
