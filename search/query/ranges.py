"""What a field with an order is asked: a value, or a stretch of them."""

from __future__ import annotations

import re
import unicodedata

from search.analysis import number_key
from search.errors import QuerySyntaxError
from search.query.nodes import STRETCH, Range
from search.records import ReleaseDate, is_in_calendar
from search.schema import RANGED

_VALUES = {
    "date": r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?",
    "number": r"\d{1,3}(?:\.\d{1,2})?",
}
_EXAMPLES = {
    "date": "2004, 2004-11, 2004-11-12, 2000..2010 or >=2004",
    "number": "7, 7.5, 6..8 or >=7",
}
# A date known in part goes on behind all the dates in it.
_END = "~"


def read_range(text: str, field: str, span: tuple[int, int]) -> Range:
    """The stretch that ``2004``, ``2004-11``, ``2000..2010``, ``..2010`` or ``>=2004-11`` names.

    A date known in part is all the time that it can be: ``<=2004`` goes to the year's end.
    """
    kind = RANGED[field]
    value = _VALUES[kind]
    text = unicodedata.normalize("NFKC", text)
    between = re.fullmatch(rf"({value})?\.\.({value})?", text, re.ASCII)
    for end in re.findall(value, text, re.ASCII) if kind == "date" else ():
        _check_calendar(end, field, span)
    if between and (between[1] or between[2]):
        low, high = (end and _canonical(end, kind) for end in between.groups())
        if low and high and _in_order(low, kind) > _in_order(high, kind) + _END:
            raise QuerySyntaxError(f"{low} is after {high}", *span)
        return Range(field, low, high, span=span)
    compared = re.fullmatch(rf"(>=|<=|>|<)?({value})", text, re.ASCII)
    if compared is None:
        raise QuerySyntaxError(f"{field} is asked as {_EXAMPLES[kind]}", *span)
    sign, end = compared[1], _canonical(compared[2], kind)
    if not sign:
        return Range(field, end, end, span=span)
    whole = sign in {">=", "<="}
    if sign.startswith(">"):
        return Range(field, end, None, whole=whole, span=span)
    return Range(field, None, end, whole=whole, span=span)


def _check_calendar(value: str, field: str, span: tuple[int, int]) -> None:
    asked = ReleaseDate.parse(value)
    # The year 0 is asked for as the beginning of all time.
    if not is_in_calendar(asked.year or None, asked.month, asked.day):
        raise QuerySyntaxError(f"{field} {value} is in no calendar", *span)


def is_stretch(text: str) -> bool:
    """Whether ``text`` asks for a stretch, so that a field without an order cannot be asked it."""
    return bool(STRETCH.fullmatch(unicodedata.normalize("NFKC", text)))


def _canonical(value: str, kind: str) -> str:
    return value if kind == "date" else f"{float(value):g}"


def _in_order(value: str, kind: str) -> str:
    """The value as text that sorts as values do."""
    return value if kind == "date" else number_key(value)
