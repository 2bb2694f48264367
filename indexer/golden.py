"""Golden queries: what must be found in a build before it goes live."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from search.errors import SourceError
from search.results import MAX_PER_PAGE, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from search.service import SearchService

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GOLDEN = "golden.toml"
_WITHIN = 10
_CALLED = {str: "a text", int: "a whole number"}
_TYPES: dict[str, type] = {"query": str, "film": str, "within": int, "at_least": int}


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """A query, read as the search box reads it, and what must come of it.

    The film of the id ``film`` must be among the first hits ``within``, if one is named, and at
    least so many documents must be found in all.
    """

    path: Path
    query: str
    film: str = ""
    within: int = _WITHIN
    at_least: int = 1

    def failure(self, service: SearchService) -> str:
        """What of it does not hold; empty if it does."""
        request = SearchRequest(self.query, per_page=self.within, syntax="lenient")
        result = service.search(request)
        if result.total < self.at_least:
            return f"{self.query!r} finds {result.total:,}, and must find {self.at_least:,} or more"
        if self.film and self.film not in {hit.film.id for hit in result.hits}:
            return f"{self.query!r} has not {self.film} among its first {self.within}"
        return ""


def golden_queries(sources: Iterable[Path]) -> list[GoldenQuery]:
    """Those of every folder among the sources; SourceError for a file that cannot be used."""
    return [
        one for source in sources if _is_there(source / GOLDEN) for one in _read(source / GOLDEN)
    ]


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long; its reader says so
        return False


def _read(path: Path) -> Iterator[GoldenQuery]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SourceError(path, 1, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # those of TOML and of UTF-8 are of this kind
        place = re.search(r"at line (\d+)", str(error))
        reason = f"is not TOML: {error}"
        raise SourceError(path, int(place[1]) if place else 1, reason) from error
    unknown = [name for name in content if name != "query"]
    rows = content.get("query", [])
    if unknown or not isinstance(rows, list):
        raise SourceError(path, 1, "golden queries are tables named [[query]], and nothing else")
    for number, row in enumerate(rows, start=1):
        problem = _problem_of(row)
        if problem:
            raise SourceError(path, 1, f"golden query {number}: {problem}")
        yield GoldenQuery(path, **row)


def _problem_of(row: Any) -> str:
    """What is wrong with a table of a golden query; empty if nothing is."""
    if not isinstance(row, dict) or not str(row.get("query", "")).strip():
        return "it has no query"
    for name, value in row.items():
        if name not in _TYPES:
            return f"there is no {name!r}; there are {', '.join(_TYPES)}"
        # A truth value is an integer in Python.
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            return f"{name} is not {_CALLED[_TYPES[name]]}"
    if not 1 <= row.get("within", 1) <= MAX_PER_PAGE:
        return f"within is not from 1 to {MAX_PER_PAGE}"
    return ""
