"""Pages in the manner of many sites and decades, and what is in each, in expected.json."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from search.records import Film, ReleaseDate, Review
from tests.html.reading import PAGES, read

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED: dict[str, Any] = json.loads((PAGES.parent / "expected.json").read_text("utf-8"))


def said(page: bytes) -> dict[str, Any]:
    """What a page gives, without what is empty, in the form of expected.json."""
    films, errors = read(page)
    facts: dict[str, Any] = {"errors": errors} if errors else {}
    for film in films:
        facts |= _full(film)
        facts["reviews"] = [_full(review) for review in film.reviews]
    return facts


def _full(record: Film | Review) -> dict[str, Any]:
    facts = {field.name: getattr(record, field.name) for field in fields(record)}
    return {
        key: str(value) if isinstance(value, ReleaseDate) else _listed(value)
        for key, value in facts.items()
        if value
    }


def _listed(value: object) -> object:
    return [*value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("path", sorted(PAGES.iterdir()), ids=lambda path: path.stem)
def test_a_page_gives_what_a_reader_sees_in_it(path: Path) -> None:
    assert said(path.read_bytes()) == EXPECTED[path.name]


def test_there_are_pages_of_many_kinds() -> None:
    assert len(EXPECTED) >= 25
    assert set(EXPECTED) == {path.name for path in PAGES.iterdir()}


def test_what_is_no_film_page_says_why() -> None:
    for name, facts in EXPECTED.items():
        if "-no-film-" in name:
            assert facts["errors"][0].startswith("1: no film found: "), name
