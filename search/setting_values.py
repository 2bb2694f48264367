"""What a setting may be: names and whole numbers out of the environment's strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping


def names(given: Mapping[str, str], setting: str, shape: str, kind: str) -> tuple[str, ...]:
    """The names of a setting, parted by commas; ConfigError for one that is not of the shape."""
    found = [name for part in given.get(setting, "").split(",") if (name := part.strip())]
    for name in found:
        if not re.fullmatch(shape, name):
            raise ConfigError(setting, f"{name[:80]!r} is not {kind}")
    return tuple(found)


def number(given: Mapping[str, str], setting: str, default: int, most: int, least: int = 0) -> int:
    """A whole number of a setting; ConfigError for anything else."""
    text = given.get(setting, str(default)).strip()
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not least <= int(text) <= most:
        raise ConfigError(setting, f"{text[:80]!r} is not a whole number from {least} to {most:,}")
    return int(text)
