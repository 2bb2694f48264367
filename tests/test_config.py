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
    ("setting", "value"), [("REVIEWFINDER_INDEX", "  "), ("REVIEWFINDER_ENGINE", "lucene")]
)
def test_a_setting_that_cannot_be_used_is_named(setting: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{setting}: ") as caught:
        read_settings({setting: value})
    assert caught.value.setting == setting


def test_making_an_engine_opens_nothing(tmp_path: Path) -> None:
    assert make_engine(Settings(tmp_path / "none")).live_name() is None
    assert not (tmp_path / "none").exists()
