"""The text page reader against the contract in seeds/README.md."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from indexer.readers.lines import MAX_LINE_BYTES
from indexer.readers.text_page import read_text_page
from indexer.source_file import SourceFile, opened
from search.errors import SourceError
from search.records import Film, ReleaseDate, Review

SEED = Path(__file__).parent.parent / "seeds" / "seoul-train.txt"


def read(path: Path) -> tuple[list[Film], list[SourceError]]:
    taken = list(read_text_page(SourceFile(path, lambda: opened(path))))
    films = [item for item in taken if isinstance(item, Film)]
    return films, [item for item in taken if isinstance(item, SourceError)]


def read_text(tmp_path: Path, text: str | bytes) -> tuple[list[Film], list[str]]:
    page = tmp_path / "page.txt"
    page.write_bytes(text.encode() if isinstance(text, str) else text)
    films, errors = read(page)
    return films, [str(error).removeprefix(f"{page}:") for error in errors]


def film(tmp_path: Path, text: str | bytes) -> Film:
    films, errors = read_text(tmp_path, text)
    assert errors == []
    return films[0]


def test_the_seed_page_gives_its_film_description_and_eight_reviews_in_order() -> None:
    (seoul,), errors = read(SEED)
    assert errors == []
    assert (seoul.id, seoul.title, seoul.country) == ("seoul-train-2004", "Seoul Train", "USA")
    assert seoul.release_date == ReleaseDate(2004, 11, 12)
    assert seoul.description.startswith("Seoul Train is a 2005 documentary that deals")
    assert seoul.description.endswith("documentary filmmaker in New York.")
    assert [review.author for review in seoul.reviews] == [
        "ThiefHott", "Jeanskynebu", "Exoticalot", "Calum Hutton",
        "CheshireCatsGrin", "MartinHafer", "lastliberal", "nodoubt2221",
    ]  # fmt: skip
    assert seoul.reviews[0].text == "Too much of everything"
    assert all(review.text for review in seoul.reviews)


def test_the_seed_is_the_page_as_it_came() -> None:
    digest = hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert digest == "0315848ce692c0af144b7c7a970eecb375029b095cca84111455cc91a705bc7a"


def test_furniture_never_reaches_a_record() -> None:
    (seoul,), _ = read(SEED)
    texts = [seoul.description, *(r.text + r.author for r in seoul.reviews)]
    assert not any("View More" in text or "Trailers" in text for text in texts)


PAGE = """It
It
| 8 September 2017 (USA)
It Trailers

A clown.

In a drain.
Reviews
Ann

Good.

Bad.

... View More
Bob
Short.
... View More
"""
WHOLE = Film(
    "It",
    ReleaseDate(2017, 9, 8),
    "USA",
    "A clown.\n\nIn a drain.",
    (Review("Ann", "Good.\n\nBad."), Review("Bob", "Short.")),
)


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("as the seed has it", PAGE),
        ("a byte order mark", "\ufeff" + PAGE),
        ("CRLF", PAGE.replace("\n", "\r\n")),
        ("trailing blanks", PAGE.replace("\n", " \t\n")),
        ("more empty lines", PAGE.replace("\n\n", "\n\n\n \n")),
        ("the last review ends with the page", PAGE.removesuffix("... View More\n")),
        ("no end of line at the end", PAGE.rstrip()),
        ("an ellipsis of one character", PAGE.replace("...", "…")),
        ("the second title in another form", PAGE.replace("\nIt\n", "\nＩＴ\n")),
        ("furniture in the description", PAGE.replace("A clown.", "A clown.\n\n... View More")),
        ("furniture with wide blanks", PAGE.replace("... View", "...\u00a0 View ")),
        ("furniture in another case", PAGE.replace("View More", "view more")),
        ("a heading in another case", PAGE.replace("\nReviews\n", "\nREVIEWS:\n")),
        ("the title given once", PAGE.removeprefix("It\n")),
        ("no trailers line", PAGE.replace("It Trailers\n", "")),
    ],
)
def test_a_page_may_be_written_so(tmp_path: Path, why: str, text: str) -> None:
    assert film(tmp_path, text) == WHOLE, why


@pytest.mark.parametrize(
    ("line", "released", "country"),
    [
        ("| 12 November 2004 (USA)", ReleaseDate(2004, 11, 12), "USA"),
        ("|12 Nov 2004 (South Korea)", ReleaseDate(2004, 11, 12), "South Korea"),
        ("| November 2004 (USA)", ReleaseDate(2004, 11), "USA"),
        ("| 2004 (USA)", ReleaseDate(2004), "USA"),
        ("| 2004", ReleaseDate(2004), ""),
        ("| (USA)", None, "USA"),
        ("| 12 November (USA)", ReleaseDate(None, 11, 12), "USA"),
        ("| 12 2004", ReleaseDate(2004), ""),
        ("| 29 february (USA)", ReleaseDate(None, 2, 29), "USA"),
        ("|", None, ""),
    ],
)
def test_each_part_of_the_release_line_is_optional(
    tmp_path: Path, line: str, released: ReleaseDate | None, country: str
) -> None:
    page = film(tmp_path, f"T\nT\n{line}\nT Trailers\n\nText.\n")
    assert (page.release_date, page.country) == (released, country)
    assert page.description == "Text."


@pytest.mark.parametrize("between", ["", "\n\n", "\n \r\n"])
def test_a_file_may_hold_many_pages(tmp_path: Path, between: str) -> None:
    up = "Up\nUP\nUp Trailers\n\nBalloons.\n"
    films, errors = read_text(tmp_path, between.join([PAGE, up, PAGE, PAGE.rstrip()]))
    assert films == [WHOLE, Film("Up", description="Balloons."), WHOLE, WHOLE]
    assert errors == []


def test_a_line_that_cannot_be_read_costs_its_page_and_what_follows(tmp_path: Path) -> None:
    raw = PAGE.encode() + b"Up\nUp\n| 2009\n\0\n" + PAGE.encode()
    films, errors = read_text(tmp_path, raw)
    assert films == [WHOLE]
    assert errors == [f"23: not text: control character 0x00 at offset {len(PAGE) + 13}"]


def test_a_page_needs_no_more_than_a_title(tmp_path: Path) -> None:
    assert film(tmp_path, "Up") == Film("Up")
    assert film(tmp_path, "Up\nUp\n\nReviews\n") == Film("Up")
    assert film(tmp_path, "Up\nUp\nReviews\nAnn\nNice.") == Film(
        "Up", reviews=(Review("Ann", "Nice."),)
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "1: the file is empty"),
        (b"\n \r\n\n", "1: the file is empty"),
        (b"\xef\xbb\xbf", "1: the file is empty"),
        (b"Reviews\nAnn\nGood.", "1: no title: it is the first line, and that is 'Reviews'"),
        (b"\n| 2004 (USA)\n", "2: no title: it is the first line, and that is '| 2004 (USA)'"),
        (b"x" * 501, "1: no title: the first line is longer than 500 characters"),
        (b"\x89PNG\r\n\x1a\n", "1: not UTF-8 text: byte 0x89 at offset 0"),
        (b"Up\nUp\n\ncaf\xe9", "4: not UTF-8 text: byte 0xe9 at offset 10"),
        (b"Up\nU\0p", "2: not text: control character 0x00 at offset 4"),
        (b"PK\x03\x04rest", "1: not text: control character 0x03 at offset 2"),
        ("\u200b\n".encode(), "1: no title: the first line has nothing that can be seen"),
        (b"Up\n" + b"\n" * 1_000_000, "1000001: larger than 67,108,864 letters or 1,000,000 lines"),
        ("Up".encode("utf-16-le"), "1: not text: control character 0x00 at offset 1"),
        ("Up".encode("utf-16") + b"\n", "1: not UTF-16-LE text: byte 0x0a at offset 6"),
        (b"Up\nUp\n" + b"x" * (MAX_LINE_BYTES + 1), "3: line is longer than 1,048,576 bytes"),
    ],
)
def test_what_is_no_page_is_named_with_its_line(tmp_path: Path, content: bytes, error: str) -> None:
    assert read_text(tmp_path, content) == ([], [error])


@pytest.mark.parametrize(
    ("text", "error", "kept"),
    [
        (
            "Up\nUp\n| soon\n\nText.",
            "3: the release line '| soon' is not '| day month year (country)'",
            Film("Up", description="Text."),
        ),
        (
            "Up\n| 31 June 2009 (USA)",
            "2: the release line '| 31 June 2009 (USA)' has a day that is in no calendar",
            Film("Up", ReleaseDate(2009), "USA"),
        ),
        (
            "Up\n| May 2, 2009 (USA)",
            "2: the release line '| May 2, 2009 (USA)' is not '| day month year (country)'",
            Film("Up", ReleaseDate(2009), "USA"),
        ),
        (
            "Up\nReviews\nAnn\n\n... View More\nBob\nFine.",
            "3: the review by 'Ann' has no text",
            Film("Up", reviews=(Review("Bob", "Fine."),)),
        ),
        (
            "Up\nReviews\n... View More\nAnn\nFine.\n... View More\n",
            "3: a review without author and text",
            Film("Up", reviews=(Review("Ann", "Fine."),)),
        ),
    ],
)
def test_what_is_wrong_in_a_page_costs_no_more_than_itself(
    tmp_path: Path, text: str, error: str, kept: Film
) -> None:
    assert read_text(tmp_path, text) == ([kept], [error])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    for name, reason in [
        ("dangling.txt", "cannot be read: no such file"),
        ("none.txt", "cannot be read: no such file"),
        (".", "is a folder"),
    ]:
        films, errors = read(tmp_path / name)
        assert films == []
        assert [str(error) for error in errors] == [f"{tmp_path / name}:1: {reason}"]
