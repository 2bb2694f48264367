"""Which film a page is of: the title that its parts agree on, and the year beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.readers.html.labels import folded, heads_others, heads_reviews, label_of
from indexer.readers.html.values import one_line
from search.records import ReleaseDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.readers.html.lines import Line
    from indexer.readers.html.meta import Head

_BETWEEN = re.compile(r"\s+[-–—|·•:»>~]+\s+|\s*[|«»]\s*|\s+::\s+|:\s+")
_YEAR = re.compile(
    r"\s*[(\[](?:[^()\[\]\d]{0,30},?\s*)?((?:18[89]|19\d|20\d)\d)(?:\s*[-–]\s*(?:\d{4})?)?"
    r"(?:[^()\[\]]{0,30})?[)\]]"
)
_FURNITURE = re.compile(
    r"\b(?:trailers?|photos?|videos?|wallpapers?|showtimes|dvd|blu-ray|imdb|film ?database|online"
    r"|watch|home ?page|movies?|films?|cinema|kino|mozi|full cast|soundtrack|official site|www\.\S+"
    r"|\w+\.(?:com|net|org|hu|de|fr|es|it|co\.uk))\b",
    re.IGNORECASE,
)
_PARTING = re.compile(r"[|«»•]|\s(?:[-–—·>~]|::)\s")
_QUOTES = re.compile(r"""^["“”„«'‘](.+)["”“»'’]$""")
_VERDICT = re.compile(
    r"^(?:review|kritik|critique|recensione|film)\s*:\s*|\s+(?:movie |film )?reviews?$",
    re.IGNORECASE,
)
MAX_TITLE_LENGTH = 500
_MAX_SEGMENTS = 8
_MAX_PIECES = 50
# A meta description with more blanks is prose, with fewer it may be the title again.
_MOST_BLANKS_OF_A_TITLE = 12
_MAX_HEADS = 12
_SHORT = 120


def split_year(text: str) -> tuple[str, int | None]:
    """A title without the year in parentheses after it, and that year."""
    match = _YEAR.search(text)
    if match is None or not match.start():
        return one_line(text), None
    return one_line(text[: match.start()]), int(match[1])


def find_title(
    head: Head, lines: Sequence[Line], given: str = ""
) -> tuple[str, ReleaseDate | None]:
    """The title that has the best support in the page, and its year if it stands beside it.

    ``given`` is what marked up facts call the film; it is only rid of its year.
    """
    seen = {
        folded(split_year(line.text)[0]) for line in lines if 0 < len(line.text) <= MAX_TITLE_LENGTH
    }
    heads = [line for line in lines if line.heading in {1, 2}][:_MAX_HEADS]
    supports: dict[str, float] = {}
    years: dict[str, int] = {}
    spelt: dict[str, str] = {}
    for text, weight in (*_candidates(head, heads, given), *_alone(lines)):
        title, year = split_year(text)
        key = folded(title)
        if not key or len(title) > MAX_TITLE_LENGTH or not any(map(str.isalnum, key)):
            continue
        spelt.setdefault(key, title)
        supports[key] = supports.get(key, 0) + weight + (2 if year else 0)
        if year:
            years.setdefault(key, year)
    for key in supports:
        supports[key] += (2 if key in seen else 0) + _misgivings(key, head)
    best = max(supports, key=lambda key: (supports[key], len(key)), default="")
    if not best or (supports[best] <= 0 and not given):
        return "", None
    year = years.get(best) or _year_in_text(best, lines)
    return _unquoted(spelt[best]), ReleaseDate(year) if year else None


def _year_in_text(key: str, lines: Sequence[Line]) -> int | None:
    """The year beside the title where the text repeats it."""
    for line in lines:
        title, year = split_year(line.text)
        if year and folded(title) == key:
            return year
    return None


def _candidates(head: Head, heads: Iterable[Line], given: str) -> Iterable[tuple[str, float]]:
    if given:
        yield given, 100
    for line in heads:
        yield line.text, 4 - line.heading
        plain = one_line(
            "".join(piece.text for piece in line.pieces[:_MAX_PIECES] if _is_own(piece.text, line))
        )
        if plain != line.text:
            yield plain, 2
    for named in ("og:title", "twitter:title", "title", "dc.title"):
        for run in _runs(head.get(named)):
            yield run, 2
    if head.get("description").count(" ") <= _MOST_BLANKS_OF_A_TITLE:
        yield head.get("description"), 1
    yield from ((run, 1) for run in _runs(head.title))


def _alone(lines: Sequence[Line]) -> Iterable[tuple[str, float]]:
    """The one short line of a page without headings that has a year in parentheses."""
    dated = [line.text for line in lines if len(line.text) <= _SHORT and split_year(line.text)[1]]
    if len(set(dated)) == 1 and not any(line.heading for line in lines):
        yield from ((run, 1) for run in _runs(dated[0]))


def _is_own(text: str, line: Line) -> bool:
    return text in line.text.split("(")[0] or bool(_YEAR.fullmatch(text.strip()))


def _runs(title: str) -> Iterable[str]:
    """Every run of the parts of a page's title, as they are written there."""
    cuts = [(0, 0), *(match.span() for match in _BETWEEN.finditer(title))][:_MAX_SEGMENTS]
    for place, (_, start) in enumerate(cuts):
        for end, _ in [*cuts[place + 1 :], (len(title), 0)]:
            run = _VERDICT.sub("", title[start:end].strip())
            if run:
                yield run


def _misgivings(key: str, head: Head) -> float:
    """What speaks against a title: it is the site's name, a list of its parts, a heading."""
    site = folded(head.get("og:site_name", "application-name"))
    # Where nothing else tells, what a bar or dash parts are two names.
    against = -0.5 * len(_PARTING.findall(key))
    if key == site or (site and site in key) or re.fullmatch(r"[\w-]+\.[a-z]{2,4}", key):
        against -= 6
    if label_of(key) or heads_reviews(key) or (heads_others(key) and len(key.split()) > 1):
        against -= 3
    return against - min(2 * len(_FURNITURE.findall(key)), 4)


def _unquoted(title: str) -> str:
    match = _QUOTES.match(title)
    return match[1] if match else title
