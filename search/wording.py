"""Dates and counts in words, alike on the pages and in the terminal."""

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


def long_date(text: str) -> str:
    """A release date in its stored form for people: ``12 November 2004``, as far as known."""
    if not text:
        return ""
    date = ReleaseDate.parse(text)
    parts = (date.day, MONTHS[date.month - 1] if date.month else None, date.year)
    return " ".join(str(part) for part in parts if part is not None)


def counted(count: int, noun: str) -> str:
    """``1 review``, ``1,234 reviews``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
