"""A cluster as we reach it: its client, made when first asked, and the names that are ours."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionTimeout, NotFoundError

from search.engines.opensearch_engine.errors import map_opensearch_errors
from search.engines.opensearch_engine.transport import AvoidingTransport
from search.errors import EngineUnavailableError, EngineVersionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.opensearch_settings import OpenSearchSettings

_T = TypeVar("_T")
MAJOR = "2"
_CONNECTIONS = 16
# A node that is well answers in this time what it knows by itself.
_AT_ONCE_SECONDS = 1.0
# So often a node is asked whether the cluster has a manager; one that died has a successor in
# less than the time of all tries.
_KNOWN_SECONDS = 1.0
_TRIES = 10
_PAUSE_SECONDS = 0.15
_INDEX = re.compile(r"(\d{8}t\d{6}\.\d{6}z)(-[0-9a-f]{8})")

# It logs each node that fails with a traceback; what comes of it is said once, by our errors.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)


@dataclass
class _Made:
    """A client and the process that made it; known where its server is one that we speak with."""

    process: int
    client: OpenSearch
    is_known: bool = False


class Cluster:
    """The client of a cluster, and what is called how there.

    The live generation has the alias ``live``, all that are kept the alias ``kept``. The index of
    a generation has its name in small letters, as all indexes have.
    """

    def __init__(self, settings: OpenSearchSettings) -> None:
        self.settings = settings
        self.where = ", ".join(settings.urls)
        self.live = settings.prefix
        self.kept = f"{settings.prefix}-kept"
        self.locks = f"{settings.prefix}-lock"
        self._guard = threading.Lock()
        self._made: _Made | None = None
        self._managed_until = 0.0
        self._unmanaged_until = 0.0

    @property
    def client(self) -> OpenSearch:
        """The client, safe for many threads; EngineVersionError for another server than 2.x.

        A process that was forked makes its own, for connections cannot be shared.
        """
        made = self._made
        if made is None or made.process != os.getpid():
            with self._guard, map_opensearch_errors(self.where):
                if self._made is None or self._made.process != os.getpid():
                    self._made = _Made(os.getpid(), self._make())
                made = self._made
        if not made.is_known:
            # Kept whatever comes of it, for it learns which nodes to avoid.
            with map_opensearch_errors(self.where):
                self._refuse_others(self.of_any_node(partial(_info, made.client)))
            made.is_known = True
        return made.client

    def require_manager(self) -> None:
        """EngineUnavailableError where more than half of the nodes that may manage it are gone.

        Those that are left could answer, but not know whether others have a newer generation.
        """
        now = time.monotonic()
        if now < self._managed_until:
            return
        # Who comes next need not wait for what was waited for just now.
        for _ in range(1 if now < self._unmanaged_until else _TRIES):
            with map_opensearch_errors(self.where):
                health = self.of_any_node(self._health)
            if health.get("discovered_cluster_manager", True):
                self._managed_until = time.monotonic() + _KNOWN_SECONDS
                return
            time.sleep(_PAUSE_SECONDS)
        self._unmanaged_until = time.monotonic() + _KNOWN_SECONDS
        raise EngineUnavailableError(self.where, "too few of its nodes are there (no manager)")

    def of_any_node(self, ask: Callable[[dict[str, Any]], _T]) -> _T:
        """What each node knows by itself, of the first that answers at once, else with patience.

        ``ask`` is given what the request must have besides. Raises the client's own errors.
        """
        for _ in self.settings.urls[1:]:
            with suppress(ConnectionTimeout):
                return ask({"request_timeout": _AT_ONCE_SECONDS})
        return ask({})

    def index(self, name: str) -> str:
        """The index of a generation."""
        return f"{self.settings.prefix}-{name.lower()}"

    def files(self, name: str) -> str:
        """The index of the files that are kept with a generation."""
        return f"{self.index(name)}-files"

    def writing(self, index: str) -> str:
        """The alias under which an index is written.

        It goes when the index does, so that nothing is ever written into a new one by accident.
        """
        return f"{index}-writing"

    def name_of(self, index: str) -> str | None:
        """The generation of an index or of its files; None for what is none of ours."""
        begin = f"{self.settings.prefix}-"
        match = _INDEX.fullmatch(index.removeprefix(begin).removesuffix("-files"))
        return match[1].upper() + match[2] if match and index.startswith(begin) else None

    def _make(self) -> OpenSearch:
        settings = self.settings
        options: dict[str, Any] = {"ca_certs": settings.ca} if settings.ca else {}
        if settings.user:
            options["http_auth"] = (settings.user, settings.password)
        if settings.api_key:
            options["headers"] = {"authorization": f"ApiKey {settings.api_key}"}
        return OpenSearch(
            hosts=[*settings.urls],
            transport_class=AvoidingTransport,
            timeout=settings.timeout_seconds,
            max_retries=max(2, len(settings.urls)),
            pool_maxsize=_CONNECTIONS,
            http_compress=False,
            **options,
        )

    def _health(self, how: dict[str, Any]) -> Any:
        asked = {"local": "true", "filter_path": "discovered_cluster_manager"}
        return self.client.cluster.health(params={**asked, **how})

    def _refuse_others(self, info: Any) -> None:
        if info is None:
            raise EngineVersionError(self.where, "there is nothing at the path of this address")
        version = info.get("version", {}) if isinstance(info, dict) else {}
        number, kind = str(version.get("number", "none")), str(version.get("distribution", "other"))
        if kind != "opensearch" or number.split(".", maxsplit=1)[0] != MAJOR:
            said = f"{kind} {number} answers there; this version speaks with OpenSearch {MAJOR}.x"
            raise EngineVersionError(self.where, said)


def _info(client: OpenSearch, how: dict[str, Any]) -> Any:
    """What a server says it is; nothing where there is nobody at the path of its address."""
    try:
        return client.info(params=how)
    except NotFoundError:
        return None
