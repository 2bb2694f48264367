"""The error tree, branched by who can act.

    SearchError
    ├── QueryError                the asker: carries start, end, suggestions
    │   ├── QuerySyntaxError      cannot be read
    │   ├── UnknownFieldError     asks a field that there is not
    │   ├── UnsupportedQueryError a form that this field or engine does not have
    │   └── QueryTooLargeError    over a cap: length, depth, clauses, expansions
    ├── RequestError              the asker: a page or a size out of range; carries parameter
    │   └── ParametersError       several of them: carries errors
    ├── FilmNotFoundError         the asker: no such film
    ├── ReviewNotFoundError       the asker: no such review
    ├── OutOfTimeError            the asker: no part of the answer was found in time
    ├── SourceError               the author of a source file: carries path, line
    ├── IndexStateError           the operator
    │   ├── IndexMissingError     nothing is built yet
    │   ├── IndexBusyError        another build holds the lock: carries holder
    │   ├── SchemaChangedError    built for other fields than this version has
    │   ├── IndexDamagedError     not the bytes that were written
    │   ├── UnknownGenerationError
    │   ├── NothingToIndexError   the sources gave no document
    │   ├── BuildRefusedError     --strict, and something was rejected
    │   └── EngineUnavailableError
    │       ├── EngineInPartError         a part of the index does not answer
    │       ├── EngineTimeoutError        it took longer than it may
    │       ├── EngineBusyError           more was asked than it can take in now
    │       ├── EngineRefusedError        it does not take our name, or does not let us
    │       ├── EngineUntrustedError      its certificate is not to be trusted
    │       └── EngineVersionError        another server than this version speaks with
    └── ConfigError               the operator: a setting

Facts stand on the exception and its text is made from them when asked for. The core knows
neither HTTP nor exit codes: ``webapp/errors.py`` and ``indexer/exit_codes.py`` hold one
table each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class SearchError(Exception):
    """Anything this project raises on purpose; ``str()`` is one line for a person."""


class QueryError(SearchError):
    """A query that cannot be answered, and where in its text the reason stands.

    ``start`` and ``end`` are half-open character offsets into the query as typed.
    ``suggestions`` are whole queries that would be read.
    """

    def __init__(
        self, reason: str, start: int = 0, end: int = 0, suggestions: Sequence[str] = ()
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end
        self.suggestions = tuple(suggestions)

    def __str__(self) -> str:
        return f"{self.reason} (character {self.start + 1})" if self.end else self.reason


class QuerySyntaxError(QueryError):
    """The text does not follow the query language."""


class UnknownFieldError(QueryError):
    """The text asks a field that there is not."""


class UnsupportedQueryError(QueryError):
    """A form of query that this field or this engine does not have."""


class QueryTooLargeError(QueryError):
    """The query is over one of the caps."""


class RequestError(SearchError):
    """A request parameter out of its range; ``parameter`` names it."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(parameter, reason)
        self.parameter = parameter
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.parameter}: {self.reason}"


class ParametersError(RequestError):
    """Several parameters that cannot be used; ``errors`` has each, the first is also its own."""

    def __init__(self, errors: Sequence[RequestError]) -> None:
        super().__init__(errors[0].parameter, errors[0].reason)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "; ".join(map(str, self.errors))


class FilmNotFoundError(SearchError):
    """No film has this id."""

    def __init__(self, film_id: str) -> None:
        super().__init__(film_id)
        self.film_id = film_id

    def __str__(self) -> str:
        return f"there is no film {self.film_id!r}"


class ReviewNotFoundError(SearchError):
    """No review has this id."""

    def __init__(self, review_id: str) -> None:
        super().__init__(review_id)
        self.review_id = review_id

    def __str__(self) -> str:
        return f"there is no review {self.review_id!r}"


class OutOfTimeError(SearchError):
    """The time that a search may take was over before it had found anything."""

    def __str__(self) -> str:
        return "the search takes longer than it may; ask for less, or for rarer words"


class SourceError(SearchError):
    """A source that cannot be taken; prints as ``path:line: reason``, lines from 1."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path = path
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class IndexStateError(SearchError):
    """The index is not in a state to do what was asked; ``where`` says which index.

    ``reason`` says the same without where, which is the operator's business alone.
    """

    def __init__(self, where: str, detail: str = "") -> None:
        super().__init__(where, detail)
        self.where = where
        self.detail = detail

    @property
    def reason(self) -> str:
        """What is not as it should be, and what to do."""
        return self.detail

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class IndexMissingError(IndexStateError):
    """Nothing has been built yet."""

    @property
    def reason(self) -> str:
        """That nothing is built."""
        return "there is no index yet; build it with: python -m indexer rebuild"


class IndexBusyError(IndexStateError):
    """Another build is at work; ``holder`` says who."""

    def __init__(self, where: str, holder: str) -> None:
        super().__init__(where, holder)
        self.holder = holder

    @property
    def reason(self) -> str:
        """Who builds."""
        return f"another build is at work ({self.holder}); try again when it is done"


class SchemaChangedError(IndexStateError):
    """The generation was built for another schema than this version has."""

    def __init__(self, where: str, built: str, wanted: str) -> None:
        super().__init__(where, built)
        self.built = built
        self.wanted = wanted

    @property
    def reason(self) -> str:
        """Both schemas, and of which generation: that is no secret."""
        return (
            f"{self.where}: built for schema {self.built}, this version has {self.wanted}; "
            "build it anew with: python -m indexer rebuild"
        )

    def __str__(self) -> str:
        return self.reason


class IndexDamagedError(IndexStateError):
    """Something in a generation is not what was written."""

    @property
    def reason(self) -> str:
        """What is damaged."""
        return (
            f"damaged: {self.detail}; go back with: python -m indexer rollback, "
            "or build it anew with: python -m indexer rebuild"
        )


class UnknownGenerationError(IndexStateError):
    """There is no such generation to go back to."""


class NothingToIndexError(IndexStateError):
    """The sources gave no document; what is live stays."""


class BuildRefusedError(IndexStateError):
    """Sources were rejected and the build was asked to be strict; what is live stays."""


class EngineUnavailableError(IndexStateError):
    """The engine cannot be reached or used now."""


class EngineInPartError(EngineUnavailableError):
    """A part of the index does not answer, and what the rest answers is of no use without it."""


class EngineTimeoutError(EngineUnavailableError):
    """The engine did not answer in time."""


class EngineBusyError(EngineUnavailableError):
    """The engine has too much to do to take this in; later it will."""


class EngineRefusedError(EngineUnavailableError):
    """The engine refuses who we are, or what we ask as such."""


class EngineUntrustedError(EngineUnavailableError):
    """No safe connection: the engine does not show the certificate that it should."""


class EngineVersionError(EngineUnavailableError):
    """The engine is of a version that this one cannot speak with."""


class ConfigError(SearchError):
    """A setting that cannot be used; ``setting`` names it."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(setting, reason)
        self.setting = setting
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.setting}: {self.reason}"


# What is raised where all must be looked at and only a part could be. What merely adds to an
# answer is left off then, and the answer says so.
NOT_WHOLE = (OutOfTimeError, EngineInPartError)
