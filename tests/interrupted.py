"""Run the command line and send it SIGINT, as Ctrl-C does, when its build has a folder.

usage: python -m tests.interrupted [ARGUMENT ...]
"""

from __future__ import annotations

import os
import signal
import sys

from indexer.cli import main


def run() -> None:
    """Interrupt this very process in the middle of its build."""
    sent = False

    def on_event(event: str, details: tuple[object, ...]) -> None:
        nonlocal sent
        if event == "open" and str(details[0]).endswith(".txt") and not sent:
            sent = True
            os.kill(os.getpid(), signal.SIGINT)

    sys.addaudithook(on_event)
    main(sys.argv[1:])


if __name__ == "__main__":
    run()
