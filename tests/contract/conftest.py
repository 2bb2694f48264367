"""The engines under test; a new one is a row here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from search.engines.whoosh_engine import WhooshEngine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from search.engine import Engine

ENGINES: dict[str, Callable[[Path], Engine]] = {"whoosh": WhooshEngine}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine without any generation."""
    return ENGINES[request.param](tmp_path / "index")


@pytest.fixture(params=sorted(ENGINES))
def another_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A second one, without any generation either."""
    return ENGINES[request.param](tmp_path / "another")
