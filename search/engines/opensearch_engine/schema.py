"""The schema as OpenSearch has it, and what is sent of a document.

Terms are made here and never by the server: a text is sent as one token for each position,
blank-separated, the alternatives at one position joined and a position without a term held
by a placeholder. The server takes these apart again, so its terms and positions are ours.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from search.engines.opensearch_engine.positions import (
    GAP,
    LONGEST,
    NOTHING,
    OR,
    different_terms,
    sent_of,
    term_sent,
)
from search.facets import FACETS
from search.ranking import K1, REVIEW, WEIGHTS
from search.schema import (
    BY_NAME,
    FIELDS,
    chain_of,
    exact_of,
    fingerprint,
    indexed_values,
    scored_as,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.schema import Document, Field

# So many are counted to where a page begins; deeper ones go on after a document.
DEEPEST = 100_000
# A longer regular expression is refused.
LONGEST_EXPRESSION = 5_000
# The document itself is kept under this name.
KEPT = "document"
# The id of the film, as it is and not folded.
FILM = "facet_film"


def index_body(shards: int, replicas: int) -> dict[str, Any]:
    """Settings and mappings of a generation's index."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "max_result_window": DEEPEST,
            "max_regex_length": LONGEST_EXPRESSION,
            "analysis": _ANALYSIS,
            "similarity": {
                _similarity(name): {"type": "BM25", "k1": k1_of(name), "b": weight.b}
                for name, weight in WEIGHTS.items()
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": fingerprint()},
            "_source": {"includes": [KEPT]},
            "properties": {
                **{field.name: _mapping(field) for field in FIELDS if has_terms(field)},
                **{words_of(field.name): _WORDS for field in FIELDS if _has_words(field)},
                **{f"facet_{facet.name}": _KEYWORD for facet in FACETS},
                **{f"named_{facet.name}": _WORDS for facet in FACETS},
                KEPT: {"type": "object", "enabled": False},
            },
        },
    }


_KEYWORD = {"type": "keyword"}
_WORDS = {"type": "keyword", "index": False}
_TOKENIZER = {"type": "whitespace", "max_token_length": 1 << 20}
_ANALYSIS = {
    "tokenizer": {"positions": _TOKENIZER},
    "filter": {
        "alternatives": {
            "type": "pattern_capture",
            "preserve_original": False,
            "patterns": [f"([^{OR}]+)"],
        },
        "gaps": {"type": "stop", "stopwords": [NOTHING]},
    },
    "analyzer": {
        "terms": {
            "type": "custom",
            "tokenizer": "positions",
            "filter": ["alternatives", "gaps"],
        },
        "asked": {"type": "custom", "tokenizer": "positions"},
    },
}


def has_terms(field: Field) -> bool:
    """Whether the server has a field of that name: not what is stored alone."""
    return field.kind not in {"stored", "facet"}


def _is_text(field: Field) -> bool:
    return field.kind in {"text", "names"}


def _has_words(field: Field) -> bool:
    return _is_text(field) and exact_of(field.name) == field.name


def words_of(field: str) -> str:
    """Where the different terms of an unstemmed field are told: a keyword is that itself."""
    return f"words_{field}" if _is_text(BY_NAME[field]) else field


def k1_of(field: str) -> float:
    """The ``k1`` by which BM25 of a field alone is BM25F with the field's weight.

    ``w f / (w f + k)`` is ``f / (f + k / w)``. A word of a text counts as in a review, which
    nearly all texts are.
    """
    share = REVIEW if field == "text" else 1.0
    return K1 / (share * WEIGHTS[field].weight)


def _similarity(field: str) -> str:
    return f"of_{field}"


def _mapping(field: Field) -> dict[str, Any]:
    if not _is_text(field):
        return _KEYWORD
    mapping = {
        "type": "text",
        "analyzer": "terms",
        "search_analyzer": "asked",
        "position_increment_gap": GAP,
        "index_options": "positions",
    }
    scored = scored_as(field.name)
    if scored in WEIGHTS:
        return {**mapping, "similarity": _similarity(scored)}
    return {**mapping, "norms": False}


def source_of(document: Document) -> dict[str, Any]:
    """What is sent of a document: its terms, words, facts and orders by field, and itself."""
    values = indexed_values(document)
    sent: dict[str, Any] = {KEPT: _kept(document)}
    for field in FIELDS:
        value = str(values.get(field.name, ""))
        if not value or not has_terms(field):
            continue
        if _is_text(field):
            _add_text(sent, field.name, value)
        elif field.kind == "order":
            sent[field.name] = value[:LONGEST]
        else:
            sent[field.name] = [term_sent(term) for term in chain_of(field.name).terms(value)]
    for facet in FACETS:
        if named := facet.named(str(values[facet.column])):
            sent[f"facet_{facet.name}"] = [value[:LONGEST] for value in named]
            sent[f"named_{facet.name}"] = [f"{v}\0{label}"[:LONGEST] for v, label in named.items()]
    return sent


def _add_text(sent: dict[str, Any], name: str, value: str) -> None:
    """Put a text's positions, and where they are asked for its different terms, into ``sent``."""
    values = sent_of(chain_of(name), value)
    if not values:
        return
    sent[name] = values
    if _has_words(BY_NAME[name]):
        sent[words_of(name)] = different_terms(values)


def _kept(document: Document) -> str:
    """The document as JSON that tells a tuple from a list."""
    return json.dumps(_plain(document), ensure_ascii=False, separators=(",", ":"))


_TUPLE = "\0tuple"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return {_TUPLE: [_plain(one) for one in value]}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _as_was(read: dict[str, Any]) -> Any:
    return tuple(read[_TUPLE]) if _TUPLE in read else read


def document_of(source: Mapping[str, Any]) -> Document:
    """The document that ``source_of`` was given, of a hit's source."""
    return cast("Document", json.loads(source[KEPT], object_hook=_as_was))
