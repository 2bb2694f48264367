"""The files of index_data/: what is refused, what is swept away."""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path

import pytest

from search.engine import CheckReport, GenerationInfo
from search.engines.whoosh_engine import WhooshEngine
from search.errors import (
    EngineUnavailableError,
    IndexDamagedError,
    SchemaChangedError,
    UnknownGenerationError,
)
from search.generations import GenerationStore
from search.schema import fingerprint
from tests.corpus import texts


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """The folder of a live generation under ``tmp_path``."""
    return tmp_path / "generations" / texts(WhooshEngine(tmp_path), "one").name


def opened(root: Path) -> str:
    with WhooshEngine(root).searcher() as searcher:
        return searcher.generation.name


def rewrite_manifest(folder: Path, **changes: object) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | changes))


@pytest.mark.parametrize("content", ["", "\n", "../../etc\n", "x" * 5000, "2026\n"])
def test_a_current_that_names_no_generation_is_damage(
    tmp_path: Path, live: Path, content: str
) -> None:
    (tmp_path / "CURRENT").write_text(content)
    with pytest.raises(IndexDamagedError, match="CURRENT: damaged: it names no generation"):
        opened(tmp_path)


def test_a_current_that_cannot_be_read_is_said(tmp_path: Path, live: Path) -> None:
    (tmp_path / "CURRENT").unlink()
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(EngineUnavailableError, match="CURRENT: Is a directory"):
        opened(tmp_path)


@pytest.mark.parametrize("content", [None, "garbage\n"])
def test_a_lost_or_damaged_current_is_mended_by_rollback(
    tmp_path: Path, live: Path, content: str | None
) -> None:
    (tmp_path / "CURRENT").unlink()
    if content:
        (tmp_path / "CURRENT").write_text(content)
    engine = WhooshEngine(tmp_path)
    assert [build.name for build in engine.generations()] == [live.name]
    report = engine.check()[-1]
    assert (report.name, len(report.problems)) == ("CURRENT", 1)
    assert engine.rollback().name == live.name
    assert opened(tmp_path) == live.name
    assert engine.check() == [CheckReport(live.name, ())]


def test_a_broken_manifest_hides_no_other_generation(tmp_path: Path, live: Path) -> None:
    newer = texts(WhooshEngine(tmp_path), "two")
    (live / "manifest.json").write_text("{")
    first, second = WhooshEngine(tmp_path).generations()
    assert isinstance(first, CheckReport)
    assert second == newer


def test_the_generation_before_is_kept_however_old_it_is(tmp_path: Path, live: Path) -> None:
    engine = WhooshEngine(tmp_path)
    texts(engine, "two")
    third = texts(engine, "three")
    engine.rollback(live.name)
    newest = texts(engine, "four")
    assert [build.name for build in engine.generations()] == [live.name, third.name, newest.name]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null"])
def test_a_manifest_that_cannot_be_read_is_damage(tmp_path: Path, live: Path, content: str) -> None:
    (live / "manifest.json").write_text(content)
    with pytest.raises(IndexDamagedError, match=r"manifest\.json: damaged: it cannot be read"):
        opened(tmp_path)
    assert WhooshEngine(tmp_path).check()[0].problems


def test_a_manifest_that_was_changed_is_damage(tmp_path: Path, live: Path) -> None:
    rewrite_manifest(live, schema="000000000000")
    with pytest.raises(IndexDamagedError, match="its digest does not hold"):
        opened(tmp_path)


def test_a_generation_of_another_schema_is_refused_by_name(
    tmp_path: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.kept_generations.fingerprint", lambda: "another")
    said = f"{live.name}: built for schema {fingerprint()}, this version has another; build it anew"
    with pytest.raises(SchemaChangedError, match=said):
        opened(tmp_path)


@pytest.mark.parametrize("ending", ["rft", "toc"])
def test_a_file_that_is_missing_or_cut_off_is_refused(
    tmp_path: Path, live: Path, ending: str
) -> None:
    file = next(live.glob(f"*.{ending}"))
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(IndexDamagedError, match=rf"{live.name}: damaged: {file.name}: is not"):
        opened(tmp_path)
    file.unlink()
    with pytest.raises(IndexDamagedError, match=f"{file.name}: is missing"):
        opened(tmp_path)


# Whoosh leaves the file open that it could not read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_pickle_of_nonsense_is_damage_and_not_a_traceback(tmp_path: Path, live: Path) -> None:
    toc = next(live.glob("*.toc"))
    toc.write_bytes(toc.read_bytes()[::-1])
    with pytest.raises(IndexDamagedError, match=live.name):
        opened(tmp_path)
    gc.collect()


def test_a_file_that_is_no_part_of_a_generation_is_seen(tmp_path: Path, live: Path) -> None:
    (live / "stray").touch()
    assert WhooshEngine(tmp_path).check()[0].problems == ("stray: is not part of it",)


@pytest.mark.parametrize("stray", [".DS_Store", "notes.txt", "folder/"])
def test_what_others_put_there_is_in_nobodys_way(tmp_path: Path, live: Path, stray: str) -> None:
    path = tmp_path / "generations" / stray
    path.mkdir() if stray.endswith("/") else path.touch()
    engine = WhooshEngine(tmp_path)
    assert engine.check() == [CheckReport(live.name, ())]
    texts(engine, "two")
    assert len(engine.generations()) == 2
    assert path.exists()


def test_a_generation_that_is_gone_is_found_missing(tmp_path: Path, live: Path) -> None:
    shutil.rmtree(live)
    (report,) = WhooshEngine(tmp_path).check()
    assert report.problems == (f"it names {live.name}, which is not there",)


def test_what_killed_builds_left_is_swept_away(tmp_path: Path, live: Path) -> None:
    (tmp_path / "building" / "old").mkdir(parents=True)
    (tmp_path / "building" / "old" / "x.seg").touch()
    (tmp_path / "CURRENT.next").write_text("half")
    (tmp_path / "generations" / f".{live.name}").mkdir()
    texts(WhooshEngine(tmp_path), "two")
    assert {path.name for path in tmp_path.iterdir()} == {"CURRENT", "LOCK", "generations"}
    assert len(list((tmp_path / "generations").iterdir())) == 2


def test_a_generation_pruned_between_reading_its_name_and_opening_it_is_no_failure(
    tmp_path: Path, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = GenerationStore.current
    names = iter(["20200101T000000.000000Z-00000000"] * 2)
    monkeypatch.setattr(
        GenerationStore, "current", lambda store: next(names, None) or current(store)
    )
    assert opened(tmp_path) == live.name


def test_a_current_that_names_a_generation_that_is_gone_is_said(tmp_path: Path, live: Path) -> None:
    (tmp_path / "CURRENT").write_text("20200101T000000.000000Z-00000000\n")
    with pytest.raises(UnknownGenerationError, match=f"kept: {live.name}"):
        WhooshEngine(tmp_path).live()
    assert opened(tmp_path) == live.name
    shutil.rmtree(live)
    with pytest.raises(UnknownGenerationError, match="kept: none"):
        opened(tmp_path)


def test_a_changed_byte_and_a_missing_file_are_found(tmp_path: Path, live: Path) -> None:
    file = next(live.glob("*.rft"))
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert WhooshEngine(tmp_path).check()[0].problems == (
        f"{file.name}: its checksum does not hold",
    )
    file.unlink()
    assert WhooshEngine(tmp_path).check()[0].problems == (f"{file.name}: is missing",)


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_the_last_good_generation_answers_for_a_damaged_one(
    tmp_path: Path, live: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = WhooshEngine(tmp_path)
    damaged = texts(engine, "two").name
    (toc,) = (tmp_path / "generations" / damaged).glob("*.toc")
    toc.write_bytes(b"")
    for _ in range(2):
        assert opened(tmp_path) == live.name
    with engine.searcher() as one, engine.searcher() as other:
        assert one.generation.name == other.generation.name == live.name
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3  # an engine says it once
    assert said[0].startswith(f"{damaged}: damaged: {toc.name}: is not")
    assert said[0].endswith(f"; until then {live.name} answers")
    with pytest.raises(IndexDamagedError, match=damaged):
        engine.live()
    newest = texts(engine, "three").name
    assert opened(tmp_path) == newest


def test_a_generation_whose_damage_a_search_meets_answers_no_other_search(
    tmp_path: Path, live: Path
) -> None:
    engine = WhooshEngine(tmp_path)
    texts(engine, "two")
    with pytest.raises(IndexDamagedError, match="met"), engine.searcher() as searcher:
        raise IndexDamagedError(searcher.generation.name, "met")
    with engine.searcher() as searcher:
        assert searcher.generation.name == live.name


def test_only_a_whole_generation_that_was_live_answers_for_another(
    tmp_path: Path, live: Path
) -> None:
    engine = WhooshEngine(tmp_path)
    flip_a_byte(next(live.glob("*.rft")))
    with engine.build() as builder:
        builder.finish({"documents": 0})
        held_back = builder.hold_back("it is empty")
    damaged = texts(engine, "two").name
    (tmp_path / "generations" / damaged / "completions").unlink()
    with pytest.raises(IndexDamagedError, match=f"{damaged}: damaged: completions: is missing"):
        opened(tmp_path)
    assert held_back.name in {info.name for info in engine.generations()}


def test_what_is_held_back_is_kept_and_goes_live_by_its_name_alone(
    tmp_path: Path, live: Path
) -> None:
    engine = WhooshEngine(tmp_path)
    for number in range(3):
        with engine.build() as builder:
            builder.finish({"documents": 0})
            info = builder.hold_back(f"reason {number}")
    assert opened(tmp_path) == live.name
    kept = engine.generations()
    assert [(one.name, one.held_back) for one in kept if isinstance(one, GenerationInfo)] == [
        (live.name, ""),
        (info.name, "reason 2"),
    ]
    newer = texts(engine, "two")
    assert engine.rollback().name == live.name
    assert engine.rollback(info.name).name == info.name
    assert engine.rollback(newer.name) == newer
