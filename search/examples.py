"""Examples of queries that find something in the index as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.facts import names
from search.query import Phrase, Prefix, Word, normalise, parse
from search.term_counts import says_something

if TYPE_CHECKING:
    from search.completions import CompletionKind
    from search.engine import Searcher


class Example(NamedTuple):
    """A query text, and what it asks for."""

    query: str
    meaning: str


# Those of the page that the project comes with; others take their place where they find nothing.
EXAMPLES = (
    Example("seoul train", "all of the words, anywhere"),
    Example('"underground railroad"', "words in a row, in this order"),
    Example("refugees -asylum", "the first word without the second"),
    Example("mongol*", "words that begin so"),
    Example("author:lastliberal", "what one author wrote"),
    Example("genre:comedy", "the films of a genre and what is said of them"),
)
_PHRASE: tuple[CompletionKind, ...] = ("phrase",)
_AUTHOR: tuple[CompletionKind, ...] = ("author",)
_TITLE: tuple[CompletionKind, ...] = ("title",)
_PHRASES = 20
_BEGINNING = 5


def examples(searcher: Searcher) -> tuple[Example, ...]:
    """An example of each kind, from the frequent phrases, authors and films of the generation."""
    made = _made(searcher)
    found = []
    for example in EXAMPLES:
        for query in (example.query, *made.get(example.meaning, ())):
            if searcher.count(normalise(parse(query))):
                found.append(Example(query, example.meaning))
                break
    return tuple(found)


def _made(searcher: Searcher) -> dict[str, list[str]]:
    """Queries by what they ask for, the best first."""
    phrases = [entry.text.split() for entry in searcher.complete("", _PHRASE, _PHRASES)]
    telling = [words for words in phrases if all(map(says_something, words))]
    made = [
        [" ".join(words) for words in telling[:1]],
        [str(Phrase(" ".join(words))) for words in telling[1:2] or telling],
        [f"{Word(words[0])} -{Word(words[-1])}" for words in telling[2:]],
        [str(Prefix(words[0][:_BEGINNING].lower())) for words in telling[::-1]],
        [str(Phrase(entry.text, "author")) for entry in searcher.complete("", _AUTHOR, 1)],
        [str(Phrase(genre, "genre")) for genre in _genres(searcher)],
    ]
    return {example.meaning: queries for example, queries in zip(EXAMPLES, made, strict=True)}


def _genres(searcher: Searcher) -> tuple[str, ...]:
    """Those of the film of which most is said."""
    for entry in searcher.complete("", _TITLE, 1):
        found = searcher.find(Phrase(entry.text, "title"), 0, 1).documents
        if found:
            return names(found[0].document["genres"])
    return ()
