"""All that the sources say of one film, as its documents: nothing twice and nothing lost."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.documents import COUNTED, Contribution, counts_of, film_documents
from search.records import Film, ReleaseDate, Review
from search.schema import Document

LONG = (
    "this quiet film follows two children who cross the river by night while the soldiers "
    "sleep and the older one tells stories so that the younger forgets how far it is"
)


def documents(*films: Film) -> list[Document]:
    """The documents of a film that is told of by a source each, a.txt first."""
    return film_documents(
        "film-2004", [Contribution(f"{'abcdef'[n]}.txt", film) for n, film in enumerate(films)]
    )


def page(*films: Film) -> Document:
    return documents(*films)[0]


def film(**facts: object) -> Film:
    return Film(**{"title": "Film", **facts})  # type: ignore[arg-type]  # the facts of a table


def reviewed(*reviews: Review) -> Film:
    return Film("Film", reviews=reviews)


def test_a_film_is_its_page_and_then_its_reviews_in_order() -> None:
    reviews = (Review("Ann", "Good."), Review("Bob", "Bad.", "Title", ReleaseDate(2005), 7.5, "u"))
    made = documents(Film("Film", ReleaseDate(2004, 5), "USA", "About.", reviews, ("Drama", "War")))
    assert [one["kind"] for one in made] == ["description", "review", "review"]
    assert [one["position"] for one in made] == [0, 1, 2]
    assert [one["text"] for one in made] == ["About.", "Good.", "Bad."]
    assert [one["id"] for one in made] == [
        "film-2004:description", *(f"film-2004:{review.digest}" for review in reviews)
    ]  # fmt: skip
    for one in made:
        assert one["film_id"] == "film-2004"
        assert (one["title"], one["release_date"]) == ("Film", "2004-05")
        assert (one["country"], one["genres"]) == ("USA", "Drama\nWar")
        assert (one["sources"], one["times"], one["folded"]) == (("a.txt",), 1, one["folded"])
    last = made[2]
    assert (last["review_title"], last["reviewed"], last["rating"]) == ("Title", "2005", "7.5")
    assert (last["author"], last["url"]) == ("Bob", "u")


@pytest.mark.parametrize(
    ("films", "fact", "expected"),
    [
        ([film(title="Thing, The"), film(title="THE THING"), film(title="La cosa")],
         "title", "The Thing"),
        ([film(title="Thing, The"), film(title="THE THING"), film(title="La cosa")],
         "other_titles", "La cosa"),
        ([film(), film(country="USA"), film(country="UK")], "country", "USA"),
        ([film(url="u"), film(url="v")], "url", "u"),
        ([film(external_id="17"), film(external_id="tt0084787"), film(external_id="Q1")],
         "external_id", "tt0084787"),
        ([film(external_id="17"), film(external_id="18")], "external_id", "17"),
        ([film(genres=("War",)), film(genres=("war", "Drama"))], "genres", "War\nDrama"),
        ([film(languages=("English",)), film(languages=("Thai",))], "languages", "English\nThai"),
        ([film(directors=("A",)), film(directors=("B", "A"))], "directors", "A\nB"),
        ([film(cast=("B", "A")), film(cast=("c",))], "cast", "B\nA\nc"),
        ([film(), film(release_date=ReleaseDate(2004)), film(release_date=ReleaseDate(2004, 5, 1)),
          film(release_date=ReleaseDate(2004, 6))], "release_date", "2004-05-01"),
        ([film(release_date=ReleaseDate(2005, 1, 1)), film(release_date=ReleaseDate(2004))],
         "release_date", "2004"),
        ([film(release_date=ReleaseDate(None, 5, 1)), film(release_date=ReleaseDate(2004))],
         "release_date", "2004"),
        ([film(release_date=ReleaseDate(None, 5, 1)), film()], "release_date", "--05-01"),
    ],
)  # fmt: skip
def test_facts_are_united(films: list[Film], fact: str, expected: str) -> None:
    assert dict(page(*films))[fact] == expected


@pytest.mark.parametrize(
    ("descriptions", "expected"),
    [
        (["", ""], ""),
        (["", "One."], "One."),
        (["One.", "One."], "One."),
        (["One.", "Two."], "One.\n\nTwo."),
        (["A film of the sea.", "of the SEA"], "A film of the sea."),
        (["The sea.", "A film of the sea, and more."], "A film of the sea, and more."),
        ([LONG, f"{LONG} away"], f"{LONG} away"),
        ([LONG, "Other.", f"{LONG} away"], f"{LONG} away\n\nOther."),
        ([LONG, LONG.replace("quiet", "silent")], LONG.replace("quiet", "silent")),
        (["Art.", "A party."], "Art.\n\nA party."),
    ],
)  # fmt: skip
def test_a_description_that_says_something_else_is_kept_too(
    descriptions: list[str], expected: str
) -> None:
    films = [film(description=text) for text in descriptions]
    assert page(*films)["text"] == expected
    assert page(*films)["times"] == max(1, sum(map(bool, descriptions)))


def test_many_descriptions_are_all_kept() -> None:
    films = [film(description=f"Description number {n}.") for n in range(200)]
    made = film_documents("film", [Contribution("a.csv", one) for one in films])
    assert len(made[0]["text"].split("\n\n")) == 200
    assert made[0]["sources"] == ("a.csv",)


def test_a_review_given_again_is_one_with_its_sources() -> None:
    again = Review("Ann", "Good.")
    made = documents(reviewed(again, again), reviewed(Review("Bob", "Good.")), reviewed(again))
    assert [(one["author"], one["sources"], one["times"]) for one in made[1:]] == [
        ("Ann", ("a.txt", "c.txt"), 3), ("Bob", ("b.txt",), 1),
    ]  # fmt: skip


def test_what_one_giving_does_not_know_of_a_review_is_taken_from_the_others() -> None:
    dated = Review("Ann", "Good.", date=ReleaseDate(2005))
    rated = Review("Ann", "Good.", "Title", ReleaseDate(2006), 0.0, "u")
    more = Review("Ann", "Good.", "Other", None, 9, "v")
    one = documents(reviewed(dated), reviewed(rated), reviewed(more))[1]
    assert (one["reviewed"], one["review_title"]) == ("2005", "Title")
    assert (one["rating"], one["url"]) == ("0", "u")


def test_a_near_duplicate_is_folded_into_the_review_with_all_its_facts() -> None:
    near = Review("Bob", LONG, "Copied", ReleaseDate(2005, 1), 3, "u")
    made = documents(reviewed(near), reviewed(Review("Ann", f"{LONG} away")), reviewed(near))
    assert [one["author"] for one in made[1:]] == ["Ann"]
    assert made[1]["folded"] == [
        {"author": "Bob", "title": "Copied", "date": "2005-01", "rating": "3", "url": "u",
         "sources": ("a.txt", "c.txt"), "times": 2}
    ]  # fmt: skip
    assert (made[1]["sources"], made[1]["times"], made[1]["position"]) == (("b.txt",), 1, 1)


def test_reviews_of_a_film_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^film-2004$"):
        documents()


def test_the_counts_are_those_of_the_documents() -> None:
    ann, near = Review("Ann", f"{LONG} away"), Review("Bob", LONG)
    made = documents(reviewed(ann, near, near), film(description="About."), reviewed(ann))
    made += documents(reviewed(Review("", "Good.")))
    expected = {"films": 2, "descriptions": 1, "reviews": 2, "documents": 4, "duplicates": 2,
                "folded": 1}  # fmt: skip
    assert counts_of(made) == expected
    assert tuple(expected) == COUNTED
    assert counts_of([]) == dict.fromkeys(COUNTED, 0)


TEXTS = st.sampled_from(
    [LONG, f"{LONG} away", LONG.replace("river", "sea"), "Good.", "good", "Bad"]
)
REVIEWS = st.builds(Review, st.sampled_from(["", "Ann", "Bob"]), TEXTS)
FILMS = st.lists(
    st.builds(
        Film,
        st.sampled_from(["Film", "Cosa"]),
        st.sampled_from([None, ReleaseDate(2004), ReleaseDate(2004, 5)]),
        description=st.sampled_from(["", "One.", "Two."]),
        reviews=st.lists(REVIEWS, max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=6,
)


@given(FILMS)
def test_every_giving_is_accounted_for(films: list[Film]) -> None:
    made = documents(*films)
    times = sum(one["times"] + sum(f["times"] for f in one["folded"]) for one in made[1:])
    assert times == sum(len(one.reviews) for one in films)
    counts = counts_of(made)
    assert times == counts["reviews"] + counts["duplicates"] + counts["folded"]
    assert len({one["id"] for one in made}) == len(made) == counts["documents"]


def facts(made: list[Document]) -> dict[str, object]:
    """What does not depend on the order of contributions, by id."""
    return {
        one["id"]: (
            one["author"],
            one["kind"] == "description" or one["times"],
            one["release_date"],
            set(one["sources"]),
            Counter((f["author"], f["times"], *sorted(f["sources"])) for f in one["folded"]),
        )
        for one in made
    }


@given(FILMS, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_reviews_and_folds(
    films: list[Film], chance: random.Random
) -> None:
    said = [Contribution(f"{n}.txt", one) for n, one in enumerate(films)]
    made = film_documents("film", said)
    other = film_documents("film", chance.sample(said, len(said)))
    assert facts(other) == facts(made)
    assert counts_of(other) == counts_of(made)
    assert sorted(page["position"] for page in other) == list(range(len(other)))
