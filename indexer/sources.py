"""Which files the sources are, and what a reader made of each."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.containers import ARCHIVES, is_archive
from indexer.readers.html_page import read_html_page
from indexer.readers.json_file import read_json_file
from indexer.readers.json_lines import read_json_lines
from indexer.readers.table import read_table
from indexer.readers.text_page import read_text_page
from indexer.source_file import PACKED, format_suffix
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from indexer.readers import Reader
    from indexer.source_file import SourceFile

# A reader for each ending; a file that is named itself is read as a text page if it has none.
READERS: dict[str, Reader] = {
    ".txt": read_text_page,
    ".html": read_html_page,
    ".htm": read_html_page,
    ".xhtml": read_html_page,
    ".csv": read_table,
    ".tsv": read_table,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json_file,
}
# The endings of what a folder gives, for people.
READ_ENDINGS = f"{' '.join(READERS)}, each also {' '.join(PACKED)}, and {' '.join(ARCHIVES)}"


def is_read(path: Path) -> bool:
    """Whether a file of a folder or archive is a source, by its name."""
    return is_archive(path.name) or format_suffix(path) in READERS


# What browsers name the folder of pictures and scripts that they save beside a page.
_PARTS_OF_A_PAGE = frozenset(
    [
        "files",
        "dateien",
        "fichiers",
        "archivos",
        "file",
        "bestanden",
        "pliki",
        "arquivos",
        "ficheiros",
        "soubory",
        "elemei",
        "filer",
        "tiedostot",
        "dosyalar",
        "файлы",
        "arxius",
        "fitxers",
    ]
)
_PAGES = (".html", ".htm", ".xhtml")


def find_files(sources: Iterable[Path]) -> Iterator[Path | SourceError]:
    """The files of each source in turn; those of a folder by name, hidden ones left out.

    A folder gives the archives and the files that a reader is known for; a file named itself
    is given whatever its name. A source that is not there is a SourceError.
    """
    for source in sources:
        yield from _files_of(source)


def _files_of(source: Path) -> Iterator[Path | SourceError]:
    try:
        mode = source.stat().st_mode
    except FileNotFoundError:
        yield SourceError(source, 1, "no such file or folder")
    except OSError as error:
        yield SourceError(source, 1, f"cannot be read: {error.strerror or error}")
    else:
        yield from _in_folder(source) if stat.S_ISDIR(mode) else [source]


def _in_folder(folder: Path) -> Iterator[Path | SourceError]:
    problems: list[SourceError] = []

    def report(error: OSError) -> None:
        reason = f"cannot be read: {error.strerror or error}"
        problems.append(SourceError(Path(error.filename), 1, reason))

    for place, folders, files in os.walk(folder, onerror=report):
        yield from problems
        problems.clear()
        if folders:
            pages = {Path(name).stem for name in files if Path(name).suffix.lower() in _PAGES}
            folders[:] = sorted(name for name in folders if not _is_left_out(name, pages))
        for name in sorted(files):
            if not name.startswith(".") and _is_read(name):
                yield Path(place, name)
    yield from problems


def _is_read(name: str) -> bool:
    """As ``is_read``, of a name that is no path; most say it by their ending alone."""
    return f".{name.rpartition('.')[2].lower()}" in READERS or is_read(Path(name))


def _is_left_out(folder: str, pages: set[str]) -> bool:
    """Whether a folder is hidden, or holds the pictures and scripts of a saved page beside it."""
    ends = re.search(r"[._-]([^\W_]+)$", folder)
    of_a_page = ends and ends[1].lower() in _PARTS_OF_A_PAGE and folder[: ends.start()] in pages
    return folder.startswith(".") or bool(of_a_page)


def reader_of(source: SourceFile) -> Reader:
    """The reader for a file, by its ending."""
    return READERS.get(source.suffix, read_text_page)
