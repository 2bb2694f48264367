"""Dates, ratings and counts in words, alike on the pages and in the terminal."""

from __future__ import annotations

from search.records import ReleaseDate

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
IN_PART = "not all of the index answered in time, so this is what was found until then"
# What a hit shows of a field in which something matched, and only then.
FOUND_IN = (
    ("also known as", "other_titles"),
    ("genre:", "genres"),
    ("in", "languages"),
    ("directed by", "directors"),
    ("with", "cast"),
    ("also published by", "folded_authors"),
    ("also published as", "folded_titles"),
)
# From so many milliseconds on, parts of one say nothing.
_WHOLE = 10


def long_date(text: str) -> str:
    """A date in its stored form for people: ``12 November 2004``, as far as known."""
    if not text:
        return ""
    date = ReleaseDate.parse(text)
    parts = (date.day, MONTHS[date.month - 1] if date.month else None, date.year)
    return " ".join(str(part) for part in parts if part is not None)


def rated(rating: float | None) -> str:
    """``7.5/10``; empty where there is no rating."""
    return "" if rating is None else f"{rating:g}/10"


def counted(count: int, noun: str) -> str:
    """``1 review``, ``1,234 reviews``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def milliseconds(took: float) -> str:
    """How long something took, to two digits or the whole."""
    return f"{took:.0f}" if took >= _WHOLE else f"{took:.1f}"
