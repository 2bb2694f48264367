"""Headless Chromium from the system's packages, and a real server process for it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without these Chromium looks for its makers' hosts at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """The path of the system's Chromium, None if it has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def server(index: Path, *options: str) -> Iterator[str]:
    """The address of a real server process on an index, stopped afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp", "--port", "0", *options],
        cwd=ROOT,
        env={
            **os.environ,
            "REVIEWFINDER_INDEX": str(index),
            # Tests ask faster than one client may.
            "REVIEWFINDER_REQUESTS_A_SECOND": "0",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address, f"the server said {line!r}"
        yield address.group()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()
