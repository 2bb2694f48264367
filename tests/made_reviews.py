"""Sixty reviews for the benchmark of engines, and what of them a query is to find."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.peers.corpus import Review, read_reviews
from benchmarks.peers.query_mix import Query, query_mix

WORDS = [
    "quiet", "loud", "river", "train", "winter", "soldier", "painter", "letters",
    "garden", "storm", "kitchen", "harbour", "violin", "mountain", "printer", "wonderful",
    "dreadful", "haunting", "funny", "sad", "touching", "brilliant", "clumsy",
]  # fmt: skip
FILMS, REVIEWS = 20, 60


def made_films() -> list[dict[str, Any]]:
    """Sixty reviews of twenty films; a word is the rarer the later it stands in the list."""
    chance = random.Random(7)
    weights = [1 / (1 + place) ** 2 for place in range(len(WORDS))]

    def sentence() -> str:
        some = " ".join(chance.choices(WORDS, weights, k=6))
        return f"The {some} of the movie, Film-noir at 8.5 in the U.S."

    return [
        {
            "id": f"tt{number:07d}",
            "title": f"Film {number}",
            "year": 1950 + number if number % 4 else None,
            "reviews": [
                {
                    "id": f"review-{number}-{again}",
                    "author": "Ann",
                    "date": None,
                    "title": None,
                    "rating": (None, 2, 5, 9)[(number + again) % 4],
                    "text": " ".join(sentence() for _ in range(3)) + f"\n\nAnd {number}{again}!",
                }
                for again in range(REVIEWS // FILMS)
            ],
        }
        for number in range(FILMS)
    ]


def packed_source(folder: Path) -> Path:
    """Those films as a packed file."""
    path = folder / "films.jsonl.gz"
    path.write_bytes(
        gzip.compress("".join(f"{json.dumps(film)}\n" for film in made_films()).encode())
    )
    return path


@cache
def made_reviews() -> tuple[Review, ...]:
    """The reviews of that file."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(read_reviews(packed_source(Path(folder))))


@cache
def made_mix() -> tuple[Query, ...]:
    """A mix of queries made of them."""
    return tuple(query_mix(made_reviews(), 68))


def matches(query: Query, review: Review) -> bool:
    """What the docstrings say of a query, by looking at every term."""
    terms = review.terms.split()
    within = query.filter
    if within and not within.low <= getattr(review, within.field) <= within.high:
        return False
    if query.match == "prefix":
        return any(term.startswith(query.words[0]) for term in terms)
    if query.match == "phrase":
        return f" {' '.join(query.words)} " in f" {review.terms} "
    return (all if query.match == "all" else any)(word in terms for word in query.words)
