"""Ratings as sources write them, on the one scale of 1 to 10."""

from __future__ import annotations

import math
import re

LOWEST, HIGHEST = 1, 10

_NUMBER = r"(\d{1,6}(?:[.,]\d{1,6})?)"
_OF = re.compile(_NUMBER + r"\s*(?:stars?\s*)?(?:/|out\s+of|of)\s*" + _NUMBER + r"\s*(?:stars?)?")
_PERCENT = re.compile(_NUMBER + r"\s*(?:%|percent)")
_BARE = re.compile(_NUMBER)
_STARS = re.compile(r"(★+)(☆*)")
_UNSAID = {"", "-", "–", "n/a", "na", "nan", "none", "null", "unrated", "not rated"}


def parse_rating(value: object) -> float | None:
    """The rating on a scale of 1 to 10, None where none is given; ValueError says why not.

    A bare number is on that scale already; ``4/5``, ``4 out of 5 stars`` and ``★★★★☆`` are
    taken times ten over their own highest, ``85 %`` over a hundred.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("is no number")  # noqa: TRY004 (as above it: the source's fault)
    text = str(value).strip().casefold()
    if text in _UNSAID:
        return None
    rating = _on_our_scale(text)
    if rating is None:
        raise ValueError("is no number, nor like 4/5 or 85 %")
    if not (math.isfinite(rating) and LOWEST <= rating <= HIGHEST):
        raise ValueError(f"is not on a scale of {LOWEST} to {HIGHEST}; write it as 4/5 or 85 %")
    return rating


def _on_our_scale(text: str) -> float | None:
    if match := _BARE.fullmatch(text):
        return _number(match[1])
    if match := _OF.fullmatch(text):
        highest = _number(match[2])
        return round(_number(match[1]) * HIGHEST / highest, 2) if highest else math.nan
    if match := _PERCENT.fullmatch(text):
        return round(_number(match[1]) / HIGHEST, 2)
    if match := _STARS.fullmatch(text):
        return round(len(match[1]) * HIGHEST / max(5, len(match[0])), 2)
    return None


def _number(text: str) -> float:
    return float(text.replace(",", "."))
