"""The engines under test; a new one is a row here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from tests.opensearch_engines import on_opensearch


@contextmanager
def _whoosh(folder: Path) -> Iterator[Engine]:
    yield WhooshEngine(folder)


@contextmanager
def _opensearch(_: Path) -> Iterator[Engine]:
    with on_opensearch() as made:
        yield made


ENGINES = {"opensearch": _opensearch, "whoosh": _whoosh}


@pytest.fixture(params=sorted(ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(engine_name: str, tmp_path: Path) -> Iterator[Engine]:
    """An engine without any generation."""
    with ENGINES[engine_name](tmp_path / "index") as made:
        yield made


@pytest.fixture
def another_engine(engine_name: str, tmp_path: Path) -> Iterator[Engine]:
    """A second one of the same kind, without any generation either."""
    with ENGINES[engine_name](tmp_path / "another") as made:
        yield made
