"""Fields and documents in arrays, written and read without Whoosh."""

from __future__ import annotations

import io
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.whoosh_engine.codec import field_writing, per_document_writer
from search.engines.whoosh_engine.codec.array_file import (
    ArrayFile,
    ArrayFileWriter,
    DamagedFileError,
)
from search.engines.whoosh_engine.codec.document_arrays import DocumentArrays
from search.engines.whoosh_engine.codec.document_writing import StoredWriting
from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
from search.engines.whoosh_engine.codec.field_writing import FieldWriting, Terms
from search.engines.whoosh_engine.codec.growing import GrowingArray
from search.engines.whoosh_engine.codec.stored_values import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable


def opened(write: Any) -> ArrayFile:
    stream = io.BytesIO()
    file = ArrayFileWriter(stream)
    write(file)
    file.finish({"field_lengths": {}})
    return ArrayFile(stream.getvalue(), "it")


def field_of(documents: int, parts: list[Terms]) -> FieldArrays:
    written = FieldWriting(documents)
    for part in parts:
        written.add(part)
    return FieldArrays(opened(lambda file: written.finish("f", file)), "f", documents)


def one_term(term: bytes, numbers: Any, frequencies: Any = None, **more: Any) -> Terms:
    numbers = np.asarray(numbers, np.int64)
    times = np.ones(len(numbers), np.int64) if frequencies is None else np.asarray(frequencies)
    return Terms([term], np.array([len(numbers)]), numbers, times, **more)


@pytest.mark.parametrize("documents", [65_536, 65_537, 300_000, field_writing.MOST_DOCUMENTS])
@pytest.mark.parametrize("count", [1, 16, 1_019, 1_021, 60_000])
def test_numbers_of_large_segments_come_back(documents: int, count: int) -> None:
    numbers = np.unique(np.linspace(0, documents - 1, count).astype(np.int64))
    field = field_of(documents, [one_term(b"a", [documents - 1]), one_term(b"b", numbers)])
    assert field.numbers(0).tolist() == [documents - 1]
    assert np.array_equal(field.numbers(1), numbers)
    assert np.array_equal(field.sound_numbers(1), numbers)


def test_a_term_in_all_documents_of_a_block_comes_back() -> None:
    every, one = np.arange(131_072), one_term(b"b", [131_071])
    field = field_of(131_072, [one_term(b"a", every), one])
    assert np.array_equal(field.numbers(0), every)
    assert field.numbers(1).tolist() == [131_071]


_numbers = st.lists(st.integers(0, 199_999), min_size=1, max_size=40).map(sorted)


@settings(deadline=None)
@given(st.lists(_numbers, min_size=1, max_size=9), st.booleans(), st.data())
def test_terms_that_follow_each_other_have_the_numbers_of_each(
    each: list[list[int]], is_dense: bool, data: st.DataObject
) -> None:
    # With a term in many documents beside them there are counts by block.
    dense = [list(range(0, 200_000, 500))] if is_dense else []
    every = [*each, *dense]
    terms = [one_term(b"%d" % place, one) for place, one in enumerate(every)]
    field = field_of(200_000, terms)
    assert [field.numbers(term).tolist() for term in range(len(every))] == every
    first = data.draw(st.integers(0, len(every)))
    last = data.draw(st.integers(first, len(every)))
    assert field.numbers_of_terms(first, last).tolist() == [*chain(*every[first:last])]


@pytest.mark.parametrize("flip", [0xFF, 0x01])
@pytest.mark.parametrize("documents", [65_537, 200_000])
def test_counts_by_block_that_were_changed_are_numbers_or_damage(documents: int, flip: int) -> None:
    counts = [documents // 100, 2]
    written = FieldWriting(documents)
    written.add(one_term(b"a", range(counts[0])))
    written.add(one_term(b"b", [0, documents - 1]))
    whole = bytes(opened(lambda file: written.finish("f", file))._bytes)
    kind, begin, length, _ = ArrayFile(whole, "it")._arrays["f/blocks"]
    failed = 0
    for place in range(begin, begin + length * np.dtype(kind).itemsize):
        changed = whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]
        field = FieldArrays(ArrayFile(changed, "it"), "f", documents)
        for term, count in enumerate(counts):
            failed += is_damage(partial(field.numbers, term), count)
        failed += is_damage(partial(field.numbers_of_terms, 0, 2), sum(counts))
    assert failed


def is_damage(read: Callable[[], Any], count: int) -> bool:
    """Whether reading says that the file is damaged; if not, so much must be read."""
    try:
        assert len(read()) == count
    except DamagedFileError:
        return True
    return False


def test_a_segment_has_at_most_so_many_documents() -> None:
    with pytest.raises(OverflowError, match="16,777,216"):
        FieldWriting(field_writing.MOST_DOCUMENTS + 1)


def test_large_frequencies_come_back() -> None:
    times = [0, 1, 14, 15, 16, 254, 255, 256, 70_000]
    each = [[300], times, times[::-1], [15], [14], times]
    # The terms in more than an eighth of the documents are kept in another way.
    field = field_of(
        70, [one_term(b"%d" % at, range(len(one)), one) for at, one in enumerate(each)]
    )
    assert [field.frequencies(term).tolist() for term in range(len(each))] == each
    assert [field.weights(term).tolist() for term in range(len(each))] == each


_times = st.lists(st.sampled_from([0, 1, 2, 14, 15, 16, 254, 255, 256, 70_000]), min_size=1)


@settings(deadline=None)
@given(st.lists(_times, min_size=1, max_size=9), st.integers(1, 400), st.data())
def test_frequencies_come_back_however_they_are_asked_for(
    each: list[list[int]], documents: int, data: st.DataObject
) -> None:
    field = field_of(
        documents, [one_term(b"%d" % at, [0] * len(one), one) for at, one in enumerate(each)]
    )
    assert [field.frequencies(term).tolist() for term in range(len(each))] == each
    first = data.draw(st.integers(0, len(each)))
    last = data.draw(st.integers(first, len(each)))
    assert field.frequencies_of_terms(first, last).tolist() == [*chain(*each[first:last])]
    term = data.draw(st.integers(0, len(each) - 1))
    rows = data.draw(st.lists(st.integers(0, len(each[term]) - 1), unique=True).map(sorted))
    weights = field.weights_of(term, np.array(rows, np.intp))
    assert weights.tolist() == [each[term][row] for row in rows]


@pytest.mark.parametrize("documents", [90_000, 200_000, 2_000_000])
@pytest.mark.parametrize("before", [1, 2])
def test_frequencies_of_some_of_many_documents_come_back(documents: int, before: int) -> None:
    times = np.arange(20_001) % 23
    field = field_of(
        documents, [one_term(b"a", range(before)), one_term(b"b", range(len(times)), times)]
    )
    assert np.array_equal(field.frequencies(1), times)
    assert np.array_equal(field.weights(1), times)
    for rows in (np.zeros(0, np.intp), np.array([0, 7, 14, 15, 20_000]), np.arange(0, 20_001, 3)):
        assert np.array_equal(field.weights_of(1, rows), times[rows])


@pytest.mark.parametrize("flip", [0xFF, 0x01])
def test_frequencies_that_were_changed_are_numbers_or_damage(flip: int) -> None:
    times = np.array([1, 2, 15, 20, 255, 300, 4, 5, 6])
    counts = [9, 5, 1, 9, 2]
    terms = [one_term(b"%d" % at, range(count), times[:count]) for at, count in enumerate(counts)]
    whole = bytes(field_of(70, terms)._file._bytes)
    arrays = ArrayFile(whole, "it")._arrays
    failed = 0
    for name in ("frequent", "frequencies", "halves", "many_at", "many", "posting_ends"):
        kind, begin, length, _ = arrays[f"f/{name}"]
        for place in range(begin, begin + length * np.dtype(kind).itemsize):
            changed = whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]
            field = FieldArrays(ArrayFile(changed, "it"), "f", 70)
            for term in range(len(counts)):
                try:
                    count = field.document_count(term)
                except DamagedFileError:
                    failed += 1
                    continue
                failed += is_damage(partial(field.frequencies, term), count)
                failed += is_damage(partial(field.weights, term), count)
                failed += is_damage(partial(field.weights_of, term, np.array([0])), 1)
    assert failed


def test_weights_that_begin_late_leave_those_before_as_they_were() -> None:
    parts = [
        one_term(b"a", [0, 1], [2, 300]),
        one_term(b"b", [0], [1], weights=np.array([2.5])),
        one_term(b"c", [3], [4]),
    ]
    field = field_of(5, parts)
    assert [field.weights(term).tolist() for term in range(3)] == [[2.0, 300.0], [2.5], [4.0]]


def test_positions_above_two_bytes_come_back() -> None:
    parts = [
        one_term(b"a", [0], [1], positions=np.array([7])),
        one_term(b"b", [0, 2], [2, 1], positions=np.array([1, 70_000, 3])),
    ]
    ends, positions = field_of(3, parts).positions(1)
    assert (ends.tolist(), positions.tolist()) == ([2, 3], [1, 70_000, 3])


def test_a_number_below_zero_is_refused() -> None:
    with pytest.raises(OverflowError, match="-1 is below 0"):
        GrowingArray("<u2", "<u4").add(np.array([3, -1]))


def test_a_number_that_no_type_holds_is_refused() -> None:
    with pytest.raises(OverflowError, match="70000 is too large"):
        GrowingArray("<u2").add(np.array([70_000]))


_terms = st.lists(st.binary(max_size=3), min_size=1, max_size=200, unique=True).map(sorted)


@given(_terms, st.binary(max_size=3))
def test_a_term_is_found_where_it_stands(terms: list[bytes], asked: bytes) -> None:
    field = field_of(1, [one_term(term, [0]) for term in terms])
    assert list(field.terms()) == terms
    assert field.find(asked) == (terms.index(asked) if asked in terms else -1)
    begun = [number for number, term in enumerate(terms) if term.startswith(asked)]
    assert list(field.beginning(asked)) == begun
    assert list(field.terms(field.lower_bound(asked))) == [term for term in terms if term >= asked]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    | st.binary() | st.dates() | st.times() | st.datetimes() | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    | st.tuples(inner),
    max_leaves=5,
)  # fmt: skip


@given(st.dictionaries(st.text(), _values, max_size=4))
def test_stored_values_come_back(values: dict[str, Any]) -> None:
    assert from_bytes(to_bytes(values)) == values


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="complex"):
        to_bytes({"a": 1j})


@settings(max_examples=20)
@given(st.lists(st.integers(0, 40_000), max_size=12))
def test_stored_values_are_found_in_their_blocks(sizes: list[int]) -> None:
    documents = [{"text": "x" * size} if size else {} for size in sizes]
    written = StoredWriting()
    for document in documents:
        written.add(document)
    arrays = DocumentArrays(opened(written.finish), len(documents))
    assert [arrays.stored(number) for number in range(len(documents))] == documents
    with pytest.raises(IndexError, match="there is no document"):
        arrays.stored(len(documents))


def test_documents_come_in_order() -> None:
    writer = per_document_writer.ColumnarPerDocumentWriter(None, None)
    with pytest.raises(ValueError, match="document 1 begins"):
        writer.start_doc(1)
