"""Bytes to text: which encodings are told, and what is said of what cannot be decoded."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import pytest

from indexer.readers.encodings import SAMPLE_BYTES, TextFile
from search.records import Film, Review
from tests.taking import taken_of

TEXTS = {
    "French": (
        "Un beau rôle pour l'actrice où elle révèle un talent énorme ; le scénario reste "
        "très prévisible à la fin mais la mise en scène est soignée."
    ),
    "German": (
        "Der Film erzählt die Geschichte eines Mädchens aus Köln; die Schauspieler sind "
        "großartig, die Musik ist schön, für mich war das Ende zu lang."
    ),
    "English": (
        "It’s a film that I didn’t expect to like – “a masterpiece” they said – and the "
        "café scene won me over…"
    ),
    "English, rarely": "The acting is superb and I would see it again. " * 9 + "A naïve café.",
    "Hungarian": (
        "A rendező gyönyörű képekkel mesél, de a történet vége kissé kiszámítható. "
        "Őszinte, erős alakítások, nagyszerű zene és hűvös őszi tájak."
    ),
    "Polish": (
        "Zdjęcia są piękne, muzyka świetna, ale zakończenie łatwo przewidzieć. Źródłem "
        "siły są aktorzy i ich gra w wielkim mieście."
    ),
    "Czech": (
        "Režisér natočil krásné záběry, ale závěr je trochu předvídatelný. Výborní herci "
        "a skvělá hudba, těžko říci víc. Šťastný konec."
    ),
    "Russian": "Режиссёр снял прекрасные кадры, но финал предсказуем. Отличные актёры.",
    "Japanese": "監督の映像は美しいですが、結末は少し予測できます。俳優の演技は素晴らしかった。",
    "Korean": "감독의 영상은 아름답지만 결말은 예측 가능합니다. 배우들의 연기가 훌륭했습니다.",
    "Chinese": "导演的画面很美,但是结局有点容易猜到。演员的表演和音乐都非常出色。",
}
ENCODINGS = [
    ("French", "latin-1"), ("French", "cp1252"), ("German", "latin-1"), ("German", "cp1252"),
    ("English", "cp1252"), ("English, rarely", "cp1252"), ("Hungarian", "cp1250"),
    ("Hungarian", "iso8859-2"),
    ("Polish", "cp1250"), ("Polish", "iso8859-2"), ("Czech", "cp1250"), ("Czech", "iso8859-2"),
    ("Russian", "cp1251"), ("Russian", "koi8-r"), ("Japanese", "shift_jis"),
    ("Japanese", "euc-jp"), ("Korean", "euc-kr"), ("Chinese", "gb18030"),
]  # fmt: skip
WIDE = [
    ("Russian", mark, encoding)
    for mark, encoding in [
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ]
]  # fmt: skip
FILES = {
    "page.txt": "Up\nUp\n\nReviews\nAnn\n\n{}\n",
    "t.csv": 'film,author,text\nUp,Ann,"{}"\n',
    "f.jsonl": '{{"film": "Up", "author": "Ann", "text": "{}"}}\n',
    "f.json": '[\n{{"film": "Up", "author": "Ann", "text": "{}"}}\n]',
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("language", "mark", "encoding"),
    [*((language, b"", encoding) for language, encoding in ENCODINGS), *WIDE],
)
def test_an_encoding_is_told_in_every_format(
    tmp_path: Path, name: str, language: str, mark: bytes, encoding: str
) -> None:
    text = TEXTS[language]
    raw = mark + FILES[name].format(text).encode(encoding)
    assert taken_of(tmp_path, name, raw) == ([Film("Up", reviews=(Review("Ann", text),))], [])


@pytest.mark.parametrize(
    ("name", "row", "between"),
    [
        ("t.csv", 'Up,Ann,"{}"', "\n"),
        ("f.jsonl", '{{"film": "Up", "text": "{}"}}', "\n"),
        ("f.json", '{{"film": "Up", "text": "{}"}}', ",\n"),
    ],
)
def test_an_accent_that_stands_late_tells_the_encoding_too(
    tmp_path: Path, name: str, row: str, between: str
) -> None:
    rows = [*[row.format("Sweet, they said, and rather sad.")] * 4_000, row.format(TEXTS["French"])]
    before, after = {"t.csv": ("film,author,text\n", ""), "f.json": ("[", "]")}.get(name, ("", ""))
    raw = (before + between.join(rows) + after).encode("cp1252")
    assert len(raw) > 2 * SAMPLE_BYTES
    films, errors = taken_of(tmp_path, name, raw)
    assert (len(films), errors) == (4_001, [])
    assert films[-1].reviews[0].text == TEXTS["French"]


def test_utf8_with_a_bad_byte_is_not_taken_for_something_else(tmp_path: Path) -> None:
    raw = f"film,text\nUp,{TEXTS['French']}\n".encode()
    films, errors = taken_of(tmp_path, "t.csv", raw + b"It,caf\xe9\nUp,Good.\n")
    assert [film.title for film in films] == ["Up", "Up"]
    assert errors == [f"t.csv:3: not UTF-8 text: byte 0xe9 at offset {len(raw) + 6}"]


def test_bytes_that_the_told_encoding_has_not_are_named_with_their_offset(tmp_path: Path) -> None:
    raw = "".join(["film,text\n", f"Up,{TEXTS['English']}\n" * 1_000]).encode("cp1252")
    films, errors = taken_of(tmp_path, "t.csv", raw + b"It,caf\x81\nUp,Good.\n")
    assert len(films) == 1_001
    assert errors == [f"t.csv:1002: not CP1252 text: byte 0x81 at offset {len(raw) + 6}"]


def test_what_is_too_short_to_tell_must_be_utf8(tmp_path: Path) -> None:
    assert taken_of(tmp_path, "t.csv", b"film,text\nUp,caf\xe9\n") == (
        [],
        ["t.csv:2: not UTF-8 text: byte 0xe9 at offset 16"],
    )


@pytest.mark.parametrize("name", ["t.csv", "f.jsonl"])
def test_utf16_that_breaks_off_is_named_with_its_offset_and_keeps_what_came_before(
    tmp_path: Path, name: str
) -> None:
    raw = codecs.BOM_UTF16_LE + FILES[name].format("Good.").encode("utf-16-le")
    films, errors = taken_of(tmp_path, name, raw + "a".encode("utf-16-le") + b"\x00\xd8" + b"a\0")
    assert len(films) == 1
    assert errors[-1].endswith(f"not UTF-16-LE text: byte 0x00 at offset {len(raw) + 2}")


def test_no_more_than_a_sample_is_read_to_tell() -> None:
    raw = io.BytesIO(("é" * 40 + "\n").encode("latin-1") * 10_000)
    text = TextFile(Path("x"), io.BufferedReader(raw, 100))
    text.decode(text.readline(1_000))
    assert raw.tell() <= SAMPLE_BYTES + 200
