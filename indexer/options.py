"""Options that several commands have."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from search.config import read_settings
from search.errors import RequestError
from search.facets import read_filters

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class FilterType(click.ParamType[tuple[str, str]]):
    """A facet and one of its values, as NAME=VALUE."""

    name = "NAME=VALUE"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The name and the value; what is no facet or no value of it is refused."""
        name, equals, wanted = value.partition("=")
        if not equals:
            self.fail(f"{value[:40]!r} is not NAME=VALUE", param, ctx)
        try:
            read_filters([(name, wanted)])
        except RequestError as error:
            self.fail(str(error), param, ctx)
        return name, wanted


def _take_index(context: click.Context, _: click.Parameter, index: str | None) -> None:
    environment = {**os.environ} if index is None else {**os.environ, "REVIEWFINDER_INDEX": index}
    context.obj = read_settings(environment)
    if index is not None and context.obj.opensearch:
        raise click.BadParameter(
            "the index is on the cluster, for REVIEWFINDER_ENGINE is opensearch"
        )


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
