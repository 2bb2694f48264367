"""Which files are read, by whom, and what the operator's names change."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from indexer import sources
from indexer.readers import Reader
from indexer.sources import find_files
from search.checksums import sha256_of
from search.records import Film, Review
from tests.command import run
from tests.conftest import ROOT
from tests.packing import tar, zipped
from tests.taking import taken, taken_of


def test_of_a_folder_the_known_endings_are_read_packed_or_not(tmp_path: Path) -> None:
    read = [
        "a.txt", "b.csv", "c.tsv", "d.jsonl", "e.ndjson", "f.JSON", "g.csv.gz", "h.txt.zst",
        "i.zip", "j.tar", "k.tar.gz", "l.tgz", "m.tar.zst",
    ]  # fmt: skip
    for name in [*read, "n.md", "o.gz", "p.pdf.gz", ".q.csv", "README"]:
        (tmp_path / name).touch()
    assert [path.name for path in find_files([tmp_path]) if isinstance(path, Path)] == read


def test_a_rebuild_takes_all_formats_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.csv.gz").write_bytes(gzip.compress(b"film,year,author,text\nUp,2009,Ann,One.\n"))
    (folder / "b.jsonl").write_text(
        '{"title": "Up", "year": 2009, "reviews": [{"author": "Ann", "text": "One."}]}\n'
    )
    (folder / "c.zip").write_bytes(zipped(("up.txt", b"Up\nUp\n| 2009\n\nText.\n"), ("x.txt", b"")))
    done = run("rebuild", folder, "--json", index=tmp_path / "index")
    report = json.loads(done.stdout)
    assert report["counts"] == {
        "films": 1, "descriptions": 1, "reviews": 1, "documents": 2, "duplicates": 1, "folded": 0,
    }  # fmt: skip
    assert report["rejected"]["reasons"][0]["places"] == [
        {"path": f"{folder}/c.zip/x.txt", "line": 1}
    ]
    manifest = next((tmp_path / "index" / "generations").glob("*/*.jsonl")).read_text()
    for name in ("a.csv.gz", "b.jsonl", "c.zip"):
        assert sha256_of(folder / name) in manifest


def test_columns_are_mapped_on_the_command_line(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("movie_x,body_x\nUp,Sweet.\n")
    plain = run("rebuild", table, "--dry-run", index=tmp_path / "index")
    assert "--map film=COLUMN" in plain.stderr
    options = ("--map", "film=movie_x", "--map", "Review Text=Body X")
    mapped = run("rebuild", table, "--dry-run", *options, index=tmp_path / "index")
    assert mapped.stderr.startswith("1 film, 0 descriptions, 1 review from 1 file")


def test_a_map_that_says_nothing_is_a_usage_error(tmp_path: Path) -> None:
    done = run("rebuild", "--map", "flim=x", index=tmp_path / "index")
    assert done.returncode == 2
    assert "'flim=x' is not FACT=NAME, with a fact of film, text, author, " in done.stderr


def test_a_file_that_is_named_is_a_text_page_if_its_ending_says_nothing(tmp_path: Path) -> None:
    assert taken_of(tmp_path, "page", "Up") == ([Film("Up")], [])
    assert taken_of(tmp_path, "page.gz", gzip.compress(b"Up")) == ([Film("Up")], [])


def test_the_format_in_the_documents_works_as_it_is_written(tmp_path: Path) -> None:
    written = (ROOT / "docs" / "new-source-format.md").read_text("utf-8")
    reader, line = re.findall(r"```python\n(.*?)```", written, re.DOTALL)
    names: dict[str, Reader | dict[str, Reader]] = {"READERS": sources.READERS}
    try:
        exec(compile(reader + line, "new-source-format.md", "exec"), names)
        raw = b"Up (2009)\tAnn\tSweet.\nIt\tBob\n\tBob\tGrim.\n"
        (tmp_path / "a.tar").write_bytes(tar(("x.quotes", raw)))
        films, errors = taken(tmp_path / "a.tar")
    finally:
        sources.READERS.pop(".quotes", None)
    assert [(film.id, film.reviews) for film in films] == [("up-2009", (Review("Ann", "Sweet."),))]
    assert errors == [
        "a.tar/x.quotes:2: no text",
        "a.tar/x.quotes:3: no film: it has no title",
    ]
