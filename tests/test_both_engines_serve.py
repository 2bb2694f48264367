"""One setting is another engine: command line, pages and endpoint answer as before.

What may differ is in docs/divergences.md: scores, and so the order by relevance.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from opensearchpy import OpenSearch

from indexer import exit_codes
from indexer.cli import cli
from search.config import read_settings
from search.results import MAX_PER_PAGE
from search.sorting import BY_FIELD
from tests.conftest import SEEDS
from tests.made_films import made_films
from tests.query_table import READS, REFUSES
from tests.webclient import body
from webapp import create_app

if TYPE_CHECKING:
    from click.testing import Result
    from flask.testing import FlaskClient

SEARCH = "/api/v1/search?"
FILM = "the-northern-harbour-1950"
ALIKE = [
    "A submarine whose captain loves his periscope.",
    "The captain and the submarine. No torpedo, and no periscope.",
    "A torpedo meets a submarine, and the captain sees it by periscope.",
]
FACETS = "film,author,kind,country,year,decade,rating,genre,language"
# Of scores alone, or of the build; `next` has where its page ends.
TOLD_APART = {"took_ms", "score", "generation", "created", "size_bytes", "next", "fields"}
GENERATION = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")


class Side(NamedTuple):
    """One engine: what the environment says of it, and a client of the web app on it."""

    environment: dict[str, str]
    client: FlaskClient


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds with their golden queries, forty films with every fact, and a few alike."""
    folder = tmp_path_factory.mktemp("sources")
    shutil.copytree(SEEDS, folder, dirs_exist_ok=True)
    alike = [{"title": f"Deep {n}", "year": 1980, "reviews": [{"text": text}]}
             for n, text in enumerate(ALIKE)]  # fmt: skip
    lines = map(json.dumps, [*made_films(40, 12), *alike])
    (folder / "films.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def both(
    opensearch: tuple[str, ...], sources: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Side, Side]]:
    """Whoosh and OpenSearch, each with an index that the command line made of the sources."""
    prefix = f"test_{secrets.token_hex(6)}"
    plain = {
        "REVIEWFINDER_INDEX": str(tmp_path_factory.mktemp("index")),
        "REVIEWFINDER_REQUESTS_A_SECOND": "0",
    }
    cluster = {
        **plain,
        "REVIEWFINDER_ENGINE": "opensearch",
        "REVIEWFINDER_OPENSEARCH_URL": ",".join(opensearch),
        "REVIEWFINDER_OPENSEARCH_PREFIX": prefix,
        "REVIEWFINDER_OPENSEARCH_SHARDS": "2",
    }
    for environment in (plain, cluster):
        made = _run(environment, "rebuild", "--strict", str(sources))
        assert made.exit_code == 0, made.output
    yield _side(plain), _side(cluster)
    with OpenSearch([*opensearch], timeout=60) as client:
        client.indices.delete(index=f"{prefix}-*")


def _side(environment: dict[str, str]) -> Side:
    return Side(environment, create_app(read_settings(environment)).test_client())


def _run(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, env=environment)


def _told(value: Any) -> Any:
    """An answer without what may differ."""
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items() if name not in TOLD_APART}
    if isinstance(value, list):
        return [_told(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value


def _asked(side: Side, url: str) -> Any:
    """The status and the answer; hits by relevance by their ids, if these are all."""
    response = side.client.get(url)
    if not response.is_json:
        return response.status_code, response.mimetype, _plain(response.text)
    answer = _told(response.get_json())
    if isinstance(answer, dict) and answer.get("sort") == "relevance":
        is_all = answer["total"] <= answer["per_page"]
        answer["hits"] = sorted(answer["hits"], key=lambda hit: hit["id"]) if is_all else []
    headers = {name: response.headers.get(name) for name in ("Cache-Control", "Retry-After")}
    return response.status_code, headers, answer


def _assert_alike(both: tuple[Side, Side], url: str) -> None:
    whoosh, opensearch = (_asked(side, url) for side in both)
    assert opensearch == whoosh, url


def _search(**asked: object) -> str:
    return SEARCH + urlencode({"per_page": MAX_PER_PAGE, **asked})


@pytest.mark.parametrize("syntax", ["strict", "lenient"])
def test_every_query_of_the_language_finds_the_same(both: tuple[Side, Side], syntax: str) -> None:
    """All hits of each, for what is found and its snippets do not depend on scores."""
    for text in (*(row.text for row in READS), *(row.text for row in REFUSES)):
        asked = _search(q=text, syntax=syntax, sort="title")
        _assert_alike(both, asked)


WORDS = ["film", "night OR dawn", "northern harbour", "fil* -night", "harbor~", "*o*", '"the film"']


@pytest.mark.parametrize("q", [*WORDS, "the northern harbour", "genre:horror", "rating:>7", "zzz"])
@pytest.mark.parametrize(
    "more",
    [
        {"facets": FACETS, "facet_limit": 100},
        {"sort": "title", "group": "film", "per_page": 7},
        {"sort": "newest_review", "explain": "true", "fields": "id"},
        {"match": "any", "sort": "author", "page": 2, "per_page": 5},
        {"sort": "title", "facets": FACETS, "rating": ["7", "8"], "kind": "review"},
        {"facets": "author,genre", "in_author": "a", "in_genre": "o", "sort": "title"},
    ],
    ids=str,
)
def test_pages_facets_and_films_are_the_same(
    both: tuple[Side, Side], q: str, more: dict[str, object]
) -> None:
    url = SEARCH + urlencode({"q": q, "syntax": "lenient", "per_page": 50, **more}, doseq=True)
    _assert_alike(both, url)


@pytest.mark.parametrize("sort", [*BY_FIELD, "relevance"])
def test_cursors_lead_through_all_hits_in_every_order(both: tuple[Side, Side], sort: str) -> None:
    assert len(BY_FIELD) > 8, "or there would be little to see"
    whoosh, opensearch = (_by_cursor(side, q="film OR train", sort=sort) for side in both)
    assert len(set(opensearch)) == len(opensearch)
    if sort == "relevance":
        whoosh, opensearch = sorted(whoosh), sorted(opensearch)
    assert opensearch == whoosh


@pytest.mark.parametrize("sort", ["title", "share"])
def test_cursors_lead_through_all_films(both: tuple[Side, Side], sort: str) -> None:
    found = [_by_cursor(side, q="night", sort=sort, group="film") for side in both]
    assert sorted(found[0]) == sorted(found[1])
    assert sort == "share" or found[0] == found[1]


def _by_cursor(side: Side, **asked: object) -> list[str]:
    read, url = [], SEARCH + urlencode({"per_page": 9, **asked})
    first = url
    while url:
        answer = body(side.client.get(url))
        read += [hit["id"] for hit in answer["hits"]]
        read += [group["film"]["id"] for group in answer["groups"]]
        url = f"{first}&cursor={answer['next']}" if answer["next"] else ""
    return read


PAGES = (
    *("/", "/help", "/readyz", "/healthz", "/opensearch.xml", "/films", "/films?letter=n"),
    *("/films?year=1950", "/films?letter=zz", "/films/none", "/nowhere", "/search?q="),
    *("/search?q=seoul&only=kind:description", '/search?q="say+no', "/search?q=seoul&page=99"),
    *("/api/v1/openapi.json", "/api/v1/docs", "/api/v1/stats", "/api/v1/films?per_page=7"),
    *("/api/v1/films?sort=newest_film&page=2", "/api/v1/films/none", "/api/v1/reviews/a:1"),
    *(f"/films/{FILM}?within=night&order=best_rating", f"/api/v1/films/{FILM}"),
    *("/api/v1/similar/none", f"/api/v1/similar/{FILM}?limit=0", f"/films/{FILM}?rating=8"),
    *("/concordance?q=seoul", "/concordance?q=night&sort=left", "/search.atom?q=night"),
    *("/api/v1/concordance?q=dawn&sort=right", "/api/v1/concordance?q=night&format=csv"),
    *("/api/v1/suggest?q=", "/api/v1/suggest?q=the+no", "/api/v1/suggest?q=title:i&limit=20"),
    *("/api/v1/suggest?q=nort&format=opensearch", "/api/v1/search?q=nigth", "/api/v1/search"),
    *("/api/v1/search?q=a&page=0", "/api/v1/search?q=a&cursor=zz", "/api/v1/search?q=sol~3"),
    *("/api/v1/search?q=night&format=ndjson&sort=title&fields=id", "/api/v1/search?q=a&film=b"),
)


@pytest.mark.parametrize("url", PAGES)
def test_pages_and_endpoints_are_the_same(both: tuple[Side, Side], url: str) -> None:
    whoosh, opensearch = (_asked(side, url) for side in both)
    # What is similar stands by scores.
    plain = [re.sub(r"(?s)<section[^>]*similar.*?</section>", "", str(one))
             for one in (whoosh, opensearch)]  # fmt: skip
    assert plain[1] == plain[0]


def test_what_is_similar_is_told_by_the_same_words(both: tuple[Side, Side]) -> None:
    whoosh, opensearch = (_asked(side, "/api/v1/similar/deep-0-1980")[2] for side in both)
    assert [one["word"] for one in whoosh["words"]] == ["periscope", "submarine"]
    assert opensearch["words"] == whoosh["words"]
    found = [{hit["id"]: hit["words"] for hit in one["hits"]} for one in (whoosh, opensearch)]
    assert len(found[0]) == 2
    assert found[1] == found[0]


def test_parts_of_scores_are_of_the_same_words(both: tuple[Side, Side]) -> None:
    url = _search(q='nort* AND (night^2 OR "at dawn")', explain="true", sort="title")
    for one, other in zip(*(_asked(side, url)[2]["hits"] for side in both), strict=True):
        named = [{part["query"]: (part["having"], part["boost"]) for part in hit["explanation"]
                  if " near " not in part["query"]} for hit in (one, other)]  # fmt: skip
        assert named[1] == named[0]


def test_several_searches_in_one_request_are_the_same(both: tuple[Side, Side]) -> None:
    asked = {"searches": [{"q": "night", "sort": "title"}, {"q": "autor:x"}, {"q": "train"}]}
    whoosh, opensearch = (
        _told(body(side.client.post("/api/v1/search", json=asked))) for side in both
    )
    assert opensearch == whoosh


def test_a_build_that_fails_a_golden_query_is_held_back_on_both(
    both: tuple[Side, Side], sources: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sources"
    shutil.copytree(sources, folder)
    (folder / "golden.toml").write_text(
        '[[query]]\nquery = "zzzz"\nat_least = 1\n', encoding="utf-8"
    )
    for side in both:
        live = body(side.client.get("/readyz"))["generation"]
        done = _run(side.environment, "rebuild", str(folder))
        assert done.exit_code == exit_codes.BAD_DATA, done.output
        assert body(side.client.get("/readyz"))["generation"] == live


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "night", "--sort", "title", "--json"],
        ["search", "night", "--group", "film", "--sort", "title"],
        ["search", "seoul", "--sort", "author"],
        ["search", 'say "no'],
        ["search", "zzzz"],
        ["stats", "--json"],
        ["check"],
        ["check", "--json"],
        ["generations", "--json"],
        ["rollback", "none"],
        ["rollback"],
        ["update"],
    ],
    ids=" ".join,
)
def test_commands_say_the_same_and_leave_with_the_same_code(
    both: tuple[Side, Side], arguments: list[str]
) -> None:
    said = []
    for side in both:
        done = _run(side.environment, *arguments)
        told = _of_any_build(done.stdout) if "--json" in arguments else _plain(done.stdout)
        said.append((done.exit_code, told, bool(done.stderr)))
    assert said[1] == said[0]


def _plain(text: str) -> str:
    """A text without times, sizes, scores and names of builds and engines."""
    same = re.sub(r"\b(opensearch|whoosh|Whoosh3|opensearch-py)( [\d.]+)?\b", "", text)
    return re.sub(r"[\d.]+ (ms|s|kB|MB)\b|\d+\.\d+", "", GENERATION.sub("", same))


def _of_any_build(text: str) -> Any:
    """What a command says as JSON of no build by name."""
    of_build = {"name", "engine", "library", "files", "report"}
    told = _told(json.loads(text))
    rows = told if isinstance(told, list) else [told]
    return [{key: one for key, one in row.items() if key not in of_build} for row in rows]
