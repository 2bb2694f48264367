"""One review out of the lines of its block: who, when, how many stars, and the text itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.readers.html.labels import label_of
from indexer.readers.html.prose import weight
from indexer.readers.html.values import find_date, number_of, on_ten, one_line
from search.records import ReleaseDate, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.readers.html.lines import Line

# Parts of a review's frame that are none of it, in any language.
_FURNITURE = re.compile(
    r"""(?:share|full|read|see|report|flag|rate|print|edit|delete|permalink|reply|quote|like|link)?
        \s*(?:this\s+)?(?:full\s+)?(?:review|reviews|comment|comments|reply|post)?\s*(?:\(\d+\))?
        |.{0,40}\b(?:found\s+(?:the|this)\s+.{0,20}(?:useful|helpful)|people\s+found).{0,40}
        |(?:was|were|is)\s+(?:this|the\s+above|it)\s+.{0,30}(?:useful|helpful).{0,40}
        |(?:write|add|post|leave)\s+(?:a|an|your)\s+.{0,30}|comment\s+on\s+.{0,40}
        |helpful|not\s+helpful|useful|yes|no|up|down|top\s+critic|super\s+reviewer|spoilers?|anonymous\s+user
        |(?:\.\.\.|…)?\s*(?:view|read|show|see)\s+(?:more|all|less).{0,40}
        |v[aá]lasz.{0,40}|el[oő]zm[eé]ny.{0,80}|antworten|responder|r[eé]pondre|odpowiedz|zit(?:at|ieren)
        |\d+\s*/\s*\d{2,}|\#?\d+\.?|\d+\s+(?:likes?|votes?|people|points?|comments?).{0,20}
        |(?:©|copyright).*|like\s+review.*
        |advertisement|hirdet[eé]s|anzeige|publicidad|[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME = r"(?P<name>[^\s,.:;|()][^,:;|()\n]{0,58}?)"
_AFTER = r"(?:\s*[,|(·–-]\s*.{0,80}|\s+(?:on|from|il|am|le|el|dnia)\b.{0,40}|(?<=\w\w)\.)?"
_DID = (
    r"(?:reviewed|posted|written|submitted|review|comment|scritto|inserito|escrito|geschrieben"
    r"|[eé]crit|posted\s+on\s+.{6,30})"
)
_AUTHOR = (
    r"(?:author|reviewer|user|name|posted\s+by|autor|verfasser|szerz[oő]|[ií]rta|n[eé]v|auteur)"
)
_WROTE = r"(?:wrote|writes|says|said|schrieb|schreibt|[ií]rta|escribi[oó]|dice|a\s+[eé]crit)"
_BYLINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_DID}\s+)?(?:by|von|par|por|di|da|od|av|door)\s*:?\s+{_NAME}{_AFTER}",
        rf"{_AUTHOR}\s*:\s*{_NAME}{_AFTER}",
        rf"{_NAME}\s+{_WROTE}\b.{{0,50}}",
        rf"[-–—~]+\s*{_NAME}(?:\s*[,|(·].{{0,60}})?",
    )
)
_WHO = {"author", "user", "username", "byline", "reviewer", "critic", "nick", "nickname", "poster",
    "member", "writer", "commenter", "who", "autor", "auteur", "creator"}  # fmt: skip
_WHO_LINK = re.compile(
    r"(?:user|member|critic|author|people|reviewer|nick)s?(?:name)?[/=?.-]|profile|mailto:|/u/|/@|/person",
    re.IGNORECASE,
)
_RATED = re.compile(
    r"(?<![\d/.])(?P<value>\d{1,3}(?:[.,]\d+)?)\s*(?:/|out\s+of|von|sur|de|z|из)\s*(?P<best>5|10|100|4)(?![\d/])"
    r"|(?P<stars>\d(?:[.,]\d)?)\s*(?:-\s*)?(?:stars?|sterne|[eé]toiles|estrellas|csillag|stelle)\b"
    r"|(?P<percent>\d{1,3})\s?%",
    re.IGNORECASE,
)
_STARS = re.compile(r"([★⭐]+)([½]?)([☆✩]*)")
_NAMED_STARS = re.compile(r"\b(?:stars?|rating|score)[-_ ]?(\d{1,3})\b", re.IGNORECASE)
_HALVES, _MOST_STARS, _FULL = 10, 5, 100
_UNFOLDS = re.compile(r"(\.\.\.|…)\s*\(?(?:read|view|show|see)\s+more\)?\W*$", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:\s\|\s|·|•|\|)\s*")
_TITLE_NAMES = {"title", "headline", "subject", "summary", "heading"}
_BESIDE_A_DATE = re.compile(
    r"^(?:posted|added|on|at|am|vom|le|el|il|date|data|datum|d[aá]tum|fecha|dnia)\b:?"
    r"|\b(?:on|at|am|vom|le|el|il|il alle|dnia)$|\b\d\d?:\d\d(?::\d\d)?\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…。！？][\"”»'’)]*$")
_SHORT = 60
_MAX_PIECES = 100
_SENTENCE = 40
_WORDS_OF_A_NAME = 5


@dataclass(slots=True)
class _Reading:
    """What has been understood so far of a block."""

    author: str = ""
    surely: bool = False
    date: ReleaseDate | None = None
    rating: float | None = None
    title: str = ""
    rest: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def read_opinion(lines: Sequence[Line]) -> Review | None:
    """The review that a block is; None where no author or no text can be told."""
    reading = _Reading()
    for line in lines:
        reading.rating = reading.rating or _rating(line)
        if line.text:
            _take(line, reading)
    if not reading.author:
        _guess_author(reading)
    _take_title(reading)
    text = _text(reading)
    if not reading.author or not text:
        return None
    return Review(reading.author, text, reading.title, reading.date, reading.rating)


def _take(line: Line, reading: _Reading) -> None:
    """A line into what it says: date, author, or the rest."""
    parts = []
    text = _UNFOLDS.sub(r"\1", _without_links(line))
    for part in _PARTS.split(text) if len(text) <= 3 * _SHORT else [text]:
        said = _without_date(part, reading) if len(part) <= 2 * _SHORT else part
        if said and not is_furniture(said):
            parts.append(said)
    author = "" if reading.surely else _author(line, parts)
    if author:
        reading.author, reading.surely = author, True
        parts = [part for part in parts if author not in part]
    if parts:
        reading.rest.append(line)
        reading.texts.append(" | ".join(parts))


def is_furniture(text: str) -> bool:
    """Whether a text is a part of the frame of reviews: "Reply", "12 of 15 found this helpful"."""
    return len(text) <= 3 * _SHORT and bool(_FURNITURE.fullmatch(text.strip(" ()[]")))


def _without_links(line: Line) -> str:
    """A line's text without links such as "Full Review"."""
    some = line.pieces[:_MAX_PIECES]
    linked = [piece for piece in some if piece.href and is_furniture(one_line(piece.text))]
    if not linked:
        return line.text
    return one_line(
        "".join(piece.text for piece in line.pieces if not any(piece is one for one in linked))
    )


def _without_date(part: str, reading: _Reading) -> str:
    found = find_date(part)
    if found is None:
        return part.strip()
    rest = one_line(part.replace(found[1], " ")).strip(" ,|-–—()[]·/")
    rest = _BESIDE_A_DATE.sub("", rest).strip(" ,-–")
    # A date within a sentence is a part of it.
    if _END.search(part) and len(rest) > _SENTENCE:
        return part.strip()
    reading.date = reading.date or found[0]
    return rest


def _author(line: Line, parts: Iterable[str]) -> str:
    """The author that a line surely names: by its words, by its mark-up, by where it links."""
    if len(line.text) > 3 * _SHORT:
        return ""
    for part in parts:
        for pattern in _BYLINES:
            match = pattern.fullmatch(part)
            if match and _is_name(match["name"]):
                return _piece_of(one_line(match["name"]), line)
    for piece in line.pieces:
        text = one_line(piece.text)
        around = piece.element.parent
        names = piece.element.names | (around.names if around is not None else frozenset())
        linked = piece.href and _WHO_LINK.search(piece.href)
        text = text.strip(" ,:-–—|")
        if (linked or names & _WHO or line.names & _WHO) and _is_name(text):
            return text
    return ""


def _piece_of(name: str, line: Line) -> str:
    """A name without what stands after it in the line, where an element holds just the name."""
    for piece in line.pieces[:_MAX_PIECES]:
        text = one_line(piece.text)
        if text and name.startswith(f"{text} ") and piece.element is not line.owner:
            return text
    return name


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= _WORDS_OF_A_NAME
        and len(text) <= _SHORT
        and any(map(str.isalnum, text))
        and not is_furniture(text)
        and not label_of(text)
        and not re.search(r"[!?:(]|\w{3}\.$", text)
        and words[0].lower() not in {"by", "author:", "from", "this", "it"}
    )


def _guess_author(reading: _Reading) -> None:
    """A short first line, or a short last one, where nothing says who wrote it."""
    for place in (0, len(reading.texts) - 1):
        if len(reading.texts) > 1 and _stands_apart(reading, place):
            reading.author = reading.texts.pop(place).strip(" :-–—~,")
            reading.rest.pop(place)
            return


def _stands_apart(reading: _Reading, place: int) -> bool:
    text = reading.texts[place].strip(" :-–—~,")
    return _is_name(text) and any(
        weight(other) > len(text) for other in reading.texts if other != reading.texts[place]
    )


def _take_title(reading: _Reading) -> None:
    for place, line in enumerate(reading.rest[:-1]):
        text = reading.texts[place]
        bold = line.pieces and line.pieces[0].element.tag in {"b", "strong", "cite"}
        marked = line.heading or bold or line.names & _TITLE_NAMES
        if marked and len(text) <= 2 * _SHORT and not _RATED.fullmatch(text):
            reading.title = text.strip(" :-–—")
            del reading.rest[place], reading.texts[place]
            return


def _text(reading: _Reading) -> str:
    """The lines of the blocks that have a sentence; of none, the line that says most."""
    texts = [
        (text, line.owner)
        for text, line in zip(reading.texts, reading.rest, strict=True)
        if not _RATED.fullmatch(text)
    ]
    owners = [owner for text, owner in texts if _is_sentence(text)]
    if not owners:
        return max((text for text, _ in texts), key=weight, default="")
    return "\n\n".join(text for text, owner in texts if owner in owners)


def _is_sentence(text: str) -> bool:
    return weight(text) >= _SENTENCE or (bool(_END.search(text)) and text.count(" ") > 1)


def _rating(line: Line) -> float | None:
    """The rating that a short line, a picture's text or the name of an element says, on 1 to 10."""
    said = [line.text] if len(line.text) <= _SHORT else []
    for text in (*said, *line.says):
        rating = _rating_in(text) or _named_rating(text)
        if rating is not None:
            return rating
    return None


def _rating_in(text: str) -> float | None:
    match = _STARS.search(text)
    if match and (len(match[1]) > 1 or match[3]):
        best = max(len(match[1]) + len(match[2]) + len(match[3]), _MOST_STARS)
        return on_ten(len(match[1]) + 0.5 * len(match[2]), best)
    match = _RATED.search(text)
    if match is None or match["percent"]:
        return None
    if match["stars"]:
        return on_ten(number_of(match["stars"]), _MOST_STARS)
    return on_ten(number_of(match["value"]), number_of(match["best"]))


def _named_rating(text: str) -> float | None:
    """The rating in a name such as ``stars45`` or ``rating-4``."""
    match = _NAMED_STARS.search(text[:200])
    if match is None or ("star" not in text.lower() and "rating" not in text.lower()):
        return None
    value = float(match[1])
    best = _MOST_STARS if value <= _MOST_STARS else _MOST_STARS * _HALVES
    return on_ten(value, best if value <= best else _FULL)
