"""Segments of more documents than a block has, over which numbers are in two parts."""

from __future__ import annotations

from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.index import open_dir

from search.analysis import STEMS
from search.engines.whoosh_engine.bulk.runs import Plan
from search.engines.whoosh_engine.bulk.writer import BulkWriter
from search.engines.whoosh_engine.codec.field_writing import BLOCK
from search.engines.whoosh_engine.evaluator import postings as postings_module
from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
from search.engines.whoosh_engine.evaluator.matches import Sets
from search.engines.whoosh_engine.evaluator.phrases import phrase
from search.engines.whoosh_engine.evaluator.top import ordered, top
from search.schema import Field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The last block is short.
DOCUMENTS = 2 * BLOCK + 5_000
WORDS = {"ox": 0.9, "cat": 0.4, "hen": 0.1, "elk": 0.002, "yak": 0.00002}


def _documents() -> Iterator[list[str]]:
    """The words of each document: each word with a chance of its own, some all of them twice."""
    chance = Random(1)
    for _ in range(DOCUMENTS):
        words = [word for word, share in WORDS.items() if chance.random() < share]
        yield words * chance.randint(1, 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the documents."""
    folder = tmp_path_factory.mktemp("many")
    text = Field("text", "text", STEMS, stored=False)
    schema = fields.Schema(text=fields.TEXT(SpaceSeparatedTokenizer()))
    writer = BulkWriter(Plan(folder, (text,), dict, 512 << 20), schema=schema)
    for words in _documents():
        writer.add({"text": " ".join(words)})
    writer.commit()
    return folder


@contextmanager
def _opened(folder: Path) -> Iterator[Evaluator]:
    with open_dir(str(folder)).searcher() as searcher:
        yield Evaluator(searcher)


def _any_of(words: str) -> Any:
    return query.Or([query.Term("text", word) for word in words.split()])


@pytest.mark.parametrize(
    "words", ["ox cat", "cat yak", "ox cat hen elk yak", "elk yak", "yak nowhere", "ox nowhere"]
)
@pytest.mark.parametrize("kept", [0, 1 << 17])
def test_the_best_of_many_blocks_are_the_first_of_all(
    folder: Path, words: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings_module, "_KEPT", kept)
    with _opened(folder) as evaluator:
        expected = evaluator.matches(_any_of(words))
        for limit in (1, 10, 300, 1):
            best = top(evaluator, _any_of(words), limit)
            first = ordered(expected, limit)
            assert best.total == expected.total
            assert best.best.scores == pytest.approx(first.scores, rel=1e-5)
            assert (best.best.numbers[1:] != best.best.numbers[:-1]).all()


@pytest.mark.parametrize("words", [("ox", "ox"), ("ox", "cat"), ("cat", "ox", "cat")])
def test_words_stand_in_a_row_in_all_blocks(folder: Path, words: tuple[str, ...]) -> None:
    expected = {
        number: times
        for number, document in enumerate(_documents())
        if (times := [*zip(*(document[n:] for n in range(len(words))), strict=False)].count(words))
    }
    with _opened(folder) as evaluator:
        found = phrase(evaluator.index, "text", [word.encode() for word in words])
        assert dict(zip(found.numbers.tolist(), found.scores.tolist(), strict=True)) == expected


@pytest.mark.parametrize("kept", [0, 1 << 17])
@pytest.mark.parametrize("word", ["ox", "hen", "yak"])
def test_documents_are_looked_up_in_all_blocks(
    folder: Path, word: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings_module, "_KEPT", kept)
    with _opened(folder) as evaluator:
        numbers = evaluator.index.numbers_of("text", word.encode())
        postings = evaluator.index.postings("text", word.encode(), 0)
        assert postings
        chosen = Random(2)
        for count in (0, 1, 40, 9_000, DOCUMENTS):
            wanted = np.array(sorted(chosen.sample(range(DOCUMENTS), count)), np.intp)
            inside, rows = postings.rows(wanted, Sets(DOCUMENTS))
            assert (inside == np.isin(wanted, numbers)).all()
            assert (numbers[rows] == wanted[inside]).all()
