"""A server that says the same to all, to know how much the client itself can ask.

usage: python -m benchmarks.peers.canned_server BYTES

Prints its address; every request is answered with a body of so many bytes.
"""

from __future__ import annotations

import asyncio
import sys


class _Canned(asyncio.Protocol):
    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it to write to."""
        self._transport = transport  # type: ignore[assignment]  # that of a stream is one

    def data_received(self, data: bytes) -> None:
        """A request is small enough to come at once."""
        if self._transport and data.endswith(b"\r\n\r\n"):
            self._transport.write(self._answer)


async def _serve(body_bytes: int) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {body_bytes}\r\n\r\n".encode()
    answer = head + b"x" * body_bytes
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Canned(answer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(f"Canned answers at http://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
