"""What the sources say of one film, made one: its facts, and each review once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from indexer.folding import representatives, words_of
from indexer.identity import id_in
from indexer.languages import language_name
from search.records import Review, folded_title, reading_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from search.records import Film, ReleaseDate

# Of more descriptions than these it is not asked which stands within another.
_MOST_DESCRIPTIONS = 64


class Contribution(NamedTuple):
    """What one source says of one film; a source is named as it is reported."""

    source: str
    film: Film


@dataclass(slots=True)
class Given:
    """A review as all that gave it say it; ``folded`` are those that it stands for."""

    review: Review
    sources: dict[str, None] = field(default_factory=dict)
    times: int = 0
    folded: list[Given] = field(default_factory=list)

    def add(self, source: str, review: Review) -> None:
        """Count the review again; what was not known of it is taken from there."""
        self.sources[source] = None
        self.times += 1
        mine = self.review
        if review is not mine:
            self.review = Review(
                mine.author,
                mine.text,
                mine.title or review.title,
                mine.date or review.date,
                review.rating if mine.rating is None else mine.rating,
                mine.url or review.url,
            )


def merged_reviews(contributions: Iterable[Contribution]) -> list[Given]:
    """Each review by author and text once, in the order in which they were first given.

    Those that are nearly another are not among them but folded into it.
    """
    given: dict[str, Given] = {}
    for source, film in contributions:
        for review in film.reviews:
            given.setdefault(review.digest, Given(review)).add(source, review)
    every = list(given.values())
    stands_for = representatives([one.review for one in every])
    for place, one in zip(stands_for, every, strict=True):
        if every[place] is not one:
            every[place].folded.append(one)
    return [one for place, one in zip(stands_for, every, strict=True) if every[place] is one]


def merged_facts(films: Sequence[Film]) -> tuple[Film, list[str]]:
    """One film without reviews of what each of ``films`` says; and the other titles that it has.

    The first that knows a fact tells it; names are united in order. The year is the earliest,
    as that of the film's id, and the date the most precise of that year. A description that
    says something else than those before it follows them.
    """
    titles: dict[str, str] = {}
    for film in films:
        said = reading_order(film.title)
        titles.setdefault(folded_title(said), said)
    title, *others = titles.values()
    facts = replace(
        films[0],
        title=title,
        release_date=_release_date([film.release_date for film in films if film.release_date]),
        country=_first(film.country for film in films),
        description=_description(film.description for film in films),
        reviews=(),
        genres=_united(film.genres for film in films),
        languages=_united(tuple(map(language_name, film.languages)) for film in films),
        directors=_united(film.directors for film in films),
        cast=_united(film.cast for film in films),
        url=_first(film.url for film in films),
        external_id=_external_id(dict.fromkeys(film.external_id for film in films)),
    )
    return facts, others


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _external_id(ids: Collection[str]) -> str:
    """The first that says whose it is, or else the first."""
    return _first(one for one in ids if id_in(one)) or _first(ids)


def _united(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for one in dict.fromkeys(lists):
        for name in one:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _release_date(dates: Sequence[ReleaseDate]) -> ReleaseDate | None:
    year = min((date.year for date in dates if date.year is not None), default=None)
    agreeing = [date for date in dates if date.year == year]
    return max(agreeing, key=lambda date: (bool(date.month), bool(date.day)), default=None)


def _description(descriptions: Iterable[str]) -> str:
    """The descriptions that differ, in order; of those that are nearly one the longest."""
    texts = list(filter(None, dict.fromkeys(descriptions)))
    if len(texts) > 1:
        places = representatives([Review("", text) for text in texts])
        texts = [texts[place] for place in dict.fromkeys(places)]
    return "\n\n".join(_not_within(texts))


def _not_within(texts: Sequence[str]) -> Iterator[str]:
    """Those whose words do not stand within another."""
    if len(texts) > _MOST_DESCRIPTIONS or len(texts) == 1:
        yield from texts
        return
    words = [f" {' '.join(words_of(text))} " for text in texts]
    for mine, text in zip(words, texts, strict=True):
        if not any(mine in other for other in words if len(other) > len(mine)):
            yield text
