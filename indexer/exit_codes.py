"""The exit codes: one table, from the core's errors. After sysexits.h where it has a word."""

from __future__ import annotations

from search import errors

OK = 0
NOTHING_FOUND = 1
USAGE = 2
BAD_DATA = 65
NO_INPUT = 66
UNAVAILABLE = 69
DAMAGED = 74
BUSY = 75
NOT_ALLOWED = 77
CONFIG = 78
INTERRUPTED = 130

# The first row that an error is an instance of holds.
EXIT_CODES: tuple[tuple[type[Exception], int, str], ...] = (
    (errors.QueryError, USAGE, "a query that cannot be read"),
    (errors.RequestError, USAGE, "an option out of its range"),
    (errors.FilmNotFoundError, NOTHING_FOUND, "no such film"),
    (errors.ReviewNotFoundError, NOTHING_FOUND, "no such review"),
    (errors.OutOfTimeError, UNAVAILABLE, "a search over its time"),
    (errors.SourceError, BAD_DATA, "a source that cannot be taken"),
    (
        errors.BuildRefusedError,
        BAD_DATA,
        "rejected sources, with --strict; a build that is kept and not put live",
    ),
    (errors.NothingToIndexError, NO_INPUT, "the sources gave no film"),
    (errors.UnknownGenerationError, NO_INPUT, "no such generation"),
    (errors.IndexMissingError, UNAVAILABLE, "no index yet"),
    (errors.SchemaChangedError, UNAVAILABLE, "an index of another schema"),
    (errors.EngineTimeoutError, UNAVAILABLE, "a cluster that does not answer in time"),
    (errors.EngineBusyError, BUSY, "a cluster that has too much to do"),
    (errors.EngineRefusedError, NOT_ALLOWED, "a cluster that refuses who asks"),
    (errors.EngineUntrustedError, NOT_ALLOWED, "a cluster whose certificate is not trusted"),
    (errors.EngineVersionError, CONFIG, "a cluster of another version"),
    (errors.EngineUnavailableError, UNAVAILABLE, "the index cannot be reached, read or written"),
    (errors.IndexDamagedError, DAMAGED, "a generation is not as it was written"),
    (errors.IndexBusyError, BUSY, "another build is at work"),
    (errors.ConfigError, CONFIG, "a setting that cannot be used"),
)


def exit_code(error: errors.SearchError) -> int:
    """The code to leave with for an error."""
    return next(code for kind, code, _ in EXIT_CODES if isinstance(error, kind))
