"""The reviews that engines are compared on, as they are or many times over."""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from search.analysis import STEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

# No token of ours reaches over blanks, so that the terms of a text are those of its sentences.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LEAST_POSITIVE, _MOST_NEGATIVE = 7, 4


@dataclass(frozen=True, slots=True)
class Review:
    """A review with its facts, its text, and the text as terms parted by blanks.

    ``number`` is its place in the corpus, from 0, ``film`` that of its film in the source. A
    ``year`` that is not known is 0. ``kind`` is how its author liked the film. Of ``terms``
    each sentence has so many as ``lengths`` says.
    """

    number: int
    id: str
    film: int
    year: int
    kind: str
    author: str
    text: str
    terms: str
    lengths: tuple[int, ...]


def kind_of(rating: float | None) -> str:
    """``positive``, ``mixed``, ``negative`` or, of no rating, ``unrated``."""
    if rating is None:
        return "unrated"
    if rating >= _LEAST_POSITIVE:
        return "positive"
    return "negative" if rating <= _MOST_NEGATIVE else "mixed"


def read_reviews(source: Path, most: int | None = None) -> Iterator[Review]:
    """The reviews of a packed file of films as JSON Lines, at most so many, one at a time."""
    return islice(_all_reviews(source), most)


def _all_reviews(source: Path) -> Iterator[Review]:
    numbers = count()
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for film_number, line in enumerate(lines):
            film: dict[str, Any] = json.loads(line)
            for one in film["reviews"]:
                terms = [STEMS.terms(sentence) for sentence in sentences_of(one["text"])]
                yield Review(
                    next(numbers),
                    one["id"],
                    film_number,
                    film["year"] or 0,
                    kind_of(one["rating"]),
                    one["author"] or "",
                    one["text"],
                    " ".join(term for some in terms for term in some),
                    tuple(map(len, terms)),
                )


def sentences_of(text: str) -> list[str]:
    """A text in its sentences, which a blank joins again."""
    return _SENTENCE_END.split(text)


def repeated(reviews: Callable[[], Iterable[Review]], many: int, seed: int = 1) -> Iterator[Review]:
    """So many reviews: those that there are, then again and again with their sentences shuffled.

    ``reviews`` gives them anew for each time, so that no more than one is held. The same seed
    gives the same. ValueError where there are none to repeat.
    """
    return islice(_without_end(reviews, random.Random(seed)), many)


def _without_end(
    reviews: Callable[[], Iterable[Review]], chance: random.Random
) -> Iterator[Review]:
    number = 0
    for again in count():
        first = number
        for one in reviews():
            yield replace(_shuffled(one, again, chance), number=number) if again else one
            number += 1
        if number == first:
            raise ValueError("there are no reviews to repeat")


def _shuffled(review: Review, again: int, chance: random.Random) -> Review:
    sentences = sentences_of(review.text)
    order = list(range(len(sentences)))
    chance.shuffle(order)
    terms = review.terms.split()
    starts = [0]
    for length in review.lengths:
        starts.append(starts[-1] + length)
    return replace(
        review,
        id=f"{review.id}-{again}",
        text=" ".join(sentences[place] for place in order),
        terms=" ".join(
            term for place in order for term in terms[starts[place] : starts[place + 1]]
        ),
        lengths=tuple(review.lengths[place] for place in order),
    )
