"""From what is typed to whole queries: which part is completed, and that each can be searched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.completing import complete
from search.completions import CompletionKind, Entry, beginning
from search.completions.entries import folded
from search.engine import Searcher
from search.engines.whoosh_engine import WhooshEngine
from search.errors import RequestError
from search.query import normalise, parse
from search.query.tokens import MAX_LENGTH
from search.results import SearchRequest
from search.service import SearchService
from tests.corpus import build, document


@pytest.mark.parametrize(
    ("typed", "queries"),
    [
        ("seo", ["Seoul Train"]),
        ("SEOUL TR", ["Seoul Train"]),
        ("train", ["Seoul Train"]),
        ("und", ['"underground railroad"', '"Underground Railroad of sorts"']),
        ("calum", ['author:"Calum Hutton"']),
        ("hutt", ['author:"Calum Hutton"']),
        ("author:calum hut", ['author:"Calum Hutton"']),
        ('by:"calum', ['author:"Calum Hutton"']),
        ("title:seo", ['title:"Seoul Train"']),
        ("title:calum", []),
        ("text:underground railroad o", ['text:"Underground Railroad of sorts"']),
        ("text:seo", []),
        ("country:u", []),
        ("country:usa train", ['country:usa "Seoul Train"']),
        ("popcorn AND seo", ['popcorn AND "Seoul Train"']),
        ("popcorn -seo", ['popcorn -"Seoul Train"']),
        ("popcorn (emmy OR seo", ['popcorn (emmy OR "Seoul Train")']),
        ("(popcorn) calum", ['(popcorn) author:"Calum Hutton"']),
        ("a popcorn film about seo", ['a popcorn film about "Seoul Train"']),
        ("a popcorn film about seoul tr", ['a popcorn film about "Seoul Train"']),
        ("a popcorn film about se", []),  # two letters are too few there
        ('"underground rail', ['"underground railroad"']),
        ('say "underground railroad', ['say "underground railroad"']),
        ('"underground railroad"', []),
        ('"underground railroad" seo', ['"underground railroad" "Seoul Train"']),
        ("seo*", []),
        ("year:2004", []),
        ("autor:calum", []),
        ("seoul AND", []),
        ("seoul (", []),
        ("", []),
        (" ", []),
        ("!!!", []),
        ("zzz", []),
        ("\\", []),
        ("a " * 500 + "seo", []),  # over the cap
    ],
)
def test_the_last_clause_is_completed_and_what_stands_before_it_stays(
    service: SearchService, typed: str, queries: list[str]
) -> None:
    result = service.complete(typed, 2)
    found = [completion.query for completion in result.completions]
    assert found[: len(queries) or 1] == queries
    for query in found:
        service.search(SearchRequest(query))  # a query that can be read


def test_after_a_field_all_that_it_has_is_offered(service: SearchService) -> None:
    assert len(service.complete("author:", 20).completions) == 8
    assert [c.text for c in service.complete("title:", 20).completions] == ["Seoul Train"]


def test_a_completion_finds_what_it_names(service: SearchService) -> None:
    for typed in ("seo", "calum", "und", "title:seo", "text:und", "popcorn OR seo"):
        for completion in service.complete(typed, 20).completions:
            assert service.search(SearchRequest(completion.query)).total


@pytest.mark.parametrize("limit", [0, 21, -1])
def test_a_limit_out_of_range_is_refused(service: SearchService, limit: int) -> None:
    with pytest.raises(RequestError, match=r"limit: .* is not from 1 to 20"):
        service.complete("a", limit)


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Alien: Covenant", "Alien: Covenant"),
        ("M*A*S*H", "M*A*S*H"),
        ("Who's Afraid?", "Who's Afraid"),
        ("-30-", "\\-30-"),
        ("To Have AND Have Not", "To Have \\AND Have Not"),
        ("*batteries not included", "\\*batteries not included"),
        ("Film: title:x", "Film\\: title\\:x"),
        ('The "Teddy" Bears', 'The \\"Teddy\\" Bears'),
        ("a " * 70, f'"{("a " * 70).strip()}"'),
    ],
)
def test_a_title_is_asked_for_in_words_that_make_it_first(
    tmp_path: Path, title: str, query: str
) -> None:
    engine = WhooshEngine(tmp_path)
    longer = f"{title.strip()} Returns Once More"
    build(engine, [document(0, title=longer, film_id="b"), document(0, title=title, film_id="a")])
    service = SearchService(engine)
    (completion, _) = service.complete(folded(title), 2).completions
    assert (completion.text, completion.query) == (" ".join(title.split()), query)
    with engine.searcher() as searcher:
        (first, *_) = searcher.find(normalise(parse(query)), 0, 2).documents
    assert first.document["film_id"] == "a"


class Offering:
    """A searcher that offers one text of each kind whatever is typed."""

    def __init__(self, text: str) -> None:
        self._text = text

    def complete(
        self, _typed: str, kinds: Collection[CompletionKind], limit: int
    ) -> Sequence[Entry]:
        return [Entry(self._text, kind, 1) for kind in kinds][:limit]


SYNTAX = st.text('ab :"()*+-\\“½.', max_size=20) | st.text(max_size=20)
SIGNS = st.sampled_from([*'()-"', "AND ", "OR ", "NOT ", "author:", "title:", "year:", "ab "])
TYPED = st.lists(SIGNS | SYNTAX, max_size=8).map("".join)


@given(TYPED, SYNTAX)
def test_every_query_can_be_read_whatever_is_typed_and_offered(typed: str, text: str) -> None:
    searcher = cast("Searcher", Offering(text))
    for completion in complete(searcher, typed, 20):
        normalise(parse(completion.query))
        normalise(parse(completion.query, "any"))
        assert len(completion.query) <= MAX_LENGTH
        for start, end in completion.ranges:
            assert 0 <= start <= end <= len(text)


@given(st.text(max_size=30))
def test_nothing_is_offered_for_what_has_no_word(typed: str) -> None:
    searcher = cast("Searcher", Offering("Up"))
    if not beginning(typed):
        assert complete(searcher, typed, 20) == ()
