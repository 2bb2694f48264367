"""What one kind of evidence says of a film, and how several are joined."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from search.records import Film, ReleaseDate

if TYPE_CHECKING:
    from search.records import Review


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a film as far as one evidence has them; what it has not is empty."""

    title: str = ""
    date: ReleaseDate | None = None
    country: str = ""
    description: str = ""
    reviews: tuple[Review, ...] = ()
    genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    url: str = ""
    external_id: str = ""

    def film(self) -> Film:
        """The film of these facts."""
        return Film(
            title=self.title,
            release_date=self.date,
            country=self.country,
            description=self.description,
            reviews=self.reviews,
            genres=self.genres,
            languages=self.languages,
            directors=self.directors,
            cast=self.cast,
            url=self.url,
            external_id=self.external_id,
        )


def joined(best: Facts, *others: Facts) -> Facts:
    """Each fact from the first that has it; a date of the same year that says more is taken."""
    facts = best
    for other in others:
        missing = {
            field.name: getattr(other, field.name)
            for field in fields(Facts)
            if not getattr(facts, field.name)
        }
        if facts.date and other.date and _says_more(other.date, facts.date):
            missing["date"] = other.date
        facts = replace(facts, **missing)
    return facts


def _says_more(date: ReleaseDate, than: ReleaseDate) -> bool:
    return date.year == than.year and date.month is not None and than.month is None
