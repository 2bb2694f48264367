"""What has to be done where some sources changed: which films are made anew, and from what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.identity import film_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from indexer.catalogue import SourceRow
    from indexer.identity import FilmKey


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update does.

    The films with the ids ``films`` are taken out and made anew, of what was read and of the
    sources ``again``, which did not change and say something of them too. ``ids`` are those of
    all films as they are now.
    """

    ids: Mapping[FilmKey, str]
    films: frozenset[str]
    again: frozenset[str]


def plan(before: Sequence[SourceRow], same: Collection[str], read: Sequence[SourceRow]) -> Plan:
    """What is to be done, from what each source gave before and what those that changed give now.

    ``same`` are the paths of those that did not change; one of ``before`` that is neither there
    nor among ``read`` is gone. A film is made anew if a source of it changed, came or went, or
    if its id is another now because of other films.
    """
    unchanged = [row for row in before if row.path in same]
    keys_before = {key for row in before for key in row.keys}
    keys = {key for row in (*unchanged, *read) for key in row.keys}
    old = film_ids(keys_before)
    new = film_ids(keys) if keys != keys_before else old
    films = {old[key] for row in before if row.path not in same for key in row.keys}
    films |= {new[key] for row in read for key in row.keys}
    for key, film_id in new.items():
        if key in old and old[key] != film_id:
            films |= {old[key], film_id}
    again = {row.path for row in unchanged if any(new[key] in films for key in row.keys)}
    return Plan(new, frozenset(films), frozenset(again))
