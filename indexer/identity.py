"""Which records are of the same film, and the id of each film. The rule: docs/same-film.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from search.records import folded_film_id, folded_title, reading_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from search.records import Film

# An id that says whose it is, alone, after the scheme's name, or in an address of its site.
_SCHEMES = {
    "imdb": re.compile(
        r"(?:imdb:\s*|(?:https?://)?(?:\w+\.)?imdb\.com/\S*?)?\b(tt\d{5,10})\b(?:[/?#]\S*)?",
        re.IGNORECASE,
    ),
    "tmdb": re.compile(
        r"(?:tmdb:\s*|(?:https?://)?(?:www\.)?themoviedb\.org/movie/)(\d{1,10})\b(?:[-/?#]\S*)?",
        re.IGNORECASE,
    ),
    "wikidata": re.compile(
        r"(?:wikidata:\s*|(?:https?://)?(?:\w+\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d{0,9})"
        r"(?:[?#]\S*)?"
    ),
}
_LONGEST_ID = 500


class FilmKey(NamedTuple):
    """What a record says of which film it is of.

    ``title`` is folded; ``external_id`` has its scheme before it (``imdb:tt0084787``) and is
    empty where the record gives none, or one that does not say whose it is.
    """

    title: str
    year: int | None
    external_id: str


def key_of(film: Film) -> FilmKey:
    """The key of a record, its title as it is said."""
    year = film.release_date.year if film.release_date else None
    title = folded_title(reading_order(film.title))
    return FilmKey(title, year, id_in(film.external_id) or id_in(film.url))


def id_in(text: str) -> str:
    """The external id that an id or address of a source is, with its scheme; empty if none."""
    text = text.strip()
    if not text or len(text) > _LONGEST_ID:
        return ""
    for scheme, pattern in _SCHEMES.items():
        match = pattern.fullmatch(text)
        if match:
            letters = match[1].rstrip("0123456789")
            number = int(match[1][len(letters) :])
            return f"{scheme}:tt{number:07d}" if scheme == "imdb" else f"{scheme}:{letters}{number}"
    return ""


# A folded title and a year.
_Name = tuple[str, "int | None"]
# What is one film whatever else there is: an external id, or a title and year without one.
_Node = str | _Name


@dataclass(eq=False, slots=True)
class _Film:
    """Nodes that are one film, and the titles and years that they go by."""

    nodes: set[_Node]
    names: set[_Name]

    @property
    def external_ids(self) -> list[str]:
        return sorted(node for node in self.nodes if isinstance(node, str))

    @property
    def is_dated(self) -> bool:
        return any(year is not None for _, year in self.names)

    @property
    def name(self) -> _Name:
        """The one that its id is made from: of the earliest year, the first by the alphabet."""
        return min(self.names, key=lambda name: (name[1] is None, name[1] or 0, name[0]))


def film_ids(keys: Iterable[FilmKey]) -> dict[FilmKey, str]:
    """The id of the film of each key; neither the order of the keys nor how often matters.

    The cost is linear in the number of keys.
    """
    known = dict.fromkeys(keys)
    meeting = _meeting(known)
    ids = {key: folded_film_id(key.title, key.year) for key in known}
    ids.update(_ids_of_meeting(meeting))
    return ids


def _node(key: FilmKey) -> _Node:
    return key.external_id or (key.title, key.year)


def _meeting(keys: Collection[FilmKey]) -> list[FilmKey]:
    """The keys that meet others in a title or an id; each of the rest is a film alone."""
    by_title: dict[str, FilmKey] = {}
    by_node: dict[_Node, FilmKey] = {}
    titles: set[str] = set()
    nodes: set[_Node] = set()
    for key in keys:
        if by_title.setdefault(key.title, key) != key:
            titles.add(key.title)
        if by_node.setdefault(_node(key), key) != key:
            nodes.add(_node(key))
    return [key for key in keys if key.title in titles or _node(key) in nodes]


def _ids_of_meeting(keys: Sequence[FilmKey]) -> dict[FilmKey, str]:
    names: dict[_Node, set[_Name]] = {}
    for key in keys:
        names.setdefault(_node(key), set()).add((key.title, key.year))
    films = _joined(names, _links(names))
    _join_undated(films)
    _join_bare_titles(films)
    made = _ids(set(films.values()))
    return {key: made[films[_node(key)]] for key in keys}


def _links(names: dict[_Node, set[_Name]]) -> list[list[_Node]]:
    """The nodes that are one film by title and year.

    Those of a title and year are, unless two ids of one scheme are among them or would be by
    the other names of one of them; then only records without an id go with the one id there is.
    """
    holders: dict[_Name, list[_Node]] = {}
    for node, some in names.items():
        for name in some:
            if name[1] is not None:
                holders.setdefault(name, []).append(node)
    links = [some for some in holders.values() if len(some) > 1 and not _contradict(some)]
    tried = set(_joined(names, links).values())
    wrong = {node for film in tried if _contradict(film.nodes) for node in film.nodes}
    return [
        some
        for some in links
        if wrong.isdisjoint(some) or sum(isinstance(node, str) for node in some) == 1
    ]


def _contradict(nodes: Iterable[_Node]) -> bool:
    """Whether two ids of one scheme are among them."""
    schemes = [node.partition(":")[0] for node in nodes if isinstance(node, str)]
    return len(set(schemes)) < len(schemes)


def _joined(names: dict[_Node, set[_Name]], links: Iterable[list[_Node]]) -> dict[_Node, _Film]:
    films = {node: _Film({node}, set(some)) for node, some in names.items()}
    for first, *others in links:
        for other in others:
            _join(films, films[first], films[other])
    return films


def _join(films: dict[_Node, _Film], one: _Film, other: _Film) -> None:
    if one is other:
        return
    if len(one.nodes) < len(other.nodes):
        one, other = other, one
    one.nodes |= other.nodes
    one.names |= other.names
    films.update(dict.fromkeys(other.nodes, one))


def _join_undated(films: dict[_Node, _Film]) -> None:
    """Join a film with an id and no year to the one dated film that has a title of it.

    Not where several would go there and their ids say that they are two.
    """
    undated = {film for film in films.values() if not film.is_dated and film.external_ids}
    titles = {title for film in undated for title, _ in film.names}
    if not titles:
        return
    dated = _by_title((film for film in films.values() if film.is_dated), titles)
    going: dict[_Film, list[_Film]] = {}
    for film in undated:
        found = {one for title, _ in film.names for one in dated.get(title, ())}
        if len(found) == 1:
            going.setdefault(found.pop(), []).append(film)
    for film, others in going.items():
        if not _contradict([node for one in (film, *others) for node in one.nodes]):
            for other in others:
                _join(films, film, other)


def _join_bare_titles(films: dict[_Node, _Film]) -> None:
    """Join a title without year and id to the one film that has the title."""
    bare = {node for node in films if isinstance(node, tuple) and node[1] is None}
    titles = {node[0] for node in bare}
    if not titles:
        return
    others = _by_title((film for film in films.values() if film.nodes.isdisjoint(bare)), titles)
    for node in bare:
        found = list(others.get(node[0], ()))
        if len(found) == 1:
            _join(films, found[0], films[node])


def _by_title(films: Iterable[_Film], titles: set[str]) -> dict[str, set[_Film]]:
    """The films that have each of the titles."""
    found: dict[str, set[_Film]] = {}
    for film in films:
        for title, _ in film.names:
            if title in titles:
                found.setdefault(title, set()).add(film)
    return found


def _ids(films: Iterable[_Film]) -> dict[_Film, str]:
    """An id for each film: of several that would share one, those with an external id differ."""
    sharing: dict[str, list[_Film]] = {}
    for film in films:
        sharing.setdefault(folded_film_id(*film.name), []).append(film)
    return dict(_told_apart(sharing))


def _told_apart(sharing: dict[str, list[_Film]]) -> Iterator[tuple[_Film, str]]:
    for film_id, films in sharing.items():
        for film in films:
            external: Sequence[str] = film.external_ids if len(films) > 1 else ()
            yield film, folded_film_id(*film.name, external[0]) if external else film_id
