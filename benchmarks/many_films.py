"""Films with as many reviews as are asked for: those that there are, over and over.

usage: python -m benchmarks.many_films SOURCE REVIEWS TO

SOURCE is a packed file of films as JSON Lines, TO is written as one. The second time and on a film
is another one: its id and title have the number of the time, and the sentences of its reviews are
shuffled, so that they are no copies. The same SOURCE gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.corpus import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Packed a little: it is read once.
_LEVEL = 1
_ARGUMENTS = 3


def main(arguments: list[str] | None = None) -> None:
    """Write the films, and say how many."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != _ARGUMENTS or not given[1].isdigit():
        sys.exit(str(__doc__))
    source, to, films = Path(given[0]), Path(given[2]), 0
    with gzip.open(to, "wt", _LEVEL, encoding="utf-8") as out:
        for film in many_films(source, int(given[1])):
            films += 1
            out.write(json.dumps(film, ensure_ascii=False) + "\n")
    print(f"{films:,} films in {to}")


def many_films(source: Path, reviews: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Films with so many reviews together; ValueError where there are none to repeat."""
    chance = random.Random(seed)
    left = reviews
    for again in count():
        before = left
        for film in _read(source):
            if left <= 0:
                return
            own = film["reviews"][:left]
            left -= len(own)
            yield _other({**film, "reviews": own}, again, chance) if again else film
        if left == before:
            raise ValueError("there are no reviews to repeat")


def _read(source: Path) -> Iterable[dict[str, Any]]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _other(film: dict[str, Any], again: int, chance: random.Random) -> dict[str, Any]:
    """Another film with the same words in it."""
    return {
        **film,
        "id": f"{film['id']}-{again}",
        "title": film["title"] and f"{film['title']} {again}",
        "reviews": [
            {**one, "id": f"{one['id']}-{again}", "text": _shuffled(one["text"], chance)}
            for one in film["reviews"]
        ],
    }


def _shuffled(text: str, chance: random.Random) -> str:
    sentences = sentences_of(text)
    chance.shuffle(sentences)
    return " ".join(sentences)


if __name__ == "__main__":
    main()
