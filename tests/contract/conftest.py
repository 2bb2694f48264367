"""The engines under test; a new one is a row here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, settings

from search.engine import Engine
from search.engines.opensearch_engine import store
from search.engines.whoosh_engine import WhooshEngine
from tests.opensearch_engines import on_opensearch

if TYPE_CHECKING:
    from collections.abc import Callable


@contextmanager
def _whoosh(folder: Path, _: pytest.FixtureRequest) -> Iterator[Engine]:
    yield WhooshEngine(folder)


@contextmanager
def _opensearch(_: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    urls = request.getfixturevalue("opensearch")
    with pytest.MonkeyPatch.context() as patch, on_opensearch(urls, shards=3) as made:
        # A property builds so many that a cluster could not hold them all for so long.
        patch.setattr(store, "RETIRED_SECONDS", 20)
        yield made


Examples: TypeAlias = "Callable[[int], settings]"
_SLOW = [HealthCheck.too_slow]
_Made = AbstractContextManager[Engine]
ENGINES: dict[str, Callable[[Path, pytest.FixtureRequest], _Made]]
ENGINES = {"opensearch": _opensearch, "whoosh": _whoosh}


@pytest.fixture(params=sorted(ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine without any generation."""
    with ENGINES[engine_name](tmp_path / "index", request) as made:
        yield made


@pytest.fixture
def examples(engine_name: str) -> Examples:
    """So many examples of a property; a tenth on a cluster, where each takes seconds."""

    def of(count: int) -> settings:
        if engine_name == "whoosh":
            return settings(max_examples=count, deadline=None, suppress_health_check=_SLOW)
        found = set(Phase) - {Phase.shrink, Phase.explain}
        return settings(
            max_examples=count // 10, phases=found, deadline=None, suppress_health_check=_SLOW
        )

    return of


@pytest.fixture
def another_engine(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Engine]:
    """A second one of the same kind, without any generation either."""
    with ENGINES[engine_name](tmp_path / "another", request) as made:
        yield made
