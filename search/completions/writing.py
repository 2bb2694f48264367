"""Writing the completions of a generation; ``search.completions.file`` has the format."""

from __future__ import annotations

import json
import math
import sys
from array import array
from typing import TYPE_CHECKING

from search.completions.entries import KINDS, CompletionKind, Entry, word_starts
from search.completions.file import FILE_NAME, MAGIC
from search.function_words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_HIGHEST = 0xFFFF
# How much a kind's best counts beside the best title.
_STANDING: dict[CompletionKind, float] = {"title": 1.0, "author": 0.85, "phrase": 0.8}
# A beginning in the midst of a title or author counts so much of one at its start.
_INNER = 0.8
_LONGEST = 0xFF
# The arrays are read in place, so each begins at a multiple of its items' size.
_ALIGNED = 8


def write_completions(folder: Path, entries: Mapping[CompletionKind, Mapping[str, Entry]]) -> None:
    """Write the file of completions into a generation's folder."""
    sections: dict[str, bytes] = {}
    for kind in KINDS:
        keys = sorted(entries[kind])
        row = [entries[kind][key] for key in keys]
        sections |= _strings(f"{kind}.texts", (entry.text for entry in row))
        sections[f"{kind}.totals"] = _numbers(min(entry.total, 2**32 - 1) for entry in row)
        most = max((entry.total for entry in row), default=1)
        scores = [score(entry, most) for entry in row]
        whole = [(key, number, scores[number]) for number, key in enumerate(keys)]
        sections |= _table(f"{kind}.whole", whole)
        sections |= _table(f"{kind}.inner", [] if kind == "phrase" else _inner(row, scores))
    directory = {}
    offset = 0
    for name, section in sections.items():
        directory[name] = (offset, len(section))
        offset += len(section) + _padding(len(section))
    head = json.dumps({"byte_order": sys.byteorder, "sections": directory}).encode() + b"\n"
    head = head.rjust(len(head) + _padding(len(MAGIC) + len(head)))
    with (folder / FILE_NAME).open("wb") as file:
        file.write(MAGIC + head)
        for section in sections.values():
            file.write(section + bytes(_padding(len(section))))


def _padding(size: int) -> int:
    return -size % _ALIGNED


def score(entry: Entry, most: int) -> int:
    """How an entry ranks: by its standing among its kind, and of equals the shorter first.

    ``most`` is the highest total of its kind.
    """
    unit = _STANDING[entry.kind] * _HIGHEST / math.log1p(most)
    return (int(math.log1p(entry.total) * unit) << 8) + _LONGEST - min(len(entry.text), _LONGEST)


def inner_score(whole: int) -> int:
    """How an entry ranks by a later word of it, from how it ranks by its beginning."""
    return int(whole * _INNER)


def is_inner_word(word: str) -> bool:
    """Whether a later word is one to find an entry by: *train*, and not *the*."""
    return word not in FUNCTION_WORDS


def _inner(entries: list[Entry], scores: list[int]) -> list[tuple[str, int, int]]:
    """The rows for each later word that says something."""
    return sorted(
        (key, number, inner_score(scores[number]))
        for number, entry in enumerate(entries)
        for word, key in word_starts(entry.text)[1:]
        if is_inner_word(word.text)
    )


def _table(name: str, rows: list[tuple[str, int, int]]) -> dict[str, bytes]:
    """Keys in order, the entry of each, and a tree of the highest scores over them."""
    size = 1 << max(0, len(rows) - 1).bit_length()
    tree = [0] * size + [score for _, _, score in rows] + [0] * (size - len(rows))
    for node in range(size - 1, 0, -1):
        tree[node] = max(tree[2 * node], tree[2 * node + 1])
    return {
        **_strings(f"{name}.keys", (key for key, _, _ in rows)),
        f"{name}.entries": _numbers(number for _, number, _ in rows),
        f"{name}.tree": _numbers(tree),
    }


def _strings(name: str, texts: Iterable[str]) -> dict[str, bytes]:
    encoded = [text.encode() for text in texts]
    places = [0]
    for text in encoded:
        places.append(places[-1] + len(text))
    return {name: b"".join(encoded), f"{name}.at": _numbers(places)}


def _numbers(values: Iterable[int]) -> bytes:
    return array("I", values).tobytes()
