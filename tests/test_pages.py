"""The pages, asked as browsers ask them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.rebuild import Rebuild
from search import errors
from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from search.query import parse
from search.results import SearchRequest, SearchResult
from tests.webclient import ask, assert_problem, body
from webapp import create_app


def marks(html: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", html)


def test_the_front_page_has_the_box_and_what_is_in_the_index(client: FlaskClient) -> None:
    html = client.get("/").text
    assert '<form role="search" action="/search" autocomplete="off">' in html
    assert "<span>1 film,</span> <span>1 description,</span>\n<span>8 reviews</span>" in html
    for link in re.findall(r'<dt><a href="([^"]+)"', html):
        assert client.get(link.replace("&amp;", "&")).status_code == 200
        assert "0 hits" not in client.get(link.replace("&amp;", "&")).text


def test_a_hit_shows_film_kind_author_date_and_marks_and_links_to_its_place(
    client: FlaskClient,
) -> None:
    html = client.get("/search?q=mongolia").text
    assert "<h1>2 hits</h1>" in html
    assert "Review</span>" in html
    assert "by <b>MartinHafer</b>" in html
    assert "film released 12 November 2004" in html
    assert set(marks(html)) == {"Mongolia"}
    place = re.search(r'href="(/films/seoul-train-2004\?q=mongolia)#([0-9a-f]{12})"', html)
    assert place
    film = client.get(place[1]).text
    assert f'id="{place[2]}"' in film
    assert marks(film) == ["Mongolia"] * 3
    assert 'value="mongolia"' in film
    assert "Description</span>" in client.get("/search?q=emmy").text


def test_a_title_and_an_author_that_match_are_marked(client: FlaskClient) -> None:
    assert marks(client.get("/search?q=by:martinhafer+title:train").text) == [
        "Train",
        "MartinHafer",
    ]
    assert "by <b><mark>lastliberal</mark></b>" in client.get("/search?q=lastliberal").text


def test_fragments_are_one_paragraph_with_an_ellipsis_where_something_is_left_out(
    client: FlaskClient,
) -> None:
    html = client.get("/search?q=underground+border").text
    (shown,) = re.findall(r'<p class="snippet">(.*sends them back.*)</p>', html)
    first, second = (
        re.sub("</?mark>", "", part) for part in shown.strip("… \N{NO-BREAK SPACE}").split(" … ")
    )
    assert first.startswith("This film studies the North Koreans")
    assert second.endswith("This film follows two of the groups.")
    assert (shown.startswith("…"), shown.endswith("…")) == (True, True)


def test_a_hit_and_its_film_keep_the_whole_search(client: FlaskClient) -> None:
    html = client.get("/search?q=popcorn+mongolia&match=any").text
    link = re.search(r'href="(/films/[^"]*)"', html)
    assert link
    film = client.get(unescape(link[1])).text
    assert '<a href="/search?q=popcorn+mongolia&amp;match=any">all hits for this search' in film
    assert set(marks(film)) == {"popcorn", "Mongolia"}


def test_nothing_found_says_so_and_offers_any(client: FlaskClient) -> None:
    html = client.get("/search?q=popcorn+mongolia").text
    assert "Nothing found" in html
    assert "No description and no review has all of these words." in html
    assert 'q=popcorn+mongolia&amp;match=any">any of the words</a>:\n3 hits' in html
    assert 'q=mongolia">mongolia</a>:\n2 hits' in html
    misspelt = client.get("/search?q=amnesty").text
    assert "No description and no review matches this query." in misspelt
    assert 'Did you mean\n<a href="/search?q=annesty">annesty</a>?\n1 hit' in misspelt
    html = client.get("/search?q=zzzzz").text
    assert "No description and no review matches this query" in html


def test_the_search_box_refuses_nothing_and_says_what_it_did(client: FlaskClient) -> None:
    response = client.get('/search?q=seoul+"train autor:x')
    assert response.status_code == 200
    assert "read as <code>seoul AND train AND autor AND x</code>" in response.text
    assert (
        "<li><code>&#34;</code> was left out: the quotation mark is never closed" in response.text
    )
    assert "<li><code>autor:</code> was searched as a word: autor is no field" in response.text
    assert 'value="seoul &#34;train autor:x"' in response.text
    nothing = client.get("/search?q=%28%28")
    assert nothing.status_code == 200
    assert "There is no word to look for in this search." in nothing.text
    long = client.get(f"/search?q={'seoul+' * 300}")
    assert (long.status_code, "only the first 1,000 characters are read" in long.text) == (
        200,
        True,
    )


def test_a_search_that_is_too_large_for_the_index_searches_a_part_and_says_so(
    tmp_path: Path,
) -> None:
    page = tmp_path / "pages" / "up.txt"
    page.parent.mkdir()
    page.write_text("Up\n\n" + " ".join(f"a{number}" for number in range(1_100)))
    Rebuild([page.parent]).run(WhooshEngine(tmp_path / "index"))
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    response = client.get("/search?q=a*")
    assert response.status_code == 200
    assert "a* stands for 1,100 words; the 1,024 most frequent are searched" in response.text
    refused = client.get("/api/v1/search?q=abc+OR+a*")
    assert_problem(refused, 400, "query-too-large", start=7, end=9)
    assert "a* stands for more than 1,024 words; add a letter" in refused.text


def test_a_question_that_nothing_answers_whole_is_answered_in_part(client: FlaskClient) -> None:
    question = "what is the film about zeppelins popcorn in mongolia"
    page = client.get(f"/search?q={question.replace(' ', '+')}").text
    assert "nothing has all of these words, so any of them will do" in page
    assert "popcorn OR in OR mongolia" in page
    assert "<h1>0 hits" not in page
    few = client.get("/search?q=popcorn+mongolia").text
    assert "any of them will do" not in few
    strict = ask(client, q=question)
    assert (strict["total"], strict["notes"]) == (0, [])


def test_an_empty_box_leads_back_to_the_front(client: FlaskClient) -> None:
    for path in ("/search", "/search?q=", "/search?q=++"):
        assert client.get(path).headers["Location"] == "/"


def test_a_page_past_the_last_leads_back(client: FlaskClient) -> None:
    html = client.get("/search?q=seoul&page=7").text
    assert "There is no page 7" in html
    assert '<a href="/search?q=seoul">page 1</a>' in html
    assert client.get("/search?q=seoul&page=x").status_code == 400


def test_pages_are_linked(client: FlaskClient) -> None:
    html = client.get("/search?q=seoul&per_page=1&page=5").text
    assert "<h1>9 hits, page 5 of 9</h1>" in html
    linked = re.findall(r'href="(/search[^"]*)" aria-label="Page (\d)"', html)
    assert [number for _, number in linked] == ["1", "3", "4", "6", "7", "9"]
    assert '<link rel="prev" href="/search?q=seoul&amp;page=4&amp;per_page=1">' in html
    assert '<link rel="next" href="/search?q=seoul&amp;page=6&amp;per_page=1">' in html


def test_no_page_is_linked_that_cannot_be_asked_for() -> None:
    request = SearchRequest("a", page=1, per_page=30)
    result = SearchResult(request, "a", 1_000_000, (), (), "g", 1.0)
    assert result.page_count == 333
    SearchRequest("a", page=333, per_page=30)
    with pytest.raises(errors.RequestError):
        SearchRequest("a", page=334, per_page=30)


def test_a_film_without_a_search_has_no_marks_and_one_with_nonsense_neither(
    client: FlaskClient,
) -> None:
    for path in ("/films/seoul-train-2004", "/films/seoul-train-2004?q=(("):
        assert marks(client.get(path).text) == []


def test_the_language_is_told_with_queries_that_can_be_read(client: FlaskClient) -> None:
    told = re.findall(r"<td><code>(.*?)</code>", client.get("/help").text)
    assert len(told) > 10
    for query in told:
        parse(unescape(query))


def test_the_front_page_shows_only_examples_that_find_something(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "up.txt"
    page.parent.mkdir()
    page.write_text("Up\n")
    Rebuild([page.parent]).run(WhooshEngine(tmp_path / "index"))
    html = create_app(Settings(index=tmp_path / "index")).test_client().get("/").text
    assert "<span>1 film,</span> <span>0 descriptions,</span>" in html
    assert "<dt>" not in html


OURS = '<script src="/static/search.js" defer>'
HOSTILE = '<script>alert(1)</script> <mark>not ours</mark> & "quoted" </textarea>'


def test_what_a_page_says_is_shown_as_it_is_written(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "x.txt"
    page.parent.mkdir()
    country = HOSTILE.replace("(1)", "")
    lines = [HOSTILE, f"| 2004 ({country})", "", HOSTILE, "Reviews", HOSTILE, HOSTILE]
    page.write_text("\n".join(lines))
    report = Rebuild([page.parent]).run(WhooshEngine(tmp_path / "index"))
    assert report.rejects.total == 0
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    found = ask(client, q="ours script", per_page=10)
    assert found["total"] == 2
    film = found["hits"][0]["film"]["url"]
    for path in ("/search?q=ours+script", film, f"/search?q={HOSTILE}", "/films/<script>"):
        html = client.get(path).text
        assert re.findall("<script[^>]*>", html) == [OURS]
        assert "</textarea" not in html
        assert "not ours</mark>" not in html
    for hit in found["hits"]:
        for snippet in hit["snippets"]:
            assert "&lt;<mark>script</mark>&gt;alert" in snippet["html"]
            assert "&lt;mark&gt;not <mark>ours</mark>&lt;/mark&gt;" in snippet["html"]
            unescaped = re.sub("</?mark>", "", snippet["html"])
            assert "<" not in unescaped


def test_answers_carry_the_headers_that_keep_browsers_safe(client: FlaskClient) -> None:
    for path in ("/", "/search?q=a", "/api/v1/search?q=a", "/nothing", "/static/style.css"):
        response = client.get(path)
        headers = response.headers
        response.close()
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; connect-src 'self'; " in policy
        assert "unsafe" not in policy


def test_urls_carry_the_path_that_the_app_is_mounted_at(client: FlaskClient) -> None:
    answer = body(client.get("/api/v1/search?q=popcorn+seoul", base_url="http://host/reviews"))
    assert answer["hits"][0]["url"].startswith("/reviews/films/seoul-train-2004#")
    html = client.get("/search?q=popcorn", base_url="http://host/reviews").text
    assert 'href="/reviews/films/seoul-train-2004?q=popcorn#' in html
