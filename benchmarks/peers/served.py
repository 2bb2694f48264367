"""A server in processes of its own, and what of the processor they use."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from search.config import KEPT_ANSWERS_MB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent.parent


class Server(NamedTuple):
    """Where a server answers, and its first process."""

    address: str
    process: int

    def processor_seconds(self) -> float:
        """What it and the processes that it started have used; 0 where that is not told."""
        try:
            started = Path(f"/proc/{self.process}/task/{self.process}/children").read_text()
            each = [Path(f"/proc/{one}/stat") for one in (self.process, *started.split())]
            # Behind the name in parentheses, which may have blanks, these two count from 0.
            ticks = [one.read_text().rpartition(")")[2].split()[11:13] for one in each]
        except OSError:
            return 0.0
        return sum(int(tick) for two in ticks for tick in two) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    command: list[str],
    index: Path | None = None,
    kept_mb: int = KEPT_ANSWERS_MB,
    more: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server that runs meanwhile, keeps so much of its answers, and has ``more`` settings."""
    environment = {**os.environ, **(more or {}), "REVIEWFINDER_REQUESTS_A_SECOND": "0"}
    environment["REVIEWFINDER_KEPT_ANSWERS_MB"] = str(kept_mb)
    if index:
        environment["REVIEWFINDER_INDEX"] = str(index)
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        said = server.stdout.readline()
        try:
            if not said:
                sys.exit("the server did not start")
            yield Server(said.split()[-1], server.pid)
        finally:
            server.terminate()
            server.wait()
