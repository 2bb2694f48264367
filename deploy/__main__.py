"""``python -m deploy start`` and ``stop``: an OpenSearch cluster of three nodes on loopback."""

from __future__ import annotations

import argparse
import sys
import time

from deploy.cluster import HTTP_PORT, NODES, TRANSPORT_ABOVE, alone, find
from deploy.distribution import VERSION, default_folder, fetch, home_in
from deploy.errors import DeployError
from deploy.processes import HEAP_MB, Runtime
from deploy.programs import java

_HIGHEST_PORT = 65_535
_LEAST_HEAP_MB = 256


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 0, or 1 with one line on stderr."""
    told = _parser().parse_args(arguments)
    try:
        with alone(default_folder()):
            if told.command == "start":
                start(told.port, told.heap_mb)
            else:
                stop()
    except DeployError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; what was started is stopped\n")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    start_parser = commands.add_parser("start", help="fetch it once, start it, wait until green")
    start_parser.add_argument(
        "--port", type=_port, default=HTTP_PORT, help="HTTP of the first node"
    )
    start_parser.add_argument("--heap-mb", type=_heap_mb, default=HEAP_MB, help="of each node")
    commands.add_parser("stop", help="stop its nodes; their data stay")
    return parser


def _port(text: str) -> int:
    return _number(text, 1, _HIGHEST_PORT - TRANSPORT_ABOVE - NODES + 1)


def _heap_mb(text: str) -> int:
    return _number(text, _LEAST_HEAP_MB, sys.maxsize)


def _number(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
    return int(text)


def start(port: int, heap_mb: int) -> None:
    """Have the cluster run, and say where; what runs already stays as it is."""
    folder = default_folder()
    program = java()
    if not home_in(folder).is_dir():
        _say(f"fetching OpenSearch {VERSION} (52 MB) into {folder}")
    home = fetch(folder)
    cluster = find(folder, port)
    began = time.monotonic()
    started = cluster.start(Runtime(program, home, heap_mb))
    what = f"started in {time.monotonic() - began:.0f} s" if started else "they ran already"
    _say(f"OpenSearch {VERSION}, {NODES} nodes, green ({what}):")
    for node in cluster.nodes:
        _say(f"  {node.url}  {node.folder}")
    _say("make opensearch-stop stops them; their data stay")


def stop() -> None:
    """Stop the nodes that run, and say which."""
    stopped = find(default_folder()).stop()
    for name, pid in stopped.items():
        _say(f"stopped {name} (process {pid})")
    if not stopped:
        _say("no node was running")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
