"""Dates in many languages, titles among the names of sites, what is no text of a page."""

from __future__ import annotations

import pytest

from indexer.readers.html.values import find_date, on_ten
from tests.html.reading import film_of


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2004-11-12", "2004-11-12"),
        ("2004-11-12T10:00:00Z", "2004-11-12"),
        ("12 November 2004", "2004-11-12"),
        ("Posted on November 12th, 2004 by Ann", "2004-11-12"),
        ("12. März 2002", "2002-03-12"),
        ("1er août 1999", "1999-08-01"),
        ("3 de mayo de 2009", "2009-05-03"),
        ("2007. január 28. 14:00", "2007-01-28"),
        ("augusztus 02. 15:05", "--08-02"),
        ("25/12/2004", "2004-12-25"),
        ("12/25/2004", "2004-12-25"),
        ("04/05/2004", "2004"),
        ("05/05/2004", "2004-05-05"),
        ("12.03.2007", "2007-03-12"),
        ("May 2001", "2001-05"),
        ("30 February 2004", "2004-02"),
        ("room 12 of 30", None),
        ("", None),
    ],
)
def test_a_date_is_found_as_far_as_it_can_be_told(text: str, date: str | None) -> None:
    found = find_date(text)
    assert (str(found[0]) if found else None) == date


@pytest.mark.parametrize(
    ("value", "best", "worst", "rating"),
    [(8, 10, 1, 8.0), (4, 5, None, 8.0), (0, 5, 0, 1.0), (5, 5, 5, 10.0), (None, 10, None, None)],
)
def test_the_ends_of_a_scale_go_to_one_and_ten(
    value: float | None, best: float, worst: float | None, rating: float | None
) -> None:
    assert on_ten(value, best, worst) == rating


PLOT = "<h2>Plot</h2><p>Somebody goes somewhere and does not come back until much later. Alone.</p>"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Alien (1979) - IMDb</title>", "", "Alien"),
        ("<title>Alien (1979) - Movie Reviews, Trailers - X</title>", "<h1>Alien</h1>", "Alien"),
        ("<title>Filmbase | Alien (1979)</title>", "", "Alien"),
        ("<title>Site - Star Trek 8. - First Contact</title>",
         "<b>Star Trek 8. - First Contact</b><p>USA, 1996, 106 min</p>",
         "Star Trek 8. - First Contact"),
        ("<title>Review: Mission: Kashmir (2000)</title>", "", "Mission: Kashmir"),
        ("<title>Blade Runner 2049 (2017)</title>", "<h1>Blade Runner 2049 (2017)</h1>",
         "Blade Runner 2049"),
        ("<title>2001: A Space Odyssey (1968)</title>", "", "2001: A Space Odyssey"),
        ("<title>M (1931) | Kino</title>", "<h1>M</h1>", "M"),
        ("<title>“Tosca” (1956)</title>", "", "Tosca"),
    ],
)  # fmt: skip
def test_a_title_is_without_the_sites_name(head: str, body: str, title: str) -> None:
    assert film_of(f"<html><head>{head}</head><body>{body}{PLOT}</body></html>").title == title


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>NOISE here and there. And everywhere.</nav>",
        "<script>var x = 'NOISE';</script>",
        "<style>.NOISE {}</style>",
        "<noscript>NOISE without scripts.</noscript>",
        '<div class="ad-slot">NOISE to be bought now.</div>',
        '<div id="cookieConsent">NOISE about cookies.</div>',
        "<footer>© NOISE. All rights reserved.</footer>",
        "<form><select><option>NOISE</select><textarea>NOISE</textarea></form>",
        "<aside>NOISE beside it all.</aside>",
        '<div style="display: none">NOISE that nobody sees.</div>',
        "<!-- NOISE -->",
        "<iframe>NOISE</iframe>",
    ],
)
def test_furniture_is_no_text(furniture: str) -> None:
    reviews = "".join(
        f'<div class="review"><b class="author">{who}</b><p>I went and did come back.</p>'
        f"{furniture}</div>"
        for who in ("Ann", "Bob")
    )
    page = f"<title>Gone (1990)</title><h1>Gone (1990)</h1>{furniture}{PLOT}{furniture}{reviews}"
    assert "NOISE" not in repr(film_of(page.replace("come back.</p>", "come back, me too.</p>", 1)))
