"""What a parameter may be, declared once: it is checked and described from the same row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from werkzeug.datastructures import MultiDict

from search.errors import ParametersError, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value = str | int | bool | tuple[str, ...] | None
# So much of a value is repeated to who gave it.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter by its ``name``: what it is, may be and is where it is not given.

    ``words`` are several parted by commas, at most ``most`` of them; a ``repeatable`` one is
    given once for each of its values. ``least`` and ``most`` are of a number.
    """

    name: str
    description: str
    kind: Literal["text", "number", "yes", "choice", "words"] = "text"
    default: Value = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    longest: int = 0
    is_required: bool = False
    repeatable: bool = False
    example: Value = None

    def read(self, given: Sequence[str]) -> Value:
        """The value of what was given; RequestError if it is none that may be."""
        if self.repeatable:
            return tuple(str(self._one(text)) for text in given)
        if len(given) > 1:
            raise self._refused(f"is given {len(given)} times")
        if not given and self.is_required:
            raise self._refused(f"is missing; it is {self.description}")
        return self._one(given[0]) if given else self.default

    def _one(self, text: str) -> Value:
        if self.kind == "number":
            return self._number(text)
        if self.kind == "yes":
            return self._chosen(text or "false", ("true", "false")) == "true"
        if self.kind == "choice":
            return self._chosen(text or str(self.default), self.choices)
        return self._words(text) if self.kind == "words" else text

    def _number(self, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise self._refused(f"{text[:_SHOWN]!r} is not a whole number")
        number = int(text)
        if not self.least <= number <= self.most:
            raise self._refused(f"{number} is not from {self.least} to {self.most:,}")
        return number

    def _words(self, text: str) -> tuple[str, ...]:
        words = tuple(word for word in text.split(",") if word)
        if len(words) > self.most:
            raise self._refused(f"names {len(words):,} words; at most {self.most} are read")
        return tuple(self._chosen(w, self.choices) if self.choices else w for w in words)

    def _chosen(self, text: str, choices: Sequence[str]) -> str:
        if text not in choices:
            raise self._refused(f"{text[:_SHOWN]!r} is none of {', '.join(choices)}")
        return text

    def _refused(self, reason: str) -> RequestError:
        return RequestError(self.name, reason)


def read_all(declared: Iterable[Parameter], args: MultiDict[str, str]) -> dict[str, Any]:
    """The value of each declared parameter by its name.

    RequestError for one that cannot be read, ParametersError with all of them for several.
    """
    values, refused = _read(declared, args)
    _raise(refused)
    return values


def read_form(declared: Iterable[Parameter], args: MultiDict[str, str]) -> dict[str, Any]:
    """The same of a page, whose form sends what was left empty, and which more may be given."""
    return read_all(declared, MultiDict((n, v) for n, v in args.items(multi=True) if v))


def check(declared: Sequence[Parameter], args: MultiDict[str, str]) -> dict[str, Any]:
    """The same, and a parameter that there is not is refused: a misspelt one is not passed over."""
    values, refused = _read(declared, args)
    known = [parameter.name for parameter in declared]
    there_are = f"; there are {', '.join(known)}" if known else ""
    unknown = [name for name in args if name not in known]
    reason = f"there is no such parameter{there_are}"
    _raise([*(RequestError(name[:_SHOWN], reason) for name in unknown), *refused])
    return values


def _read(
    declared: Iterable[Parameter], args: MultiDict[str, str]
) -> tuple[dict[str, Any], list[RequestError]]:
    read = {one.name: _tried(one, args.getlist(one.name)) for one in declared}
    values = {name: value for name, value in read.items() if not isinstance(value, RequestError)}
    return values, [error for error in read.values() if isinstance(error, RequestError)]


def _tried(parameter: Parameter, given: Sequence[str]) -> Value | RequestError:
    try:
        return parameter.read(given)
    except RequestError as error:
        return error


def _raise(refused: Sequence[RequestError]) -> None:
    if len(refused) > 1:
        raise ParametersError(refused)
    if refused:
        raise refused[0]
