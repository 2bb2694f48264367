"""All that Whoosh answers of an index, to be held against the same of another codec."""

from __future__ import annotations

from typing import Any

from whoosh import columns, query, sorting
from whoosh.reading import SegmentReader

# What a format can say of a posting; Whoosh's tell no others.
KINDS = ("frequency", "weight", "positions", "characters", "position_boosts", "character_boosts")


def answers(index: Any, searches: list[Any]) -> dict[str, Any]:
    """What each reader of a segment, the reader of all and searches say."""
    with index.searcher() as searcher:
        reader = searcher.reader()
        return {
            "segments": [
                of_segment(leaf)
                for leaf, _ in reader.leaf_readers()
                if isinstance(leaf, SegmentReader)
            ],
            "whole": of_reader(reader),
            "searches": [found(searcher, one) for one in searches],
            "sorted": [sorted_by(searcher, name) for name in sortable(reader)],
        }


def of_segment(reader: Any) -> dict[str, Any]:
    perdoc = reader._perdoc
    names = sorted(reader.schema.names())
    return {
        **of_reader(reader),
        "order": sorted(reader.indexed_field_names()),
        "deleted": sorted(perdoc.deleted_docs()),
        "postings": {term: of_term(reader, *term) for term in reader.all_terms()},
        "cursors": {name: walked(reader, name) for name in indexed(reader)},
        "columns": {name: of_column(reader, name) for name in names if reader.has_column(name)},
        "vectors": {name: of_vectors(reader, name) for name in names},
        "with_lengths": [perdoc.doc_field_length(0, name) for name in names],
    }


def indexed(reader: Any) -> list[str]:
    return [name for name, field in reader.schema.items() if field.indexed]


def of_reader(reader: Any) -> dict[str, Any]:
    fields = indexed(reader)
    numbers = list(reader.all_doc_ids())
    return {
        "counts": (reader.doc_count(), reader.doc_count_all(), reader.has_deletions()),
        "numbers": numbers,
        "stored": [reader.stored_fields(number) for number in range(reader.doc_count_all())],
        "all_stored": list(reader.all_stored_fields()),
        "terms": list(reader.all_terms()),
        "lexicons": {name: list(reader.lexicon(name)) for name in fields},
        "totals": {name: reader.field_length(name) for name in fields},
        "lengths": {name: [reader.doc_field_length(n, name) for n in numbers] for name in fields},
        "infos": {term: info(reader.term_info(*term)) for term in reader.all_terms()},
        "frequencies": {term: reader.frequency(*term) for term in reader.all_terms()},
        "counts_of_terms": {term: reader.doc_frequency(*term) for term in reader.all_terms()},
        "missing": [_of_missing(reader, name) for name in fields],
        "prefixes": {name: list(reader.expand_prefix(name, b"s")) for name in fields},
    }


def _of_missing(reader: Any, name: str) -> tuple[Any, ...]:
    term = (name, b"\xff\xfe")
    return term in reader, reader.frequency(*term), reader.doc_frequency(*term)


def info(known: Any) -> tuple[Any, ...]:
    return (
        known.weight(), known.doc_frequency(), known.min_length(), known.max_length(),
        known.max_weight(), known.min_id(), known.max_id(),
    )  # fmt: skip


def of_term(reader: Any, name: str, text: bytes) -> dict[str, Any]:
    matcher = reader._terms.matcher(name, text, reader.schema[name].format)
    kinds = [kind for kind in KINDS if matcher.supports(kind)]
    walked = []
    blocks = []
    while matcher.is_active():
        # Of words for spelling Whoosh keeps a part of another field's string.
        value = None if name.startswith("spell_") else matcher.value()
        row = (matcher.id(), matcher.weight(), value)
        # Whoosh keeps nothing of a posting that has only its weight, and cannot read that.
        readable = [kind for kind in kinds if value is not None]
        walked.append((*row, [matcher.value_as(kind) for kind in readable]))
        ends = matcher.block_min_id(), matcher.block_max_id()
        lengths = matcher.block_min_length(), matcher.block_max_length()
        blocks.append((*ends, matcher.block_max_weight(), *lengths))
        matcher.next()
    return {"walked": walked, "blocks": blocks, "kinds": kinds}


def walked(reader: Any, name: str) -> list[Any]:
    """What a cursor says: from the first term on, and from where it is sent."""
    if reader.schema[name].format is None or not reader.schema[name].spellable:
        return []
    cursor = reader.cursor(name)
    steps: list[Any] = [cursor.text(), cursor.first()]
    while cursor.is_valid():
        steps.append((cursor.text(), info(cursor.term_info())))
        steps.append(cursor.next())
    steps += [cursor.text(), cursor.term_info(), cursor.first()]
    steps += [(cursor.find(text), cursor.text()) for text in (b"", b"m", b"s", b"\xf4")]
    steps.append(sorted(reader.terms_within(name, "silent", 2)))
    steps.append(sorted(reader.terms_within(name, "star", 1, prefix=1)))
    return steps


def of_column(reader: Any, name: str) -> dict[str, Any]:
    column = reader.column_reader(name, translate=False)
    numbers = range(len(column))
    kind = reader.schema[name].column_type
    # Whoosh cannot put empty lists in order, and puts objects in that of their pickles.
    has_keys = not isinstance(kind, columns.PickleColumn)
    said = {
        "values": [column[number] for number in numbers],
        "keys": [
            column.sort_key(n)
            for n in numbers
            if has_keys and (column[n] or not kind.stores_lists())
        ],
        "translated": [_translated(reader, name, number) for number in numbers],
    }
    # Whoosh cannot iterate over a compressed column with a document that has no value.
    if not isinstance(kind, columns.CompressedBytesColumn):
        said |= {"iterated": list(column), "loaded": list(column.load())}
    if kind.reversible:
        turned = reader.column_reader(name, reverse=True)
        said["turned"] = [turned.sort_key(number) for number in numbers]
    return said


def _translated(reader: Any, name: str, number: int) -> Any:
    try:
        return reader.column_reader(name)[number]
    except (OverflowError, UnicodeDecodeError) as error:
        # What Whoosh gives a document without a date is no date; what was changed is no text.
        return type(error)


def of_vectors(reader: Any, name: str) -> list[Any]:
    format_ = reader.schema[name].vector
    if not format_:
        return []
    said: list[Any] = []
    for number in range(reader.doc_count_all()):
        if not reader.has_vector(number, name):
            said.append(None)
            continue
        matcher = reader.vector(number, name)
        kinds = [kind for kind in KINDS if matcher.supports(kind)]
        while matcher.is_active():
            row = (number, matcher.id(), matcher.weight(), matcher.value())
            said.append((row, [matcher.value_as(kind) for kind in kinds]))
            matcher.next()
    return said


def found(searcher: Any, asked: query.Query) -> list[list[Any]]:
    hits = searcher.search(asked, limit=5, terms=True)
    everything = searcher.search(asked, limit=None)
    return [
        [(hit.docnum, hit.score, sorted(hit.matched_terms())) for hit in hits],
        [(hit.docnum, hit.score) for hit in everything],
        sorted(searcher.docs_for_query(asked)),
    ]


def sortable(reader: Any) -> list[str]:
    return sorted(name for name in reader.schema.names() if reader.has_column(name))


def sorted_by(searcher: Any, name: str) -> list[list[int]]:
    column = searcher.schema[name].column_type
    if not isinstance(column, columns.NumericColumn | columns.VarBytesColumn | columns.BitColumn):
        return []
    facets = [sorting.FieldFacet(name), sorting.FieldFacet(name, reverse=True)]
    return [
        [hit.docnum for hit in searcher.search(query.Every(), sortedby=facet, limit=None)]
        for facet in facets
    ]
