"""The HTML page: one film, from what it marks up, and by general rules from its structure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.readers.html.blocks import Found, find_reviews
from indexer.readers.html.dom import parse_page
from indexer.readers.html.encoding import decode_page
from indexer.readers.html.facts import Facts, joined
from indexer.readers.html.json_ld import json_ld_nodes
from indexer.readers.html.labelled import film_labels, labelled_facts
from indexer.readers.html.lines import page_lines
from indexer.readers.html.meta import read_head
from indexer.readers.html.microdata import marked_up_nodes
from indexer.readers.html.prose import find_description
from indexer.readers.html.schema_org import external_id_in, other_kind, schema_facts
from indexer.readers.html.seed_layout import read_seed_layout
from indexer.readers.html.titles import find_title
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.readers.html.dom import Element
    from indexer.readers.html.lines import Line
    from indexer.readers.html.meta import Head
    from indexer.source_file import SourceFile
    from search.records import Film, Review

MAX_PAGE_BYTES = 16 * 1024 * 1024
_LABELS_OF_A_FILM = 2


def read_html_page(source: SourceFile) -> Iterator[Film | SourceError]:
    """The film of one page, after a SourceError for each part of it that was not taken.

    A page of which no film can be told gives one SourceError that says why. Memory is some
    times that of the page, which is at most ``MAX_PAGE_BYTES``.
    """
    try:
        data = _bytes_of(source)
        yield from _read(source.path, decode_page(source.path, data))
    except SourceError as error:
        yield error


def _bytes_of(source: SourceFile) -> bytes:
    try:
        with source.open() as file:
            data = file.read(MAX_PAGE_BYTES + 1)
    except OSError as error:
        raise SourceError(source.path, 1, f"cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_PAGE_BYTES:
        raise SourceError(source.path, 1, f"larger than {MAX_PAGE_BYTES:,} bytes")
    return data


def _read(path: Path, text: str) -> Iterator[Film | SourceError]:
    if not text.strip():
        yield SourceError(path, 1, "the file is empty")
        return
    page = parse_page(path, text)
    head = read_head(page)
    nodes = []
    for node in json_ld_nodes(path, page, text):
        if isinstance(node, SourceError):
            yield node
        else:
            nodes.append(node)
    titles = (head.title, head.get("og:title"))
    items = [*marked_up_nodes(page)]
    marked = joined(schema_facts(nodes, titles), schema_facts(items, titles))
    lines = page_lines(path, page)
    laid_out = None if marked.title else read_seed_layout(path, lines)
    if laid_out is not None:
        yield laid_out
        return
    facts = _facts(page, head, marked, lines)
    other = "" if marked.title or head.says_film else other_kind([*nodes, *items])
    reason = _reason_against(facts, head, marked, lines, page)
    if other and film_labels(lines) < _LABELS_OF_A_FILM:
        reason = f"the page is marked up as {other}"
    yield SourceError(path, 1, f"no film found: {reason}") if reason else facts.film()


def _facts(page: Element, head: Head, marked: Facts, lines: Sequence[Line]) -> Facts:
    title, year = find_title(head, lines, marked.title)
    groups = find_reviews(page, lines)
    before = _without(lines, groups)
    structure = Facts(
        title=title,
        date=year,
        description=find_description(head, before, title),
        reviews=tuple(review for group in groups for review in group.reviews),
        url=head.canonical or head.get("og:url"),
    )
    said = Facts(date=marked.date, country=marked.country) if marked.date else Facts(date=year)
    facts = joined(said, replace(marked, title=title), structure, labelled_facts(before))
    reviews = _all_reviews(marked.reviews, structure.reviews)
    external_id = facts.external_id or external_id_in(facts.url)
    return replace(facts, reviews=reviews, external_id=external_id)


def _without(lines: Sequence[Line], groups: Sequence[Found]) -> list[Line]:
    inside = {place for group in groups for place in range(group.start, group.end)}
    return [line for place, line in enumerate(lines) if place not in inside and line.text]


def _all_reviews(marked: Sequence[Review], found: Sequence[Review]) -> tuple[Review, ...]:
    """The reviews that are marked up, and where these are some of the page's, the others too."""
    if not marked:
        return _once(found)
    known = {_key(review) for review in marked}
    others = [review for review in found if _key(review) not in known]
    return _once([*marked, *(others if len(others) < len(found) else [])])


def _once(reviews: Sequence[Review]) -> tuple[Review, ...]:
    return tuple({(_key(review), review.author): review for review in reviews}.values())


def _key(review: Review) -> str:
    return "".join(filter(str.isalnum, review.text.casefold()))[:60]


def _reason_against(
    facts: Facts, head: Head, marked: Facts, lines: Sequence[Line], page: Element
) -> str:
    """Why a page is not taken for a film's; empty where it is one."""
    if not lines and any(element.tag == "frameset" for element in page.walk()):
        return "the page is a set of frames; name the pages in them"
    if not facts.title:
        return "no title" if lines else "the page has no text"
    labels = film_labels(lines)
    film = bool(marked.title) or head.says_film or labels >= _LABELS_OF_A_FILM
    if film and (facts.description or facts.reviews or facts.date):
        return ""
    if facts.date and (facts.description or facts.reviews):
        return ""
    return f"{facts.title[:60]!r} has no year, and nothing in the page says that it is a film"
