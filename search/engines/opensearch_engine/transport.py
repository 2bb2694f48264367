"""How requests are spread over the nodes, away from one that hangs, and how long each may take."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from opensearchpy import Transport
from opensearchpy.exceptions import ConnectionError as NotConnectedError
from opensearchpy.exceptions import ConnectionTimeout, TransportError

from search.time_budget import seconds_left

if TYPE_CHECKING:
    from opensearchpy import Connection

# The client waits so much longer than the server may take.
_GRACE_SECONDS = 1.0
# A node that is well says in this time who it is.
_WELL_SECONDS = 1.0


class AvoidingTransport(Transport):
    """Asks a node that hangs no more for a while, as one that refuses.

    The client avoids one only where it tries again, which would take as long once more. Where it
    is not told how long a request may take, it is no longer than the whole answer still may.
    """

    def __init__(self, *args: Any, timeout: float, **options: Any) -> None:
        self._asked = threading.local()
        self._timeout = timeout
        super().__init__(*args, timeout=timeout, **options)

    def get_connection(self) -> Connection:
        """The connection to the next node that is not avoided."""
        self._asked.connection = super().get_connection()
        return self._asked.connection  # type: ignore[no-any-return]  # threading.local is untyped

    def perform_request(self, method: str, url: str, *args: Any, **options: Any) -> Any:
        """As the client's own."""
        left, params = seconds_left(), options.get("params") or {}
        if left is not None and "request_timeout" not in params:
            seconds = min(self._timeout, left + _GRACE_SECONDS)
            options["params"] = {**params, "request_timeout": seconds}
        try:
            return super().perform_request(method, url, *args, **options)
        except ConnectionTimeout:
            connection = self._asked.connection
            if len(self.hosts) > 1 and _hangs(connection):
                self.mark_dead(connection)
            raise


def _hangs(connection: Connection) -> bool:
    """Whether a node does not even say who it is; it may have waited for another that hangs."""
    try:
        connection.perform_request("GET", "/", timeout=_WELL_SECONDS)
    except NotConnectedError:
        return True
    except TransportError:
        return False
    return False
