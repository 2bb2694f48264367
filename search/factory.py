"""The engine and the services that the settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.whoosh_engine import WhooshEngine
from search.exploring import Exploring
from search.service import SearchService

if TYPE_CHECKING:
    from search.config import Settings
    from search.engine import Engine


def make_engine(settings: Settings) -> Engine:
    """The engine; nothing is opened before it is asked."""
    if settings.opensearch:
        # Its library is imported where it is used alone.
        from search.engines.opensearch_engine import OpenSearchEngine

        return OpenSearchEngine(settings.opensearch)
    return WhooshEngine(settings.index)


def make_service(settings: Settings) -> SearchService:
    """The service over the engine."""
    return SearchService(make_engine(settings), settings.search_seconds)


def make_services(settings: Settings) -> tuple[SearchService, Exploring]:
    """Both services over one engine."""
    engine = make_engine(settings)
    return SearchService(engine, settings.search_seconds), Exploring(
        engine, settings.search_seconds
    )
