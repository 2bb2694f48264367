"""The engines under test; a new one is a row here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from search.engines.whoosh_engine import WhooshEngine
from tests.opensearch_stand_in import URL, StandInEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from search.engine import Engine

# Its generations come with the engine that this stands in for.
_NOT_YET = ("test_generations", "test_updates")


def _stand_in(folder: Path) -> Engine:
    return cast("Engine", StandInEngine(folder))


ENGINES: dict[str, Callable[[Path], Engine]] = {"whoosh": WhooshEngine, "opensearch": _stand_in}


def _made(request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    if request.param == "opensearch":
        if not URL:
            pytest.skip("needs a node: OPENSEARCH_URL=http://127.0.0.1:9200 python -m pytest ...")
        if request.path.stem in _NOT_YET:
            pytest.skip("generations are not those of the stand-in")
    engine = ENGINES[request.param](folder)
    yield engine
    closing = getattr(engine, "close", None)
    if closing:
        closing()


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine without any generation."""
    yield from _made(request, tmp_path / "index")


@pytest.fixture(params=sorted(ENGINES))
def another_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A second one, without any generation either."""
    yield from _made(request, tmp_path / "another")
