"""The Atom feed of a search, read as a feed reader reads it."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.corpus import build, document
from webapp import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 3339, as RFC 4287 asks for.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DATES = ("2004-11-12", "2005", "--11-12", "", "2003-02")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed") / "index"
    reviews = [
        document(
            n,
            f"A <b>shark</b> & \x00\x0b\ufffe number {n}.",
            title="Jaws & <co>",
            film_id="jaws",
            author="Ann <i>" if n % 2 else "",
            reviewed=DATES[n % 5],
            rating="7",
            genres="Horror & more",
        )
        for n in range(1, 46)
    ]
    build(WhooshEngine(folder), [document(0, title="Jaws & <co>", film_id="jaws"), *reviews])
    return folder


@pytest.fixture
def client(index: Path) -> FlaskClient:
    return create_app(Settings(index=index)).test_client()


def feed(client: FlaskClient, query: str) -> ET.Element:
    response = client.get(f"/search.atom?{query}")
    assert response.status_code == 200
    assert response.mimetype == "application/atom+xml"
    return ET.fromstring(response.data)


def link(element: ET.Element, rel: str) -> str:
    (found,) = (one for one in element.findall(f"{ATOM}link") if one.get("rel") == rel)
    return found.attrib["href"]


def text(element: ET.Element, path: str) -> str:
    found = element.findtext("/".join(f"{ATOM}{name}" for name in path.split("/")))
    assert found
    return found


def test_a_feed_has_what_the_standard_asks_of_it(client: FlaskClient) -> None:
    root = feed(client, "q=shark")
    assert root.tag == f"{ATOM}feed"
    assert text(root, "title") == "shark: 45 hits - Reviewfinder"
    assert text(root, "author/name")
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 20
    for element in (root, *entries):
        assert text(element, "id").startswith("http://localhost/")
        assert DATE.fullmatch(text(element, "updated"))
        assert text(element, "title")
    assert len({text(entry, "id") for entry in entries}) == 20
    assert link(root, "self") == "http://localhost/search.atom?q=shark"
    assert link(root, "alternate") == "http://localhost/search?q=shark"


def test_entries_are_the_newest_reviews_first_or_as_it_is_asked(client: FlaskClient) -> None:
    dates = [text(entry, "updated")[:10] for entry in feed(client, "q=shark").iter(f"{ATOM}entry")]
    assert dates == ["2005-01-01"] * 9 + ["2004-11-12"] * 9 + ["2003-02-01"] * 2
    oldest = feed(client, "q=shark&sort=oldest_review").find(f"{ATOM}entry")
    assert oldest is not None
    assert text(oldest, "updated") == "2003-02-01T00:00:00Z"


def test_what_stands_in_a_text_is_escaped_twice_and_marked_once(client: FlaskClient) -> None:
    entry = feed(client, "q=shark&per_page=1").find(f"{ATOM}entry")
    assert entry is not None
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    assert "&lt;b&gt;<mark>shark</mark>&lt;/b&gt; &amp;" in (summary.text or "")
    assert text(entry, "title") == "Jaws & <co> (7/10)"
    terms = [one.get("term") for one in entry.findall(f"{ATOM}category")]
    assert terms == ["review", "Horror & more"]


def test_an_entry_leads_to_its_review(client: FlaskClient) -> None:
    entry = feed(client, "q=shark&per_page=1").find(f"{ATOM}entry")
    assert entry is not None
    page, _, place = link(entry, "alternate").removeprefix("http://localhost").partition("#")
    assert f'id="{place}"' in client.get(page).text


def test_pages_of_a_feed_lead_to_each_other(client: FlaskClient) -> None:
    seen: list[str] = []
    url: str | None = "http://localhost/search.atom?q=shark&match=any"
    while url:
        root = feed(client, url.partition("?")[2])
        seen += [text(entry, "id") for entry in root.iter(f"{ATOM}entry")]
        rels = {one.get("rel"): one.attrib["href"] for one in root.findall(f"{ATOM}link")}
        url = rels.get("next")
    assert len(seen) == len(set(seen)) == 45
    assert rels["previous"] == "http://localhost/search.atom?q=shark&match=any&page=2"


def test_a_search_without_a_word_or_a_hit_is_a_feed_and_none_leads_home(
    client: FlaskClient,
) -> None:
    assert feed(client, "q=whale").findall(f"{ATOM}entry") == []
    assert feed(client, "q=((").findall(f"{ATOM}entry") == []
    assert client.get("/search.atom?q=").status_code == 302
    assert client.get("/search.atom?q=a&page=x").status_code == 400


def test_the_page_of_results_names_its_feed(client: FlaskClient) -> None:
    html = client.get("/search?q=shark&match=any&page=2").text
    feeds = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="([^"]+)"', html)
    assert feeds == ["/search.atom?q=shark&amp;match=any"]
    assert '<a href="/concordance?q=shark&amp;match=any">in context</a>' in html
