"""Time the snippets of ten reviews of 2,000 words each.

usage: python -m benchmarks.snippet_times [SOURCE]

Without SOURCE, a folder of film pages of which the first 20,000 words are taken, the reviews
are made: words by Zipf's law, the most common ones those of English, in sentences, with curly
quotes and here and there an accent. Prints the median milliseconds for all ten: cold, in a
process that has seen neither the query nor any of the texts, and warm, the same again.
"""

from __future__ import annotations

import itertools
import multiprocessing
import random
import statistics
import sys
import time
from pathlib import Path

from search.query import normalise, parse
from search.schema import BLANK, Document
from search.snippets import Snippets

RUNS = 25
REVIEWS, WORDS = 10, 2_000
QUERIES = {
    "a rare word": "butterwort",
    "a common word": "film",
    "the most common word": "the",
    "three words": "refugee border story",
    "three common words": "the best film",
    "a phrase": '"underground railroad"',
    "a phrase of common words": '"one of the best"',
    "a prefix": "refug*",
    "a prefix of one letter": "s*",
    "five at once": '"one of the" refugee OR story OR butter* OR film -bad',
}
COMMON = """
the and a of to is it in i this that was as with for but film movie on not you are have be his
he one at by all an who they from so like or just about out has her some good more when very up
what time no even she my would which only really story see their had can were me than much well
there get been into bad great most first how because other him people don't will also made make
way could too after best it's plot characters never where
"""
PLANTED = ("refugee", "refugees", "refuge", "border", "railroad", "underground", "déjà", "naïve")
PHRASES = ("underground railroad", "one of the best", "butterwort", "butter", "“stories”")
SYLLABLES = "ba co di fer gra ho in jo ka lu men nor os pre qui ras sen tor un vel wor ys"
ENDINGS = ("", "", "", "s", "ed", "ing", "ly", "er", "ness", "ation", "able", "’s")


def made_texts() -> list[str]:
    """Ten texts, the same in every run."""
    chance = random.Random(2004)
    rare = [
        "".join(chance.choices(SYLLABLES.split(), k=chance.randint(1, 3))) for _ in range(12_000)
    ]
    words = [*COMMON.split(), *PLANTED, *(word + chance.choice(ENDINGS) for word in rare)]
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    texts = []
    for _ in range(REVIEWS):
        drawn = chance.choices(words, cum_weights=weights, k=WORDS)
        for phrase in PHRASES:
            place = chance.randrange(WORDS - 10)
            drawn[place : place + len(phrase.split())] = phrase.split()
        texts.append(" ".join(_sentences(drawn, chance)))
    return texts


def _sentences(words: list[str], chance: random.Random) -> list[str]:
    place = 0
    while place < len(words):
        length = chance.randint(5, 30)
        last = min(place + length, len(words)) - 1
        words[place] = words[place].capitalize()
        if length > 10:
            words[place + (last - place) // 2] += ","
        words[last] += chance.choices((".", "!", "?", "…", ".\n\n"), (20, 2, 2, 1, 4))[0]
        place += length
    return words


def texts_of(source: Path) -> list[str]:
    """The first words of a folder's pages as ten texts."""
    pages = (path.read_text("utf-8", "replace") for path in sorted(source.rglob("*.txt")))
    pieces = (piece for page in pages for piece in page.split(" "))
    return [" ".join(itertools.islice(pieces, WORDS)) for _ in range(REVIEWS)]


def documents(texts: list[str]) -> list[Document]:
    """A review of each text."""
    return [
        {**BLANK, "id": f"film:{number}", "film_id": "film", "kind": "review",
         "position": number, "author": "Ann", "title": "Seoul Train", "text": text}
        for number, text in enumerate(texts, start=1)
    ]  # fmt: skip


def run(query: str, reviews: list[Document]) -> tuple[float, float, int]:
    """Milliseconds for the snippets of all reviews, the first time and then, and the marks."""
    Snippets(normalise(parse('"zebra crossing" qu*'))).of(documents(["A quiet zebra."])[0])
    tree = normalise(parse(query))
    times = []
    for _ in range(2):
        started = time.perf_counter()
        made = [*map(Snippets(tree).of, reviews)]
        times.append((time.perf_counter() - started) * 1000)
    return times[0], times[1], sum(len(one.ranges) for some in made for one in some)


def main() -> None:
    """Time each query, every run in a process of its own; print a table."""
    texts = texts_of(Path(sys.argv[1])) if len(sys.argv) > 1 else made_texts()
    reviews = documents(texts)
    words, characters = sum(len(text.split()) for text in texts), sum(map(len, texts))
    print(f"{len(texts)} texts, {words:,} words, {characters:,} characters")
    print(f"{'query':<28}{'cold ms':>9}{'warm ms':>9}{'marks':>7}")
    # A process of its own has nothing that was remembered of a query or text, but the code.
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for name, query in QUERIES.items():
            runs = pool.starmap(run, [(query, reviews)] * RUNS, chunksize=1)
            cold, warm, marks = zip(*runs, strict=True)
            print(
                f"{name:<28}{statistics.median(cold):>9.2f}{statistics.median(warm):>9.2f}"
                f"{marks[0]:>7}"
            )


if __name__ == "__main__":
    main()
