"""What stands in a page as a string, as a value: text, dates, ratings, names."""

from __future__ import annotations

import html
import re

from search.records import ReleaseDate, is_in_calendar

# The names of the months, by number, in the languages that pages are in.
_MONTH_NAMES = """
january jan januar jänner január januári janvier enero ene gennaio gen janeiro stycznia januari
february feb februar február fév févr février febrero febbraio fevereiro fev lutego februari
march mar märz maerz mär március márc mars marzo março marca maart mrt
april apr április ápr avril avr abril abr aprile kwietnia
may mai máj május mayo maggio mag maio maja mei
june jun juni június jún juin junio giugno giu junho czerwca
july jul juli július júl juillet juil julio luglio lug julho lipca
august aug augusztus août aout agosto ago sierpnia augustus
september sep sept szeptember szept septembre septiembre settembre set setembro września
october oct okt oktober október octobre octubre ottobre ott outubro out października
november nov novembre noviembre novembro listopada
december dec dez dezember dez déc décembre diciembre dic dicembre dezembro grudnia
"""
_MONTHS = {
    name: number
    for number, line in enumerate(_MONTH_NAMES.strip().splitlines(), start=1)
    for name in line.split()
}
_YEAR = r"(?P<year>(?:18[89]|19\d|20\d)\d)"
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<day>\d{1,2})"
DATES = tuple(
    re.compile(rf"(?<![\d/.-]){pattern}(?![\d/])", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)(?:T[\d:.Z+-]+)?",
        rf"{_DAY}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?{_MONTH},?\s+(?:de\s+)?{_YEAR}",
        rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_YEAR}\.?\s+{_MONTH}\s+{_DAY}\.?",
        rf"{_YEAR}[./-]\s?(?P<number>\d{{1,2}})[./-]\s?{_DAY}\.?",
        rf"(?P<first>\d{{1,2}})(?P<mark>[./-])\s?(?P<second>\d{{1,2}})(?P=mark)\s?{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th|\.)?(?:,?\s+\d\d:\d\d)?",
    )
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_TAG_IN_A_WORD = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|small|sub|sup|wbr|mark)(?:\s[^<>]{0,200})?>", re.IGNORECASE
)
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_PARAGRAPH = re.compile(r"<br\s*/?>|</?p\b[^<>]{0,200}>|\n\s*\n", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MAX_YEAR = 2100
TEN = 10.0


def one_line(text: str) -> str:
    """The text without what cannot be seen, in one line."""
    return " ".join(_UNSAFE.sub("", text).split())


def plain_text(text: str) -> str:
    """A string that may hold markup and entities, as text in paragraphs."""
    for _ in range(2):
        text = html.unescape(text)
    paragraphs = (
        one_line(_TAG.sub(" ", _TAG_IN_A_WORD.sub("", part))) for part in _PARAGRAPH.split(text)
    )
    return "\n\n".join(part for part in paragraphs if part)


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month in any of the languages."""
    return _MONTHS.get(name.lower())


def find_date(text: str) -> tuple[ReleaseDate, str] | None:
    """The first date in a text and how it is written there; None where there is none."""
    for pattern in DATES:
        for match in pattern.finditer(text):
            found = _as_date(match.groupdict())
            if found is not None:
                return found, match[0]
    return None


def _as_date(parts: dict[str, str | None]) -> ReleaseDate | None:
    year = int(parts.get("year") or 0) or None
    if parts.get("first"):
        return _of_two(year, int(parts["first"] or 0), int(parts["second"] or 0), parts["mark"])
    named = parts.get("month")
    month = month_number(named) if named else int(parts.get("number") or 0)
    day = int(parts.get("day") or 0) or None
    return ReleaseDate(year, month, day) if month and is_in_calendar(year, month, day) else None


def _of_two(year: int | None, first: int, second: int, mark: str | None) -> ReleaseDate | None:
    """Day and month where it can be told which is which; the year alone where not."""
    orders = {(first, second), (second, first)} if mark == "/" else {(first, second)}
    good = [order for order in orders if is_in_calendar(year, order[1], order[0])]
    if len(good) == 1:
        return ReleaseDate(year, good[0][1], good[0][0])
    return ReleaseDate(year) if good else None


def whole_date(text: str) -> ReleaseDate | None:
    """The date that a value is, a year alone too."""
    found = find_date(text)
    if found is not None:
        return found[0]
    year = re.search(rf"\b{_YEAR}\b", text)
    return ReleaseDate(int(year["year"])) if year else None


def number_of(value: object) -> float | None:
    """The number that a value is or begins with; None for what is none or not finite."""
    match = _NUMBER.search(str(value)[:40]) if not isinstance(value, bool) else None
    return float(match[0].replace(",", ".")) if match else None


def on_ten(value: float | None, best: float | None, worst: float | None = None) -> float | None:
    """A rating on the scale of 1 to 10; None where it is outside its own scale.

    The end points of its scale go to 1 and 10 where it says both, else ``best`` goes to 10.
    """
    best = TEN if best is None else best
    if value is None or not 0 <= value <= best or best <= 0:
        return None
    if worst is None or worst >= best:
        scaled = value / best * TEN
    elif value < worst:
        return None
    else:
        scaled = 1 + (value - worst) / (best - worst) * (TEN - 1)
    return round(min(max(scaled, 1.0), TEN), 1)
