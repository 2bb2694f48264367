"""What an update changes of the completions: how many documents a title or author gained or lost.

The file of completions is shared with the generation that was updated, for writing it anew takes
as long as the index is large. The changes stand beside it, and are few. Phrases are counted when
all documents are read; until then they stay as they are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from search.completions.collect import MAX_TEXT
from search.completions.entries import KINDS, CompletionKind, Entry, folded, word_starts
from search.completions.writing import inner_score, is_inner_word, score
from search.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from search.completions.file import CompletionFile
    from search.schema import Document

CHANGES_NAME: Final = "completions.changes.json"
_CHANGED: tuple[CompletionKind, ...] = ("title", "author")


class Change(NamedTuple):
    """A text as it is written, and how many documents more have it, or fewer below 0."""

    text: str
    gained: int


class CompletionChanges:
    """The changes since the file of completions was written, by kind and folded text."""

    def __init__(self, changes: dict[CompletionKind, dict[str, Change]] | None = None) -> None:
        self._changes: dict[CompletionKind, dict[str, Change]] = changes or {
            kind: {} for kind in _CHANGED
        }

    @classmethod
    def load(cls, folder: Path, generation: str) -> CompletionChanges:
        """Those of a generation; none where it has no such file."""
        path = folder / CHANGES_NAME
        if not path.exists():
            return cls()
        try:
            content = json.loads(path.read_bytes())
            return cls(
                {kind: {k: Change(*c) for k, c in content[kind].items()} for kind in _CHANGED}
            )
        except (OSError, ValueError, TypeError, AttributeError, LookupError) as error:
            raise IndexDamagedError(generation, f"{CHANGES_NAME}: {error}") from error

    def __bool__(self) -> bool:
        return any(self._changes.values())

    def save(self, folder: Path) -> None:
        """Write them into the folder of a generation; nothing if there are none."""
        path = folder / CHANGES_NAME
        # It may be shared with another generation, so it is never written into.
        path.unlink(missing_ok=True)
        if self:
            path.write_text(json.dumps(self._changes, ensure_ascii=False), "utf-8")

    def count(self, document: Document, gained: int) -> None:
        """Count a document that came, by 1, or went, by -1."""
        texts: dict[CompletionKind, str] = {
            "title": document["title"],
            "author": document["author"],
        }
        for kind, text in texts.items():
            key = folded(text) if len(text) <= MAX_TEXT else ""
            if key:
                before = self._changes[kind].pop(key, Change(" ".join(text.split()), 0))
                if before.gained + gained:
                    self._changes[kind][key] = Change(before.text, before.gained + gained)

    def of(self, kind: CompletionKind) -> dict[str, Change]:
        """The changes of a kind by folded text; not to be changed."""
        return self._changes.get(kind, {})


class ChangedCompletions:
    """The completions of a file and what changed since; asked as the file is."""

    def __init__(self, file: CompletionFile, changes: CompletionChanges) -> None:
        self._file = file
        self._changes = changes
        self._most: dict[CompletionKind, int] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def best(self, typed: str, kinds: Collection[CompletionKind], limit: int) -> Sequence[Entry]:
        """The best entries that begin so, as ``CompletionFile.best`` has them."""
        changed = dict(self._changed(typed, kinds))
        there = self._file.best(typed, kinds, limit + len(changed))
        if not changed:
            return there
        entries = {(entry.kind, folded(entry.text)): entry for entry in there} | changed
        ranked = sorted(
            (self._rank(entry, key, typed), key, entry)
            for (_, key), entry in entries.items()
            if entry.total > 0
        )
        return [entry for _, _, entry in ranked[:limit]]

    def _changed(
        self, typed: str, kinds: Collection[CompletionKind]
    ) -> Iterator[tuple[tuple[CompletionKind, str], Entry]]:
        """The entries that begin so and are others than in the file; a total may be 0."""
        for kind in kinds:
            for key, change in self._changes.of(kind).items():
                if typed.strip() in key and _matched(change.text, typed) is not None:
                    before = self._file.entry(kind, key) or Entry(change.text, kind, 0)
                    total = before.total + change.gained
                    yield (kind, key), Entry(before.text, kind, total)

    def _rank(self, entry: Entry, key: str, typed: str) -> tuple[bool, int, int]:
        """Lower is better: just what was typed, then by score, then by kind."""
        most = self._most_of(entry.kind)
        value = score(entry, most)
        inner = _matched(entry.text, typed)
        return (
            key != typed.strip(),
            -(inner_score(value) if inner else value),
            KINDS.index(entry.kind),
        )

    def _most_of(self, kind: CompletionKind) -> int:
        """The highest total of a kind, which the scores are set against."""
        if kind not in self._most:
            totals = self._file.totals(kind)
            changes = self._changes.of(kind)
            numbers = {self._file.number(kind, key): c.gained for key, c in changes.items()}
            new = [
                change.gained
                for key, change in changes.items()
                if self._file.number(kind, key) is None
            ]
            self._most[kind] = max(
                (total + numbers.get(number, 0) for number, total in enumerate(totals)), default=1
            )
            self._most[kind] = max(self._most[kind], *new, 1)
        return self._most[kind]


def _matched(text: str, typed: str) -> bool | None:
    """Whether it is a later word of a text that begins so; None if no word does."""
    for number, (word, key) in enumerate(word_starts(text)):
        begins = key.startswith(typed) or key == typed.strip()
        if begins and (number == 0 or is_inner_word(word.text)):
            return number > 0
    return None
