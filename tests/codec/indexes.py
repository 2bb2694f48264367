"""Small indexes of every kind of field, made alike by both codecs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from whoosh import analysis, columns, fields, formats, query
from whoosh.codec.whoosh3 import W3Codec

from search.engines.whoosh_engine.codec import ColumnarCodec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CODECS: dict[str, Callable[[], Any]] = {"stock": W3Codec, "columnar": ColumnarCodec}


def text(format_: Any = None, **options: Any) -> fields.TEXT:
    """A field of text, in another of Whoosh's formats if one is given."""
    made = fields.TEXT(stored=True, **options)
    if format_ is not None:
        made.format = format_
        if options.get("vector"):
            made.vector = format_
    return made


# Words that can say what they weigh: *star^2.5*.
_BOOSTED = analysis.SpaceSeparatedTokenizer() | analysis.DelimitedAttributeFilter(
    delimiter="^", attribute="boost", default=1.0, type=float
)


class Counted(formats.Format):  # type: ignore[misc]  # Whoosh is untyped
    """A format that is none of Whoosh's: how often, as text."""

    def word_values(self, value: str, analyzer: Any, **kwargs: Any) -> Any:
        words = [token.text for token in analyzer(value, **kwargs)]
        for word in sorted(set(words)):
            count = words.count(word)
            yield word, count, float(count), str(count).encode()

    def decode_frequency(self, value: bytes) -> int:
        return int(value)


# By name, so that a failing example says which.
FIELDS: dict[str, Callable[[], Any]] = {
    "positions": text,
    "frequencies": lambda: text(phrase=False),
    "characters": lambda: text(chars=True, vector=True),
    "boosts": lambda: text(formats.PositionBoosts(), analyzer=_BOOSTED, vector=True),
    "all_boosts": lambda: text(formats.CharacterBoosts(), analyzer=_BOOSTED, vector=True),
    "heavier": lambda: text(field_boost=1.5),
    "counted": lambda: text(Counted(), vector=True),
    "vectors": lambda: text(vector=formats.Frequency()),
    "stemmed": lambda: text(analyzer=analysis.StemmingAnalyzer(), spelling=True),
    "sorted": lambda: text(sortable=True),
    "grams": lambda: fields.NGRAM(stored=True),
    "word_grams": lambda: fields.NGRAMWORDS(sortable=True),
    "words": lambda: fields.KEYWORD(stored=True, scorable=True, vector=True, sortable=True),
    "id": lambda: fields.ID(stored=True, sortable=True),
}
NUMBERS: dict[str, Callable[[], Any]] = {
    "number": lambda: fields.NUMERIC(stored=True, sortable=True),
    "byte": lambda: fields.NUMERIC(bits=8, signed=False, sortable=True, default=0),
    "short": lambda: fields.NUMERIC(bits=16, sortable=True),
    "long": lambda: fields.NUMERIC(bits=64, stored=True, sortable=True),
    "price": lambda: fields.NUMERIC(Decimal, decimal_places=2, stored=True, sortable=True),
    "float": lambda: fields.NUMERIC(float, stored=True, sortable=True),
    "one_tier": lambda: fields.NUMERIC(shift_step=0),
}
KINDS_OF_NUMBERS = "bBhHiIqQfd"
COLUMNS: dict[str, tuple[Any, list[Any]]] = {
    **{
        f"of_{letter}": (columns.NumericColumn(letter, default=1), [0, 1, 2, 100])
        for letter in KINDS_OF_NUMBERS
    },
    "var": (columns.VarBytesColumn(), [b"", b"b", b"a longer one"]),
    "ref": (columns.RefBytesColumn(), [b"x", b"y", b""]),
    "ref_fixed": (columns.RefBytesColumn(2, default=b"zz"), [b"aa", b"bb"]),
    "fixed": (columns.FixedBytesColumn(3, default=b"---"), [b"abc", b"---", b"xyz"]),
    "bit": (columns.BitColumn(), [True, False]),
    "struct": (columns.StructColumn("=Bi", (0, 0)), [(1, -2), (255, 7)]),
    "packed": (columns.CompressedBytesColumn(), [b"a" * 100, b"b"]),
    "object": (columns.PickleColumn(columns.VarBytesColumn()), [{"a": [1, None]}, "x", 2.5]),
    "list": (columns.VarBytesListColumn(), [[b"a", b"bc"], [b""]]),
    "fixed_list": (columns.FixedBytesListColumn(2), [[b"ab", b"cd"], [b"zz"]]),
}
_MOMENT = dt.datetime(1999, 12, 31, 23, 59, 59, 5)  # noqa: DTZ001  # Whoosh knows no zones
STORED: list[Any] = [
    "text", "", "\ud800 half", 7, -(2**70), 2.5, True, None, b"\x00\xff", [1, "a", None],
    {"a": {"b": [1.5]}}, (1, "two"), {"x", "y"}, frozenset({1, 2}), Decimal("12.30"),
    _MOMENT, dt.date(2020, 2, 29),
    dt.time(1, 2, 3),
]  # fmt: skip


def whole_schema() -> Any:
    """A schema with a field of each kind."""
    made = {**FIELDS, **NUMBERS}
    return fields.Schema(
        key=fields.ID(unique=True, stored=True),
        day=fields.DATETIME(stored=True, sortable=True),
        flag=fields.BOOLEAN(stored=True),
        anything=fields.STORED,
        **{name: make() for name, make in made.items()},
        **{name: fields.COLUMN(column) for name, (column, _) in COLUMNS.items()},
    )


def searches(names: Mapping[str, Any]) -> list[Any]:
    """Queries of every kind over those of the fields that have words."""
    asked: list[Any] = [query.Every()]
    for name in sorted(set(names) & set(FIELDS)):
        star, silent = query.Term(name, "star"), query.Term(name, "silent")
        asked += [
            star, star & silent, star | silent, query.Prefix(name, "s"),
            query.Wildcard(name, "s*r"), query.FuzzyTerm(name, "stat", maxdist=1),
            query.AndNot(star, silent), query.AndMaybe(star, silent), query.Every(name),
            query.TermRange(name, "s", "t"), query.Variations(name, "star"),
            query.Or([star, query.Term(name, "sea", boost=3.0), query.Prefix(name, "si")]),
        ]  # fmt: skip
        if hasattr(names[name].format, "decode_positions"):
            asked += [query.Phrase(name, ["silent", "star"], slop=slop) for slop in (1, 3)]
    for name in sorted(set(names) & set(NUMBERS)):
        asked += [query.NumericRange(name, 1, 60), query.NumericRange(name, None, 7)]
    return asked
