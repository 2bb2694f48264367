"""Where a query matched: as if the whole text had been analysed, without doing so."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import STEMS, WORDS
from search.chunks import CHUNK, candidate_chunks, kept_of, tokens_of, width_of
from search.matches import Match, find_matches
from search.query.nodes import Fuzzy, Leaf, Phrase, Prefix, Wildcard, Word, wildcard_text
from search.query.patterns import patterns, term_test
from search.query.slop import near_places
from search.schema import chain_of, exact_of

# Words with all that folding, stemming and the tokenizer know of.
ATOMS = """
refugee refuge Refugees’ dying die skies sky hope hoping hop cry cries ability able U.S. u.s us
A.b.cd M*A*S*H mash gut-wrenching gutwrenching gut wrenching 1,000 1000 8½ 8.5 ½ 8.5x ﬁlm film
FILM ete été e\u0301te\u0301 naïve Æon aeon straße strasse 기생충 기생 a기생 中文電影 中文 電
がく か\u3099く ｶﾞ Ｆｉｌｍ ʼtis tis rock'n'roll
rocknroll o’brien's obrien co\u00adoperate cooperate Ёлка елка йод
ΣΊΣΥΦΟΣ σισυφος İstanbul istanbul नमस\u094dत\u0947 x² x2 the th a I a_b _ - & … — 🎬
👩\u200d👩\u200d👧 ª º ﾞ \u0345 \u0301 ʼ \u1100\u1161\u11a8 각 Łódź lodz
"""
GLUE = [" ", " ", " ", "", ". ", "-", "\n", "'", ".", ",", "/", "(", "“", "。", "*", "_", "’s "]

atoms = st.sampled_from(ATOMS.split())
nasty = st.lists(st.tuples(atoms, st.sampled_from(GLUE)), max_size=20).map(
    lambda parts: "".join(word + glue for word, glue in parts)
)
some_leaf = st.one_of(
    atoms.map(Word),
    st.tuples(atoms, st.integers(1, 4)).map(lambda cut: Prefix(cut[0][: cut[1]])),
    st.lists(atoms, min_size=1, max_size=4).map(lambda words: Phrase(" ".join(words))),
    nasty.map(Phrase),
    st.tuples(st.lists(atoms, min_size=2, max_size=3), st.integers(1, 5)).map(
        lambda made: Phrase(" ".join(made[0]), slop=made[1])
    ),
    atoms.map(lambda word: Wildcard(wildcard_text([(c, False) for c in word] + [("*", True)]))),
    atoms.map(lambda word: Wildcard(wildcard_text([("*", True)] + [(c, False) for c in word]))),
    st.tuples(atoms, st.sampled_from([1, 2])).map(lambda made: Fuzzy(made[0], edits=made[1])),
)


# With stems and without, of one value and of names, a line each.
FIELDS = ["text", "author", "folded_titles", "people"]


def in_full(leaf: Leaf, field: str, text: str) -> set[tuple[int, int]]:
    """Where a leaf matches, by all the tokens of the text."""
    if not isinstance(leaf, Word | Phrase):
        test = term_test(leaf)
        tokens = chain_of(exact_of(field)).tokens(text)
        return {(t.start, t.end) for t in tokens if test and test.passes(t.text)}
    tokens = chain_of(field).tokens(text)
    slop = leaf.slop if isinstance(leaf, Phrase) else 0
    at = {(token.position, token.text): token for token in tokens}
    found = set()
    for row in patterns(leaf, field):
        if slop and len(row) > 1:
            places = {term: sorted(p for p, t in at if t == term) for term in row}
            for near in near_places(row, places, slop):
                here = [at[place, term] for place, term in zip(near.positions, row, strict=True)]
                found |= {(token.start, token.end) for token in here}
            continue
        for first in tokens:
            others = [at.get((first.position + n, term)) for n, term in enumerate(row)][1:]
            if first.text == row[0] and None not in others:
                last = others[-1] if others else first
                found.add((first.start, last.end if last else 0))
    return found


@settings(max_examples=1_000)
@given(st.lists(some_leaf, min_size=1, max_size=3), nasty, st.sampled_from(FIELDS))
@example([Word("rock'n'roll")], "“rock'n'roll-ability", "text")
@example([Phrase("us film")], "the U.S. - - film", "text")
def test_what_is_found_is_what_all_the_tokens_give(
    wanted: list[Leaf], text: str, field: str
) -> None:
    found = {(match.start, match.end) for match in find_matches(wanted, field, text)}
    expected = set().union(*(in_full(leaf, field, text) for leaf in wanted))
    assert found == expected


@settings(max_examples=500)
@given(st.lists(atoms, min_size=1, max_size=4), nasty, nasty)
def test_a_phrase_that_the_text_has_is_found_likewise(
    words: list[str], before: str, after: str
) -> None:
    phrase = Phrase(" ".join(words))
    text = f"{before} {phrase.text} {after}"
    found = {(match.start, match.end) for match in find_matches([phrase], "text", text)}
    assert found == in_full(phrase, "text", text)


@given(nasty)
def test_the_tokens_of_a_text_are_those_of_its_chunks(text: str) -> None:
    made, position = [], 0
    for chunk in CHUNK.finditer(text):
        made += [
            (token.text, position + token.position, chunk.start() + token.start, token.form)
            for token in tokens_of(STEMS, chunk.group())
        ]
        position += width_of(STEMS, chunk.group())
    whole = [(t.text, t.position, t.start, t.form) for t in STEMS.tokens(text)]
    assert made == whole


@given(st.text(max_size=12), st.sampled_from(["", "a", "é", "中", "."]))
def test_every_term_is_in_a_chunk_that_its_beginning_finds(text: str, more: str) -> None:
    text += more
    for token in WORDS.tokens(text):
        chunks = candidate_chunks(text, frozenset({token.text[:3]}))
        assert any(start <= token.start and token.end <= end for start, end in chunks), token


def test_no_character_folds_to_what_a_chunk_is_not_asked_for() -> None:
    # Of the scripts of East Asia, of which there are too many, one in a hundred.
    for code in (*range(0x3400), *range(0x3400, 0xF900, 101), *range(0xF900, 0x10000), 0x1D400):
        character = chr(code)
        kind = unicodedata.category(character)
        if character.isalnum() or kind.startswith("M"):
            text = character if character.isalnum() else f"a{character}"
            for term in WORDS.terms(text):
                assert candidate_chunks(text, frozenset({term})), hex(code)


ENDINGS = """
s es ed ing ings ly edly ingly ied ies ying y e er ers ation ational ator ization izer ize
alism ality al alli fulness ful ously ousness ous iveness ivity ive bility biliti bly ble ogy
ogist ogi fully lessly li icate icity ical ic ness ative ment ement ent ence ency ance ancy
able ably ability ible ion sion tion ee eed eedly ate iti ism l us ss sses ional entli enci
anci
"""
letters = st.text(st.sampled_from("abcdeghilnorstuvy"), min_size=1, max_size=7)
endings = st.lists(st.sampled_from(ENDINGS.split()), max_size=3).map("".join)
EXCEPTIONS = """skis skies sky idly gently ugly early only singly news atlas cosmos bias andes howe
dying lying tying inning outing canning herring earring evening proceed exceed succeed generate
communism arsenal past pasting university organization emergency internal later"""


@settings(max_examples=1_000)
@given(letters, endings)
def test_every_word_of_a_stem_begins_with_what_is_kept_of_it(word: str, ending: str) -> None:
    for stem in STEMS.terms(word + ending):
        assert kept_of(stem)
        assert (word + ending).startswith(kept_of(stem))


@pytest.mark.parametrize("word", EXCEPTIONS.split())
def test_every_exception_of_the_stemmer_begins_with_what_is_kept_of_it(word: str) -> None:
    (stem,) = STEMS.terms(word)
    assert word.startswith(kept_of(stem))
    assert find_matches([Word(word)], "text", f"the {word}, it is") == [Match(4, 4 + len(word), 0)]


@pytest.mark.parametrize(
    ("slop", "text", "expected"),
    [
        (0, "border of china", []),
        (1, "border of china", ["border", "china"]),
        (1, "border of china, border china", ["border", "china", "border", "china"]),
        (1, "border of the china", []),
        (2, "border - of - the - china", ["border", "china"]),
        (1, "china border", []),
        (2, "china border", ["china", "border"]),
        (3, "china has no border", []),
        (4, "china has no border", ["china", "border"]),
    ],
)
def test_words_may_stand_apart_as_far_as_the_slop_allows(
    slop: int, text: str, expected: list[str]
) -> None:
    found = find_matches([Phrase("border china", slop=slop)], "text", text)
    assert [text[match.start : match.end] for match in found] == expected


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (Wildcard("*ing"), ["Évening", "king"]),
        (Wildcard("k*ing"), ["king"]),
        (Wildcard("k?ng"), ["king"]),
        (Fuzzy("kign"), ["king"]),
        (Fuzzy("ebening", edits=1), ["Évening"]),
        (Fuzzy("in", edits=1), ["an"]),
    ],
    ids=str,
)
def test_shapes_and_spellings_are_held_against_unstemmed_words(
    leaf: Leaf, expected: list[str]
) -> None:
    text = "an Évening with a king"
    found = [text[match.start : match.end] for match in find_matches([leaf], "text", text)]
    assert found == expected


def test_a_match_is_owed_to_the_first_of_the_leaves_that_ask_for_it() -> None:
    found = find_matches([Word("film"), Word("films"), Prefix("fil")], "text", "a film")
    assert found == [Match(2, 6, 0), Match(2, 6, 2)]


def test_a_row_is_found_in_a_text_of_nothing_but_its_words() -> None:
    """Analysing around each word anew would take minutes."""
    row = " ".join(["a"] * 100)
    assert len(find_matches([Phrase(row)], "text", "a " * 5_000)) == 4_901


@pytest.mark.parametrize("query", ["8.5", "a", "aaaa"])
@pytest.mark.parametrize("text", ["8" + "." * 100_000, "a" + "." * 100_000, "a.-" * 30_000])
def test_points_without_end_are_read_in_no_time(query: str, text: str) -> None:
    """Trying each way to part them would take minutes."""
    assert len(find_matches([Word(query)], "text", text)) <= 30_000


def test_a_chunk_without_end_is_read_once() -> None:
    assert len(find_matches([Word("a")], "text", "a/" * 50_000)) == 50_000
