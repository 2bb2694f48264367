"""The seed's page saved from a browser gives the film that its text gives."""

from __future__ import annotations

import html

import pytest

from indexer.readers.text_page import read_text_page
from indexer.source_file import SourceFile, opened
from search.records import Film
from tests.conftest import ROOT
from tests.html.reading import film_of

SEED = ROOT / "seeds" / "seoul-train.txt"
(SEOUL,) = (
    film
    for film in read_text_page(SourceFile(SEED, lambda: opened(SEED)))
    if isinstance(film, Film)
)

HEAD = """<!DOCTYPE html><html><head><title>Seoul Train - reviews and trailers</title>
<meta charset="utf-8"><script>track("Seoul Train");</script></head><body>
<nav><a href="/">Films</a> <a href="/people">People</a></nav>"""
FOOT = "<footer>© The site. All rights reserved.</footer></body></html>"


def _review_cards() -> str:
    return "".join(
        f'<div class="card"><h4>{html.escape(review.author)}</h4><p>{html.escape(review.text)}</p>'
        '<a href="#">... View More</a></div>'
        for review in SEOUL.reviews
    )


def _review_runs() -> str:
    return "".join(
        f"<b>{html.escape(review.author)}</b><br>"
        f"{html.escape(review.text)} <i>... View More</i><br>"
        for review in SEOUL.reviews
    )


def _page(title: str, reviews: str) -> str:
    description = html.escape(SEOUL.description)
    return (
        f"{HEAD}{title}<h3>Seoul Train Trailers</h3><p>{description}</p>"
        f"<h2>REVIEWS</h2>{reviews}{FOOT}"
    )


@pytest.mark.parametrize(
    "title",
    [
        "<h1>Seoul Train</h1><h2>Seoul Train</h2><div>| 12 November 2004 (USA)</div>",
        "<h1>Seoul Train</h1><h2>Seoul Train <span>| 12 November 2004 (USA)</span></h2>",
        "<div>Seoul Train</div><div>Seoul Train</div><p>| 12 November 2004 (USA)</p>",
    ],
)
@pytest.mark.parametrize("reviews", [_review_cards(), _review_runs()], ids=["cards", "lines"])
def test_the_seed_saved_from_a_browser_is_the_same_film(title: str, reviews: str) -> None:
    assert film_of(_page(title, reviews)) == SEOUL


def test_the_lines_of_the_seed_as_they_are_in_a_page_are_the_same_film() -> None:
    text = html.escape(SEED.read_text("utf-8"))
    assert film_of(f"{HEAD}<pre>{text}</pre>{FOOT}") == SEOUL
