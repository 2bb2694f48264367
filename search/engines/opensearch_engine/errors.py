"""The one place where the client's exceptions become ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from opensearchpy import exceptions

from search.errors import EngineUnavailableError, UnsupportedQueryError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def map_opensearch_errors(where: str) -> Iterator[None]:
    """Raise our errors for the client's; ``where`` names the generation in them."""
    try:
        yield
    except exceptions.RequestError as error:
        raise UnsupportedQueryError(" ".join(str(error).split())) from error
    except exceptions.OpenSearchException as error:
        raise EngineUnavailableError(where, " ".join(str(error).split())) from error
