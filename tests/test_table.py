"""Tables: what is taken of CSV and TSV, and what is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.readers import table
from search.records import Film, ReleaseDate, Review
from tests.taking import taken_of

UP = Film("Up", reviews=(Review("Ann", "Sweet, and sad."),))


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("as it is", 'film,author,text\nUp,Ann,"Sweet, and sad."\n'),
        ("semicolons", "film;author;text\nUp;Ann;Sweet, and sad.\n"),
        ("tabs", "film\tauthor\ttext\nUp\tAnn\tSweet, and sad.\n"),
        ("bars", "film|author|text\nUp|Ann|Sweet, and sad.\n"),
        ("CRLF, all quoted", '"film","author","text"\r\n"Up","Ann","Sweet, and sad."\r\n'),
        ("no end of line at the end", "film;author;text\nUp;Ann;Sweet, and sad."),
        ("a byte order mark", "\ufefffilm;author;text\nUp;Ann;Sweet, and sad.\n"),
        ("empty lines and rows", "\n\nfilm;author;text\n\n;;\nUp;Ann;Sweet, and sad.\n\n"),
        ("the separator said first", "sep=;\nfilm;author;text\nUp;Ann;Sweet, and sad.\n"),
        ("other order and spelling", "Review-Text;USER NAME;Movie_Title\nSweet, and sad.;Ann;Up"),
        ("more columns", "x;film;author;text;\n1;Up;Ann;Sweet, and sad.;\n"),
        ("two tables in one file", "film;author;text\nUp;Ann;Sweet, and sad.\nfilm;author;text\n"),
        ("a column twice", "film;author;text;text\nUp;Ann;Sweet, and sad.;other\n"),
        ("surplus empty columns", "film;author;text\nUp;Ann;Sweet, and sad.;;\n"),
    ],
)
def test_a_table_may_be_written_so(tmp_path: Path, why: str, text: str) -> None:
    assert taken_of(tmp_path, "t.csv", text) == ([UP], []), why


def test_every_fact_of_a_row_is_taken(tmp_path: Path) -> None:
    text = (
        "Movie Title,Year,Release Date,Country,Genre,Language,Director,Actors,Overview,IMDb ID,"
        "Movie URL,Reviewer,Review Text,Title,Review Date,Score,Link\n"
        "Up,2009,2009-05-29,USA,Comedy|Drama,en,Pete Docter,Ed Asner;Jordan Nagai,Balloons.,"
        'tt1049413,http://x/up,Ann,"Sweet.\n\nSad.",Oh my,12 June 2010,4/5,http://x/1\n'
    )
    review = Review("Ann", "Sweet.\n\nSad.", "Oh my", ReleaseDate(2010, 6, 12), 8.0, "http://x/1")
    up = Film(
        "Up", ReleaseDate(2009, 5, 29), "USA", "Balloons.", (review,), ("Comedy", "Drama"),
        ("en",), ("Pete Docter",), ("Ed Asner", "Jordan Nagai"), "http://x/up", "tt1049413",
    )  # fmt: skip
    assert taken_of(tmp_path, "t.csv", text) == ([up], [])


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "1: the file is empty"),
        ("\n\n", "1: the file is empty"),
        (
            "a,b\n1,2\n",
            "1: no column for film and text among 'a', 'b'; name it: --map film=COLUMN",
        ),
        (
            "film,stars\nUp,2\n",
            "1: no column for text among 'film', 'stars'; name it: --map text=COLUMN",
        ),
        ("film,text\n", "1: the table has no row below its header"),
        ("\nfilm,text\n\n,\nfilm,text\n", "2: the table has no row below its header"),
        (b"PK\x03\x04,film,text\nUp,a", "1: not text: control character 0x03 at offset 2"),
        (b"film,text\xff\nUp,a", "1: not UTF-8 text: byte 0xff at offset 9"),
    ],
)
def test_a_table_that_cannot_be_understood_is_one_error(
    tmp_path: Path, text: str | bytes, error: str
) -> None:
    assert taken_of(tmp_path, "t.csv", text) == ([], [f"t.csv:{error}"])


@pytest.mark.parametrize(
    ("bad", "errors"),
    [
        (",Ann,Text,1", ["2: no film: it has no title"]),
        ("\u200b,Ann,Text,1", ["2: no film: it has no title"]),
        ("x" * 501 + ",Ann,Text,1", ["2: no film: the title is longer than 500 characters"]),
        ("It,Ann,,1", ["2: the row of 'It' has no text"]),
        ("It,Ann", ["2: the row of 'It' has no text"]),
        ("It,Ann,a,1,surplus", ["2: 5 columns, and the header has 4"]),
        ('It,Ann,"a" b,1', ["2: the row cannot be read: ',' expected after '\"'"]),
        ('It,Ann,"a', ["2: the row cannot be read: ',' expected after '\"'"]),
        (b"It,Ann,caf\xe9,1", ["2: not UTF-8 text: byte 0xe9 at offset 34"]),
        (b"It,Ann,a\0b,1", ["2: not text: control character 0x00 at offset 32"]),
        (
            b'It,Ann,"a\ncaf\xe9\nb",1',
            ["3: not UTF-8 text: byte 0xe9 at offset 37", "4: 2 columns, and the header has 4"],
        ),
    ],
)
def test_a_bad_row_costs_itself_alone(tmp_path: Path, bad: str | bytes, errors: list[str]) -> None:
    row = bad.encode() if isinstance(bad, str) else bad
    text = b"film,author,text,rating\n" + row + b'\nUp,Ann,"Sweet, and sad.",\n'
    assert taken_of(tmp_path, "t.csv", text) == ([UP], [f"t.csv:{error}" for error in errors])


@pytest.mark.parametrize(
    ("fact", "error"),
    [
        ("rating", "2: the rating 'soon' is no number, nor like 4/5 or 85 %"),
        ("date", "2: the date 'soon' is no date; write it as 2004-11-12"),
        ("year", "2: the year 'soon' is no date; write it as 2004-11-12"),
    ],
)
def test_a_fact_that_cannot_be_read_costs_itself_alone(
    tmp_path: Path, fact: str, error: str
) -> None:
    text = f'film,author,text,{fact}\nUp,Ann,"Sweet, and sad.",soon\n'
    assert taken_of(tmp_path, "t.csv", text) == ([UP], [f"t.csv:{error}"])


def test_of_many_columns_the_first_are_named(tmp_path: Path) -> None:
    _, errors = taken_of(tmp_path, "t.csv", ",".join(f"c{number}" for number in range(15)))
    assert errors[0].endswith("'c10', 'c11' and 3 more; name it: --map film=COLUMN")


def test_a_quote_that_is_not_closed_costs_one_row_and_not_the_file(tmp_path: Path) -> None:
    rows = "".join(f"Film {number},Ann,Text {number}\n" for number in range(1000))
    films, errors = taken_of(tmp_path, "t.csv", 'film,author,text\nIt,Ann,"open\n' + rows)
    assert [film.title for film in films] == [f"Film {number}" for number in range(1000)]
    assert errors == ["t.csv:2: the row cannot be read: unexpected end of data"]


def test_quotes_in_a_table_with_tabs_may_be_text(tmp_path: Path) -> None:
    films, errors = taken_of(tmp_path, "t.tsv", 'film\ttext\nUp\t"Great" they said\nIt\t"open\n')
    assert [film.reviews[0].text for film in films] == ['"Great" they said', '"open']
    assert errors == []


def test_a_row_may_describe_its_film_without_a_review(tmp_path: Path) -> None:
    films, errors = taken_of(tmp_path, "t.csv", "title,plot\nUp,Balloons.\nIt,\n")
    assert films == [Film("Up", description="Balloons.")]
    assert errors == ["t.csv:3: the row of 'It' has no text"]


def test_names_of_the_operators_own_go_first(tmp_path: Path) -> None:
    names = {"film": "Movie Name", "text": "body_html"}
    text = "movie-name,BODY HTML,text,name\nUp,Sweet.,other,Ann\n"
    films, errors = taken_of(tmp_path, "t.csv", text, names)
    assert (films, errors) == ([Film("Up", reviews=(Review("Ann", "Sweet."),))], [])


def test_a_field_and_a_row_have_a_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "x" * (table.MAX_FIELD_CHARACTERS + 1)
    text = f'film,text\nIt,{long}\nIt,"{long}"\nUp,Good.\n'
    films, errors = taken_of(tmp_path, "t.csv", text)
    assert [film.title for film in films] == ["Up"]
    limit = "the row cannot be read: field larger than field limit (1048576)"
    assert errors == [f"t.csv:2: {limit}", f"t.csv:3: {limit}"]
    monkeypatch.setattr(table, "MAX_ROW_CHARACTERS", 100)
    films, errors = taken_of(tmp_path, "t.csv", "film,text\n" + 'a,"b\n",' * 50 + "\nUp,Good.\n")
    assert "t.csv:2: the row cannot be read: longer than 100 characters" in errors
    assert [film.title for film in films] == ["Up"]
