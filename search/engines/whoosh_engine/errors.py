"""The one place where Whoosh's exceptions become ours."""

from __future__ import annotations

import pickle
import struct
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from whoosh import fields, index, reading, searching, writing
from whoosh.automata import fst
from whoosh.codec import base, whoosh2
from whoosh.filedb import filestore, filetables
from whoosh.matching import mcore
from whoosh.query import qcore

from search.errors import (
    EngineUnavailableError,
    IndexBusyError,
    IndexDamagedError,
    SearchError,
    UnsupportedQueryError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUERY_ERRORS = (
    qcore.QueryError,
    searching.NoTermsException,
    mcore.NoQualityAvailable,
)
_DAMAGE = (
    index.IndexError,
    reading.CorruptIndexError,
    reading.TermNotFound,
    reading.ReaderClosed,
    mcore.ReadTooFar,
    filestore.StorageError,
    filetables.FileFormatError,
    fst.FileVersionError,
    fst.InactiveCursor,
    base.OutOfOrderError,
    whoosh2.NoGraphError,
    writing.IndexingError,
    fields.FieldConfigurationError,
    fields.UnknownFieldError,
    struct.error,
    zlib.error,
    pickle.PickleError,
    EOFError,
)


_UNAVAILABLE = (searching.TimeLimit, OSError, MemoryError)


@contextmanager
def map_whoosh_errors(where: str, *, opening: bool = False) -> Iterator[None]:
    """Raise our errors for Whoosh's; ``where`` names the generation in them.

    Whatever is raised while ``opening`` means damage, for an index is opened by unpickling
    it, and changed bytes of a pickle can raise anything. Otherwise an exception that is
    none of Whoosh's is a defect of ours and stays what it is.
    """
    try:
        yield
    except SearchError:
        raise
    except Exception as error:
        ours = _translated(error, where, opening=opening)
        if ours is None:
            raise
        raise ours from error


def _translated(error: Exception, where: str, *, opening: bool) -> SearchError | None:
    if isinstance(error, index.LockError):
        return IndexBusyError(where, "its write lock is held")
    if isinstance(error, _QUERY_ERRORS):
        return UnsupportedQueryError(_said(error))
    if opening or isinstance(error, _DAMAGE):
        return IndexDamagedError(where, _said(error))
    if isinstance(error, _UNAVAILABLE):
        return EngineUnavailableError(where, _said(error))
    return None


def _said(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return " ".join(f"{type(error).__name__}: {error}".removesuffix(": ").split())
