"""Many clients at once over sockets that stay open, in one thread, as light as can be.

Each client sends its next request when it has the answer to the last. An answer is read to its end
and no further looked at than its status and length.
"""

from __future__ import annotations

import selectors
import socket
from itertools import cycle
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_READ_BYTES = 1 << 16
_PATIENCE_SECONDS = 30


class Load(NamedTuple):
    """How many were answered in how long, and the share of a core that asking took."""

    requests: int
    seconds: float
    client_share: float

    @property
    def a_second(self) -> float:
        """Requests answered a second."""
        return self.requests / self.seconds


class BadAnswerError(Exception):
    """An answer that was not asked for: its status line."""


class Client:
    """One connection that stays open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        place = (parts.hostname or "", parts.port or 80)
        self.socket = socket.create_connection(place, timeout=_PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = b""
        self._got = bytearray()
        self._whole = 0

    def send(self, request: bytes) -> None:
        """Ask."""
        self._request = request
        self._got.clear()
        self._whole = 0
        self.socket.sendall(request)

    def is_answered(self, expected: bytes) -> bool:
        """Read what has come; whether it is all. BadAnswerError for another status."""
        got = self.socket.recv(_READ_BYTES)
        self._got += got
        if not got:
            raise BadAnswerError("the connection was closed")
        if not self._whole:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return False
            self._whole = end + 4 + self._length(bytes(self._got[:end]), expected)
        return len(self._got) >= self._whole

    @staticmethod
    def _length(head: bytes, expected: bytes) -> int:
        status, *fields = head.split(b"\r\n")
        if not status.startswith(b"HTTP/1.1 " + expected):
            raise BadAnswerError(status.decode("latin-1"))
        for field in fields:
            name, _, value = field.partition(b":")
            if name.lower() == b"content-length":
                return int(value)
        if expected == b"304":
            return 0
        raise BadAnswerError("an answer without a length")

    def ask(self, request: bytes, expected: bytes = b"200") -> bytes:
        """The whole answer to one request."""
        self.send(request)
        while not self.is_answered(expected):
            pass
        return bytes(self._got)

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()


def get(path: str, *fields: str) -> bytes:
    """A request as bytes; what the server may not pack it does not."""
    head = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *fields]
    return "\r\n".join([*head, "", ""]).encode("ascii")


def load(
    address: str, requests: Sequence[bytes], clients: int, seconds: float, expected: bytes = b"200"
) -> Load:
    """So many clients over the requests in turns, for so long, and until as many are answered.

    Raises BadAnswerError and OSError; TimeoutError where nothing comes for half a minute.
    """
    rest: Iterator[bytes] = cycle(requests)
    with selectors.DefaultSelector() as selector:
        made = [Client(address) for _ in range(clients)]
        for client in made:
            selector.register(client.socket, selectors.EVENT_READ, client)
        started, used = perf_counter(), process_time()
        answered = 0
        for client in made:
            client.send(next(rest))
        while perf_counter() < started + seconds or answered < clients:
            ready = selector.select(_PATIENCE_SECONDS)
            if not ready:
                raise TimeoutError(f"no answer within {_PATIENCE_SECONDS} s")
            for key, _ in ready:
                if key.data.is_answered(expected):
                    answered += 1
                    key.data.send(next(rest))
        taken = perf_counter() - started
        share = (process_time() - used) / taken
        for client in made:
            client.close()
    return Load(answered, taken, share)
