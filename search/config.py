"""Settings, read from the environment once and checked there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGINES = ("whoosh",)


# What a client may ask a second and how long a search may take, where nothing else is set.
REQUESTS_A_SECOND = 50
SEARCH_SECONDS = 10
# How much of its answers a process keeps for who asks the same again, where nothing else is set.
KEPT_ANSWERS_MB = 8
_MOST_PROXIES = 10
_MOST_A_SECOND = 1_000_000
_MOST_SECONDS = 3_600
_MOST_KEPT_MB = 1_024


@dataclass(frozen=True, slots=True)
class Settings:
    """Which engine answers, where its index is, and what the web app lets through.

    ``hosts`` are the names that it answers to, ``cors_origins`` the sites whose scripts may read
    it (``*``: all); ``proxies`` so many proxies are in front of it, whose word is taken for
    who asks. 0 ``requests_a_second`` of one client, or ``search_seconds``, are no limit. Each
    process keeps ``kept_answers_mb`` of answers for who asks the same again.
    """

    index: Path = Path("index_data")
    engine: str = "whoosh"
    hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    proxies: int = 0
    requests_a_second: int = REQUESTS_A_SECOND
    search_seconds: int = SEARCH_SECONDS
    kept_answers_mb: int = KEPT_ANSWERS_MB


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment gives; ConfigError names one that cannot be used."""
    given = os.environ if environ is None else environ
    index = given.get("REVIEWFINDER_INDEX", "index_data")
    if not index.strip():
        raise ConfigError("REVIEWFINDER_INDEX", "is empty; give a folder or leave it unset")
    engine = given.get("REVIEWFINDER_ENGINE", "whoosh")
    if engine not in ENGINES:
        raise ConfigError("REVIEWFINDER_ENGINE", f"{engine!r} is not one of: {', '.join(ENGINES)}")
    return Settings(
        index=Path(index),
        engine=engine,
        hosts=_names(given, "REVIEWFINDER_HOSTS", r"\.?[\w.-]+|\[[0-9a-fA-F:.]+\]", "a host name"),
        cors_origins=_names(
            given, "REVIEWFINDER_CORS_ORIGINS", r"\*|https?://[^/\s,]+", "* or like https://x.org"
        ),
        proxies=_number(given, "REVIEWFINDER_PROXIES", 0, _MOST_PROXIES),
        requests_a_second=_number(
            given, "REVIEWFINDER_REQUESTS_A_SECOND", REQUESTS_A_SECOND, _MOST_A_SECOND
        ),
        search_seconds=_number(given, "REVIEWFINDER_SEARCH_SECONDS", SEARCH_SECONDS, _MOST_SECONDS),
        kept_answers_mb=_number(
            given, "REVIEWFINDER_KEPT_ANSWERS_MB", KEPT_ANSWERS_MB, _MOST_KEPT_MB
        ),
    )


def _names(given: Mapping[str, str], setting: str, shape: str, kind: str) -> tuple[str, ...]:
    names = [name for part in given.get(setting, "").split(",") if (name := part.strip())]
    for name in names:
        if not re.fullmatch(shape, name):
            raise ConfigError(setting, f"{name[:80]!r} is not {kind}")
    return tuple(names)


def _number(given: Mapping[str, str], setting: str, default: int, most: int) -> int:
    text = given.get(setting, str(default)).strip()
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or int(text) > most:
        raise ConfigError(setting, f"{text[:80]!r} is not a whole number from 0 to {most:,}")
    return int(text)
