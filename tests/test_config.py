"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.config import Settings, read_settings
from search.errors import ConfigError
from search.factory import make_engine


def test_without_any_setting_the_index_is_index_data_and_whoosh_answers() -> None:
    assert read_settings({}) == Settings(Path("index_data"), "whoosh")


def test_the_environment_names_another_index() -> None:
    assert read_settings({"REVIEWFINDER_INDEX": "/x"}).index == Path("/x")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("REVIEWFINDER_INDEX", "  "),
        ("REVIEWFINDER_ENGINE", "lucene"),
        ("REVIEWFINDER_HOSTS", "films.org, http://x"),
        ("REVIEWFINDER_CORS_ORIGINS", "films.org"),
        ("REVIEWFINDER_CORS_ORIGINS", "https://films.org/"),
        ("REVIEWFINDER_PROXIES", "yes"),
        ("REVIEWFINDER_PROXIES", "11"),
        ("REVIEWFINDER_REQUESTS_A_SECOND", "-1"),
        ("REVIEWFINDER_SEARCH_SECONDS", "1.5"),
        ("REVIEWFINDER_SEARCH_SECONDS", ""),
        ("REVIEWFINDER_KEPT_ANSWERS_MB", "1025"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(setting: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{setting}: ") as caught:
        read_settings({setting: value})
    assert caught.value.setting == setting


def test_what_the_web_app_lets_through_is_set() -> None:
    settings = read_settings(
        {
            "REVIEWFINDER_HOSTS": "films.org, .x.org,",
            "REVIEWFINDER_CORS_ORIGINS": "*, https://a.org:8443",
            "REVIEWFINDER_PROXIES": "2",
            "REVIEWFINDER_REQUESTS_A_SECOND": "0",
            "REVIEWFINDER_SEARCH_SECONDS": " 3 ",
            "REVIEWFINDER_KEPT_ANSWERS_MB": "0",
        }
    )
    assert settings.hosts == ("films.org", ".x.org")
    assert settings.cors_origins == ("*", "https://a.org:8443")
    limits = (settings.proxies, settings.requests_a_second, settings.search_seconds)
    assert limits == (2, 0, 3)
    assert settings.kept_answers_mb == 0


def test_making_an_engine_opens_nothing(tmp_path: Path) -> None:
    assert make_engine(Settings(tmp_path / "none")).live_name() is None
    assert not (tmp_path / "none").exists()
