"""What Whoosh does on an index, on stock Whoosh's codec and on ours."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from whoosh import fields, highlight, qparser, query, sorting
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage
from whoosh.reading import TermNotFound
from whoosh.writing import AsyncWriter, BufferedWriter

from search.engines.whoosh_engine.codec import ColumnarCodec
from tests.codec.indexes import STORED

if TYPE_CHECKING:
    from collections.abc import Callable

FILMS: list[dict[str, Any]] = [
    {"key": "a", "text": "A silent sea and a star", "year": 1927, "tags": "sea silent"},
    {"key": "b", "text": "The star of the silent storm, a star", "year": 1931, "tags": "storm"},
    {"key": "c", "text": "Nothing but noise", "year": 1927, "tags": "noise"},
    {"key": "d", "text": "Silence, then a silent star", "tags": "silent star"},
]


def schema() -> Any:
    return fields.Schema(
        key=fields.ID(unique=True, stored=True),
        text=fields.TEXT(stored=True, chars=True, vector=True, spelling=True),
        year=fields.NUMERIC(stored=True, sortable=True),
        tags=fields.KEYWORD(stored=True, scorable=True, sortable=True),
    )


def filled(storage: Any, codec: Callable[[], Any], films: Any = FILMS, **commit: Any) -> Any:
    made = storage.create_index(schema())
    writer = made.writer(codec=codec())
    for film in films:
        writer.add_document(**film)
    writer.commit(**commit)
    return storage.open_index()


def keys(searcher: Any, asked: Any, **options: Any) -> list[str]:
    if isinstance(asked, str):
        asked = qparser.QueryParser("text", searcher.schema).parse(asked)
    return [hit["key"] for hit in searcher.search(asked, **options)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("star", "bad"),
        ("silent star", "bda"),
        ("noise OR storm", "cb"),
        ('"silent star"', "d"),
        ('"silent star"~3', "dab"),
        ("silent NOT storm", "da"),
        ("sto*", "b"),
        ("s?a", "a"),
        ("year:1927", "ac"),
        ("year:[1928 TO]", "b"),
        ("tags:silent", "ad"),
        ("zebra", ""),
    ],
)
def test_a_query_finds_the_same(
    storage: Any, codec: Callable[[], Any], asked: str, found: str
) -> None:
    with filled(storage, codec).searcher() as searcher:
        assert sorted(keys(searcher, asked)) == sorted(found)


def test_the_best_come_first(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec).searcher() as searcher:
        assert keys(searcher, "star")[0] == "b"
        assert keys(searcher, "star", limit=1) == ["b"]


def test_hits_are_put_in_order_by_a_column(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec).searcher() as searcher:
        by_year = sorting.FieldFacet("year")
        back = sorting.FieldFacet("year", reverse=True)
        assert keys(searcher, query.Every(), sortedby=[by_year, sorting.FieldFacet("key")]) == [
            "a", "c", "b", "d",
        ]  # fmt: skip
        # Without a year comes first backwards: Whoosh gives it the greatest number.
        assert keys(searcher, query.Every(), sortedby=back)[:2] == ["d", "b"]


def test_hits_are_grouped_by_a_column(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec).searcher() as searcher:
        found = searcher.search(query.Every(), groupedby="year")
        assert sorted(map(len, found.groups().values())) == [1, 1, 2]


def test_a_deleted_document_is_not_found(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec)
    made.delete_by_term("key", "b")
    with made.searcher() as searcher:
        assert sorted(keys(searcher, "star")) == ["a", "d"]
        assert (searcher.doc_count(), searcher.doc_count_all()) == (3, 4)
        assert searcher.reader().doc_frequency("text", "star") == 3


def test_a_query_deletes(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec)
    made.delete_by_query(query.Term("text", "silent"))
    with made.searcher() as searcher:
        assert keys(searcher, query.Every()) == ["c"]


def test_deletions_are_gone_after_optimizing(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec)
    writer = made.writer(codec=codec())
    writer.delete_by_term("key", "b")
    writer.commit(optimize=True)
    with made.searcher() as searcher:
        assert searcher.doc_count_all() == 3
        assert ("text", b"storm") not in searcher.reader()
        assert sorted(keys(searcher, "silent")) == ["a", "d"]


def test_an_update_takes_the_place_of_a_document(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec)
    writer = made.writer(codec=codec())
    writer.update_document(key="b", text="all is new")
    writer.commit(merge=False)
    with made.searcher() as searcher:
        assert keys(searcher, "new") == ["b"]
        assert keys(searcher, "storm") == []
        assert len(searcher.leaf_searchers()) == 2


def test_several_segments_are_searched_as_one(storage: Any, codec: Callable[[], Any]) -> None:
    made = storage.create_index(schema())
    for film in FILMS:
        writer = made.writer(codec=codec())
        writer.add_document(**film)
        writer.commit(merge=False)
    with made.searcher() as searcher:
        assert len(searcher.leaf_searchers()) == 4
        assert sorted(keys(searcher, "silent star")) == ["a", "b", "d"]
        assert searcher.reader().term_info("text", "silent").doc_frequency() == 3


@pytest.mark.parametrize(("one", "other"), [(W3Codec, ColumnarCodec), (ColumnarCodec, W3Codec)])
def test_a_segment_of_one_codec_is_merged_into_one_of_the_other(one: Any, other: Any) -> None:
    made = filled(RamStorage(), one)
    made.writer(codec=other()).commit(optimize=True)
    writer = made.writer(codec=other())
    writer.delete_by_term("key", "a")
    writer.commit(optimize=True)
    with made.searcher() as searcher:
        assert keys(searcher, "star") == ["b", "d"]
        assert keys(searcher, '"silent star"') == ["d"]


def test_words_are_marked_by_their_characters(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec).searcher() as searcher:
        found = searcher.search(query.Term("text", "silent"), terms=True)
        found.highlighter = highlight.Highlighter(
            fragmenter=highlight.PinpointFragmenter(), formatter=highlight.UppercaseFormatter()
        )
        assert {hit["key"]: hit.highlights("text") for hit in found}["a"] == (
            "A SILENT sea and a star"
        )


def test_documents_like_one_are_found_by_its_vector(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec).searcher() as searcher:
        assert searcher.reader().has_vector(0, "text")
        hit = searcher.search(query.Term("key", "a"))[0]
        assert sorted(like["key"] for like in hit.more_like_this("text")) == ["b", "d"]
        telling = searcher.key_terms([2], "text", numterms=3)
        assert sorted(text for text, _ in telling) == ["but", "noise", "nothing"]


def test_words_near_a_word_are_found(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec).searcher() as searcher:
        assert searcher.corrector("text").suggest("silemt", limit=2)[0] == "silent"
        assert sorted(searcher.reader().terms_within("text", "stor", 1)) == ["star", "storm"]


def test_stored_values_of_every_type_come_back(storage: Any, codec: Callable[[], Any]) -> None:
    made = storage.create_index(fields.Schema(key=fields.ID, value=fields.STORED))
    writer = made.writer(codec=codec())
    for value in STORED:
        writer.add_document(key="k", value=value)
    writer.commit()
    with made.reader() as reader:
        kept = [reader.stored_fields(number).get("value") for number in range(len(STORED))]
        assert kept == STORED
        assert [type(value) for value in kept] == [type(value) for value in STORED]


def test_dates_and_prices_are_sorted_and_stored(storage: Any, codec: Callable[[], Any]) -> None:
    made = storage.create_index(
        fields.Schema(
            day=fields.DATETIME(stored=True, sortable=True),
            price=fields.NUMERIC(Decimal, decimal_places=2, stored=True, sortable=True),
        )
    )
    rows = [(dt.datetime(1999, 1, day), Decimal(f"{30 - day}.50")) for day in (3, 1, 2)]  # noqa: DTZ001  # as Whoosh has them
    writer = made.writer(codec=codec())
    for day, price in rows:
        writer.add_document(day=day, price=price)
    writer.commit()
    with made.searcher() as searcher:
        by_day = [hit["day"] for hit in searcher.search(query.Every(), sortedby="day")]
        by_price = [hit["price"] for hit in searcher.search(query.Every(), sortedby="price")]
        assert by_day == sorted(day for day, _ in rows)
        assert by_price == sorted(price for _, price in rows)
        assert list(searcher.reader().column_reader("day")) == [day for day, _ in rows]


def test_a_document_that_cannot_be_indexed_leaves_no_trace(
    storage: Any, codec: Callable[[], Any]
) -> None:
    made = storage.create_index(schema())
    writer = made.writer(codec=codec())
    with pytest.raises(ValueError, match="no number"):
        writer.add_document(key="x", tags="lost", year="no number")
    writer.add_document(key="y", year=1)
    writer.commit()
    with made.searcher() as searcher:
        assert [hit.fields() for hit in searcher.search(query.Every())] == [{"key": "y", "year": 1}]


def test_what_was_cancelled_is_not_there(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec)
    writer = made.writer(codec=codec())
    writer.add_document(key="e", text="star")
    writer.cancel()
    with made.searcher() as searcher:
        assert searcher.doc_count_all() == 4


def test_an_empty_commit_is_an_empty_index(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec, films=())
    with made.searcher() as searcher:
        assert keys(searcher, query.Every()) == []


def test_a_document_without_fields_is_a_document(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec, films=({},)).reader() as reader:
        assert reader.stored_fields(0) == {}
        assert list(reader.all_terms()) == []


def test_a_term_that_is_not_there_is_said_so(storage: Any, codec: Callable[[], Any]) -> None:
    with filled(storage, codec).reader() as reader, pytest.raises(TermNotFound):
        reader.term_info("text", "zebra")


def test_other_writers_of_whoosh_write_it(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec)
    slow = AsyncWriter(made, writerargs={"codec": codec()})
    slow.add_document(key="e", text="a late star")
    slow.commit()
    buffered = BufferedWriter(made, period=None, limit=10, writerargs={"codec": codec()})
    buffered.add_document(key="f", text="a buffered star")
    buffered.close()
    with made.searcher() as searcher:
        assert sorted(keys(searcher, "star")) == ["a", "b", "d", "e", "f"]


def test_a_reader_stays_what_it_was(storage: Any, codec: Callable[[], Any]) -> None:
    made = filled(storage, codec)
    with made.searcher() as before:
        writer = made.writer(codec=codec())
        writer.delete_by_term("key", "b")
        writer.add_document(key="e", text="another star")
        writer.commit(optimize=True)
        assert sorted(keys(before, "star")) == ["a", "b", "d"]
        with made.searcher() as after:
            assert sorted(keys(after, "star")) == ["a", "d", "e"]


def test_blocks_that_cannot_be_better_are_skipped(storage: Any, codec: Callable[[], Any]) -> None:
    films = [{"text": "star " * (1 + (n == 700)) + "sea " * (n % 7)} for n in range(1_000)]
    with filled(storage, codec, films).searcher() as searcher:
        matcher = query.Term("text", "star").matcher(searcher)
        ids = []
        while matcher.is_active():
            ids.append((matcher.block_min_id(), matcher.block_max_id()))
            matcher.skip_to(matcher.block_max_id() + 1)
        assert ids[:2] == [(0, 127), (128, 255)]
        matcher.reset()
        assert matcher.skip_to_quality(matcher.block_quality()) == 5
        assert matcher.block_min_id() == 640
        assert searcher.search(query.Term("text", "star"), limit=1)[0].docnum == 700
