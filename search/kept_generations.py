"""The generations that are kept, wherever they are: which is live, which was before, what is whole.

How they are kept is the store's business: in a folder (``search.generations``) or on a cluster.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from search.engine import CheckReport
from search.errors import (
    IndexDamagedError,
    IndexMissingError,
    SchemaChangedError,
    UnknownGenerationError,
)
from search.schema import fingerprint

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from search.engine import GenerationInfo

_KEPT_OLD = 2


class KeptGenerations(ABC):
    """Generations and which of them is live; ``where`` and ``pointer`` name both in errors."""

    where: str
    pointer: str

    @abstractmethod
    def current(self) -> str | None:
        """The name of the live generation, None if nothing was ever activated."""

    @abstractmethod
    def names(self) -> list[str]:
        """The generations that are kept, oldest first."""

    @abstractmethod
    def info(self, name: str) -> GenerationInfo:
        """A generation's manifest; IndexDamagedError if it is not as it was written."""

    @abstractmethod
    def verify(self, name: str, *, deep: bool) -> CheckReport:
        """What is wrong with a generation: by all of it, or if not ``deep``, by a glance."""

    @abstractmethod
    def _apart_from(self, live: str, names: Sequence[str]) -> Collection[str]:
        """Those of ``names`` that share nothing with the live one by which both can be damaged."""

    @abstractmethod
    def _let_go(self, name: str) -> None:
        """Keep a generation no longer."""

    def live_name(self) -> str | None:
        """The name of the live generation; None too where what is said names none."""
        try:
            return self.current()
        except IndexDamagedError:
            return None

    def is_held_back(self, name: str) -> bool:
        """Whether a generation is one that was never to go live by itself."""
        try:
            return bool(self.info(name).held_back)
        except (IndexDamagedError, UnknownGenerationError):
            return False

    def described(self) -> Sequence[GenerationInfo | CheckReport]:
        """All that are kept, oldest first; a report in place of one that cannot be read."""
        return [self._info_or_report(name) for name in self.names()]

    def _info_or_report(self, name: str) -> GenerationInfo | CheckReport:
        try:
            return self.info(name)
        except IndexDamagedError:
            return self.verify(name, deep=False)

    def check(self) -> Sequence[CheckReport]:
        """Each against what it was when it was made, oldest first; last what names the live one."""
        names = self.names()
        reports = [self.verify(name, deep=True) for name in names]
        try:
            live = self.current()
        except IndexDamagedError as error:
            return [*reports, CheckReport(self.pointer, (error.detail,))]
        if live is None and not reports:
            raise IndexMissingError(self.where)
        if live not in names:
            said = f"it names {live}, which is not there"
            return [*reports, CheckReport(self.pointer, (said,))]
        return reports

    def before(self, live: str | None) -> str:
        """The newest that is older than the live one and was not held back."""
        kept = [name for name in self.names() if not self.is_held_back(name)]
        older = [name for name in kept if live is None or name < live]
        if older:
            return older[-1]
        if not kept:
            raise IndexMissingError(self.where)
        raise UnknownGenerationError(self.where, f"no generation is older than {live}")

    def prune(self, live: str | None, before: str | None = None) -> None:
        """Let go of what is too many: the live one stays, ``before`` it, and one to go back to.

        By default the newest that is older than the live one was before it. To go back to is the
        newest of those apart from the live one, so that no one damage is in all of them, else the
        newest. Of those that were held back the newest stays.
        """
        names = [name for name in self.names() if name != live]
        held_back = [name for name in names if self.is_held_back(name)]
        others = [name for name in names if name not in held_back]
        before = before or max((name for name in others if name < (live or "")), default=None)
        apart = self._apart_from(live, others) if live else ()
        others.sort(key=lambda name: (name == before, name in apart, name))
        for name in (*others[:-_KEPT_OLD], *held_back[:-1]):
            self._let_go(name)

    def finish_pruning(self) -> None:
        """Prune what a build that was killed right after it went live did not."""
        live, names = self.live_name(), self.names()
        if live in names and len(names) > _KEPT_OLD + 1:
            self.prune(live)


def fitting(info: GenerationInfo) -> GenerationInfo:
    """A manifest of the schema that this version has; SchemaChangedError for another."""
    if info.schema != fingerprint():
        raise SchemaChangedError(info.name, info.schema, fingerprint())
    return info


def refuse_damaged(report: CheckReport) -> None:
    """IndexDamagedError for a report that has problems."""
    if report.problems:
        raise IndexDamagedError(report.name, "; ".join(report.problems))
