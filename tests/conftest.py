"""What tests share: the seed page and an index of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.rebuild import Rebuild
from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.service import SearchService

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder with the seed page live; for reading only."""
    folder = tmp_path_factory.mktemp("seed") / "index"
    Rebuild([SEEDS]).run(WhooshEngine(folder))
    return folder


@pytest.fixture
def engine(seed_index: Path) -> Engine:
    """An engine on the seed page."""
    return WhooshEngine(seed_index)


@pytest.fixture
def service(engine: Engine) -> SearchService:
    """The service on the seed page."""
    return SearchService(engine)
