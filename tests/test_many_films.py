"""Films over and over, as the benchmark of memory has a million reviews of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.many_films import main, many_films
from tests.made_reviews import FILMS, REVIEWS, packed_source


def test_films_come_again_as_others_in_the_same_words(tmp_path: Path) -> None:
    source, to = packed_source(tmp_path), tmp_path / "many.jsonl.gz"
    main([str(source), str(2 * REVIEWS + 4), str(to)])
    films = [json.loads(line) for line in gzip.decompress(to.read_bytes()).splitlines()]
    reviews = [review for film in films for review in film["reviews"]]
    assert len(reviews) == len({review["id"] for review in reviews}) == 2 * REVIEWS + 4
    assert len({film["id"] for film in films}) == len({film["title"] for film in films})
    assert films == list(many_films(source, 2 * REVIEWS + 4))
    for film, again in zip(films, films[FILMS : 2 * FILMS], strict=False):
        for one, other in zip(film["reviews"], again["reviews"], strict=True):
            assert sorted(one["text"].split()) == sorted(other["text"].split())


def test_nothing_cannot_be_repeated(tmp_path: Path) -> None:
    nothing = tmp_path / "films.jsonl.gz"
    nothing.write_bytes(gzip.compress(b'{"reviews": []}\n'))
    with pytest.raises(ValueError, match="no reviews"):
        list(many_films(nothing, 1))
    with pytest.raises(SystemExit, match="usage"):
        main([])
