"""What benchmarks have alike: their command line, the machine, a folder, a file of figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def parser_of(module: str, description: str | None) -> argparse.ArgumentParser:
    """A parser for ``python -m benchmarks.<module>`` that takes a source and --json."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{module}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("--json", type=Path, help="a file for all figures")
    return parser


def machine() -> dict[str, Any]:
    """What the figures of a run begin with: the machine, and its load before."""
    return {
        "machine": f"{os.cpu_count()} cores, {platform.platform()}",
        "python": platform.python_version(),
        "load_before": os.getloadavg(),
    }


def building_folder(kept: Path | None) -> AbstractContextManager[str]:
    """A folder to build in; one that is not given goes when it is left."""
    if kept is None:
        return tempfile.TemporaryDirectory()
    kept.mkdir(parents=True, exist_ok=True)
    return nullcontext(str(kept))


def write_figures(figures: dict[str, Any], file: Path | None) -> None:
    """Add the load as it is now and write what is known so far, where a file is named."""
    figures["load_after"] = os.getloadavg()
    if file:
        file.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
