"""Phrases found and counted by arrays, beside the plain way that they stand for."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import WORDS
from search.completions.frequent import LossyCounter
from search.completions.occurrences import occurrences, terms_of
from search.completions.phrases import PhraseCounter
from search.completions.pieces import PieceCutter
from search.completions.tally import FrequentPhrases, Tally, distinct
from search.function_words import FUNCTION_WORDS, LINKS

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = re.compile(r"[^\W_]+(?:['’ʼ´`][^\W_]+)*|[^\w\s'’‘ʼ´`‐‑-]|\n")
WORD = st.sampled_from(
    ["film", "Film", "of", "the", "was", "café", "director’s", "don't", "8½", "10", "東京", "ﬁn",
     "low-budget", "low‑budget", "end—begin", "(see", "it)", "a''b", "'", "-", "_x_", "…", "U.S.",
     "1,000", "M*A*S*H", "x" * 41, "\x00", "\x85", "İx", "\ud800", "a\u0301b"]
)  # fmt: skip
BLANK = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\xa0", "\u2028", "\x1c", "", "."])
TEXT = st.lists(st.tuples(WORD, BLANK), max_size=12).map(
    lambda row: "".join(word + blank for word, blank in row)
) | st.text(max_size=30)


def plain_phrases(text: str) -> Iterator[tuple[str, str]]:
    """The phrases of a text and how they are written, by what a phrase is."""
    pieces = list(PIECE.finditer(text))
    terms = []
    for piece in pieces:
        row = WORDS.terms(piece.group()) if len(piece.group()) <= 40 else []
        terms.append(row[0] if len(row) == 1 else "")
    for size in (2, 3, 4):
        for first in range(len(terms) - size + 1):
            row = terms[first : first + size]
            ends = all(term and term not in FUNCTION_WORDS for term in (row[0], row[-1]))
            if ends and all(t and t not in FUNCTION_WORDS - LINKS for t in row[1:-1]):
                surface = text[pieces[first].start() : pieces[first + size - 1].end()]
                yield " ".join(row), " ".join(surface.split())


@given(st.lists(TEXT, max_size=4))
def test_phrases_and_how_they_are_written_are_those_of_each_text(texts: list[str]) -> None:
    cutter = PieceCutter()
    cut = cutter.cut([cutter.strings(text) for text in texts])
    found = occurrences(cutter, cut)
    names = [cutter.name(row) for row in terms_of(cut, found).tolist()]
    surfaces = [
        cutter.surface(cut, first, first + length - 1)
        for first, length in zip(found.firsts.tolist(), found.lengths.tolist(), strict=True)
    ]
    rows = zip(found.texts.tolist(), names, surfaces, strict=True)
    plain = [(n, *row) for n, text in enumerate(texts) for row in plain_phrases(text)]
    assert sorted(rows) == sorted(plain)


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=9)), st.integers(1, 12))
def test_batches_end_and_forget_as_in_lossy_counting(words: list[list[str]], capacity: int) -> None:
    texts = [" ".join(f"w{word}" for word in row) for row in words]
    plain: LossyCounter[str] = LossyCounter(capacity)
    for text in texts:
        plain.add({name for name, _ in plain_phrases(text)})
    cutter = PieceCutter()
    cut = cutter.cut([cutter.strings(text) for text in texts])
    found = occurrences(cutter, cut)
    frequent = FrequentPhrases(capacity)
    while (full := frequent.last_with_room(found)) is not None:
        part = found.where(found.texts <= full)
        found = found.where(found.texts > full)
        keys, counts, places = distinct(part)
        frequent.add(Tally(keys, counts, terms_of(cut, part.where(places)), np.zeros_like(counts)))
        frequent.end_batch()
    keys, counts, places = distinct(found)
    frequent.add(Tally(keys, counts, terms_of(cut, found.where(places)), np.zeros_like(counts)))
    tally = frequent.counts()
    names = map(cutter.name, tally.rows.tolist())
    assert dict(zip(names, tally.counts.tolist(), strict=True)) == plain.counts()
    assert frequent.batches == plain.batches


def test_phrases_are_the_same_when_strings_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    def phrases() -> dict[str, int]:
        counter = PhraseCounter(batch=20)
        for number in range(200):
            counter.add(f"Big Deal w{number} x{number}, special effects of Tom Hanks")
        return counter.phrases()

    remembered = phrases()
    assert remembered.keys() >= {"Big Deal", "special effects of Tom"}
    monkeypatch.setattr("search.completions.pieces._MOST_STRINGS", 0)
    assert phrases() == remembered


@given(st.lists(st.sampled_from(["Tom Hanks", "tom hanks", "TOM HANKS", "Tom  Hanks."])))
def test_the_votes_for_a_spelling_are_counted_one_after_another(texts: list[str]) -> None:
    counter = PhraseCounter()
    for text in texts:
        counter.add(text)
    candidate, lead = "", 0
    for surface in (" ".join(text.rstrip(".").split()) for text in texts):
        if surface == candidate or not lead:
            candidate, lead = surface, lead + 1
        else:
            lead -= 1
    expected = Counter({candidate: len(texts)}) if len(texts) > 1 else {}
    assert counter.phrases() == expected
