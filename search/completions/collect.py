"""Collecting what can be offered from the documents of a generation as they are added."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from search.completions.entries import CompletionKind, Entry, folded
from search.completions.frequent import LossyCounter
from search.completions.phrases import PhraseCounter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.schema import Document

# Different titles, and different authors, that are kept before the rarest are let go.
_NAMES = 500_000
# What is longer is nothing to pick from a list.
MAX_TEXT = 200


class CompletionCollector:
    """Takes documents in and gives the entries that they make. Memory is bounded."""

    def __init__(self) -> None:
        self._titles: LossyCounter[str] = LossyCounter(_NAMES)
        self._authors: LossyCounter[str] = LossyCounter(_NAMES)
        self._phrases = PhraseCounter()

    def add(self, document: Document) -> None:
        """Count what a document has."""
        self._titles.add((document["title"],))
        if document["author"]:
            self._authors.add((document["author"],))
        self._phrases.add(document["text"])

    def entries(self) -> dict[CompletionKind, dict[str, Entry]]:
        """What can be offered, by kind and folded form; a phrase that is a title is the title."""
        titles = _by_folded("title", self._titles.counts())
        phrases = _by_folded("phrase", self._phrases.phrases())
        return {
            "title": titles,
            "author": _by_folded("author", self._authors.counts()),
            "phrase": {key: entry for key, entry in phrases.items() if key not in titles},
        }


def _by_folded(kind: CompletionKind, counts: Mapping[str, int]) -> dict[str, Entry]:
    """One entry for all the spellings that fold alike, under the most frequent of them."""
    totals: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        key = folded(text) if len(text) <= MAX_TEXT else ""
        if key:
            totals[key] += count
            spelt.setdefault(key, " ".join(text.split()))
    return {key: Entry(spelt[key], kind, total) for key, total in totals.items()}
