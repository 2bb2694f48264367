"""Pages in many encodings, declared, wrongly declared and not declared at all."""

from __future__ import annotations

import codecs

import pytest

from tests.html.reading import film_of, read

BODY = (
    "<title>{0} (1972)</title><h1>{0} (1972)</h1><h2>Plot</h2>"
    "<p>{0} is the film that this page is about, and no other. Yes.</p>"
)


def page(title: str, head: str = "") -> str:
    return f"<html><head>{head}{BODY.format(title)}"


def meta(charset: str) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'


HUNGARIAN, RUSSIAN, JAPANESE, GREEK = "Tűzoltó utca őre", "Тихая пристань", "霧の駅と駅員", "Ψυχή"


@pytest.mark.parametrize(
    ("title", "head", "encoding"),
    [
        (HUNGARIAN, meta("iso-8859-2"), "iso8859-2"),
        (HUNGARIAN, '<meta charset="windows-1250">', "cp1250"),
        (HUNGARIAN, "<META CHARSET=ISO-8859-2>", "iso8859-2"),
        (RUSSIAN, meta("koi8-r"), "koi8-r"),
        (RUSSIAN, meta("windows-1251"), "cp1251"),
        (JAPANESE, meta("Shift_JIS"), "cp932"),
        (JAPANESE, meta("euc-jp"), "euc_jp"),
        (JAPANESE, meta("iso-2022-jp"), "iso2022_jp"),
        ("霧站", meta("gb2312"), "gb18030"),
        ("“Alien” – A Café", meta("iso-8859-1"), "cp1252"),
        ("A Café", "", "cp1252"),
        (HUNGARIAN, "", "utf-8"),
        (HUNGARIAN, meta("iso-8859-2"), "utf-8"),
        (RUSSIAN, meta("no-such-thing"), "utf-8"),
        (GREEK, meta("utf-16"), "utf-8"),
        (JAPANESE, meta("gb2312") + "<!-- wrong -->", "utf-8-sig"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_is_in(title: str, head: str, encoding: str) -> None:
    film = film_of(page(title, head).encode(encoding))
    assert film.title == title
    assert film.description.startswith(title)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_says_it_all(mark: bytes, encoding: str) -> None:
    data = mark + page(HUNGARIAN, meta("iso-8859-1")).encode(encoding)
    assert film_of(data).title == HUNGARIAN


def test_an_xml_declaration_says_the_encoding() -> None:
    text = f'<?xml version="1.0" encoding="ISO-8859-2"?>\n{page(HUNGARIAN)}'
    assert film_of(text.encode("iso8859-2")).title == HUNGARIAN


@pytest.mark.parametrize(
    ("language", "title", "encoding"),
    [("hu", HUNGARIAN, "cp1250"), ("ru", RUSSIAN, "cp1251"), ("el", GREEK, "cp1253")],
)
def test_without_declaration_the_language_tells(language: str, title: str, encoding: str) -> None:
    text = page(title).replace("<html>", f'<html lang="{language}">')
    assert film_of(text.encode(encoding)).title == title


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251"])
def test_without_declaration_and_language_a_library_tells(encoding: str) -> None:
    prose = "Старый смотритель маяка ждёт сына, который ушёл в море много лет назад. "
    made = page(RUSSIAN).replace("Yes.", prose * 5)
    assert film_of(made.encode(encoding)).title == RUSSIAN


def test_a_byte_that_is_none_is_named_with_its_place() -> None:
    text = page("Low Tide", '<meta charset="utf-8">\n').encode() + b"\n\xff"
    assert read(text) == ([], ["3: not UTF-8 text: byte 0xff at offset 174"])


def test_what_is_no_text_is_named() -> None:
    assert read(b"<html>\n<p>\x00") == (
        [],
        ["2: not text: control character 0x00 at offset 10"],
    )
    assert read(b"") == ([], ["1: the file is empty"])
    assert read(b" \n ") == ([], ["1: the file is empty"])
