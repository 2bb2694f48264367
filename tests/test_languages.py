"""One language under the codes and names that sources have for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.languages import BY_CODE, language_name
from indexer.rebuild import Rebuild
from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.webclient import ask
from webapp import create_app


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("en", "English"),
        ("EN", "English"),
        ("eng", "English"),
        ("en-GB", "English"),
        ("pt_BR", "Portuguese"),
        ("zh-Hant-TW", "Chinese"),
        ("english", "English"),
        (" en ", "English"),
        ("fre", "French"),
        ("fra", "French"),
        ("cn", "Cantonese"),
        ("gd", "Scottish Gaelic"),
        ("français", "français"),
        ("Klingon", "Klingon"),
        ("qq", "qq"),
        ("en and fr", "en and fr"),
        ("", ""),
    ],
)
def test_a_language_has_one_name(written: str, name: str) -> None:
    assert language_name(written) == name


def test_every_code_is_two_or_three_letters_and_every_name_is_one() -> None:
    assert len(BY_CODE) > 250
    assert {len(code) for code in BY_CODE} == {2, 3}
    assert all(name[0].isupper() for name in BY_CODE.values())
    assert all(language_name(name) == name for name in BY_CODE.values())


def test_hits_are_counted_by_language_however_their_sources_write_it(tmp_path: Path) -> None:
    films = [
        {"title": f"Film {number}", "language": language, "description": "A dog."}
        for number, language in enumerate(["en", "English", ["eng", "French"], "en-US", "fr"])
    ]
    films.append({"title": "Film 0", "language": "english", "description": "A dog."})
    source = tmp_path / "films.json"
    source.write_text(json.dumps(films))
    Rebuild([source]).run(WhooshEngine(tmp_path / "index"))
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    (facet,) = ask(client, q="dog", facets="language")["facets"]
    assert [(v["label"], v["count"]) for v in facet["values"]] == [("English", 4), ("French", 2)]
    assert ask(client, q="language:french")["total"] == 2
