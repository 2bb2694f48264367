"""Days as sources write them; what could be two days is refused."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from search.records import ReleaseDate, is_in_calendar
from search.wording import MONTHS

MONTH_NUMBERS = {
    spelling: number
    for number, name in enumerate(map(str.casefold, MONTHS), start=1)
    for spelling in (name, name[:3])
} | {"sept": 9}
_UNSAID = {"", "-", "n/a", "na", "nan", "nat", "none", "null", "unknown", "\\n"}
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_FORMS = tuple(
    re.compile(form + r"(?:[T ,].*)?", re.DOTALL)
    for form in (
        r"(?P<year>\d{4})(?:\.0)?(?![\d./-])",
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -]" + _MONTH + r",?[ -](?P<year>\d{4})",
        _MONTH + r" (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
        _MONTH + r",? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<year>\d{4})",
    )
)
_SLASHES = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?:[T ,].*)?", re.DOTALL)
# Seconds since 1970 from 1973 to 2286; milliseconds are a thousand times as many.
_SECONDS = range(10**8, 10**10)
_LONGEST = 100


def parse_date(value: object) -> ReleaseDate | None:
    """The day, month or year, None where none is given; ValueError says why not.

    ISO 8601, ``12 November 2004``, ``Nov 12, 2004``, ``12.11.2004``, seconds since 1970; what
    stands after a day, such as a time, is left out.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("is no date")  # noqa: TRY004 (what the docstring promises; the source's fault)
    text = str(value).strip()
    if text.casefold() in _UNSAID:
        return None
    if len(text) > _LONGEST:
        raise ValueError("is no date")
    found = _since_1970(text) or _slashes(text) or _written(text)
    if found is None:
        raise ValueError("is no date; write it as 2004-11-12")
    return found


def _written(text: str) -> ReleaseDate | None:
    match = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    month = int(parts.get("m") or 0)
    if name := parts.get("month"):
        month = MONTH_NUMBERS.get(name.casefold(), 0)
        if not month:
            return None
    elif parts.get("m") and not month:
        raise ValueError("is in no calendar")
    day = parts.get("day")
    return _day(int(parts["year"]), month or None, None if day is None else int(day))


def _slashes(text: str) -> ReleaseDate | None:
    """A day such as 25/12/2004, where the numbers themselves say which is the month."""
    match = _SLASHES.fullmatch(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    last_month = 12
    if first != second and max(first, second) <= last_month:
        raise ValueError(f"may be two days; write it as {year}-{second:02d}-{first:02d}")
    month, day = sorted((first, second))
    return _day(year, month, day)


def _since_1970(text: str) -> ReleaseDate | None:
    digits = text.removesuffix(".0")
    if not re.fullmatch(r"\d{9,13}", digits, re.ASCII):
        return None
    seconds = int(digits)
    seconds = seconds if seconds in _SECONDS else seconds // 1000
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return ReleaseDate(moment.year, moment.month, moment.day)


def _day(year: int, month: int | None, day: int | None) -> ReleaseDate:
    if not is_in_calendar(year, month, day):
        raise ValueError("is in no calendar")
    return ReleaseDate(year, month, day)
