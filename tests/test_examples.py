"""Examples of queries: of each kind one that finds something."""

from __future__ import annotations

from pathlib import Path

from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.examples import EXAMPLES
from search.exploring import Exploring
from search.query import normalise, parse
from tests.corpus import build, document


def test_the_project_s_own_page_has_its_own_examples(engine: Engine) -> None:
    found = Exploring(engine).examples()
    assert set(EXAMPLES[:5]) <= set(found)


def test_of_another_index_they_are_made_from_what_is_in_it(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    texts = ("Special effects of a car chase.", "A black comedy with dark humor.")
    build(
        engine,
        [
            document(n, texts[n % 2], author="O. Or (x", genres="Horror: a\nWar", title='The "End')
            for n in range(80)
        ],
    )
    found = Exploring(engine).examples()
    assert [one.meaning for one in found] == [one.meaning for one in EXAMPLES if "-" not in one[0]]
    assert not {one.query for one in found} & {one.query for one in EXAMPLES}
    with engine.searcher() as searcher:
        for one in found:
            assert searcher.count(normalise(parse(one.query))), one


def test_an_index_with_nothing_to_quote_has_none(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    build(engine, [document(0, title="")])
    assert Exploring(engine).examples() == ()
