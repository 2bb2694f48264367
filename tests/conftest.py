"""What tests share: the seed page and an index of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.rebuild import Rebuild
from search.config import Settings
from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.service import SearchService
from webapp import create_app

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


@pytest.fixture
def app(seed_index: Path) -> Flask:
    return create_app(Settings(index=seed_index))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with one good page."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "up.txt").write_text("Up\nUp\n| 2009\n\nBalloons.\nReviews\nAnn\nSweet.\n")
    return folder
