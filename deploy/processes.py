"""The process of a node: started, found again by its id, told to end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.errors import DeployError
from deploy.nodes import HOST, Node, account_to_run_as

if TYPE_CHECKING:
    import signal

HEAP_MB = 512
_POLL_SECONDS = 0.01
_MOST_SHOWN = 300
# What stands in a line that says why, the best first: Java's, and OpenSearch's.
_SIGNS = ("insufficient memory", "Likely root cause", "Error", "Exception", "error")

_THREADS = "org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory"
# What the distribution's own scripts tell Java; they would start four more Javas to find that out,
# and cannot do with a blank in a path.
_JAVA_OPTIONS = (
    "-XX:+UseG1GC",
    "-XX:G1ReservePercent=25",
    "-XX:InitiatingHeapOccupancyPercent=30",
    "-XX:G1HeapRegionSize=4m",
    "-XX:-OmitStackTraceInFastThrow",
    "-Xshare:auto",
    "-Xss1m",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
    "-Djava.locale.providers=SPI,COMPAT",
    "-Djava.security.manager=allow",
    f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={_THREADS}",
    "-Djna.nosys=true",
    "-Dio.netty.allocator.numDirectArenas=0",
    "-Dio.netty.allocator.type=unpooled",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Dopensearch.networkaddress.cache.negative.ttl=10",
    "-Dopensearch.networkaddress.cache.ttl=60",
    "-Dopensearch.bundled_jdk=false",
    "-Dopensearch.distribution.type=zip",
)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What nodes run on: a Java, the distribution, and how much heap each has.

    Where they are to be ``quick`` Java compiles with its first compiler alone: a start takes
    half as long, and under load they are slower.
    """

    java: str
    home: Path
    heap_mb: int = HEAP_MB
    quick: bool = False


def command(node: Node, runtime: Runtime) -> list[str]:
    """What a node's process is started as."""
    return [
        runtime.java,
        f"-Xms{runtime.heap_mb}m",
        f"-Xmx{runtime.heap_mb}m",
        f"-XX:MaxDirectMemorySize={runtime.heap_mb // 2}m",
        *(["-XX:TieredStopAtLevel=1"] if runtime.quick else []),
        f"-XX:ErrorFile={node.folder}/logs/hs_err_pid%p.log",
        *_JAVA_OPTIONS,
        f"-Djava.io.tmpdir={node.folder / 'tmp'}",
        f"-Dopensearch.path.home={runtime.home}",
        _mark(node),
        "-cp",
        f"{runtime.home}/lib/*",
        "org.opensearch.bootstrap.OpenSearch",
    ]


def _mark(node: Node) -> str:
    """What tells the process of this node from all others."""
    return f"-Dopensearch.path.conf={node.config}"


def start(node: Node, runtime: Runtime) -> subprocess.Popen[bytes]:
    """A node's process, just started; it outlives this one. DeployError if it cannot be."""
    for port in (node.http_port, node.transport_port):
        if not is_free(port):
            raise DeployError(f"port {port}, which {node.name} needs, is taken; choose others")
    user, group = account_to_run_as() or (None, None)
    with node.console.open("wb") as console:
        try:
            process = subprocess.Popen(
                command(node, runtime),
                cwd=node.folder,
                env={"HOME": str(node.folder), "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
            )
        except OSError as error:
            raise DeployError(f"{runtime.java} cannot be run: {error.strerror}") from error
    _pid_file(node).write_text(f"{process.pid}\n", "ascii")
    # For a moment it has no command line yet, by which it is known.
    while process.poll() is None and process_id(node) is None:
        time.sleep(_POLL_SECONDS)
    return process


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def _pid_file(node: Node) -> Path:
    return node.folder / "pid"


def process_id(node: Node) -> int | None:
    """The id of a node's process, None if it does not run; another's is never taken for it."""
    try:
        pid = int(_pid_file(node).read_text("ascii"))
    except (OSError, ValueError):
        return None
    return pid if _mark(node) in _command_line(pid) else None


def _command_line(pid: int) -> str:
    """What a process was started as; empty if it ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        pass
    ps = None if Path("/proc/self").exists() else shutil.which("ps")
    if ps is None:
        return ""
    asked = [ps, "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


def send(node: Node, sign: signal.Signals) -> int | None:
    """Send a signal to a node's process; its id, None if it does not run."""
    pid = process_id(node)
    if pid is not None:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return None
    return pid


def last_words(node: Node) -> str:
    """The line by which a node says best why it ended, shortened; the last if none does."""
    try:
        lines = node.console.read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    for sign in _SIGNS:
        if told := [line for line in lines if sign in line]:
            return told[0].strip()[:_MOST_SHOWN]
    return lines[-1].strip()[:_MOST_SHOWN] if lines else "it printed nothing"
