"""What the bulk builder writes is what Whoosh's writer gives with the same codec."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index

from search.analysis import NAMES, NAMES_STEMS, STEMS, WORDS, Chain
from search.engines.whoosh_engine.bulk.inverter import Inverter
from search.engines.whoosh_engine.bulk.vocabulary import Vocabulary
from search.engines.whoosh_engine.codec import ColumnarCodec
from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter
from search.engines.whoosh_engine.schema import whoosh_schema
from search.schema import FIELDS, indexed_values
from tests.corpus import document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.schema import Document

# What tokenizers stumble over, and plain words between.
_BITS = st.sampled_from(
    [*"aAzZsS019.,'*-`’‘-–_ \n\t\xa0\u3000!/()\"ßéİKſ½ǅ", "e\u0301", "\u00ad", "\u200d", "千", "と",
     "映画", "한국", " the ", "movie", "Movie's", "U.S.", "M*A*S*H", "1,000", "8.5", "gut-gut's",
     " ... ", "\x00", "\x1f", "\ud800", "don't", "a.b.c.", "\U0001f600", "हिन्दी", "8½"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(_BITS, max_size=40).map("".join))
# Without what cannot be encoded, of which Whoosh makes no term or column.
PLAIN = TEXTS.map(lambda text: text.replace("\ud800", ""))
LINES = st.lists(PLAIN, max_size=3).map("\n".join)
DATES = st.sampled_from(["", "1994", "2004-05", "2004-05-06"])


@given(st.lists(TEXTS, max_size=5), st.sampled_from([WORDS, STEMS, NAMES, NAMES_STEMS]))
@settings(max_examples=500)
def test_tokens_in_bulk_are_those_of_the_chain(texts: Sequence[str], chain: Chain) -> None:
    vocabulary = Vocabulary("words", [chain.filters])
    for _ in range(2):  # as they are met, and as they are known
        assert tokens(vocabulary, chain, texts) == [
            [(token.text, token.position) for token in chain.tokens(text)] for text in texts
        ]


@pytest.mark.parametrize("part", ["a.", "A*", "1,111,", "a'", "a-", "1.", "é.", "b.’"])
@pytest.mark.parametrize("times", [1, 2, 3, 7, 19, 20, 21, 22, 23, 41, 42, 43, 64])
@pytest.mark.parametrize("end", ["", ".", "x", ".x", "..x", " x", "1", "-"])
def test_tokens_of_long_runs_in_bulk_are_those_of_the_chain(
    part: str, times: int, end: str
) -> None:
    text = part * times + end
    expected = [(token.text, token.position) for token in WORDS.tokens(text)]
    assert tokens(Vocabulary("words", [WORDS.filters]), WORDS, [text]) == [expected]


def tokens(
    vocabulary: Vocabulary, chain: Chain, texts: Sequence[str]
) -> list[list[tuple[str, int]]]:
    """The terms and positions that a vocabulary finds in each text."""
    in_lines = chain.tokenizer == "names"
    taken = vocabulary.take_names(texts) if in_lines else vocabulary.take(texts)
    terms = vocabulary.terms[chain.filters]
    names = terms.names()
    pairs = zip(terms.of(taken.surfaces), taken.positions, strict=True)
    found = iter([(names[term] if term >= 0 else "", int(position)) for term, position in pairs])
    return [[pair for pair in (next(found) for _ in range(n)) if pair[0]] for n in taken.counts]


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Documents of all fields."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        other: dict[str, Any] = {
            name: draw(LINES)
            for name in ("other_titles", "genres", "languages", "directors", "cast", "country")
        }
        other |= {name: draw(PLAIN) for name in ("author", "review_title", "url")}
        other |= {"release_date": draw(DATES), "reviewed": draw(DATES)}
        other |= {"rating": draw(st.sampled_from(["", "7.5", "10"])), "sources": ("a", "b")}
        made.append(document(number, draw(PLAIN), title=draw(PLAIN), **other))
    return made


def written_by_whoosh(documents: Sequence[Document], folder: Path) -> list[bytes]:
    """The two files of Whoosh's writer."""
    with index.create_in(str(folder), whoosh_schema()).writer(codec=ColumnarCodec()) as writer:
        for one in documents:
            writer.add_document(**indexed_values(one))
    return [next(folder.glob(f"*{ending}")).read_bytes() for ending in (".rfd", ".rft")]


def written_in_bulk(documents: Sequence[Document], folder: Path) -> list[bytes]:
    """The two files of the inverter."""
    inverter = Inverter(FIELDS, folder)
    inverter.take([indexed_values(one) for one in documents])
    paths = [folder / "documents", folder / "terms"]
    with paths[0].open("wb") as kept, paths[1].open("wb") as terms:
        inverter.write(ArrayFileWriter(kept), ArrayFileWriter(terms))
    return [path.read_bytes() for path in paths]


@given(documents())
@settings(max_examples=150, deadline=None)
def test_a_run_has_the_bytes_that_whooshs_writer_gives(documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        assert written_in_bulk(documents, Path(folder)) == written_by_whoosh(
            documents, Path(folder)
        )


def test_many_documents_have_the_bytes_that_whooshs_writer_gives(tmp_path: Path) -> None:
    chance = random.Random(1)
    words = [f"{chance.choice('abcé')}{chance.randrange(300)}" for _ in range(400)]
    made = [
        document(n, " ".join(chance.choices(words, k=chance.randrange(300))), author=f"{n % 7}")
        for n in range(300)
    ]
    assert written_in_bulk(made, tmp_path) == written_by_whoosh(made, tmp_path)
