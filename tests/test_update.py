"""An update gives what a rebuild gives, and reads no more than it must."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.catalogue import CATALOGUE, load
from indexer.progress import Silent
from indexer.rebuild import Rebuild
from indexer.update import Update
from search.completions import KINDS
from search.engines.whoosh_engine import WhooshEngine
from search.errors import BuildRefusedError, IndexDamagedError, NothingToIndexError
from search.query import parse
from tests.edits import Film, apply, edits

if TYPE_CHECKING:
    from indexer.report import Report
    from search.schema import Document


@dataclass
class Content:
    """All that can be asked of a live generation, and what it keeps for the next update."""

    documents: dict[str, Document] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    sources: list[object] = field(default_factory=list)
    offered: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    found: dict[str, list[tuple[str, float]]] = field(default_factory=dict)


QUERIES = [
    "refugees OR train OR river OR house",
    "the thing",
    "genre:horror",
    "*",
    "year:1982",
    "rating:7",
]


def content_of(engine: WhooshEngine) -> Content:
    content = Content(counts=dict(engine.live().counts))
    with engine.searcher() as searcher:
        for one in searcher.ids():
            film_id = one.rpartition(":")[0]
            content.documents |= {d["id"]: d for d in searcher.film(film_id)}
        for kind in KINDS[:2]:
            for letter in "tuiab":
                entries = searcher.complete(letter, [kind], 50)
                content.offered[f"{kind} {letter}"] = {(e.text, e.total) for e in entries}
        for query in QUERIES:
            hits = searcher.find(parse(query), 0, 100).documents
            content.found[query] = [(hit.document["id"], round(hit.score, 6)) for hit in hits]
    content.sources = [
        (row.path, row.sha256, row.keys, row.rejects) for row in load(engine.kept(CATALOGUE)).rows
    ]
    return content


def attempt(job: Rebuild | Update, engine: WhooshEngine) -> Report | None:
    try:
        return job.run(engine)
    except NothingToIndexError:
        return None


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=edits, rounds=st.lists(edits, min_size=1, max_size=3))
def test_updates_after_any_edits_are_what_a_rebuild_is(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    first: dict[str, list[Film] | None],
    rounds: list[dict[str, list[Film] | None]],
) -> None:
    # However much changed.
    monkeypatch.setattr("indexer.update.MOST_CHANGED", 2.0)
    place = tmp_path_factory.mktemp("edits")
    folder = place / "sources"
    folder.mkdir()
    updated = WhooshEngine(place / "updated")
    apply(folder, first)
    attempt(Rebuild([folder]), updated)
    for changes in rounds:
        apply(folder, changes)
        done = attempt(Update([folder], force=True), updated)
        built = WhooshEngine(place / "built")
        expected = attempt(Rebuild([folder], force=True), built)
        assert (done is None) is (expected is None)
        if done and expected:
            assert content_of(updated) == content_of(built)
            assert done.counts == expected.counts
            assert (done.files, done.rejects) == (expected.files, expected.rejects)
    if updated.live_name():
        assert all(report.problems == () for report in updated.check())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty films in as many files."""
    place = tmp_path / "sources"
    place.mkdir()
    for number in range(20):
        (place / f"{number:02}.txt").write_text(page(number))
    return place


def page(number: int, text: str = "A plain review.") -> str:
    return f"Film {number}\nFilm {number}\n| 1999\n\nAbout {number}.\n\nReviews\nAnn\n\n{text}\n"


class Told(Silent):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def total(engine: WhooshEngine, text: str) -> int:
    with engine.searcher() as searcher:
        return searcher.count(parse(text))


def test_new_changed_and_gone_files_are_told_by_their_content(tmp_path: Path, folder: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    Rebuild([folder]).run(engine)
    date = (folder / "03.txt").stat()
    (folder / "03.txt").write_text(page(3, "A zyzzyva."))
    os.utime(folder / "03.txt", ns=(date.st_atime_ns, date.st_mtime_ns))
    os.utime(folder / "04.txt")
    (folder / "05.txt").unlink()
    (folder / "20.txt").write_text(page(20))
    report = Update().run(engine)
    assert report.changes == {"new": 1, "changed": 1, "gone": 1, "same": 18}
    assert (report.files, report.counts["films"], report.counts["documents"]) == (20, 20, 40)
    assert total(engine, "zyzzyva") == 1
    assert total(engine, '"film 5"') == 0
    assert total(engine, '"film 20"') == 2


def test_without_a_change_nothing_is_made(tmp_path: Path, folder: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    live = Rebuild([folder]).run(engine).generation
    report = Update().run(engine)
    assert report.generation == engine.live() == live
    assert not report.is_new
    assert len(engine.generations()) == 1


def test_what_is_rejected_is_still_told_when_its_file_is_not_read_again(
    tmp_path: Path, folder: Path
) -> None:
    (folder / "bad.txt").write_bytes(b"")
    engine = WhooshEngine(tmp_path / "index")
    Rebuild([folder]).run(engine)
    (folder / "20.txt").write_text(page(20))
    report = Update().run(engine)
    assert report.rejects.total == 1
    assert report.generation is not None
    assert report.generation.report["rejected"]["total"] == 1
    (folder / "21.txt").write_text(page(21))
    with pytest.raises(
        BuildRefusedError, match="--strict, and of the sources 1 could not be taken"
    ):
        Update(strict=True).run(engine)
    assert engine.live() == report.generation


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda _: None, "there is no index yet"),
        (lambda root: next(root.rglob("sources.jsonl")).unlink(), "sources.jsonl: is missing"),
    ],
)
def test_where_nothing_can_be_updated_all_is_built_and_that_is_said(
    tmp_path: Path, folder: Path, break_it: Any, said: str
) -> None:
    engine = WhooshEngine(tmp_path / "index")
    if "missing" in said:
        Rebuild([folder]).run(engine)
    break_it(tmp_path / "index")
    told = Told()
    report = Update([folder], progress=told).run(engine)
    assert report.counts["films"] == 20
    assert said in told.notes[0]
    assert told.notes[0].endswith("; building all anew")


def test_where_most_changed_all_is_built(tmp_path: Path, folder: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    Rebuild([folder]).run(engine)
    for number in range(11):
        (folder / f"{number:02}.txt").write_text(page(number, "Another."))
    told = Told()
    Update(progress=told, force=True).run(engine)
    assert told.notes == ["11 of 20 files changed; building all anew"]
    assert total(engine, "another") == 11


def test_an_update_that_would_lose_much_is_kept_and_not_live(tmp_path: Path, folder: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    live = Rebuild([folder]).run(engine).generation
    for number in range(3):
        (folder / f"{number:02}.txt").unlink()
    report = Update().run(engine)
    assert report.held_back == "6 of the 40 live documents are not in it"
    assert engine.live() == live
    assert Update(force=True).run(engine).counts["films"] == 17
    assert engine.live().counts["films"] == 17


def test_a_damaged_index_is_not_replaced_by_the_sample_where_no_source_is_named(
    tmp_path: Path, folder: Path
) -> None:
    engine = WhooshEngine(tmp_path / "index")
    made = Rebuild([folder]).run(engine).generation
    assert made is not None
    (tmp_path / "index" / "generations" / made.name / "manifest.json").write_text("x")
    with pytest.raises(IndexDamagedError):
        Update([]).run(engine)
    assert engine.live_name() == made.name
