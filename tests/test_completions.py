"""What is collected while a generation is built, and the file that keeps it."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.completions import (
    FILE_NAME,
    KINDS,
    CompletionCollector,
    CompletionFile,
    Entry,
    beginning,
    typed_range,
    write_completions,
)
from search.completions.entries import folded, word_starts
from search.errors import IndexDamagedError
from search.function_words import FUNCTION_WORDS
from search.schema import Document
from tests.corpus import document


def kept(folder: Path, documents: Sequence[Document]) -> CompletionFile:
    collector = CompletionCollector()
    for one in documents:
        collector.add(one)
    write_completions(folder, collector.entries())
    return CompletionFile(folder, "generation")


def films(*titles: str) -> list[Document]:
    """Descriptions of films, as many of each title as it is given."""
    return [document(0, title=title) for title in titles]


def offered(file: CompletionFile, text: str, limit: int = 20) -> list[str]:
    return [entry.text for entry in file.best(beginning(text), KINDS, limit)]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("se", ["Seoul Train", "Señorita"]),
        ("SEÑ", ["Señorita"]),
        ("seoul-t", ["Seoul Train"]),
        ("train", ["Seoul Train", "Training Day"]),
        ("train ", ["Seoul Train"]),
        ("seoul train", ["Seoul Train"]),
        ("dont", ["Don’t Look Now"]),
        ("u.s.", ["U.S. Marshals"]),
        ("mash", ["M*A*S*H"]),
        ("千", ["千と千尋の神隠し"]),
        ("千と千尋", ["千と千尋の神隠し"]),
        ("wrenching", []),
        ("gut w", ["Gut-Wrenching"]),
        ("oul", []),
        ("!", ["Seoul Train", "Up"]),
    ],
)
def test_a_beginning_finds_the_texts_that_begin_so_or_have_a_word_that_does(
    tmp_path: Path, typed: str, texts: list[str]
) -> None:
    titles = ["Training Day", "Señorita", "Don’t Look Now", "U.S. Marshals", "M*A*S*H"]
    file = kept(
        tmp_path,
        films("Seoul Train", "Seoul Train", "Up", *titles, "千と千尋の神隠し", "Gut-Wrenching"),
    )
    limit = 2 if typed == "!" else 20
    assert offered(file, typed, limit) == texts


def test_what_was_typed_whole_comes_first_and_then_the_best(tmp_path: Path) -> None:
    file = kept(tmp_path, films("Up", *["Upstairs"] * 3, *["Up in the Air"] * 5))
    assert offered(file, "up") == ["Up", "Up in the Air", "Upstairs"]
    assert offered(file, "u") == ["Up in the Air", "Upstairs", "Up"]
    assert offered(file, "u", limit=1) == ["Up in the Air"]


def test_the_beginning_of_a_text_counts_for_more_than_that_of_a_later_word(tmp_path: Path) -> None:
    file = kept(tmp_path, films(*["Night Train"] * 5, *["Train Man"] * 5, *["Ghost Train"] * 20))
    assert offered(file, "tr") == ["Ghost Train", "Train Man", "Night Train"]


def test_a_later_word_that_says_nothing_begins_nothing(tmp_path: Path) -> None:
    assert offered(kept(tmp_path, films("Lord of the Rings")), "the") == []


def test_a_title_comes_before_an_author_and_a_phrase_of_equal_standing(tmp_path: Path) -> None:
    reviews = [document(n, "seven sails", title="Seven", author="Sevenius") for n in (1, 2)]
    assert offered(kept(tmp_path, reviews), "se") == ["Seven", "Sevenius", "seven sails"]


def test_spellings_that_fold_alike_are_one_entry_under_the_most_frequent(tmp_path: Path) -> None:
    file = kept(tmp_path, films("AMELIE", "Amélie", "Amélie", "Amélie!"))
    assert file.best("amelie", KINDS, 5) == [Entry("Amélie", "title", 4)]


def test_a_phrase_that_is_a_title_is_the_title(tmp_path: Path) -> None:
    reviews = [document(n, "I saw Seoul Train.", title="Seoul Train") for n in (1, 2)]
    assert offered(kept(tmp_path, reviews), "seoul") == ["Seoul Train"]


def test_only_the_kinds_that_are_asked_for_are_given(tmp_path: Path) -> None:
    reviews = [document(n, "seven sails", title="Seven", author="Sevenius") for n in (1, 2)]
    file = kept(tmp_path, reviews)
    for kind, text in zip(KINDS, ("Seven", "Sevenius", "seven sails"), strict=True):
        assert [entry.text for entry in file.best("se", (kind,), 9)] == [text]
    assert file.best("se", (), 9) == []


@pytest.mark.parametrize("documents", [[], films("!!!"), films("a" * 201)])
def test_an_index_without_a_word_has_nothing_to_offer(
    tmp_path: Path, documents: list[Document]
) -> None:
    file = kept(tmp_path, documents)
    assert offered(file, "") == offered(file, "a") == []


TITLES = st.lists(st.text("abß É-'千と.", min_size=1, max_size=8), max_size=30)


@given(TITLES, st.text("abß É'千", max_size=3), st.integers(1, 5))
def test_the_best_are_those_of_a_plain_search_through_all(
    titles: list[str], typed: str, limit: int
) -> None:
    wanted = beginning(typed)
    counts: dict[str, int] = {}
    for title in titles:
        counts[folded(title)] = counts.get(folded(title), 0) + 1
    with tempfile.TemporaryDirectory() as folder:
        file = kept(Path(folder), films(*titles))
        found = file.best(wanted, KINDS[:1], limit)
        everything = file.best(wanted, KINDS[:1], 1_000)
        file.close()
    assert [*found] == [*everything][:limit]
    expected = {
        folded(title)
        for title in titles
        if any(
            key.startswith(wanted) or key == wanted.strip()
            for number, (word, key) in enumerate(word_starts(" ".join(title.split())))
            if number == 0 or word.text not in FUNCTION_WORDS
        )
    }
    assert {folded(entry.text) for entry in everything} == expected
    assert all(entry.total == counts[folded(entry.text)] for entry in everything)


@given(st.text(max_size=30), st.integers(0, 30))
def test_what_was_typed_is_marked_in_what_is_offered(text: str, length: int) -> None:
    typed = beginning(text[:length])
    start, end = typed_range(text, typed)
    assert 0 <= start <= end <= len(text)
    if typed and folded(text).startswith(typed):
        assert end > start


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Seoul Train", "se", "Se"),
        ("Seoul Train", "seoul tr", "Seoul Tr"),
        ("Seoul Train", "tra", "Tra"),
        ("Amélie", "ame", "Amé"),
        ("Straße", "strass", "Straße"),  # one letter for two: the whole word
        ("M*A*S*H", "ma", "M*A*S*H"),
        ("Seoul Train", "x", ""),
    ],
)
def test_the_part_that_was_typed_is_told_by_its_place(text: str, typed: str, marked: str) -> None:
    start, end = typed_range(text, typed)
    assert text[start:end] == marked


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"completions 1", b"completions 2"),
        (sys.byteorder.encode(), b"other"),
        (b"title.whole.tree", b"title.whole.eert"),
        (b"{", b"("),
        (b"Seoul", b"Seo\xff\xff"),
    ],
)
def test_a_file_that_is_not_as_it_was_written_is_said_to_be_damaged(
    tmp_path: Path, was: bytes, becomes: bytes
) -> None:
    kept(tmp_path, films("Seoul Train")).close()
    path = tmp_path / FILE_NAME
    assert was in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(was, becomes))
    with pytest.raises(IndexDamagedError, match="generation: damaged: completions: "):
        offered(CompletionFile(tmp_path, "generation"), "seoul")


@pytest.mark.parametrize("length", [0, 5, 40, 1_000])
def test_a_file_that_was_cut_off_is_said_to_be_damaged(tmp_path: Path, length: int) -> None:
    kept(tmp_path, films("Seoul Train")).close()
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(IndexDamagedError, match="generation: damaged: completions: "):
        offered(CompletionFile(tmp_path, "generation"), "seoul")


def test_threads_share_one_file(tmp_path: Path) -> None:
    titles = [f"Film {number}" for number in range(500)]
    file = kept(tmp_path, films(*titles))
    wrong: list[str] = []

    def ask() -> None:
        wrong.extend(title for title in titles if offered(file, title, 1) != [title])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
