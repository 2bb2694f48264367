"""How people and scripts ask: pages, the JSON endpoint, URLs and markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from search.config import read_settings
from search.factory import make_services
from webapp import (
    caching,
    compression,
    errors,
    exploring_api,
    exploring_pages,
    feed,
    headers,
    limits,
    markup,
    pages,
)
from webapp.api import endpoints
from webapp.request_args import check_encoding

if TYPE_CHECKING:
    from search.config import Settings


class _Json(DefaultJSONProvider):
    """Fields in the order in which the docs have them, and text as it is written."""

    sort_keys = False
    ensure_ascii = False


def create_app(settings: Settings | None = None) -> Flask:
    """The web app on the index that ``settings``, or else the environment, names.

    Nothing is opened before the first request, so it starts without an index and answers
    503 until there is one.
    """
    app = Flask(__name__)
    app.json = _Json(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    settings = settings or read_settings()
    searching, exploring = make_services(settings)
    app.extensions["reviewfinder"] = searching
    app.extensions["reviewfinder.exploring"] = exploring
    markup.register(app)
    errors.register(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(exploring_pages.blueprint)
    app.register_blueprint(feed.blueprint)
    app.register_blueprint(endpoints.blueprint)
    app.register_blueprint(exploring_api.blueprint)
    limits.register(app, settings)
    compression.register(app)  # what is registered first looks at a response last
    headers.register(app, settings.cors_origins)
    caching.register(app, settings)
    app.before_request(check_encoding)
    return app
