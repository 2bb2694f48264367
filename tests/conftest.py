"""What tests share: the seed page, an index of it, and a browser on that."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Request

from indexer.rebuild import Rebuild
from search.config import Settings
from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.service import SearchService
from tests.chromium import chromium, executable, server
from tests.corpus import build
from tests.known_facts import DOCUMENTS
from tests.opensearch_cluster import (
    doomed_nodes,
    killable_nodes,
    opensearch,
    opensearch_nodes,
    share_out,
    skip_without_cluster,
)
from webapp import create_app

# Fixtures that are made elsewhere.
__all__ = ["doomed_nodes", "killable_nodes", "opensearch", "opensearch_nodes"]

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


# A shell that runs this in the background has it ignore Ctrl-C, and what it starts with it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)  # those who share the tests out read what is marked here
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    share_out(items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    skip_without_cluster(item)


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder with the seed page live; for reading only."""
    folder = tmp_path_factory.mktemp("seed") / "index"
    Rebuild([SEEDS]).run(WhooshEngine(folder))
    return folder


@pytest.fixture(scope="session")
def facts_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder with a film of which every fact is known live; for reading only."""
    folder = tmp_path_factory.mktemp("facts") / "index"
    build(WhooshEngine(folder), DOCUMENTS, {"films": 2, "descriptions": 2, "reviews": 2})
    return folder


@pytest.fixture
def facts(facts_index: Path) -> FlaskClient:
    """A client on that index."""
    return create_app(Settings(index=facts_index)).test_client()


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


@pytest.fixture(scope="module")
def address(seed_index: Path) -> Iterator[str]:
    """Where a real server answers from the seed page."""
    with server(seed_index) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if executable() is None:
        if os.environ.get("REVIEWFINDER_REQUIRE_BROWSER"):
            pytest.fail("no Chromium on this machine, and it is required here", pytrace=False)
        pytest.skip("no Chromium on this machine; with one (apt-get install chromium) this runs")
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test if anything is written to the console or not loaded."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.extend(_lost(request)))
    page.on("request", lambda request: _strangers(request.url, address, complaints))
    yield page
    context.close()
    assert complaints == []


def _lost(request: Request) -> list[str]:
    """The URL of what could not be loaded; leaving a page aborts what it still loads."""
    return [] if request.failure == "net::ERR_ABORTED" else [request.url]


def _strangers(url: str, address: str, complaints: list[str]) -> None:
    if not url.startswith(address):
        complaints.append(f"asks another host: {url}")
