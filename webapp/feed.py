"""Any search as an Atom feed, so that one is told of new hits: RFC 4287, in pages as RFC 5005."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for

from search.answer import film_url
from search.records import ReleaseDate
from search.wording import IN_PART
from webapp.caching import keep
from webapp.request_args import search_request, service

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from search.results import Hit
    from search.sorting import Sort

blueprint = Blueprint("feed", __name__)
_PER_PAGE = 20
_NEWEST: Sort = "newest_review"
# What XML 1.0 has no way to say.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.get("/search.atom")
def atom() -> ResponseReturnValue:
    """The hits of a query as a feed, the newest reviews first unless it is to be otherwise."""
    if not request.args.get("q", "").strip():
        return redirect(url_for("pages.front"))
    asked = replace(search_request(request.args, "lenient"), syntax="lenient")
    if not request.args.get("sort"):
        asked = replace(asked, sort=_NEWEST)
    if not request.args.get("per_page"):
        asked = replace(asked, per_page=_PER_PAGE)
    result = keep(service().search(asked))
    written = render_template(
        "feed.xml",
        asked=asked,
        result=result,
        self_url=_page_url(asked.page),
        page_url=_page_url,
        results_url=_absolute("pages.results", 1),
        hit_url=_hit_url,
        built=service().live().created,
        updated=_updated,
        in_part=IN_PART,
    )
    return Response(_NO_XML.sub("", written), mimetype="application/atom+xml")


def feed_url(results_url: str) -> str:
    """The feed of a page of results."""
    return f"{url_for('feed.atom')}?{results_url.partition('?')[2]}"


def _page_url(page: int) -> str:
    return _absolute("feed.atom", page)


def _absolute(endpoint: str, page: int) -> str:
    """A page of what the request asks for, with its host; all else as it was given."""
    given = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    asked = urlencode([*given, *([("page", page)] if page > 1 else [])])
    return f"{url_for(endpoint, _external=True)}?{asked}"


def _hit_url(hit: Hit) -> str:
    """The place of a hit, which is also what a reader knows it by again."""
    return f"{request.url_root.rstrip('/')}{film_url(hit.film.id, hit.id)}"


def _updated(hit: Hit, built: str) -> str:
    """When a review was written, as far as it is known to the day; else when it was indexed."""
    date = ReleaseDate.parse(hit.facts.date) if hit.facts.date else None
    if date is None or date.year is None:
        return built
    return f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}T00:00:00Z"
