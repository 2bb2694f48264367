"""deploy/compose.yaml and its image, held against the code; nothing is started for that."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from deploy.cluster import NODES
from deploy.distribution import VERSION
from deploy.processes import HEAP_MB
from search.config import read_settings
from tests.conftest import ROOT
from tests.test_house import MODULES

TEXT = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OPENSEARCH = [name for name in SERVICES if name.startswith("opensearch-")]
OURS = ["web", "rebuild"]


def as_set_by_nobody(value: str) -> str:
    """A value where no variable of it is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


def test_it_has_the_same_nodes_as_the_cluster_on_loopback() -> None:
    assert len(OPENSEARCH) == NODES
    for name in OPENSEARCH:
        service = SERVICES[name]
        assert service["image"] == f"opensearchproject/opensearch:{VERSION}"
        told = service["environment"]
        assert told["discovery.seed_hosts"].split(",") == OPENSEARCH
        heap = as_set_by_nobody(told["OPENSEARCH_JAVA_OPTS"])
        assert heap == f"-Xms{HEAP_MB}m -Xmx{HEAP_MB}m"
    names = [SERVICES[name]["environment"]["node.name"] for name in OPENSEARCH]
    managers = SERVICES[OPENSEARCH[0]]["environment"]["cluster.initial_cluster_manager_nodes"]
    assert managers.split(",") == names


def test_nothing_but_the_pages_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert as_set_by_nobody(SERVICES["web"]["ports"][0]) == "127.0.0.1:8000:8000"
    assert COMPOSE["networks"]["cluster"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["cluster"] for name in OPENSEARCH)


def test_every_data_folder_is_a_volume_of_its_own() -> None:
    volumes = [volume for name in OPENSEARCH for volume in SERVICES[name]["volumes"]]
    assert volumes == [f"{name}:/usr/share/opensearch/data" for name in OPENSEARCH]
    assert set(OPENSEARCH) < set(COMPOSE["volumes"])


def test_what_runs_is_looked_after_and_started_in_order() -> None:
    for name in [*OPENSEARCH, "web"]:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        assert SERVICES[name]["restart"] == "unless-stopped"
    for name in OURS:
        waits_for = SERVICES[name]["depends_on"]
        assert waits_for == {other: {"condition": "service_healthy"} for other in OPENSEARCH}


class Asked(dict[str, str]):
    """Settings that remember which of them were asked for."""

    def __init__(self, given: dict[str, str]) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


@pytest.mark.parametrize("name", OURS)
def test_every_setting_of_it_is_one_of_the_codes_with_its_default(name: str) -> None:
    told = {key: as_set_by_nobody(value) for key, value in SERVICES[name]["environment"].items()}
    assert told["REVIEWFINDER_ENGINE"] == "opensearch"
    asked = Asked(told)
    read = read_settings(asked)
    assert set(told) <= asked.names
    needed = ("REVIEWFINDER_ENGINE", "REVIEWFINDER_OPENSEARCH_URL")
    assert read == read_settings({key: asked[key] for key in needed if key in asked})


def test_the_web_app_is_told_of_every_node() -> None:
    for name in OURS:
        urls = SERVICES[name]["environment"]["REVIEWFINDER_OPENSEARCH_URL"]
        assert urls.split(",") == [f"http://{other}:9200" for other in OPENSEARCH]


def test_no_password_stands_in_it() -> None:
    assert not re.search(r"(?i)passw|secret|api_?key|token", TEXT.replace("no passwords", ""))


def test_the_image_has_what_the_commands_need() -> None:
    recipe = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    copied = re.findall(r"^COPY (\S+)", recipe, re.MULTILINE)
    packages = {module.split(".")[0] for module in MODULES} - {"deploy"}
    assert set(copied) == packages | {"requirements.txt", "seeds"}
    assert all((ROOT / name).exists() for name in copied)
    assert '"-m", "webapp"' in recipe
    kept = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {line[1:] for line in kept if line.startswith("!")} == set(copied)
