"""Pages that mean harm or are broken: one clear error or a film, soon, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers.html.dom import MAX_ELEMENTS
from indexer.readers.html.lines import MAX_LINES
from indexer.readers.html_page import MAX_PAGE_BYTES, read_html_page
from indexer.source_file import SourceFile, opened
from indexer.sources import find_files
from search.errors import SourceError
from tests.html.reading import PAGES, film_of, read

GOOD = [path.read_bytes() for path in sorted(PAGES.iterdir())]
PIECES = [
    b"<div>", b"</div>", b"<table><tr><td>", b"</table>", b"<script>", b"<!--", b"-->", b"<p", b'"',
    b"&#xD800;", b"&#0;", b"&amp;amp;", b"\xff", b"\x00",
    b"<h1>", b"(1984)", b"<pre>\n", b"<title>",
    b'<script type="application/ld+json">{"@type":"Movie","name":"\\ud800"}</script>', b"<br>",
    b'<a href="/user/x">x</a>', b"<frameset>", b"\xef\xbb\xbf", b"<select><option>", b"12 May 2001",
    b'<meta charset="utf-16">', b'<meta charset="idna">', b'<meta charset="hex">', b"<svg>",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_a_page_with_pieces_cut_out_and_put_in_raises_nothing(
    page: bytes, data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(page)))
        end = min(len(page), start + data.draw(st.integers(0, 80)))
        page = (
            page[:start] + data.draw(st.sampled_from(PIECES) | st.binary(max_size=6)) + page[end:]
        )
    films, errors = read(page)
    assert films or errors
    for film in films:
        said = [film.title, film.description, *(kept.author + kept.text for kept in film.reviews)]
        assert film.title.strip()
        assert "\n".join(said).encode()


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_film_or_an_error(data: bytes) -> None:
    films, errors = read(data)
    assert films or errors


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 60_000,
        "<font><b><i>x" * 20_000,
        "<table><tr><td>" * 20_000,
        "<p " + " ".join(f"a{number}=1" for number in range(60_000)) + ">",
        "<i>more</i>" * 30_000,
        '<script type="application/ld+json">' + "[" * 100_000,
        '<script type="application/ld+json">{"a":' + "9" * 5_000 + "}</script>",
        '<p itemprop="' + "a " * 200_000 + '">x',
        "<script" * 100_000,
        "(" * 200_000,
        "<title>" + "a - " * 50_000,
        "<p>" + " " * 1_000_000 + "x",
        '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>&b;&b;',
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>&x;',
    ],
    ids=range(14),
)
def test_a_page_made_to_be_slow_or_deep_ends_with_an_error(page: str) -> None:
    films, errors = read(page)
    assert films == []
    assert errors


def test_text_that_is_nested_too_deep_is_kept() -> None:
    nested = (
        "<div>" * 1_000 + "<p>A film about a very deep well and those who fell in. Both of them."
    )
    film = film_of(f"<title>The Well (1950)</title><h1>The Well (1950)</h1><h2>Plot</h2>{nested}")
    assert film.description.startswith("A film about a very deep well")


def test_too_many_elements_are_refused() -> None:
    assert read("<br>" * (MAX_ELEMENTS + 1)) == (
        [],
        [f"1: not taken: more than {MAX_ELEMENTS:,} elements"],
    )


def test_too_many_lines_are_refused() -> None:
    assert read("<pre>" + "x\n" * (MAX_LINES + 1)) == (
        [],
        [f"1: not taken: more than {MAX_LINES:,} lines of text"],
    )


def test_a_file_that_is_too_large_is_refused() -> None:
    assert read(b" " * (MAX_PAGE_BYTES + 1)) == ([], [f"1: larger than {MAX_PAGE_BYTES:,} bytes"])


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    def fails() -> io.BufferedReader:
        raise OSError(5, "Input/output error")

    (broken,) = read_html_page(SourceFile(tmp_path, fails))
    assert isinstance(broken, SourceError)
    assert broken.reason == "cannot be read: Input/output error"
    (folder,) = read_html_page(SourceFile(tmp_path, lambda: opened(tmp_path)))
    assert isinstance(folder, SourceError)


def test_the_parts_that_a_browser_saves_beside_a_page_are_left_out(tmp_path: Path) -> None:
    for name in (
        "Alba_files/ad.html",
        "Alba-Dateien/f.htm",
        "Alba_more/page.html",
        "x_files/y.html",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    for name in ("Alba.html", "B.HTM", "c.xhtml"):
        (tmp_path / name).write_bytes(b"")
    found = [
        str(Path(path).relative_to(tmp_path))
        for path in find_files([tmp_path])
        if isinstance(path, Path)
    ]
    assert found == ["Alba.html", "B.HTM", "c.xhtml", "Alba_more/page.html", "x_files/y.html"]
