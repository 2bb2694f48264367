"""``python -m webapp``: serve the search page and the endpoint."""

from __future__ import annotations

import argparse
import sys

from search.errors import ConfigError
from webapp.server import serve

_CONFIG = 78  # EX_CONFIG of sysexits.h


def main() -> None:
    """Read the options and serve; what cannot be used is one line on stderr."""
    parser = argparse.ArgumentParser(
        prog="python -m webapp",
        description="Serve the search page and the JSON endpoint on the index of "
        "$REVIEWFINDER_INDEX (default: index_data).",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=_port, default=8000, help="port, 0 for a free one (%(default)s)"
    )
    parser.add_argument("--workers", type=_workers, default=2, help="processes (%(default)s)")
    options = parser.parse_args()
    try:
        serve(options.host, options.port, options.workers)
    except ConfigError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(_CONFIG)


def _port(text: str) -> int:
    return _from(text, 0, 65_535)


def _workers(text: str) -> int:
    return _from(text, 1, 64)


def _from(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
    return int(text)


if __name__ == "__main__":
    main()
