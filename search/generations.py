"""Generations on a file system: names, manifests, CURRENT, the lock, prune.

    index_data/
      CURRENT                         one line: the name of the live generation
      LOCK                            held while a build is at work, and by whom
      generations/<name>/             a complete build, never changed again
      generations/<name>/manifest.json
      building/<name>/                a build in the making; the next one sweeps it away

A build moves from ``building`` to ``generations`` by one rename, when all of it is on disk,
and goes live by one replacement of ``CURRENT``, so a kill at any moment leaves either the old
generation live or the new one, whole.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import socket
import time
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from search.checksums import problems_of
from search.engine import CheckReport
from search.errors import (
    EngineUnavailableError,
    IndexBusyError,
    IndexDamagedError,
    UnknownGenerationError,
)
from search.kept_generations import KeptGenerations
from search.manifest import manifest_of, read_manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from search.engine import GenerationInfo

MANIFEST = "manifest.json"
_REMOVING_TRIES = 20
_REMOVING_PAUSE_SECONDS = 0.02
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}")
_STAMP = "%Y%m%dT%H%M%S.%fZ"


def new_name(there: Iterable[str] = ()) -> str:
    """A name for a build: the UTC time to the microsecond and a token of its own.

    It stands after all that are ``there``, by a microsecond where the clock was set back, so
    that generations stand in the order in which they were made.
    """
    now = datetime.now(timezone.utc)
    newest = max(there, default="").partition("-")[0]
    if newest >= f"{now:{_STAMP}}":
        # What is no time, or the last there is, was not named here.
        with suppress(ValueError, OverflowError):
            made = datetime.strptime(newest, _STAMP).replace(tzinfo=timezone.utc)
            now = made + timedelta(microseconds=1)
    return f"{now:{_STAMP}}-{secrets.token_hex(4)}"


class GenerationStore(KeptGenerations):
    """The generations under one folder. Every OSError becomes an EngineUnavailableError."""

    pointer = "CURRENT"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.where = str(root)
        self._current = root / "CURRENT"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the build lock; IndexBusyError names who has it. A killed holder frees it."""
        with self._os_errors():
            self.root.mkdir(parents=True, exist_ok=True)
            file = os.open(self.root / "LOCK", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(file, 200, 0).decode(errors="replace").strip()
                raise IndexBusyError(str(self.root), holder or "unknown") from None
            since = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
            holder = f"process {os.getpid()} on {socket.gethostname()} since {since}\n"
            with self._os_errors():
                os.ftruncate(file, 0)
                os.pwrite(file, holder.encode(), 0)
            yield
            os.ftruncate(file, 0)
        finally:
            os.close(file)

    def start(self) -> tuple[str, Path]:
        """The name and empty folder of a new build, what killed builds left swept away."""
        with self._os_errors():
            self.sweep()
            self.finish_pruning()
            named = self._named() or ""
            name = new_name([*self.names(), *([named] if _NAME.fullmatch(named) else [])])
            folder = self.root / "building" / name
            folder.mkdir(parents=True)
            return name, folder

    def seal(self, folder: Path, info: GenerationInfo) -> None:
        """Write ``info`` beside the files it tells of and make the build a generation."""
        with self._os_errors():
            _write_synced(folder / MANIFEST, manifest_of(info))
            _sync_folder(folder)
            target = self.root / "generations" / info.name
            target.parent.mkdir(exist_ok=True)
            folder.rename(target)
            _sync_folder(target.parent)
            self.sweep()

    def activate(self, name: str) -> None:
        """Make ``name`` the live generation in one step, and prune old ones.

        The one that was live until now stays, whatever its age, and the newest others.
        """
        with self._os_errors():
            before = self._named()
            next_file = self.root / "CURRENT.next"
            _write_synced(next_file, f"{name}\n")
            next_file.replace(self._current)
            _sync_folder(self.root)
            self.prune(name, before)

    def current(self) -> str | None:
        """The name of the live generation, None if nothing was ever activated."""
        with self._os_errors():
            name = self._named()
        if name is not None and not _NAME.fullmatch(name):
            raise IndexDamagedError(str(self._current), "it names no generation")
        return name

    def _named(self) -> str | None:
        """What CURRENT says, whatever that is."""
        try:
            return self._current.read_bytes()[:200].decode(errors="replace").strip()
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """The generations that are kept, oldest first."""
        folder = self.root / "generations"
        with self._os_errors():
            there = folder.iterdir() if folder.is_dir() else ()
            return sorted(path.name for path in there if _NAME.fullmatch(path.name))

    def folder(self, name: str) -> Path:
        """Where a generation's files are; UnknownGenerationError if there is none so named."""
        folder = self.root / "generations" / name
        with self._os_errors():
            is_there = bool(_NAME.fullmatch(name)) and folder.is_dir()
        if not is_there:
            kept = ", ".join(self.names()) or "none"
            raise UnknownGenerationError(str(self.root), f"no generation {name!r}; kept: {kept}")
        return folder

    def info(self, name: str) -> GenerationInfo:
        """A generation's manifest; IndexDamagedError if it is not as it was written."""
        path = self.folder(name) / MANIFEST
        try:
            text = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise IndexDamagedError(str(path), f"it cannot be read ({error})") from error
        return read_manifest(text, str(path))

    def verify(self, name: str, *, deep: bool) -> CheckReport:
        """What is wrong with a generation: by every byte, or if not ``deep``, by a glance.

        A glance takes names, sizes, and the bytes of files so small that it costs nothing.
        """
        try:
            info, folder = self.info(name), self.folder(name)
        except IndexDamagedError as error:
            return CheckReport(name, (f"{MANIFEST}: {error.detail}",))
        with self._os_errors():
            return CheckReport(
                name, (*problems_of(folder, info.files, beside=MANIFEST, deep=deep),)
            )

    def sweep(self) -> None:
        """Remove what killed builds left; only for the holder of the lock."""
        with self._os_errors():
            _remove(self.root / "building")
            (self.root / "CURRENT.next").unlink(missing_ok=True)
            # A prune that was cut off. What cannot be removed is in nobody's way.
            for doomed in (self.root / "generations").glob(".*"):
                if _NAME.fullmatch(doomed.name[1:]):
                    shutil.rmtree(doomed, ignore_errors=True)

    def _apart_from(self, live: str, names: Sequence[str]) -> Collection[str]:
        shared = self._inodes(live)
        return {name for name in names if shared.isdisjoint(self._inodes(name))}

    def _let_go(self, name: str) -> None:
        folder = self.root / "generations" / name
        # Renamed first, so a half-removed generation is never taken for a whole one.
        doomed = folder.with_name(f".{name}")
        folder.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)

    def _inodes(self, name: str) -> frozenset[int]:
        folder = self.root / "generations" / name
        return (
            frozenset(path.stat().st_ino for path in folder.iterdir())
            if folder.is_dir()
            else frozenset()
        )

    @contextmanager
    def _os_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise EngineUnavailableError(str(error.filename or self.root), reason) from error


def _remove(folder: Path) -> None:
    """Remove a folder, though a writer that outlived its killed parent may be at its last byte."""
    for _ in range(_REMOVING_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_REMOVING_PAUSE_SECONDS)
    if folder.exists():
        shutil.rmtree(folder)


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
