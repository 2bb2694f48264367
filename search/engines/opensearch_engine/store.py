"""Generations on a cluster: which are kept and live, their manifests, and what is swept away.

    <prefix>                     alias of the index of the live generation
    <prefix>-kept                alias of the indexes of all that are kept
    <prefix>-<name>              the documents of a generation, never changed once it is kept
    <prefix>-<name>-files        its manifest, and the files that are kept with it
    <prefix>-lock                who builds

A build is kept and goes live by one call that moves the aliases, so that whatever dies when, either
the old generation is live or the new one, whole. An index without the alias of those that are
kept is one that was not finished, or was let go of a short while ago: searches that began on it
may go on for that long, and the next builder deletes it.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from search.completions import FILE_NAME as COMPLETIONS
from search.completions import ChangedCompletions, CompletionChanges, CompletionFile
from search.completions.changes import CHANGES_NAME
from search.engines.opensearch_engine import kept_files, loading
from search.engines.opensearch_engine.check import verify
from search.engines.opensearch_engine.errors import map_opensearch_errors
from search.engines.opensearch_engine.retrying import until_done
from search.errors import IndexDamagedError, UnknownGenerationError
from search.generations import new_name
from search.kept_generations import KeptGenerations
from search.manifest import manifest_of, read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from search.engine import CheckReport, GenerationInfo
    from search.engines.opensearch_engine.cluster import Cluster

# How long a search may go on, on a generation that was pruned.
RETIRED_SECONDS = 900
_MANIFEST = "manifest"
_RETIRED = "retired"


class ClusterStore(KeptGenerations):
    """The generations of a cluster. What changes them is for the holder of the lock."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.where = cluster.where
        self.pointer = f"alias {cluster.live}"

    def current(self) -> str | None:
        """The name of the live generation, None if nothing was ever activated.

        The node that is asked answers by itself, for all nodes knew of a move before it was over.
        EngineUnavailableError where too few nodes are there to know what is live.
        """
        self.cluster.require_manager()
        with map_opensearch_errors(self.cluster.where):
            indexes = self.cluster.of_any_node(self._live_indexes)
        if not indexes:
            return None
        name = self.cluster.name_of(indexes[0])
        if len(indexes) > 1 or name is None:
            said = f"it names {', '.join(indexes)}, and not one generation"
            raise IndexDamagedError(self.pointer, said)
        return name

    def names(self) -> list[str]:
        """The generations that are kept, oldest first."""
        with map_opensearch_errors(self.cluster.where):
            indexes = self._indexes_of(self.cluster.kept, {})
        return sorted(name for index in indexes if (name := self.cluster.name_of(index)))

    def info(self, name: str) -> GenerationInfo:
        """A generation's manifest; IndexDamagedError if it is not as it was written."""
        if name not in self.names():
            kept = ", ".join(self.names()) or "none"
            said = f"no generation {name!r}; kept: {kept}"
            raise UnknownGenerationError(self.cluster.where, said)
        return self.manifest(name)

    def manifest(self, name: str) -> GenerationInfo:
        """That of a generation that is known to be kept: not all nodes may know of it as yet."""
        kept = self._document(name, _MANIFEST)
        if "content" not in kept:
            raise IndexDamagedError(name, "its manifest is not there")
        return read_manifest(kept["content"], name)

    def start(self) -> str:
        """The name of a new build, what killed builds left swept away."""
        self.sweep()
        self.finish_pruning()
        return new_name(self.names())

    def verify(self, name: str, *, deep: bool) -> CheckReport:
        """What is wrong with a generation: by all its documents, or if not ``deep``, by a glance.

        A glance takes what the cluster says of its shards.
        """
        return verify(self, name, deep=deep)

    def file(self, info: GenerationInfo, name: str) -> bytes:
        """A file that is kept with a generation."""
        with map_opensearch_errors(info.name):
            client = self.cluster.client
        return kept_files.read_file(client, self.cluster.files(info.name), info, name)

    def completions(self, info: GenerationInfo) -> ChangedCompletions:
        """The completions of a generation, brought here.

        They are mapped, so that no file of theirs has to stay, and go when nobody holds them.
        """
        with TemporaryDirectory(prefix="reviewfinder-") as made:
            folder = Path(made)
            for name in (COMPLETIONS, CHANGES_NAME):
                if name in info.files:
                    (folder / name).write_bytes(self.file(info, name))
            changes = CompletionChanges.load(folder, info.name)
            return ChangedCompletions(CompletionFile(folder, info.name), changes)

    def family(self, name: str) -> str:
        """The generation that was built whole, which this one was made out of by updates."""
        return str(self._if_there(name, _MANIFEST).get("family", name))

    def seal(self, info: GenerationInfo, family: str, *, live: bool) -> None:
        """Make a build a generation, and live if it is to be, in one step."""
        cluster = self.cluster
        files, index = cluster.files(info.name), cluster.index(info.name)
        content = {"content": manifest_of(info), "family": family}
        kept_files.put(cluster, info.name, _MANIFEST, content)
        loading.close(cluster, info.name, files)
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": cluster.kept}}]
        self._move(info.name, lambda: actions + (self._live_actions(index) if live else []))

    def activate(self, name: str) -> None:
        """Make a kept generation the live one in one step."""
        self._move(name, lambda: self._live_actions(self.cluster.index(name)))

    def sweep(self) -> None:
        """Delete what was not finished, and what was let go of long enough ago."""
        cluster = self.cluster
        with map_opensearch_errors(cluster.where):
            found = cluster.client.indices.get_settings(
                index=f"{cluster.settings.prefix}-*", params={"flat_settings": "true"}
            )
            live = {cluster.name_of(index) for index in self._indexes_of(cluster.live, {})}
            kept, there = live.union(self.names()), {cluster.name_of(index) for index in found}
            for name in there - kept - {None}:
                if name and self._retired_at(name) < time.time() - RETIRED_SECONDS:
                    self._delete(name)

    def _apart_from(self, live: str, names: Sequence[str]) -> Collection[str]:
        family = self.family(live)
        return {name for name in names if self.family(name) != family}

    def _let_go(self, name: str) -> None:
        cluster = self.cluster
        files = cluster.files(name)
        # Where the files are gone nothing says since when, and the next build deletes the rest.
        with suppress(IndexDamagedError):
            with map_opensearch_errors(name):
                cluster.client.indices.put_settings(index=files, body={"index.blocks.write": False})
            kept_files.put(cluster, name, _RETIRED, {"at": time.time()})
        self._move(name, lambda: [_removed(cluster.index(name), cluster.kept)])

    def _retired_at(self, name: str) -> float:
        return float(self._if_there(name, _RETIRED).get("at", 0))

    def _delete(self, name: str) -> None:
        # The files last, for these say since when they are not needed.
        for index in (self.cluster.index(name), self.cluster.files(name)):
            params = {"ignore_unavailable": "true"}
            self.cluster.client.indices.delete(index=index, params=params)

    def _live_actions(self, index: str) -> list[dict[str, Any]]:
        live = self.cluster.live
        before = [one for one in self._indexes_of(live, {}) if one != index]
        removed = [_removed(one, live) for one in before]
        return [*removed, {"add": {"index": index, "alias": live}}]

    def _move(self, name: str, actions: Callable[[], list[dict[str, Any]]]) -> None:
        """Move aliases in one step, again where it is not known whether that was done."""

        def once() -> object:
            return self.cluster.client.indices.update_aliases(body={"actions": actions()})

        until_done(self.cluster, name, once)

    def _live_indexes(self, how: dict[str, Any]) -> list[str]:
        return self._indexes_of(self.cluster.live, {"local": "true", **how})

    def _indexes_of(self, alias: str, how: dict[str, Any]) -> list[str]:
        params = {"ignore": 404, **how}
        found = self.cluster.client.indices.get_alias(name=alias, params=params)
        return [] if "error" in found else sorted(found)

    def _if_there(self, name: str, key: str) -> dict[str, Any]:
        """A document beside those of a generation; none of one whose files are gone or closed."""
        try:
            return self._document(name, key)
        except IndexDamagedError:
            return {}

    def _document(self, name: str, key: str) -> dict[str, Any]:
        with map_opensearch_errors(name):
            there = self.cluster.client.get(
                index=self.cluster.files(name), id=key, params={"ignore": 404}
            )
        source: dict[str, Any] = there.get("_source") or {}
        return source


def _removed(index: str, alias: str) -> dict[str, Any]:
    # It may be so that it was taken off by a try before.
    return {"remove": {"index": index, "alias": alias, "must_exist": False}}
