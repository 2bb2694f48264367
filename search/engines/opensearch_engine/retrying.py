"""What is asked of a cluster again until it is done, for a node may be gone a while."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from opensearchpy.exceptions import OpenSearchException

from search.engines.opensearch_engine.errors import is_passing, map_opensearch_errors, translated
from search.errors import EngineUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.engines.opensearch_engine.cluster import Cluster

_T = TypeVar("_T")
_PAUSE_SECONDS = 0.5


def until_done(cluster: Cluster, name: str, ask: Callable[[], _T | None], said: str = "") -> _T:
    """What is answered, as soon as it is something; ``ask`` must be harmless twice.

    Raises what stands in the way at once if it will not pass, else after the time that a build
    may take; ``said`` is why, where the cluster answered with nothing.
    """
    deadline = time.monotonic() + cluster.settings.build_seconds
    while True:
        why = EngineUnavailableError(name, said)
        with map_opensearch_errors(name):
            try:
                answer = ask()
            except OpenSearchException as error:
                if not is_passing(error):
                    raise
                answer, ours = None, translated(error, name)
                why = ours if isinstance(ours, EngineUnavailableError) else why
        if answer is not None:
            return answer
        if time.monotonic() > deadline:
            raise why
        time.sleep(_PAUSE_SECONDS)
