"""What all sources say, kept on disk until every film can be seen whole.

The database is private to this process and has no name in the file system, so a kill leaves
nothing of it. It begins in memory and goes to the folder of temporary files (``TMPDIR``, or
without it ``/var/tmp``) as it grows; memory holds the keys of the films, never their texts.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.documents import Contribution
from indexer.identity import key_of
from indexer.plain_values import facts_bytes, film_of, reviews_bytes, reviews_of
from search.errors import EngineUnavailableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, KeysView, Mapping, Sequence

    from indexer.identity import FilmKey
    from search.records import Film

    Row = tuple[int, int, bytes, bytes]

_SCHEMA = """
PRAGMA page_size = 16384;
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE facts (number INTEGER PRIMARY KEY, content BLOB);
CREATE TABLE said (number INTEGER PRIMARY KEY, source INTEGER, film INTEGER, facts INTEGER,
                   reviews BLOB);
BEGIN;
"""
_SAID_OF = """
SELECT said.number, source, content, reviews FROM said JOIN facts ON facts.number = said.facts
WHERE film = ? ORDER BY said.number
"""


@dataclass(slots=True)
class _Key:
    """A film key: its number, and how many sources give it."""

    number: int
    sources: int = 0


@dataclass(slots=True)
class _Given:
    """What one source gave; ``facts`` of each film as it said them last, while it is read."""

    number: int
    keys: dict[FilmKey, None] = field(default_factory=dict)
    facts: dict[FilmKey, tuple[bytes, int]] = field(default_factory=dict)
    reviews: int = 0


class Spool:
    """Films as their sources give them, to be had again film by film; close it after use.

    What cannot be written, as when the disk is full, is an EngineUnavailableError.
    """

    def __init__(self) -> None:
        self._keys: dict[FilmKey, _Key] = {}
        self._given: dict[str, _Given] = {}
        self._last = ""
        self._reviews = 0
        self._numbers = itertools.count()
        with _sqlite_errors():
            self._database = sqlite3.connect("", isolation_level=None)
            self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the disk; what was put in is gone."""
        self._database.close()

    @property
    def reviews(self) -> int:
        """How many reviews are in it."""
        return self._reviews

    def add(self, source: str, film: Film) -> FilmKey:
        """Take in what a source says of a film; the key that tells the film from others."""
        given = self._open(source)
        key = key_of(film)
        if key not in given.keys:
            given.keys[key] = None
            self._keys.setdefault(key, _Key(next(self._numbers))).sources += 1
        given.reviews += len(film.reviews)
        self._reviews += len(film.reviews)
        values = (
            given.number,
            self._keys[key].number,
            self._facts(given, key, film),
            reviews_bytes(film.reviews),
        )
        with _sqlite_errors():
            self._database.execute(
                "INSERT INTO said (source, film, facts, reviews) VALUES (?, ?, ?, ?)", values
            )
        return key

    def drop(self, source: str) -> None:
        """Forget what a source said; it may be added anew."""
        given = self._given.pop(source, None)
        if given is None:
            return
        self._reviews -= given.reviews
        for key in given.keys:
            self._keys[key].sources -= 1
            if not self._keys[key].sources:
                del self._keys[key]
        with _sqlite_errors():
            self._database.execute("DELETE FROM said WHERE source = ?", (given.number,))

    def keys(self) -> KeysView[FilmKey]:
        """The keys of all films, in the order in which they first came."""
        return self._keys.keys()

    def keys_of(self, source: str) -> tuple[FilmKey, ...]:
        """The keys of what one source gave, in the order in which they first came."""
        given = self._given.get(source)
        return tuple(given.keys) if given else ()

    def films(
        self,
        ids: Mapping[FilmKey, str],
        only: Collection[str] | None = None,
        order: Sequence[str] = (),
    ) -> Iterator[tuple[str, list[Contribution]]]:
        """Each film's id and what the sources say of it, in the ``order`` of the sources.

        Without one they stand as they came. Films are in the order of their first appearance;
        ``only`` those of these ids, if any are named. What one source says of a film in a row
        with the same facts is one contribution. Memory is that of one film.
        """
        numbers: dict[str, list[int]] = {}
        for key, entry in self._keys.items():
            if only is None or ids[key] in only:
                numbers.setdefault(ids[key], []).append(entry.number)
        with _sqlite_errors():
            self._database.execute("CREATE INDEX IF NOT EXISTS said_by_film ON said (film)")
        names = {given.number: name for name, given in self._given.items()}
        places = {source: place for place, source in enumerate(order)}
        ranks = {number: places.get(name, 0) for number, name in names.items()}
        for film_id, keys in numbers.items():
            yield film_id, _contributions(self._said_of(keys, ranks), names)

    def _open(self, source: str) -> _Given:
        if source != self._last:
            # Only while a source is read are its facts likely to come again.
            if self._last in self._given:
                self._given[self._last].facts.clear()
            self._last = source
        if source not in self._given:
            self._given[source] = _Given(next(self._numbers))
        return self._given[source]

    def _facts(self, given: _Given, key: FilmKey, film: Film) -> int:
        """The number of a film's facts; a table says them again with each row."""
        content = facts_bytes(film)
        digest = hashlib.blake2b(content, digest_size=16).digest()
        known, number = given.facts.get(key, (b"", 0))
        if known != digest:
            with _sqlite_errors():
                done = self._database.execute("INSERT INTO facts (content) VALUES (?)", (content,))
            number = done.lastrowid or 0
            given.facts[key] = (digest, number)
        return number

    def _said_of(self, keys: list[int], ranks: Mapping[int, int]) -> list[Row]:
        with _sqlite_errors():
            rows = [row for key in keys for row in self._database.execute(_SAID_OF, (key,))]
        rows.sort(key=lambda row: (ranks[row[1]], row[0]))
        return rows


def _contributions(rows: list[Row], names: Mapping[int, str]) -> list[Contribution]:
    return [
        Contribution(
            names[source],
            film_of(facts, tuple(review for row in said for review in reviews_of(row[3]))),
        )
        for (source, facts), said in itertools.groupby(rows, key=lambda row: (row[1], row[2]))
    ]


@contextmanager
def _sqlite_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        reason = f"{error}; what was read cannot be kept: TMPDIR names a folder with more room"
        raise EngineUnavailableError("temporary files", reason) from error
