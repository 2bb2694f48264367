"""Run the command line and die of SIGKILL at the Nth touch of the file system below a folder.

usage: python -m tests.killer FOLDER N [ARGUMENT ...]; N = 0 only counts, printing to stdout.
"""

from __future__ import annotations

import os
import signal
import sys

from indexer.cli import main

# What changes a file system, as Python's own audit events name it.
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}


def run() -> None:
    """Count touches, and kill this very process at the one that is asked for."""
    folder, limit, *arguments = sys.argv[1:]
    touched = 0

    def on_event(event: str, details: tuple[object, ...]) -> None:
        nonlocal touched
        if event not in EVENTS or not str(details[0]).startswith(folder):
            return
        touched += 1
        if touched == int(limit):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(on_event)
    try:
        main(arguments)
    finally:
        if limit == "0":
            sys.stdout.write(f"{touched}\n")


if __name__ == "__main__":
    run()
