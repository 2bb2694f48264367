"""Whether what is said of one film names another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import WORDS
from search.chunks import candidate_chunks, tokens_of
from search.function_words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.schema import Document


def mentions(title: str, document: Document) -> bool:
    """Whether a document has the words of a title in a row, as a name is written.

    A title that begins with a capital letter is named with one, so that *the heat of the night*
    is no mention of *Heat*; one of words that say little, such as *It*, cannot be told from
    what is no name. Costs analysing the texts that have the
    title's longest word.
    """
    words = WORDS.terms(title)
    if not words or set(words) <= FUNCTION_WORDS:
        return False
    capital = title.lstrip("\"'“‘«(¡¿")[:1].isupper()
    return any(_named(words, text, capital=capital) for text in _texts(document))


def _texts(document: Document) -> Iterator[str]:
    yield from (document["text"], document["review_title"], document["title"])
    yield from document["other_titles"].split("\n")
    yield from (one["title"] for one in document["folded"])


def _named(words: list[str], text: str, *, capital: bool) -> bool:
    if not _has(max(words, key=len), text):
        return False
    tokens = [token for token in WORDS.tokens(text) if token.form == "part"]
    terms = [token.text for token in tokens]
    for place in range(len(terms) - len(words) + 1):
        is_there = terms[place : place + len(words)] == words
        if is_there and (not capital or text[tokens[place].start].isupper()):
            return True
    return False


def _has(term: str, text: str) -> bool:
    """Whether a text has a term, by the few chunks that may hold it."""
    chunks = candidate_chunks(text, frozenset({term}))
    return any(
        token.text == term for start, end in chunks for token in tokens_of(WORDS, text[start:end])
    )
