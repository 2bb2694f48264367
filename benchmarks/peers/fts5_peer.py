"""SQLite's FTS5 with its own bm25, over a table that keeps no second copy of the terms."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from benchmarks.peers.peer import FACETS, TOP, Answer, Counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from benchmarks.peers.corpus import Review
    from benchmarks.peers.query_mix import Query

# ASCII letters and digits and all else above ASCII make up a term, and the point of 8.5.
_TOKENIZER = "ascii tokenchars '.'"
_CACHE_KILOBYTES = 256 * 1024
_TABLES = (
    'create virtual table reviews using fts5(terms, content="", tokenize="{}")',
    # Apart from the texts, so that filters and facets read few pages.
    "create table facts (number integer primary key, film integer, year integer, kind text)",
    "create table texts (number integer primary key, text text)",
)


class Fts5:
    """One transaction, then ``optimize``; the total is counted by a statement of its own."""

    tokenizer = _TOKENIZER
    indexed = "terms"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "reviews.db"
        self._database: Any = None

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path)
        database.execute(f"pragma cache_size = -{_CACHE_KILOBYTES}")
        database.execute("pragma mmap_size = 8589934592")
        return database

    def build(self, reviews: Iterable[Review]) -> None:
        """Insert them without a journal, as a build that can be made again may."""
        database = self._connect()
        database.execute("pragma journal_mode = off")
        database.execute("pragma synchronous = off")
        for statement in _TABLES:
            database.execute(statement.format(self.tokenizer))
        for one in reviews:
            indexed = (one.number, getattr(one, self.indexed))
            database.execute("insert into reviews (rowid, terms) values (?, ?)", indexed)
            database.execute(
                "insert into facts values (?, ?, ?, ?)", (one.number, one.film, one.year, one.kind)
            )
            database.execute("insert into texts values (?, ?)", (one.number, one.text))
        database.execute("insert into reviews (reviews) values ('optimize')")
        database.commit()
        database.close()

    def open(self) -> None:
        """Connect."""
        self._database = self._connect()

    def can_answer(self, query: Query, *, facets: bool) -> bool:
        """All; facets of films found are asked of no engine."""
        return not (facets and query.by_film)

    def search(self, query: Query) -> Answer:
        """The best by rank, and the count."""
        if query.by_film:
            return self._by_film(query)
        tables, given = _matching(query)
        best = self._rows(f"select reviews.rowid from {tables} order by rank limit {TOP}", given)
        (total,) = next(self._rows(f"select count(*) from {tables}", given))
        return Answer(total, tuple(number for (number,) in best))

    def _by_film(self, query: Query) -> Answer:
        tables, given = _matching(query, "facts on facts.number = reviews.rowid")
        rows = list(
            self._rows(
                "with found as materialized "
                f"(select film, bm25(reviews) as score from {tables}) "
                "select film, min(score) as best, sum(count(*)) over (), count(*) over () "
                f"from found group by film order by best limit {TOP}",
                given,
            )
        )
        total, films = rows[0][2:] if rows else (0, 0)
        return Answer(total, tuple(row[0] for row in rows), films)

    def search_with_facets(self, query: Query) -> Counted:
        """The same, and the facts of all that match grouped three times."""
        tables, given = _matching(query, "facts on facts.number = reviews.rowid")
        each = " union all ".join(
            f"select * from (select '{name}', {name}, count(*) from found "
            f"group by 2 order by 3 desc limit {TOP})"
            for name in FACETS
        )
        rows = self._rows(
            f"with found as materialized (select film, year, kind from {tables}) {each}", given
        )
        facets: dict[str, dict[int | str, int]] = {name: {} for name in FACETS}
        for name, value, many in rows:
            facets[name][value] = many
        return Counted(self.search(query), facets)

    def _rows(self, statement: str, given: list[Any]) -> Iterator[Any]:
        rows: Iterator[Any] = self._database.execute(statement, given)
        return rows

    def close(self) -> None:
        """Disconnect."""
        self._database.close()


class Fts5FromText(Fts5):
    """Its build with its own English analysis; its terms are not ours, so it is asked nothing."""

    tokenizer = "porter unicode61"
    indexed = "text"

    def can_answer(self, query: Query, *, facets: bool) -> bool:  # noqa: ARG002 - none
        """Nothing."""
        return False


def _matching(query: Query, joined: str = "") -> tuple[str, list[Any]]:
    """What stands after ``from``: the tables and what must hold; and the values for it."""
    given: list[Any] = [_match(query)]
    if query.filter is None:
        join = f" join {joined}" if joined else ""
        return f"reviews{join} where reviews match ?", given
    name = query.filter.field
    given += [query.filter.low, query.filter.high]
    tables = "reviews join facts on facts.number = reviews.rowid"
    return f"{tables} where reviews match ? and facts.{name} between ? and ?", given


def _match(query: Query) -> str:
    quoted = [f'"{word}"' for word in query.words]
    if query.match == "prefix":
        return f"{quoted[0]}*"
    if query.match == "phrase":
        return f'"{" ".join(query.words)}"'
    return (" AND " if query.match == "all" else " OR ").join(quoted)
