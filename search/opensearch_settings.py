"""How an OpenSearch cluster is reached and used, from the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from search.errors import ConfigError
from search.setting_values import number

if TYPE_CHECKING:
    from collections.abc import Mapping

URL = "REVIEWFINDER_OPENSEARCH_URL"
USER = "REVIEWFINDER_OPENSEARCH_USER"
PASSWORD = "REVIEWFINDER_OPENSEARCH_PASSWORD"  # noqa: S105  # the name of a setting
API_KEY = "REVIEWFINDER_OPENSEARCH_API_KEY"
PREFIX = "reviewfinder"
TIMEOUT_SECONDS = 15
BUILD_SECONDS = 600
_MOST_SHARDS = 1_024
_MOST_REPLICAS = 20
_MOST_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class OpenSearchSettings:
    """Where a cluster answers, who we are there, and how an index is cut.

    ``urls`` have no user or password in them, so that they can be shown; what must not be shown
    is in no ``repr``. ``ca`` is a file of certificates that the cluster's is held against. All
    that is ours there is named ``prefix``, or begins so. ``replicas`` are further copies of each
    of the ``shards``, as far as there are nodes for them. A request may take
    ``timeout_seconds``; a build goes on trying for ``build_seconds`` what the cluster refuses.
    """

    urls: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: str = ""
    prefix: str = PREFIX
    shards: int = 1
    replicas: int = 1
    timeout_seconds: int = TIMEOUT_SECONDS
    build_seconds: int = BUILD_SECONDS


def read_opensearch_settings(given: Mapping[str, str]) -> OpenSearchSettings:
    """The settings of the environment; ConfigError names one that cannot be used."""
    setting = "REVIEWFINDER_OPENSEARCH_PREFIX"
    prefix = given.get(setting, PREFIX)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", prefix):
        raise ConfigError(
            "REVIEWFINDER_OPENSEARCH_PREFIX", f"{prefix[:80]!r} is not a word of a-z, 0-9 and _"
        )
    user, password, api_key = (given.get(name, "") for name in (USER, PASSWORD, API_KEY))
    if bool(user) != bool(password):
        raise ConfigError(USER, "a user and a password are given together or not at all")
    if user and api_key:
        raise ConfigError(API_KEY, "a user and a key are given; only one can be used")
    if not all(map(str.isprintable, (user, password, api_key))):
        raise ConfigError(PASSWORD, "has a character that cannot be sent")
    urls = _urls(given)
    return OpenSearchSettings(
        urls=urls,
        user=user,
        password=password,
        api_key=api_key,
        ca=_ca(given, urls),
        prefix=prefix,
        shards=number(given, "REVIEWFINDER_OPENSEARCH_SHARDS", 1, _MOST_SHARDS, least=1),
        replicas=number(given, "REVIEWFINDER_OPENSEARCH_REPLICAS", 1, _MOST_REPLICAS),
        timeout_seconds=number(
            given, "REVIEWFINDER_OPENSEARCH_TIMEOUT", TIMEOUT_SECONDS, _MOST_SECONDS, least=1
        ),
        build_seconds=number(
            given, "REVIEWFINDER_OPENSEARCH_BUILD_SECONDS", BUILD_SECONDS, _MOST_SECONDS
        ),
    )


def _urls(given: Mapping[str, str]) -> tuple[str, ...]:
    urls = [url for part in given.get(URL, "").split(",") if (url := part.strip().rstrip("/"))]
    if not urls:
        raise ConfigError(URL, "is not set; give one or several, such as https://search-1:9200")
    for place, url in enumerate(urls, start=1):
        # What is wrong with it is said without it: there may be a password in it.
        if "@" in url:
            raise ConfigError(URL, f"has a user in it; give {USER} and {PASSWORD}")
        if not _is_address(url):
            raise ConfigError(
                URL, f"number {place} is not like https://search-1:9200 (commas part them)"
            )
    if len({urlsplit(url).scheme for url in urls}) > 1:
        raise ConfigError(URL, "has both http and https; either all are TLS or none is")
    return tuple(urls)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_whole = parts.port != 0 and not parts.query and not parts.fragment
    except ValueError:
        return False
    host = re.fullmatch(r"[\w.-]+|[0-9a-f:]+", parts.hostname or "", re.ASCII)
    return is_whole and parts.scheme in {"http", "https"} and host is not None


def _ca(given: Mapping[str, str], urls: tuple[str, ...]) -> str:
    setting = "REVIEWFINDER_OPENSEARCH_CA"
    ca = given.get(setting, "")
    if ca and urlsplit(urls[0]).scheme != "https":
        raise ConfigError(setting, "is for https alone")
    if ca:
        try:
            with open(ca, "rb") as file:  # noqa: PTH123  # any path as the library takes it
                begins = file.read(1 << 20)
        except OSError as error:
            raise ConfigError(setting, f"{ca}: {error.strerror}") from None
        if b"-----BEGIN CERTIFICATE-----" not in begins:
            raise ConfigError(setting, f"{ca}: has no certificate in it")
    return ca
