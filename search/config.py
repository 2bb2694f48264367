"""Settings, read from the environment once and checked there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import ConfigError
from search.opensearch_settings import OpenSearchSettings, read_opensearch_settings
from search.setting_values import names, number

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENSEARCH = "opensearch"
ENGINES = ("whoosh", OPENSEARCH)

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
    process keeps ``kept_answers_mb`` of answers for who asks the same again. ``opensearch`` is set
    where that is the engine.
    """

    index: Path = Path("index_data")
    engine: str = "whoosh"
    hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    proxies: int = 0
    requests_a_second: int = REQUESTS_A_SECOND
    search_seconds: int = SEARCH_SECONDS
    kept_answers_mb: int = KEPT_ANSWERS_MB
    opensearch: OpenSearchSettings | None = None


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
        opensearch=read_opensearch_settings(given) if engine == OPENSEARCH else None,
        hosts=names(given, "REVIEWFINDER_HOSTS", r"\.?[\w.-]+|\[[0-9a-fA-F:.]+\]", "a host name"),
        cors_origins=names(
            given, "REVIEWFINDER_CORS_ORIGINS", r"\*|https?://[^/\s,]+", "* or like https://x.org"
        ),
        proxies=number(given, "REVIEWFINDER_PROXIES", 0, _MOST_PROXIES),
        requests_a_second=number(
            given, "REVIEWFINDER_REQUESTS_A_SECOND", REQUESTS_A_SECOND, _MOST_A_SECOND
        ),
        search_seconds=number(given, "REVIEWFINDER_SEARCH_SECONDS", SEARCH_SECONDS, _MOST_SECONDS),
        kept_answers_mb=number(
            given, "REVIEWFINDER_KEPT_ANSWERS_MB", KEPT_ANSWERS_MB, _MOST_KEPT_MB
        ),
    )
