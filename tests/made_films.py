"""Films with all their facts, made by chance from a seed, to see the pages with much on them."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from indexer.rebuild import Rebuild
from search.engines.whoosh_engine import WhooshEngine

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {
    name: text.split()
    for name, text in {
        "adjectives": """northern quiet broken winding silver hollow crooked early last second
         burning frozen distant gentle savage painted borrowed hidden empty narrow""",
        "nouns": """harbour night letter river orchard witness summer garden bridge winter
         stranger lantern mirror station island teacher captain widow market forest""",
        "places": """Lisbon Kyoto Marseille Odessa Halifax Naples Bergen Havana""",
        "verbs": """remembers loses follows betrays forgives haunts leaves finds invents
         refuses paints watches teaches hides carries surprises""",
        "things": """plot camera score ending dialogue editing lighting pace direction sound
         costumes story acting humour photography script atmosphere rhythm scenery
         cast""",
        "opinions": """splendid clumsy patient careless moving dull brilliant thin restless
         honest tired precise generous cold funny predictable tender uneven daring
         overlong""",
        "often": """the a of and to in it is that this with for but as on not was so one all
         very what which there only more even when who than then by from its has
         been would could never always""",
        "genres": """Drama Comedy Thriller Horror Documentary Romance Western Animation Crime
         War""",
        "first": """Ann Bob Carla Dmitri Elif Femi Greta Hugo Ines Jun Kofi Lena Mateo Noor
         Otto Priya""",
        "last": """Bell Cruz Dahl Eriksen Fontaine Gallo Hart Ito Jansen Kowalski Larkin
         Moreau""",
    }.items()
}
GENRES = [*WORDS["genres"], "Science Fiction"]
COUNTRIES = ["USA", "France", "Japan", "Italy", "United Kingdom", "Sweden", "Brazil", "India"]
LANGUAGES = ["en", "English", "fr", "ja", "Italian", "sv", "pt-BR", "Hindi"]
LONGEST_TITLE = (
    "The Incredible and Mostly True Chronicle of How Captain Bartholomew Featherstonehaugh-"
    "Llanfairpwllgwyngyll Crossed the Frozen Strait Without a Compass, a Map or a Single Regret"
)
SEED = 1895


class _Chance(random.Random):
    """Chance that knows words."""

    def word(self, kind: str) -> str:
        """One of a kind."""
        return self.choice(WORDS[kind])

    def name(self) -> str:
        """A person's."""
        return f"{self.word('first')} {self.word('last')}"

    def text(self, sentences: int) -> str:
        """A text that does not shrink much more than one of a person's when it is packed."""
        return " ".join(self._sentence() for _ in range(sentences))

    def _sentence(self) -> str:
        kinds = self.choices(("often", "adjectives", "nouns", "verbs"), (4, 1, 1, 1), k=9)
        return (
            f"The {self.word('things')} of this {self.word('opinions')} film {self.word('verbs')} "
            f"{' '.join(map(self.word, kinds))}, and the {self.word('nouns')} at "
            f"{self.choice(('night', 'dawn'))} in {self.word('places')} is {self.word('opinions')}."
        )


def made_index(folder: Path, count: int, most_reviews: int) -> Path:
    """An index of ``count`` films live in a folder; the first of them has the most reviews."""
    source = folder / "films.jsonl"
    lines = (json.dumps(film, ensure_ascii=False) for film in made_films(count, most_reviews))
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    Rebuild([source]).run(WhooshEngine(folder / "index"))
    return folder / "index"


def made_films(count: int, most_reviews: int) -> list[dict[str, Any]]:
    """Films as JSON Lines have them, the same for the same numbers."""
    by = _Chance(SEED)
    films = []
    for number in range(count):
        reviews = most_reviews if number == 0 else min(most_reviews, int(by.paretovariate(0.9)))
        films.append(_film(by, _title(by, number), reviews))
    return films


def _film(by: _Chance, title: str, reviews: int) -> dict[str, Any]:
    year = 1950 if title == "The Northern Harbour" else by.randint(1921, 2024)
    origin = by.randrange(len(COUNTRIES))
    return {
        "title": title,
        "year": year,
        "release_date": _date(by, year),
        "genres": by.sample(GENRES, by.randint(1, 3)),
        "country": COUNTRIES[origin],
        "language": [LANGUAGES[origin]],
        "directors": [by.name()],
        "cast": list(dict.fromkeys(by.name() for _ in range(by.randint(3, 20)))),
        "description": by.text(by.randint(3, 8)),
        "reviews": [_review(by, year) for _ in range(reviews)],
    }


def _review(by: _Chance, year: int) -> dict[str, Any]:
    return {
        "author": by.name() + str(by.randint(1, 99)) * by.randint(0, 1),
        "date": _date(by, by.randint(max(year, 1998), 2025)),
        "title": f"{by.word('opinions').capitalize()} {by.word('things')}",
        "rating": by.randint(1, 10),
        "text": "\n\n".join(by.text(by.randint(2, 9)) for _ in range(by.randint(1, 4))),
    }


def _date(by: _Chance, year: int) -> str:
    return f"{year}-{by.randint(1, 12):02}-{by.randint(1, 28):02}"


def _title(by: _Chance, number: int) -> str:
    known = ("The Northern Harbour", "It", LONGEST_TITLE)
    if number < len(known):
        return known[number]
    adjective, noun = by.word("adjectives").capitalize(), by.word("nouns").capitalize()
    forms = (f"The {adjective} {noun}", f"{noun} in {by.word('places')}", f"A {noun} {adjective}")
    return f"{by.choice(forms)} {by.choice(('', '', '', 'II', '& Other Stories'))}".strip()
