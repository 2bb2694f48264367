"""A stand-in until documents are sent as terms: what is written of a document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from search.schema import FIELDS, chain_of, indexed_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.schema import Document

# The document itself is kept under this name.
KEPT = "document"
_TERMS = tuple(field.name for field in FIELDS if field.chain is not None)


def index_body(shards: int, replicas: int) -> dict[str, Any]:
    """The settings and mappings of an index."""
    return {
        "settings": {"number_of_shards": shards, "number_of_replicas": replicas},
        "mappings": {
            "dynamic": False,
            "properties": {
                "film_id": {"type": "keyword"},
                "terms": {"type": "keyword"},
                KEPT: {"type": "object", "enabled": False},
            },
        },
    }


def source_of(document: Document) -> dict[str, Any]:
    """What is sent of a document."""
    values = indexed_values(document)
    terms = {
        f"{name}:{term}"
        for name in _TERMS
        if values.get(name)
        for term in chain_of(name).terms(str(values[name]))
    }
    return {
        "film_id": document["film_id"],
        "terms": sorted(terms),
        KEPT: json.dumps(document),
    }


def document_of(source: Mapping[str, Any]) -> Document:
    """The document that ``source_of`` was given, of a hit's source."""
    return cast("Document", json.loads(source[KEPT]))
