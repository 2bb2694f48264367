"""The lenient reading of the search box: never refused, and it says what it did."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import QueryError
from search.query import normalise, parse, read_leniently
from search.query.nodes import Match
from tests.query_table import READS, REFUSES, Reads, Refuses


class Lenient(NamedTuple):
    """``text`` is read as ``printed``, with notes of these kinds on these parts of it."""

    text: str
    printed: str
    notes: list[tuple[str, str]]


ROWS = [
    Lenient('say "no', "say AND no", [("ignored", '"')]),
    Lenient("(seoul train", "seoul AND train", [("ignored", "(")]),
    Lenient("seoul) train", "seoul AND train", [("ignored", ")")]),
    Lenient("((seoul) (train", "seoul AND train", [("ignored", "("), ("ignored", "(")]),
    Lenient("seoul () train", "seoul AND train", [("ignored", "()")]),
    Lenient("seoul -()", "seoul", [("ignored", "()")]),
    Lenient("NOT () seoul", "seoul", [("ignored", "()")]),
    Lenient("title:() seoul", "seoul", [("ignored", "()")]),
    Lenient("AND", "\\AND", [("as_words", "AND")]),
    Lenient("seoul AND", "seoul AND \\AND", [("as_words", "AND")]),
    Lenient("seoul OR OR train", "seoul OR (\\OR AND train)", [("as_words", "OR")]),
    Lenient("rock NOT", "rock AND \\NOT", [("as_words", "NOT")]),
    Lenient("autor:hafer", "autor AND hafer", [("as_words", "autor:")]),
    Lenient("http://x.y", "http AND //x.y", [("as_words", "http:")]),
    Lenient("title:", "title", [("as_words", "title:")]),
    Lenient("title:-seoul", "title AND NOT seoul", [("as_words", "title:")]),
    Lenient("title:author:ann", "title AND author:ann", [("as_words", "title:")]),
    Lenient("author:* seoul", "* AND seoul", [("ignored", "author:")]),
    Lenient("year:abc", "year AND abc", [("as_words", "year:")]),
    Lenient('year:"2004" x', 'year AND "2004" AND x', [("as_words", "year:")]),
    Lenient("is it good?", "is AND it AND good", [("ignored", "?")]),
    Lenient("wom?n? ???", "wom?n", [("ignored", "?"), ("ignored", "???")]),
    Lenient("the ?slip? effect", "the AND slip AND effect", [("ignored", "?"), ("ignored", "?")]),
    Lenient("soul~3?", "soul", [("ignored", "~3"), ("ignored", "?")]),
    Lenient("seoul^2^3? x", "seoul AND x", [("ignored", "^2^3"), ("ignored", "?")]),
    Lenient("seoul^2?", "seoul^2", [("ignored", "?")]),
    Lenient('"border china"~5?', '"border china"~5', [("ignored", "?")]),
    Lenient('"seoul train"^2?', '"seoul train"^2', [("ignored", "?")]),
    Lenient("title:?..2004", "title:\\..2004", [("ignored", "?")]),
    Lenient("good?^2", "good^2", [("ignored", "?")]),
    Lenient("AND?", "\\AND", [("as_words", "AND"), ("ignored", "?")]),
    Lenient("soul~3 train", "soul AND train", [("ignored", "~3")]),
    Lenient("seoul^0", "seoul", [("ignored", "^0")]),
    Lenient("seoul^2^3", "seoul", [("ignored", "^2^3")]),
    Lenient("seoul^2^3^4", "seoul", [("ignored", "^2^3^4")]),
    Lenient("seoul~9~7", "seoul\\~9", [("ignored", "~7")]),
    Lenient('"seoul train"~ x', '"seoul train" AND x', [("ignored", "~")]),
    Lenient("()^2 seoul", "seoul", [("ignored", "()"), ("ignored", "^2")]),
    Lenient("film.a*s", "film.as", [("as_words", "film.a*s")]),
    Lenient("film.as~1", "film.as", [("ignored", "~1")]),
    Lenient("title:>2 x", "title AND >2 AND x", [("as_words", "title:")]),
    Lenient("year:(soon OR 2004)", "year AND (soon OR 2004)", [("as_words", "year:")]),
    Lenient("title:(* seoul)", "title AND * AND seoul", [("as_words", "title:")]),
    Lenient("rating:good", "rating AND good", [("as_words", "rating:")]),
    Lenient("seoul \\", "seoul", [("ignored", "\\")]),
    Lenient("- - -seoul", "NOT seoul", []),
    Lenient("----seoul", "seoul", []),
    Lenient("---seoul", "NOT seoul", []),
    Lenient("film.as*", "film.as", [("ignored", "*")]),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.text)
def test_what_cannot_be_read_strictly_is_read_so(row: Lenient) -> None:
    reading = read_leniently(row.text)
    assert str(reading.node) == row.printed
    assert [(note.kind, row.text[note.start : note.end]) for note in reading.notes] == row.notes
    assert all(note.message for note in reading.notes)


@pytest.mark.parametrize("row", READS, ids=lambda row: row.text)
def test_what_can_be_read_strictly_is_read_alike(row: Reads) -> None:
    """But for a ? at the end of a word, which is a wildcard only to who reads strictly."""
    matches: tuple[Match, ...] = ("all", "any")
    for match in matches:
        assert read_leniently(row.text, match).node == normalise(parse(row.text, match))
        assert read_leniently(row.text, match).notes == ()


@pytest.mark.parametrize("row", REFUSES, ids=lambda row: row.text[:20])
def test_what_is_refused_strictly_leaves_a_note_or_no_word(row: Refuses) -> None:
    reading = read_leniently(row.text)
    assert reading.notes or reading.node is None


def test_the_caps_cut_and_say_so() -> None:
    long = read_leniently("word " * 300)
    assert [note.kind for note in long.notes] == ["capped", "capped"]
    assert "only the first 64 words and phrases are read" in long.notes[0].message
    assert "only the first 1,000 characters are read" in long.notes[1].message
    fields = read_leniently("by:" * 100 + "a")
    assert str(fields.node).count(" AND ") == 63
    assert "capped" in {note.kind for note in fields.notes}
    parse(str(fields.node))
    narrowed = read_leniently("review:(" * 18 + "a" + ")" * 18)
    assert "parentheses are nested too deep" in {note.message for note in narrowed.notes}
    parse(str(narrowed.node))
    deep = read_leniently("(" * 30 + "a" + ")" * 30)
    assert str(deep.node) == "a"
    assert {note.message for note in deep.notes} == {"parentheses are nested too deep"}


@pytest.mark.parametrize("text", ["", "   ", "!!!", "()", '"', "+-", "((((", "\\", "-("])
def test_a_text_without_a_word_is_read_as_nothing(text: str) -> None:
    assert read_leniently(text).node is None


@given(
    st.text(st.sampled_from('ab:*?~^12."\\()+- ANDORT“”') | st.characters(), max_size=120),
    st.sampled_from(["all", "any"]),
)
def test_no_text_is_refused(text: str, match: Match) -> None:
    reading = read_leniently(text, match)
    for note in reading.notes:
        assert 0 <= note.start <= note.end <= len(text)
    if reading.node:
        assert parse(str(reading.node), match) == reading.node
    strict = None
    try:
        strict = normalise(parse(text, match))
    except QueryError:
        assert reading.notes or reading.node is None
    if strict:
        asked = any("question mark" in note.message for note in reading.notes)
        assert asked or (reading.node, reading.notes) == (strict, ())
