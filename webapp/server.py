"""The server that is deployed: Gunicorn, several processes of several threads each."""

from __future__ import annotations

import gc
import socket
import sys
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.http import message

from search.config import read_settings
from search.errors import ConfigError
from webapp import create_app
from webapp.freed_memory import give_back_freed_memory

if TYPE_CHECKING:
    from flask import Flask

    from search.config import Settings

THREADS = 4
# How long a search under way may go on after the server was told to stop.
GRACEFUL_SECONDS = 5
# A query of 1,000 characters can take 12,000 bytes as a URL writes them.
REQUEST_LINE_BYTES = 16_384
# An answer is some thousand objects that go when it is sent, without being looked for. At Python's
# own 700 each answer is looked through while it is made, and now and then all that is held.
OBJECTS_BETWEEN_COLLECTIONS = 20_000


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop (SIGTERM or SIGINT); port 0 takes a free one.

    Prints the address to stdout once the first process can answer. ConfigError if the
    address cannot be taken or a setting cannot be used.
    """
    settings = read_settings()
    message.MAX_REQUEST_LINE = REQUEST_LINE_BYTES  # Gunicorn's own cap on its setting, 8,190
    listener = _listen(host, port)
    _Server(settings, listener, workers).run()


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; Gunicorn would try for five seconds and say it six times."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError("address", f"{host} port {port} cannot be used: {reason}") from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(BaseApplication):  # type: ignore[misc]  # Gunicorn is untyped
    """Gunicorn with our settings and none from files or its own environment variables."""

    def __init__(self, settings: Settings, listener: socket.socket, workers: int) -> None:
        self._settings = settings
        self._options: dict[str, Any] = {
            "bind": f"fd://{listener.fileno()}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "loglevel": "warning",
            # Who asks, and how, is told by the settings of the app alone.
            "forwarded_allow_ips": "",
            "limit_request_line": REQUEST_LINE_BYTES,
            "control_socket_disable": True,
            "proc_name": "reviewfinder",
            "post_worker_init": _say_once(_address(listener)),
        }
        super().__init__()

    def load_config(self) -> None:
        """Take our settings over Gunicorn's defaults."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made anew in each process."""
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        give_back_freed_memory()
        return create_app(self._settings)


def _say_once(address: str) -> Any:
    def first_worker_is_ready(worker: Any) -> None:
        if worker.age == 1:
            sys.stdout.write(f"Reviewfinder answers at {address}\n")
            sys.stdout.flush()

    return first_worker_is_ready
