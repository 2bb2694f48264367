"""Run a command of the indexer on a disk that has so much room, and see what it left.

usage: python -m tests.full_disk FOLDER INDEX KILOBYTES [ARGUMENT ...]

FOLDER becomes a file system in memory of its own, seen by this process alone; the index is
copied into it, and KILOBYTES of room are left. Prints a JSON object: how the command ended and
what it said, what could be found then, and what stood there after it ran again with room enough.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

_ROOM = 512 * 1024


def enter(folder: Path) -> None:
    """Begin anew in a namespace of its own, with an empty file system in memory at ``folder``."""
    script = 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"'
    again = [sys.executable, "-m", "tests.full_disk", *sys.argv[1:]]
    environment = {**os.environ, "INSIDE": "1"}
    os.execvpe(
        "unshare",
        ["unshare", "-rm", "sh", "-c", script, "sh", f"{_ROOM}k", str(folder), *again],
        environment,
    )


def used_kilobytes(folder: Path) -> int:
    """What a file system has of its room in use."""
    facts = os.statvfs(folder)
    return (facts.f_blocks - facts.f_bfree) * facts.f_frsize // 1024


def run(index: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the indexer on an index."""
    return subprocess.run(
        [sys.executable, "-m", "indexer", *arguments, "--index", str(index)],
        capture_output=True,
        text=True,
        check=False,
    )


def resize(folder: Path, kilobytes: int) -> None:
    """Give a file system in memory so much room."""
    option = f"remount,size={kilobytes}k"
    subprocess.run(["mount", "-o", option, str(folder)], check=True)


def main() -> None:
    """See the top of the file."""
    folder, original, kilobytes, *arguments = sys.argv[1:]
    disk = Path(folder)
    if not os.environ.get("INSIDE"):
        enter(disk)
    index = disk / "index"
    shutil.copytree(original, index)
    resize(disk, used_kilobytes(disk) + int(kilobytes))
    first = run(index, *arguments)
    found = run(index, "search", "refugees", "--json")
    whole = run(index, "check")
    resize(disk, _ROOM)
    second = run(index, *arguments)
    answer = {
        "returncode": first.returncode,
        "stderr": first.stderr,
        "total": json.loads(found.stdout)["total"] if found.stdout else None,
        "whole": whole.returncode,
        "again": second.returncode,
        "after": run(index, "check").returncode,
        "there": sorted(path.name for path in index.iterdir()),
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
