"""Random indexes, made by stock Whoosh's codec and ours, answer the same."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage

from tests.codec.answers import answers
from tests.codec.indexes import CODECS, COLUMNS, FIELDS, NUMBERS, STORED, searches, whole_schema

WORDS = ["silent", "star", "sea", "stars", "the", "storm", "silence", "été", "movie"]
_words = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
_heavy = st.lists(
    st.builds("{}^{}".format, st.sampled_from(WORDS), st.sampled_from(["1.0", "2.5", "0.1"])),
    min_size=1,
    max_size=5,
).map(" ".join)
_numbers = st.integers(0, 127)


def _values() -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(FIELDS, _words)
    made |= {"boosts": _heavy, "all_boosts": _heavy}
    made |= dict.fromkeys(NUMBERS, _numbers)
    made["float"] = st.floats(-10, 10)
    made["day"] = st.datetimes(datetime(1900, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001  # as Whoosh has them
    made["flag"] = st.booleans()
    made["anything"] = st.sampled_from(STORED)
    return made | {name: st.sampled_from(values) for name, (_, values) in COLUMNS.items()}


VALUES = _values()


@st.composite
def _documents(draw: Any, names: list[str]) -> list[dict[str, Any]]:
    one = st.fixed_dictionaries({}, optional={name: VALUES[name] for name in names})
    extra = st.fixed_dictionaries(
        {"key": st.sampled_from("abcdef")},
        optional={"_boost": st.sampled_from([0.5, 3.0]), "_positions_boost": st.just(2.0)},
    )
    return [{**draw(one), **draw(extra)} for _ in range(draw(st.integers(0, 6)))]


@st.composite
def histories(draw: Any) -> tuple[list[str], list[Any]]:
    """The fields there are, and what is written, step by step."""
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=5, unique=True))
    step = st.tuples(
        _documents(names),
        st.sampled_from(["add", "update"]),
        st.lists(st.sampled_from("abcdef"), max_size=2),
        st.sampled_from([{"merge": False}, {}, {"optimize": True}]),
    )
    return names, draw(st.lists(step, min_size=1, max_size=3))


def made(codec: str, names: list[str], steps: list[Any]) -> Any:
    whole = whole_schema()
    for name in set(whole.names()) - {"key", *names}:
        if not name.startswith("spell_"):
            whole.remove(name)
    index = RamStorage().create_index(whole)
    for documents, how, deleted, commit in steps:
        writer = index.writer(codec=CODECS[codec]())
        for key in deleted:
            writer.delete_by_term("key", key)
        for document in documents:
            (writer.add_document if how == "add" else writer.update_document)(**document)
        writer.commit(**commit)
    return index


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_any_history_answers_the_same(history: tuple[list[str], list[Any]]) -> None:
    names, steps = history
    said = {}
    for codec in CODECS:
        index = made(codec, names, steps)
        said[codec] = answers(index, searches(dict(index.schema.items())))
    assert same(said["columnar"], said["stock"]) == []


def same(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """Where two answers differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return [line for key in ours for line in same(ours[key], theirs[key], f"{path}/{key}")]
    sequences = (list, tuple)
    if isinstance(ours, sequences) and isinstance(theirs, sequences) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return [line for n, (one, other) in pairs for line in same(one, other, f"{path}/{n}")]
    # Whoosh keeps a block's greatest weight in another precision than the weights.
    if isinstance(ours, float) and isinstance(theirs, float):
        alike = math.isclose(ours, theirs, rel_tol=1e-6) or (
            math.isnan(ours) and math.isnan(theirs)
        )
        return [] if alike else [f"{path}: {ours!r} for {theirs!r}"]
    return [] if ours == theirs else [f"{path}: {ours!r} for {theirs!r}"]
