"""What a date field is asked: a day, a month, a year, or a stretch of time."""

from __future__ import annotations

import re
import unicodedata

from search.errors import QuerySyntaxError
from search.query.nodes import Range

_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_BETWEEN = re.compile(rf"({_DATE})?\.\.({_DATE})?", re.ASCII)
_COMPARED = re.compile(rf"(>=|<=|>|<)?({_DATE})", re.ASCII)


def read_range(text: str, field: str, span: tuple[int, int]) -> Range:
    """The stretch that ``2004``, ``2004-11``, ``2000..2010``, ``..2010`` or ``>=2004-11`` names.

    A date known in part is all the time that it can be: ``<=2004`` goes to the year's end.
    """
    text = unicodedata.normalize("NFKC", text)
    between = _BETWEEN.fullmatch(text)
    if between and between[1] and between[2] and between[1] > between[2]:
        raise QuerySyntaxError(f"{between[1]} is after {between[2]}", *span)
    if between and (between[1] or between[2]):
        return Range(field, between[1], between[2], span=span)
    compared = _COMPARED.fullmatch(text)
    if compared is None:
        reason = f"{field} is asked as 2004, 2004-11, 2004-11-12, 2000..2010 or >=2004"
        raise QuerySyntaxError(reason, *span)
    sign, date = compared.groups()
    if not sign:
        return Range(field, date, date, span=span)
    whole = sign in {">=", "<="}
    if sign.startswith(">"):
        return Range(field, date, None, whole=whole, span=span)
    return Range(field, None, date, whole=whole, span=span)
