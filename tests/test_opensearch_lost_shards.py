"""What the service answers while some shards are on no node: in part or not at all, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.records import film_id
from tests.made_films import made_films
from tests.opensearch_cluster import OwnNodes
from tests.opensearch_service import Service, get, made_source, search

WHOLE, IN_PART, REFUSED = "whole", "in part", "refused"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_source(tmp_path_factory.mktemp("source"), 60)


@pytest.fixture(scope="module")
def address(opensearch_nodes: OwnNodes, source: Path) -> Iterator[str]:
    """A server on an index of which one shard of three is lost."""
    service = Service(opensearch_nodes.urls, replicas=0)
    assert service.run("rebuild", source).returncode == 0
    with service.serving() as address:
        assert search(address, "harbour").json["partial"] == []
        opensearch_nodes.kill(number_of_a_shard(service))
        yield address
        opensearch_nodes.start()
        assert_nothing_in_part_was_kept(address)
    service.delete()


def number_of_a_shard(service: Service) -> int:
    """A node that has documents of the index, and neither its files nor the lock."""
    client = service.engine._cluster.client
    shards = client.cat.shards(index=f"{service.prefix}-*", format="json")
    others = {one["node"] for one in shards if one["index"].endswith(("-files", "-lock"))}
    mine = {one["node"] for one in shards} - others or {one["node"] for one in shards}
    return int(min(mine).removeprefix("node-"))


def assert_nothing_in_part_was_kept(address: str) -> None:
    for path, given, _ in ASKED:
        reply = get(address, path, **given)
        assert reply.status == 200, (path, reply.text)
        assert not is_in_part(reply.text), path


def is_in_part(text: str) -> bool:
    return "not all of the index answered in time" in text or '"partial":["' in text


ASKED: tuple[tuple[str, dict[str, object], str], ...] = (
    ("/api/v1/search", {"q": "film", "facets": "genre"}, IN_PART),
    ("/api/v1/search", {"q": "film", "group": "film"}, IN_PART),
    ("/api/v1/search", {"q": "film", "sort": "newest_film"}, IN_PART),
    ("/api/v1/search", {"q": "quiet nort*", "expand": "true"}, IN_PART),
    ("/api/v1/search", {"q": "film", "format": "ndjson"}, REFUSED),
    ("/api/v1/search", {"q": "film", "format": "csv"}, REFUSED),
    ("/api/v1/films", {}, IN_PART),
    ("/api/v1/suggest", {"q": "th"}, WHOLE),
    ("/api/v1/concordance", {"q": "harbour"}, REFUSED),
    ("/api/v1/stats", {}, WHOLE),
    ("/search", {"q": "film"}, IN_PART),
    ("/concordance", {"q": "harbour"}, REFUSED),
    ("/films", {}, REFUSED),
    ("/search.atom", {"q": "film"}, IN_PART),
    ("/readyz", {}, WHOLE),
)  # fmt: skip


@pytest.mark.parametrize(("path", "given", "how"), ASKED, ids=str)
def test_what_a_lost_shard_leaves_is_told(
    address: str, path: str, given: dict[str, object], how: str
) -> None:
    reply = get(address, path, **given)
    assert reply.status == (503 if how == REFUSED else 200), reply.text
    if how == REFUSED:
        assert "shards" in reply.text
    else:
        assert is_in_part(reply.text) is (how == IN_PART), reply.text


def test_the_same_search_made_again_says_it_again(address: str) -> None:
    for _ in range(2):
        answer = search(address, "night -dawn").json
        assert answer["partial"] == ["hits", "facets"]
        assert [note["kind"] for note in answer["notes"]] == ["in_part"]


def test_a_search_of_which_nothing_was_found_in_part_is_refused(address: str) -> None:
    reply = search(address, "nosuchwordanywhere")
    assert reply.status == 503
    assert "1 of 3 shards did not answer" in reply.json["detail"]


def test_films_of_the_other_shards_are_whole_and_that_of_the_lost_one_is_refused(
    address: str,
) -> None:
    found = get(address, "/api/v1/films", per_page=50).json["films"]
    told: set[str] = set()
    for film in found:
        reply = get(address, f"/api/v1/films/{film['id']}")
        assert reply.status == 200
        told.update(reply.json["partial"])
    assert told == {"characteristic"}
    assert get(address, f"/films/{found[0]['id']}").status == 200
    there = {film["id"] for film in found}
    gone = {film_id(film["title"], film["year"]) for film in made_films(60, 60)} - there
    statuses = {get(address, f"/api/v1/films/{one}").status for one in list(gone)[:5]}
    assert statuses == {503}
