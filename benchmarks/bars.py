"""Times by class as bars on a log scale, an SVG of our own few lines."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_COLOURS = ("#1b6ca8", "#d9822b", "#4b9b57", "#8c5fa8", "#b23a48", "#8a8a8a")
_BAR, _GAP, _LEFT, _TOP, _WIDTH = 9, 14, 110, 54, 620
_LEGEND = 130
_LABEL = 'font-family="sans-serif" font-size="12" fill="#222"'


def bars(title: str, names: Sequence[str], means: Mapping[str, Mapping[str, float]]) -> str:
    """A group of bars for each class, a bar for each name that it has a time of, in ms."""
    every = [mean for row in means.values() for mean in row.values()]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)) + 1e-9)
    scale = _WIDTH / max(1, high - low)
    group = _BAR * len(names) + _GAP
    height = _TOP + group * len(means) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 40}" height="{height}">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="18" {_LABEL}>{escape(title)}</text>',
        *_legend(names),
        *_axis(low, high, scale, height),
    ]
    for number, (shown, row) in enumerate(means.items()):
        top = _TOP + group * number
        middle = top + _BAR * len(names) / 2 + 4
        parts.append(f'<text x="8" y="{middle}" {_LABEL}>{escape(shown)}</text>')
        for place, name in enumerate(names):
            if name in row:
                width = max(1.0, (math.log10(row[name]) - low) * scale)
                parts.append(
                    f'<rect x="{_LEFT}" y="{top + place * _BAR}" width="{width:.1f}" '
                    f'height="{_BAR - 1}" fill="{_COLOURS[place % len(_COLOURS)]}">'
                    f"<title>{escape(name)}: {row[name]:.3f} ms</title></rect>"
                )
    return "\n".join([*parts, "</svg>", ""])


def _legend(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        x = _LEFT + place * _LEGEND
        colour = _COLOURS[place % len(_COLOURS)]
        yield f'<rect x="{x}" y="26" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="{x + 14}" y="35" {_LABEL}>{escape(name)}</text>'


def _axis(low: int, high: int, scale: float, height: int) -> Iterator[str]:
    for power in range(low, high + 1):
        x = _LEFT + (power - low) * scale
        yield f'<path d="M{x:.1f} {_TOP - 8}V{height - 20}" stroke="#ddd"/>'
        place = f'x="{x:.1f}" y="{height - 6}" text-anchor="middle"'
        yield f"<text {place} {_LABEL}>{10.0**power:g}</text>"
