"""How often words stand in some texts, and in how many of these, by stem."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from search.analysis import STEMS, WORDS
from search.chunks import CHUNK
from search.function_words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 3


class TermCounts:
    """Of each stem how many of the texts have it, how often it stands there, and in which form.

    A chunk of a text is analysed once, however often it comes.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.having: Counter[str] = Counter()
        self.times: Counter[str] = Counter()
        self._forms: dict[str, Counter[str]] = defaultdict(Counter)
        stems: dict[str, frozenset[str]] = {}
        chunks: Counter[str] = Counter()
        for text in texts:
            here = CHUNK.findall(text)
            chunks.update(here)
            stems |= {chunk: stems_of(chunk) for chunk in here if chunk not in stems}
            self.having.update(frozenset().union(*(stems[chunk] for chunk in here)))
        for chunk, count in chunks.items():
            for stem, form in zip(STEMS.terms(chunk), WORDS.terms(chunk), strict=True):
                self.times[stem] += count
                self._forms[stem][form] += count

    def word(self, stem: str) -> str:
        """The form in which a stem is written most."""
        forms = self._forms[stem]
        return min(forms, key=lambda form: (-forms[form], form))


def stems_of(text: str) -> frozenset[str]:
    """The different stems of a text."""
    return frozenset(STEMS.terms(text))


def says_something(word: str) -> bool:
    """Whether a word tells of what a text is about: no function word, no number, no letter."""
    return len(word) >= _SHORTEST and word not in FUNCTION_WORDS and not word[0].isdigit()
