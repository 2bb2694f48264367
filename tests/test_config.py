"""Settings from the environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from search.config import Settings, read_settings
from search.errors import ConfigError
from search.factory import make_engine
from search.opensearch_settings import OpenSearchSettings


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


OPENSEARCH = {
    "REVIEWFINDER_ENGINE": "opensearch",
    "REVIEWFINDER_OPENSEARCH_URL": "https://a:9200/, https://[::1]:9200",
}


def opensearch_settings(**given: str) -> OpenSearchSettings:
    others = {f"REVIEWFINDER_OPENSEARCH_{name}": value for name, value in given.items()}
    settings = read_settings(OPENSEARCH | others).opensearch
    assert settings
    return settings


def test_a_cluster_is_given_by_where_it_answers() -> None:
    assert opensearch_settings() == OpenSearchSettings(("https://a:9200", "https://[::1]:9200"))
    assert read_settings({**OPENSEARCH, "REVIEWFINDER_ENGINE": "whoosh"}).opensearch is None


def test_how_an_index_is_cut_is_set() -> None:
    given = {"SHARDS": "6", "REPLICAS": "2", "TIMEOUT": "5", "BUILD_SECONDS": "60", "PREFIX": "x_1"}
    settings = opensearch_settings(**given)
    numbers = (settings.shards, settings.replicas, settings.timeout_seconds, settings.build_seconds)
    assert numbers == (6, 2, 5, 60)
    assert settings.prefix == "x_1"


def test_what_nobody_may_see_is_not_shown() -> None:
    shown = repr(opensearch_settings(USER="ann", PASSWORD="hush")) + repr(
        opensearch_settings(API_KEY="whisper")
    )
    assert "ann" in shown
    assert "hush" not in shown
    assert "whisper" not in shown


@pytest.mark.parametrize(
    ("setting", "given", "said"),
    [
        ("URL", {"URL": " "}, "is not set"),
        ("URL", {"URL": "https://ann:hush@a:9200"}, "has a user in it"),
        ("URL", {"URL": "https://a:9200,a:9200"}, "number 2 is not like"),
        ("URL", {"URL": "https://a:99999"}, "number 1 is not like"),
        ("URL", {"URL": "https://a b"}, "number 1 is not like"),
        ("URL", {"URL": "https://a,http://b"}, "both http and https"),
        ("USER", {"USER": "ann"}, "given together"),
        ("USER", {"PASSWORD": "hush"}, "given together"),
        ("API_KEY", {"USER": "ann", "PASSWORD": "hush", "API_KEY": "hush"}, "only one"),
        ("PASSWORD", {"API_KEY": "hush\r\nx: y"}, "cannot be sent"),
        ("CA", {"CA": "no such file"}, "no such file: No such file"),
        ("CA", {"CA": __file__}, "has no certificate"),
        ("CA", {"URL": "http://a", "CA": __file__}, "https alone"),
        ("PREFIX", {"PREFIX": "A-b"}, "is not a word"),
        ("SHARDS", {"SHARDS": "0"}, "from 1 to 1,024"),
        ("REPLICAS", {"REPLICAS": "-1"}, "from 0 to 20"),
        ("TIMEOUT", {"TIMEOUT": "0"}, "from 1"),
    ],
)
def test_a_setting_of_a_cluster_that_cannot_be_used_is_named_and_no_secret(
    setting: str, given: dict[str, str], said: str
) -> None:
    with pytest.raises(
        ConfigError, match=f"^REVIEWFINDER_OPENSEARCH_{setting}: .*{said}"
    ) as caught:
        opensearch_settings(**given)
    assert "hush" not in str(caught.value)


def test_making_an_engine_of_a_cluster_asks_nothing_of_it() -> None:
    made = make_engine(read_settings(OPENSEARCH))
    assert type(made).__name__ == "OpenSearchEngine"


def test_the_client_of_a_cluster_is_imported_where_it_is_used_alone() -> None:
    asked = "import sys, webapp, indexer.cli; sys.exit('opensearchpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
