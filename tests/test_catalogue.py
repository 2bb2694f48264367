"""What each source gave, kept with a generation; and what was not taken, by reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.catalogue import Catalogue, SourceRow, dump, load
from indexer.identity import FilmKey
from indexer.rejects import MAX_PLACES, MAX_REASONS, OTHER_REASONS, Rejects
from indexer.report import Report
from search.errors import IndexDamagedError, SourceError

ANY = st.characters(codec=None)
KEYS = st.builds(FilmKey, st.text(ANY), st.none() | st.integers(0, 9_999), st.text(max_size=9))


@st.composite
def rejects(draw: st.DrawFn) -> Rejects:
    made = Rejects()
    for reason in draw(st.lists(st.text(ANY, max_size=400) | st.just("no 'x'"), max_size=5)):
        made.add(SourceError(Path("a/b"), draw(st.integers(1, 10**9)), reason))
    return made


ROWS = st.builds(
    SourceRow, st.text(ANY), st.just("ab" * 32), st.lists(KEYS, max_size=3).map(tuple), rejects(),
    st.integers(0, 100).map(float),
)  # fmt: skip


CATALOGUES = st.builds(
    Catalogue,
    st.lists(st.text(ANY), max_size=2).map(tuple),
    st.dictionaries(st.text(), st.text(), max_size=2),
    st.lists(ROWS, max_size=5).map(tuple),
)


@given(CATALOGUES)
def test_a_catalogue_comes_back_as_it_was(catalogue: Catalogue) -> None:
    whole = dump(catalogue)
    assert load(whole) == catalogue
    assert dump(load(whole)) == whole


def test_a_file_name_that_is_no_text_comes_back() -> None:
    catalogue = Catalogue(rows=(SourceRow("bad\udcff\n\x85.txt", "ab" * 32),))
    assert load(dump(catalogue)) == catalogue


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda whole: whole[:-3],
        lambda whole: whole[: whole.rindex(b'["b')],
        lambda whole: whole + b"\n",
        lambda whole: whole.replace(b'"form":1', b'"form":2'),
        lambda whole: whole.replace(b'["b"', b'["b",3'),
        lambda whole: whole.replace(b'["b"', b'\xff"b"'),
        lambda _: b"[" * 100_000,
        lambda whole: whole.replace(b'["title",1999,""]', b'["title",1999]'),
    ],
)
def test_a_damaged_catalogue_is_refused(damage: object) -> None:
    assert callable(damage)
    keys = (FilmKey("title", 1999, ""),)
    whole = dump(Catalogue(rows=(SourceRow("a", "1"), SourceRow("b", "2", keys))))
    with pytest.raises(IndexDamagedError):
        load(damage(whole))


def reject(rejects: Rejects, reason: str, line: int = 1) -> None:
    rejects.add(SourceError(Path("a.txt"), line, reason))


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("the file is empty", "the file is empty", "the file is empty"),
        ("the review by 'A' has no text", "the review by 'B' has no text",
         "the review by … has no text"),
        ("by 'A\\'s'", 'by "B\'s"', "by …"),
        ("byte 0xff at offset 13", "byte 0xfe at offset 1,234", "byte … at offset …"),
        ("not UTF-8: byte 0xff", "not UTF-8: byte 0x80", "not UTF-8: byte …"),
        ("the day 2010-02-30", "the day 2011-02-29", "the day …"),
        ("it's not a film's 5", "it's not a film's 6", "it's not a film's …"),
    ],
)  # fmt: skip
def test_reasons_that_differ_in_quotes_and_numbers_alone_are_one(
    first: str, second: str, one: str
) -> None:
    rejects = Rejects()
    reject(rejects, first)
    assert [rejected.reason for rejected in rejects.by_total()] == [first]
    reject(rejects, second, 2)
    assert [(r.reason, r.total, r.places) for r in rejects.by_total()] == [
        (one, 2, [("a.txt", 1), ("a.txt", 2)])
    ]


def test_reasons_that_say_something_else_are_two() -> None:
    rejects = Rejects()
    for reason in ("no title", "no text", "not UTF-8 text", "not UTF-16 text"):
        reject(rejects, reason)
    assert len(rejects.by_total()) == 4


def test_totals_are_exact_and_memory_is_bounded_however_much_is_rejected() -> None:
    rejects = Rejects()
    words = [
        f"{chr(97 + n // 676)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}" for n in range(1_500)
    ]
    for line in range(100):
        for word in words if line < 2 else words[:10]:
            reject(rejects, f"no {word} 'x{line}'" + "." * 1_000, line + 1)
    assert rejects.total == 2 * 1_500 + 98 * 10
    assert sum(rejected.total for rejected in rejects.by_total()) == rejects.total
    assert len(rejects.by_total()) == MAX_REASONS + 1
    assert rejects.by_wording[OTHER_REASONS].total == 1_000
    assert all(len(rejected.places) <= MAX_PLACES for rejected in rejects.by_total())
    assert all(len(rejected.reason) <= 300 for rejected in rejects.by_total())
    assert rejects.by_total()[1].total == 100


@given(st.lists(rejects(), max_size=4))
def test_what_files_rejected_adds_up(parts: list[Rejects]) -> None:
    report = Report()
    for part in parts:
        report.add(SourceRow("a", "", rejects=part))
    assert report.rejects.total == sum(part.total for part in parts)
    assert set(report.rejects.by_wording) == {w for part in parts for w in part.by_wording}


def test_the_report_names_the_ten_slowest_files() -> None:
    report = Report()
    for number in range(30):
        report.add(SourceRow(f"{number}.txt", "", seconds=(number * 7 % 30) / 10))
    told = report.as_json()["slowest"]
    assert [file["seconds"] for file in told] == [n / 10 for n in range(29, 19, -1)]
    assert told[0]["path"] == "17.txt"


def test_the_report_adds_up_the_seconds_of_a_stage() -> None:
    report = Report()
    for name in ("reading", "writing", "reading"):
        with report.stage(name):
            pass
    report.count({"documents": 5})
    report.count({"documents": 5, "films": 1})
    assert list(report.seconds) == ["reading", "writing"]
    assert report.counts["documents"] == 10
    assert report.documents_a_second > 0
