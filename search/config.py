"""Settings, read from the environment once and checked there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGINES = ("whoosh",)


@dataclass(frozen=True, slots=True)
class Settings:
    """Which engine answers and where its index is."""

    index: Path = Path("index_data")
    engine: str = "whoosh"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment gives; ConfigError names one that cannot be used."""
    given = os.environ if environ is None else environ
    index = given.get("REVIEWFINDER_INDEX", "index_data")
    if not index.strip():
        raise ConfigError("REVIEWFINDER_INDEX", "is empty; give a folder or leave it unset")
    engine = given.get("REVIEWFINDER_ENGINE", "whoosh")
    if engine not in ENGINES:
        raise ConfigError("REVIEWFINDER_ENGINE", f"{engine!r} is not one of: {', '.join(ENGINES)}")
    return Settings(Path(index), engine)
