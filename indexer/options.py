"""Options that several commands have."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from search.config import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _take_index(context: click.Context, _: click.Parameter, index: str | None) -> None:
    environment = {**os.environ} if index is None else {**os.environ, "REVIEWFINDER_INDEX": index}
    context.obj = read_settings(environment)


index_option: Callable[..., Any] = click.option(
    "--index",
    metavar="DIR",
    expose_value=False,
    callback=_take_index,
    help="The index folder.  [default: $REVIEWFINDER_INDEX or index_data]",
)
json_option: Callable[..., Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON."
)
