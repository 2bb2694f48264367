"""Files read as they stood, whatever is done to them meanwhile."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import sources
from indexer.reading import FileRead, digests, read_files
from indexer.rebuild import Rebuild
from indexer.source_file import SourceFile
from search.checksums import sha256_of
from search.engines.whoosh_engine import WhooshEngine
from search.errors import SourceError
from search.records import Film
from tests.packing import zipped

Hook = Callable[[Path], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Hook]:
    """What happens to a ``.slow`` file, time for time, when half of its lines are read."""
    hooks: list[Hook] = []

    def read_slowly(source: SourceFile) -> Iterator[Film | SourceError]:
        with source.open() as file:
            titles = [line.decode().strip() for line in file]
        for title in titles[: len(titles) // 2]:
            yield Film(title)
        if hooks:
            hooks.pop(0)(source.path)
        try:
            with source.open() as file:
                after = [line.decode().strip() for line in file]
        except SourceError as error:
            yield error
            return
        for title in after[len(titles) // 2 :]:
            yield Film(title)
        yield SourceError(source.path, len(after), "the end")

    monkeypatch.setitem(sources.READERS, ".slow", read_slowly)
    return hooks


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    path = tmp_path / "films.slow"
    path.write_text("Alien\nBrazil\nCube\nDune\n")
    return path


@pytest.fixture
def large(slow: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is too large to be held."""
    monkeypatch.setattr("indexer.parsing.SMALL_BYTES", 8)
    return slow


def read(*paths: Path) -> list[tuple[FileRead, list[str]]]:
    """Each file as it is read, and the titles and reasons that it gave."""
    return [
        (one, [item.title if isinstance(item, Film) else item.reason for item in one.taken])
        for one in read_files(paths, {})
    ]


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("Enter the Void\n")


def rewrite(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    os.utime(path, ns=(1, 1))


def truncate(path: Path) -> None:
    os.truncate(path, 8)


def replace(path: Path) -> None:
    path.write_text("Flow\nGandhi\nHeat\nIkiru\n")


def remove(path: Path) -> None:
    path.unlink()


WHOLE = ["Alien", "Brazil", "Cube", "Dune", "the end"]


@pytest.mark.parametrize("hook", [append, truncate, replace, remove])
def test_a_small_file_is_parsed_from_the_bytes_that_were_hashed(
    slow: Path, meanwhile: list[Hook], hook: Hook
) -> None:
    sha256 = sha256_of(slow)
    meanwhile.append(hook)
    [(one, gave)] = read(slow)
    assert (one.sha256, one.holds, gave) == (sha256, True, WHOLE)
    assert not slow.exists() or sha256_of(slow) != sha256


def test_a_large_file_that_stays_as_it_is_is_read_once(large: Path, meanwhile: list[Hook]) -> None:
    [(one, gave)] = read(large)
    assert (one.sha256, one.holds, gave) == (sha256_of(large), True, WHOLE)


@pytest.mark.parametrize(
    ("hook", "after"),
    [
        (append, [*WHOLE[:4], "Enter the Void", "the end"]),
        (replace, ["Flow", "Gandhi", "Heat", "Ikiru", "the end"]),
        (rewrite, WHOLE),
        (truncate, ["Alien", "Br", "the end"]),
    ],
)
def test_a_large_file_that_changes_while_it_is_read_comes_again(
    large: Path, meanwhile: list[Hook], hook: Hook, after: list[str]
) -> None:
    meanwhile.append(hook)
    (first, _), (second, gave) = read(large)
    assert (first.holds, first.sha256) == (False, "")
    assert (second.holds, second.sha256, gave) == (True, sha256_of(large), after)


def test_a_large_file_that_never_stays_as_it_is_gives_nothing(
    large: Path, meanwhile: list[Hook]
) -> None:
    meanwhile += [append] * 4
    reads = read(large)
    assert [one.holds for one, _ in reads] == [False, False, False, True]
    last, gave = reads[-1]
    assert (last.sha256, gave) == ("", ["changes while it is read; nothing of it is taken"])
    assert len(meanwhile) == 1


def test_a_large_file_that_is_removed_while_it_is_read_is_named_and_gives_nothing(
    large: Path, meanwhile: list[Hook]
) -> None:
    meanwhile.append(remove)
    (first, _), (second, gave) = read(large)
    assert not first.holds
    assert (second.holds, second.sha256, gave) == (True, "", ["cannot be read: no such file"])


def test_a_file_that_vanishes_after_it_was_listed_is_named_and_the_rest_is_read(
    tmp_path: Path, slow: Path, meanwhile: list[Hook], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.txt"
    last = tmp_path / "last.txt"
    other.write_text("Up")
    last.write_text("It")
    meanwhile.append(lambda _: other.unlink())
    gone = ["cannot be read: no such file"]
    assert [gave for _, gave in read(slow, other, last)] == [WHOLE, gone, ["It"]]
    monkeypatch.setattr("indexer.parsing.SMALL_BYTES", 1)
    slow.write_text("Alien\nBrazil\n")
    meanwhile.append(lambda _: last.unlink())
    assert [gave for _, gave in read(slow, last)] == [["Alien", "Brazil", "the end"], gone]


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    paths = [tmp_path, tmp_path / "pipe.txt", tmp_path / "loop.txt", tmp_path / "none.txt"]
    assert [gave for _, gave in read(*paths)] == [
        ["is a folder"],
        ["is not a regular file"],
        ["cannot be read: no such file"],
        ["cannot be read: no such file"],
    ]


@pytest.mark.parametrize("small", [1, 1_000_000])
def test_packed_files_and_archives_are_held_as_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr("indexer.parsing.SMALL_BYTES", small)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Up"))
    (tmp_path / "b.zip").write_bytes(zipped(("it.txt", b"It"), ("x.txt", b"")))
    paths = [tmp_path / "a.txt.gz", tmp_path / "b.zip"]
    reads = read(*paths)
    assert [gave for _, gave in reads] == [["Up"], ["It", "the file is empty"]]
    assert [one.sha256 for one, _ in reads] == [sha256_of(path) for path in paths]


def test_what_a_file_gave_before_it_changed_is_in_no_index_and_no_report(
    large: Path, meanwhile: list[Hook], tmp_path: Path
) -> None:
    meanwhile.append(replace)
    engine = WhooshEngine(tmp_path / "index")
    report = Rebuild([large]).run(engine)
    assert (report.files, report.counts["films"], report.rejects.total) == (1, 4, 1)
    with engine.searcher() as searcher:
        assert searcher.film("heat")
        assert not searcher.film("alien")


def test_digests_are_those_of_the_files_and_errors_are_named(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number}.txt").write_bytes(bytes([number]) * number * 1_000)
    os.mkfifo(tmp_path / "pipe.txt")
    files = sorted(tmp_path.glob("?*.txt"))
    found = digests([*files, tmp_path / "none.txt", tmp_path], jobs=3)
    assert list(found) == [*files, tmp_path / "none.txt", tmp_path]
    for path, digest in found.items():
        if path.stem.isdecimal():
            assert digest == sha256_of(path)
        else:
            assert isinstance(digest, SourceError)
    assert [str(found[path]).removeprefix(f"{path}:1: ") for path in list(found)[-3:]] == [
        "is not a regular file", "cannot be read: no such file", "is a folder",
    ]  # fmt: skip
    assert digests([]) == {}
