"""The JSON file: an array of films or reviews, one of them, or an object with a list of them.

What stands in the outermost list is read object by object, so that memory is that of one
object and not of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.readers.encodings import TextFile
from indexer.readers.json_objects import film_of, is_film_or_review, names_a_film
from indexer.readers.json_text import MAX_VALUE_CHARACTERS, JsonText
from indexer.readers.spellings import FILM, places
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.source_file import SourceFile
    from search.records import Film

# An object up to this size is looked at whole to tell what it is; a longer one as it is read.
_WHOLE_CHARACTERS = 1_048_576


def read_json_file(source: SourceFile) -> Iterator[Film | SourceError]:
    """A film an object; a SourceError for each object, review or fact that was not taken.

    Several values may stand one after the other. What follows a place that is no JSON is not
    read, and the SourceError says so. Memory is that of one object.
    """
    text = None
    try:
        with source.open() as file:
            text = JsonText(source.path, TextFile(source.path, file).blocks())
            yield from _read_values(source, text)
    except SourceError as error:
        yield error
    except OSError as error:
        line = text.line if text else 1
        yield SourceError(source.path, line, f"cannot be read: {error.strerror or error}")


def _read_values(source: SourceFile, text: JsonText) -> Iterator[Film | SourceError]:
    if not text.peek():
        yield SourceError(source.path, 1, "the file is empty")
    while text.peek():
        yield from _read_value(source, text)


def _read_value(source: SourceFile, text: JsonText) -> Iterator[Film | SourceError]:
    if text.peek() == "[":
        for line, item in text.items():
            yield from film_of(source, line, item)
    elif text.peek() == "{" and not is_film_or_review(text.whole(_WHOLE_CHARACTERS), source.names):
        yield from _read_object(source, text)
    else:
        line = text.line
        yield from film_of(source, line, text.value())


def _read_object(source: SourceFile, text: JsonText) -> Iterator[Film | SourceError]:
    """The films of each list in an object; the object itself, if it is a film with reviews."""
    first = text.line
    own: dict[str, object] = {}
    taken = size = 0
    for name in _names(text):
        if text.peek() != "[":
            own[name] = text.value()
            continue
        kept: list[object] = []
        own[name] = kept
        for line, item in text.items():
            if _is_record(name, item, source):
                taken += 1
                yield from film_of(source, line, item)
            else:
                kept.append(item)
                size += len(str(item))
            if size > MAX_VALUE_CHARACTERS:
                reason = f"an object longer than {MAX_VALUE_CHARACTERS:,} characters"
                raise SourceError(source.path, first, f"{reason}; what follows is not read")
    if not taken:
        yield from _read_whole(source, first, own)


def _names(text: JsonText) -> Iterator[str]:
    """The names in the object that begins here; the caller reads the value after each."""
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        if text.peek() != '"':
            text.take('"')
        name = str(text.value())
        text.take(":")
        yield name
        if text.take(",}") == "}":
            return


def _is_record(name: str, item: object, source: SourceFile) -> bool:
    """Whether an item of the list ``name`` is a film or a review for itself."""
    facts = places([name], FILM, source.names)
    if "reviews" in facts:
        return names_a_film(item, source.names)
    return not facts and isinstance(item, dict)


def _read_whole(
    source: SourceFile, line: int, value: dict[str, object]
) -> Iterator[Film | SourceError]:
    if is_film_or_review(value, source.names):
        yield from film_of(source, line, value)
    else:
        yield SourceError(source.path, line, "no film, no review and no list of them")
