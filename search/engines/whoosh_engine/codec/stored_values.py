"""Stored values as bytes: JSON, with names for the types that it has not."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# An object with this key alone stands for a value of another type: its name and its text.
_OTHER = "\0type"
_WRITTEN: dict[type, Callable[[Any], Any]] = {
    bytes: lambda value: b64encode(value).decode(),
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    Decimal: str,
    tuple: list,
    set: sorted,
    frozenset: sorted,
}
_READ: dict[str, Callable[[Any], Any]] = {
    "bytes": b64decode,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "Decimal": Decimal,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def to_bytes(values: Mapping[str, Any]) -> bytes:
    """The stored values of a document; TypeError for one of a type that cannot be stored."""
    try:
        # The product stores texts and numbers alone, and these are nearly all of the time.
        return _encode(
            {
                name: value if type(value) in _JSON else _plain(value)
                for name, value in values.items()
            }
        ).encode("utf-8", "surrogatepass")
    except TypeError as error:
        raise TypeError(f"a stored value is of no type that the index has: {error}") from error


def from_bytes(content: bytes) -> dict[str, Any]:
    """What ``to_bytes`` was given."""
    read: dict[str, Any] = json.loads(content, object_hook=_as_was if _MARK in content else None)
    return read


_MARK = json.dumps(_OTHER).strip('"').encode()


# Texts and numbers are as they are.
_JSON = frozenset({str, int, float, bool, type(None)})
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if type(value) is list:
        return [_plain(one) for one in value]
    if type(value) is dict:
        if not all(type(key) is str for key in value):
            raise TypeError("an object with a key that is no text")
        return {key: _plain(one) for key, one in value.items()}
    written = _WRITTEN.get(type(value))
    if written is None:
        raise TypeError(type(value).__name__)
    return {_OTHER: type(value).__name__, "is": _plain(written(value))}


def _as_was(read: dict[str, Any]) -> Any:
    return _READ[read[_OTHER]](read["is"]) if _OTHER in read else read
