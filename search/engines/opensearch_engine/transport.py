"""How requests are spread over the nodes: away from one that does not answer in time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from opensearchpy import Transport
from opensearchpy.exceptions import ConnectionTimeout

if TYPE_CHECKING:
    from opensearchpy import Connection


class AvoidingTransport(Transport):
    """Asks a node that let a request time out no more for a while, as one that refuses.

    The client does so only where it tries again, which would take as long once more.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._asked = threading.local()
        super().__init__(*args, **options)

    def get_connection(self) -> Connection:
        """The connection to the next node that is not avoided."""
        self._asked.connection = super().get_connection()
        return self._asked.connection  # type: ignore[no-any-return]  # threading.local is untyped

    def perform_request(self, *args: Any, **options: Any) -> Any:
        """As the client's own."""
        try:
            return super().perform_request(*args, **options)
        except ConnectionTimeout:
            self.mark_dead(self._asked.connection)
            raise
