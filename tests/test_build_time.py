"""The benchmark of builds: its sources say the same in every format, and it runs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.build_time import main, read
from benchmarks.source_formats import films_of, write_all

# So many that a guard lets one go.
TITLES = [f"{colour} {bird}" for colour in ("Grey", "White", "Red", "Blue", "Black", "Green")
          for bird in ("Ducks", "Geese", "Swans", "Herons")]  # fmt: skip
FILMS: list[dict[str, Any]] = [
    {
        "id": f"tt{number:07d}",
        "title": f'Of "{title}", and <others>',
        "year": 1950 + number,
        "genres": ["Drama", "Comedy"],
        "cast": [],
        "release_date": f"{1950 + number}-02-03",
        "language": "English",
        "description": f"What {title} did one summer.\n\nAnd the next.",
        "reviews": [
            {
                "id": f"review-{number}-{again}",
                "author": None if again else f"Ann {number}",
                "date": None,
                "title": None,
                "rating": 7,
                "text": f'{title} is as good, "they" said,\nas it was; number {again}.',
            }
            for again in range(number % 3)
        ],
    }
    for number, title in enumerate(TITLES)
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A packed file of films."""
    path = tmp_path / "films.jsonl.gz"
    path.write_bytes(gzip.compress("".join(f"{json.dumps(film)}\n" for film in FILMS).encode()))
    return path


def test_the_sources_of_the_benchmark_say_the_same_in_every_format(
    source: Path, tmp_path: Path
) -> None:
    formats = write_all(films_of(source), tmp_path / "made", len(FILMS))
    for name, path in formats.items():
        report = read(path, 1, merged=True)
        assert report.rejects.total == 0, name
        counts = {key: report.counts[key] for key in ("films", "descriptions", "reviews")}
        assert counts == {"films": 24, "descriptions": 24, "reviews": 24}, name


def test_the_benchmark_of_builds_shows_a_ratio_for_every_format_and_keeps_its_figures(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures.json"
    few = ["--rounds", "1", "--edits", "1", "--pairs", "1", "--jobs", "1", "--sizes", "24"]
    main([str(source), *few, "--json", str(out), "--folder", str(tmp_path)])
    kept = json.loads(out.read_text("utf-8"))
    shown = capsys.readouterr().out
    assert all(f"| {name} |" in shown for name in kept["reading"])
    assert [*kept["update"]["24"]["kinds"]] == ["nothing", "changed", "new", "deleted"]
    assert kept["rebuild"]["24"]["documents"] == 48
