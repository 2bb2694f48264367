"""The pages from which one explores: all films, what is like one, words in their context."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request, url_for

from search.film_list import LETTERS, MOST_PAGES, OTHER, FilmListRequest
from search.paging import page_numbers
from search.results import SearchRequest
from webapp.api.declared import CONCORDANCE
from webapp.api.parameters import Parameter, read_form
from webapp.caching import keep
from webapp.exploring_api import concordance_request
from webapp.facet_links import chosen, hit_url
from webapp.request_args import exploring

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from search.concordance import ConcordanceLine, ConcordanceRequest
    from search.film_list import FilmList

blueprint = Blueprint("exploring", __name__)
# So many are shown of what is similar.
SIMILAR_SHOWN = 20
_FILMS = (
    Parameter("letter", "the letter that they are filed by", default=""),
    Parameter("year", "the year that they are filed by", default=""),
    Parameter("page", "which page, from 1", "number", default=1, least=1, most=MOST_PAGES),
)
SORT_NAMES = {
    "place": "film and place",
    "keyword": "the word itself",
    "left": "what stands before",
    "right": "what stands after",
}


@blueprint.get("/films")
def films() -> ResponseReturnValue:
    """All films, those of a letter, or those of a year."""
    given = read_form(_FILMS, request.args)
    asked = FilmListRequest(given["letter"], given["year"], given["page"])
    result = exploring().films(asked)
    return render_template(
        "films.html",
        result=result,
        letters=(*LETTERS, OTHER),
        decades=_decades(result),
        page_numbers=page_numbers(asked.page, result.page_count),
        films_url=films_url,
        page_url=lambda page: films_url(asked.letter, asked.year, page),
    )


@blueprint.get("/similar/<wanted>")
def similar(wanted: str) -> ResponseReturnValue:
    """What is most like a film or a review."""
    result = exploring().similar(wanted, SIMILAR_SHOWN)
    return render_template("similar.html", result=result)


@blueprint.get("/concordance")
def concordance() -> ResponseReturnValue:
    """Every place where the words of a query stand, aligned on them."""
    if not request.args.get("q", "").strip():
        return redirect(url_for("pages.front"))
    given = read_form(CONCORDANCE, request.args)
    asked = concordance_request({**given, "syntax": "lenient"})
    result = keep(exploring().concordance(asked))

    def url(page: int = 1, sort: str = asked.sort) -> str:
        return concordance_url(asked, page, sort)

    return render_template(
        "concordance.html",
        result=result,
        asked=SearchRequest(asked.text, asked.match, syntax="lenient", filters=asked.filters),
        searched=asked,
        sorts=SORT_NAMES,
        url=url,
        line_url=lambda line: _line_url(asked, line),
        search_url=url_for("pages.results", **_asked(asked)),
        filters=chosen(asked.filters),
        file_url=lambda form: _file_url(asked, form),
        page_numbers=page_numbers(asked.page, result.page_count),
    )


def concordance_url(asked: ConcordanceRequest, page: int, sort: str) -> str:
    """A page of the lines of a query; what has its default is left out."""
    return url_for(
        "exploring.concordance",
        **_asked(asked),
        sort=_unless(sort, "place"),
        page=_unless(page, 1),
    )


def _line_url(asked: ConcordanceRequest, line: ConcordanceLine) -> str:
    """The place of a line's text on its film's page, where the words are marked."""
    searched = SearchRequest(asked.text, asked.match, filters=asked.filters)
    return hit_url(searched, line.film_id, line.document_id)


def _file_url(asked: ConcordanceRequest, form: str) -> str:
    return url_for("exploring_api.concordance", **_asked(asked), syntax="lenient", format=form)


def _asked(asked: ConcordanceRequest) -> dict[str, Any]:
    """What all links of the page keep, in the order of a search's own URL."""
    return {"q": asked.text, **dict(asked.filters), "match": _unless(asked.match, "all")}


def _unless(value: str | int, default: str | int) -> str | int | None:
    return None if value == default else value


def films_url(letter: str = "", year: str = "", page: int = 1) -> str:
    """The films of a letter and a year, either of them empty for all."""
    return url_for(
        "exploring.films", letter=letter or None, year=year or None, page=_unless(page, 1)
    )


def _decades(result: FilmList) -> list[tuple[str, list[tuple[str, int]]]]:
    """The years with their counts, by decade; what has no year is last."""
    known = [(year, count) for year, count in result.years.items() if year != OTHER]
    grouped = groupby(known, key=lambda one: one[0][:3])
    return [(f"{decade}0s", list(years)) for decade, years in grouped]
