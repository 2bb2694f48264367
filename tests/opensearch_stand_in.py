"""What stands in for a cluster where a real one cannot be made to behave so."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INFO = {"version": {"distribution": "opensearch", "number": "2.19.3"}}


class StandIn(ThreadingHTTPServer):
    """Answers all alike but what it is and whether it is well, and remembers the headers.

    The others wait until ``may_answer`` is set, as it is in the beginning.
    """

    def __init__(self, status: int, body: object, info: object = INFO) -> None:
        self.status, self.body, self.info = status, body, info
        self.headers: list[dict[str, str]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        super().__init__(("127.0.0.1", 0), _Answers)


class _Answers(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        self.server.headers.append({name.lower(): self.headers[name] for name in self.headers})
        begins = (
            self.path.split("?")[0] in {"/", "/_cluster/health"} and self.server.info is not None
        )
        if not begins:
            self.server.may_answer.wait()
        status = 200 if begins else self.server.status
        body = self.server.info if begins else self.server.body
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        kind = "text/html" if isinstance(body, str) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def answering(server: StandIn) -> Iterator[str]:
    """The port of a server that runs."""
    with server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def silent() -> Iterator[str]:
    """The port of a socket that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def closed() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
    yield address
