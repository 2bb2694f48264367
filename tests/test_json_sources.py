"""JSON Lines and JSON files: what is taken of them, and what is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.readers import json_file, json_text
from search.records import Film, ReleaseDate, Review
from tests.taking import taken_of

ANN = Review("Ann", "Sweet.", "Oh my", ReleaseDate(2010, 6, 12), 8.0, "http://x/1")
UP = Film(
    "Up", ReleaseDate(2009, 5, 29), "USA", "Balloons.", (ANN, Review("", "Sad.")),
    ("Comedy", "Drama"), ("en",), ("Pete Docter",), ("Ed Asner",), "http://x/up", "tt1049413",
)  # fmt: skip
FILM = {
    "id": "tt1049413", "title": "Up", "year": 2009, "release_date": "2009-05-29",
    "country": "USA", "genres": ["Comedy", "Drama"], "language": "en", "url": "http://x/up",
    "director": [{"@type": "Person", "name": "Pete Docter"}], "cast": ["Ed Asner"],
    "description": "Balloons.",
    "reviews": [
        {"id": "1", "author": "Ann", "date": "2010-06-12", "title": "Oh my", "rating": 8,
         "url": "http://x/1", "text": "Sweet."},
        {"id": "2", "author": None, "date": None, "title": None, "rating": None, "text": "Sad."},
    ],
}  # fmt: skip
ROW = {"movie": "It", "user": "Bob", "review_text": "Grim.", "stars": "9/10"}
IT = Film("It", reviews=(Review("Bob", "Grim.", rating=9.0),))


@pytest.mark.parametrize(
    ("why", "name", "text"),
    [
        ("lines", "f.jsonl", f"{json.dumps(FILM)}\n{json.dumps(ROW)}\n"),
        ("CRLF and empty lines", "f.ndjson", f"\r\n{json.dumps(FILM)}\r\n \r\n{json.dumps(ROW)}"),
        ("an array", "f.json", json.dumps([FILM, ROW])),
        ("an array in many lines", "f.json", json.dumps([FILM, ROW], indent=4)),
        ("an object with a list", "f.json", json.dumps({"n": 2, "films": [FILM, ROW], "x": {}})),
        ("two lists", "f.json", json.dumps({"films": [FILM], "tags": ["a"], "more": [ROW]})),
        ("one after the other", "f.json", f"{json.dumps(FILM)}\n{json.dumps(ROW)}\n"),
        ("two arrays", "f.json", f"[{json.dumps(FILM)}] [{json.dumps(ROW)}]"),
        ("a byte order mark", "f.json", "\ufeff" + json.dumps([FILM, ROW])),
    ],
)  # fmt: skip
def test_films_and_reviews_may_stand_so(tmp_path: Path, why: str, name: str, text: str) -> None:
    assert taken_of(tmp_path, name, text) == ([UP, IT], []), why


@pytest.mark.parametrize("whole", [1_048_576, 0], ids=["looked at whole", "read as it goes"])
@pytest.mark.parametrize(
    ("value", "films"),
    [
        (FILM, [UP]),
        (ROW, [IT]),
        ({"reviews": FILM["reviews"], "title": "Up"}, [Film("Up", reviews=UP.reviews)]),
        ({"reviews": [ROW]}, [IT]),
        ({"cast": [{"name": "Ed"}], **ROW}, [Film("It", reviews=IT.reviews, cast=("Ed",))]),
    ],
)
def test_one_object_is_a_film_a_review_or_holds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int, value: object, films: list[Film]
) -> None:
    monkeypatch.setattr(json_file, "_WHOLE_CHARACTERS", whole)
    monkeypatch.setattr(json_text.JsonText, "whole", _whole_under(whole))
    assert taken_of(tmp_path, "f.json", json.dumps(value, indent=1)) == (films, [])


def _whole_under(limit: int) -> object:
    original = json_text.JsonText.whole
    return lambda text, cap: original(text, cap) if limit else None


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('{"title": "", "reviews": []}', "no film: it has no title"),
        ('{"title": null, "reviews": [{"text": "a"}]}', "no film: it has no title"),
        ('{"reviews": [{"text": "a"}]}', "no film: it has no title"),
        ('{"title": "It"}', "the film 'It' has neither reviews nor text"),
        ('{"text": "It"}', "no film: it has no title"),
        ("[]", "not an object, so no film and no review"),
        ("7", "not an object, so no film and no review"),
        ("{", "not JSON: Expecting property name enclosed in double quotes at character 3"),
        ('{"title": "It",}', None),
        ("[" * 100_000, "not JSON that can be read: too deep or too large"),
        ("9" * 5_000, "not JSON that can be read: too deep or too large"),
        ('{"title": "\\ud800", "text": "a"}', "the film has characters that are no text"),
        ('{"title": "It", "text": "a\\u0000"}', "the text has characters that are no text"),
        (b'{"title": "caf\xc3\xa9 \xff"}', "not UTF-8 text: byte 0xff at offset 17"),
    ],
)
def test_a_bad_line_costs_itself_alone(
    tmp_path: Path, line: str | bytes, error: str | None
) -> None:
    raw = line.encode() if isinstance(line, str) else line
    films, errors = taken_of(tmp_path, "f.jsonl", raw + b"\n" + json.dumps(FILM).encode())
    assert films == [UP]
    assert errors
    assert all(said.startswith("f.jsonl:1: ") for said in errors)
    assert error is None or errors[0] == f"f.jsonl:1: {error}"


def test_a_bad_review_or_fact_costs_itself_alone(tmp_path: Path) -> None:
    reviews = [{"author": "Bob"}, "text", {"text": "Sweet.", "rating": 11, "date": "soon"}]
    line = json.dumps({"title": "Up", "year": "x", "reviews": reviews})
    assert taken_of(tmp_path, "f.jsonl", line) == (
        [Film("Up", reviews=(Review("", "Sweet."),))],
        [
            "f.jsonl:1: review 1 has no text",
            "f.jsonl:1: review 2 has no text",
            "f.jsonl:1: the date 'soon' is no date; write it as 2004-11-12",
            "f.jsonl:1: the rating '11' is not on a scale of 1 to 10; write it as 4/5 or 85 %",
            "f.jsonl:1: the year 'x' is no date; write it as 2004-11-12",
        ],
    )


REST = "; what follows is not read"
BAD_BYTE = f"3: not UTF-8 text: byte 0xff at offset {len(json.dumps(ROW)) + 21}{REST}"


@pytest.mark.parametrize(
    ("after", "error"),
    [
        ("", f"2: not JSON: it is cut off{REST}"),
        (",", f"2: not JSON: a value is missing{REST}"),
        (',\n{"title": "It', f"3: not JSON: Unterminated string starting at{REST}"),
        (',\n{"title"\n: }, {}, {"title": "a long way from the end"}]',
         f"4: not JSON: a value is missing{REST}"),
        ("\n} {}]", f"3: not JSON: '}}' stands where ',' or ']' must{REST}"),
        (b',\n{"title": "caf\xc3\xa9 \xff"}]', BAD_BYTE),
        (",\n" + "[" * 100_000, f"3: not JSON that can be read: too deep{REST}"),
    ],
)  # fmt: skip
def test_of_a_json_file_all_before_the_damage_is_kept(
    tmp_path: Path, after: str | bytes, error: str
) -> None:
    rest = after.encode() if isinstance(after, str) else after
    raw = b"[\n" + json.dumps(ROW).encode() + rest
    films, errors = taken_of(tmp_path, "f.json", raw)
    assert films == [IT]
    assert errors == [f"f.json:{error}"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "1: the file is empty"),
        (" \n", "1: the file is empty"),
        ("{}", "1: no film, no review and no list of them"),
        ('\n{"a": 1, "b": [2]}', "2: no film, no review and no list of them"),
        ('"text"', "1: not an object, so no film and no review"),
        ("12", "1: not an object, so no film and no review"),
        ("nothing", f"1: not JSON: a value is missing{REST}"),
        ("{1: 2}", f"1: not JSON: '1' stands where '\"' must{REST}"),
    ],
)
def test_a_json_file_without_films_is_one_error(tmp_path: Path, text: str, error: str) -> None:
    assert taken_of(tmp_path, "f.json", text) == ([], [f"f.json:{error}"])


def test_an_empty_list_is_nothing_and_no_error(tmp_path: Path) -> None:
    assert taken_of(tmp_path, "f.json", "[]") == ([], [])


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("f.jsonl", "f.jsonl:2: line is longer than 16,777,216 bytes"),
        ("f.json", f"f.json:3: a value longer than 16,777,216 characters{REST}"),
    ],
)
def test_one_object_has_a_cap(tmp_path: Path, name: str, error: str) -> None:
    row, long = json.dumps(ROW), json.dumps({"title": "It", "text": "x" * 17_000_000})
    lines = f"{row}\n{long}\n{row}\n" if name == "f.jsonl" else f"[\n{row},\n{long},\n{row}]\n"
    films, errors = taken_of(tmp_path, name, lines)
    assert films[0] == IT
    assert len(films) == (2 if name == "f.jsonl" else 1)
    assert errors == [error]


def test_keys_have_the_operators_own_names_too(tmp_path: Path) -> None:
    names = {"film": "t", "text": "b", "reviews": "items"}
    text = json.dumps({"t": "Up", "items": [{"b": "Sweet."}]})
    for name in ("f.json", "f.jsonl"):
        assert taken_of(tmp_path, name, text, names) == (
            [Film("Up", reviews=(Review("", "Sweet."),))],
            [],
        )
