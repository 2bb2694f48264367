"""The pages from which one explores: all films by letter and year, what is like a film."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for

from search.film_list import LETTERS, OTHER, FilmListRequest
from webapp.exploring_args import exploring, number, one, page_numbers

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from search.film_list import FilmList

blueprint = Blueprint("exploring", __name__)
# So many are shown of what is similar.
SIMILAR_SHOWN = 20


@blueprint.get("/films")
def films() -> ResponseReturnValue:
    """All films, those of a letter, or those of a year."""
    args = request.args
    asked = FilmListRequest(one(args, "letter"), one(args, "year"), number(args, "page", 1))
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


def films_url(letter: str = "", year: str = "", page: int = 1) -> str:
    """The films of a letter and a year, either of them empty for all."""
    return url_for(
        "exploring.films", letter=letter or None, year=year or None, page=page if page > 1 else None
    )


def _decades(result: FilmList) -> list[tuple[str, list[tuple[str, int]]]]:
    """The years with their counts, by decade; what has no year is last."""
    known = [(year, count) for year, count in result.years.items() if year != OTHER]
    grouped = groupby(known, key=lambda one: one[0][:3])
    return [(f"{decade}0s", list(years)) for decade, years in grouped]
