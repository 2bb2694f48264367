"""What a generation offers while one types."""

from __future__ import annotations

from search.completions import KINDS, Entry, beginning
from search.engine import Engine
from tests.corpus import build, document, texts


def offered(engine: Engine, text: str, limit: int = 10) -> list[tuple[str, str]]:
    with engine.searcher() as searcher:
        entries = searcher.complete(beginning(text), KINDS, limit)
    return [(entry.text, entry.kind) for entry in entries]


def test_titles_authors_and_phrases_are_offered_with_their_totals(engine: Engine) -> None:
    build(
        engine,
        [
            document(0, "On silent running.", title="Silence"),
            document(1, "The silent running bored me.", title="Silence", author="Silas"),
            document(2, "A noisy film.", title="Silence", author="Silas"),
        ],
    )
    with engine.searcher() as searcher:
        assert searcher.complete("sil", KINDS, 10) == [
            Entry("Silence", "title", 3),
            Entry("Silas", "author", 2),
            Entry("silent running", "phrase", 2),
        ]
        assert searcher.complete("sil", KINDS[1:2], 10) == [Entry("Silas", "author", 2)]


def test_no_more_are_offered_than_are_asked_for_and_the_best_of_them(engine: Engine) -> None:
    films = [document(0, title=title) for title in ("Aa", "Ab", "Ac")]
    build(engine, [*films, document(1, "x", title="Ab")])
    assert offered(engine, "a", limit=1) == [("Ab", "title")]
    assert offered(engine, "a", limit=3) == [("Ab", "title"), ("Aa", "title"), ("Ac", "title")]


def test_accents_case_and_punctuation_do_not_matter(engine: Engine) -> None:
    build(engine, [document(0, title="L’Âge d'Or!")])
    for typed in ("l'age", "LÂGE D", "l’âge d'or", "dor"):
        assert offered(engine, typed) == [("L’Âge d'Or!", "title")]


def test_what_is_offered_is_that_of_the_generation_that_answers(engine: Engine) -> None:
    texts(engine, "old news", "old news")
    with engine.searcher() as before:
        texts(engine, "new moon", "new moon")
        assert [entry.text for entry in before.complete("old", KINDS, 5)] == ["old news"]
    assert offered(engine, "old") == []
    assert offered(engine, "new") == [("new moon", "phrase")]
    engine.rollback()
    assert offered(engine, "old") == [("old news", "phrase")]
