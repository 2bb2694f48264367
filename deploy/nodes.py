"""A node of a cluster: its folder and its settings."""

from __future__ import annotations

import json
import os
import pwd
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.errors import DeployError

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
_ACCOUNT = "nobody"
_OTHERS_MAY_ENTER = 0o001


@dataclass(frozen=True, slots=True)
class Node:
    """A node's number, from 1, the folder that is its own, and its ports on loopback."""

    number: int
    folder: Path
    http_port: int
    transport_port: int

    @property
    def name(self) -> str:
        """As the cluster calls it."""
        return f"node-{self.number}"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.http_port}"

    @property
    def config(self) -> Path:
        """Where its settings are."""
        return self.folder / "config"

    @property
    def console(self) -> Path:
        """What its process printed since it was started."""
        return self.folder / "logs" / "console.log"


def settings(node: Node, nodes: tuple[Node, ...]) -> dict[str, object]:
    """The settings of a node among others."""
    return {
        "cluster.name": "reviewfinder",
        "node.name": node.name,
        # There is no security plugin: nothing but this machine may reach it.
        "network.host": HOST,
        "http.port": node.http_port,
        "transport.port": node.transport_port,
        "path.data": str(node.folder / "data"),
        "path.logs": str(node.folder / "logs"),
        "discovery.seed_hosts": [f"{HOST}:{other.transport_port}" for other in nodes],
        "cluster.initial_cluster_manager_nodes": [other.name for other in nodes],
        # On a full disk of a developer it would be read-only.
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }


def prepare(node: Node, nodes: tuple[Node, ...], home: Path) -> None:
    """Make a node's folder with its settings; what it holds of data stays.

    DeployError if the folder cannot be written, or not be reached by who the node runs as.
    """
    account = account_to_run_as()
    try:
        for name in ("config", "data", "logs", "tmp"):
            (node.folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(home / "config" / "log4j2.properties", node.config / "log4j2.properties")
        # JSON is YAML too.
        written = json.dumps(settings(node, nodes), indent=2)
        (node.config / "opensearch.yml").write_text(f"{written}\n", "utf-8")
        if account is not None:
            for path in (node.folder, *node.folder.rglob("*")):
                os.chown(path, *account)
    except OSError as error:
        raise DeployError(f"cannot write {error.filename}: {error.strerror}") from error
    if account is not None:
        closed = [
            path for path in node.folder.parents if not path.stat().st_mode & _OTHERS_MAY_ENTER
        ]
        if closed:
            what = f"{_ACCOUNT}, who runs OpenSearch where we are root, may not enter {closed[-1]}"
            raise DeployError(f"{what}; name another place with REVIEWFINDER_OPENSEARCH_FOLDER")


def account_to_run_as() -> tuple[int, int] | None:
    """User and group of who runs a node where we are root, which OpenSearch refuses; else None."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam(_ACCOUNT)
    return account.pw_uid, account.pw_gid
