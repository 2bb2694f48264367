"""Every exception that Whoosh has becomes one of ours."""

from __future__ import annotations

import contextlib
import importlib
import pickle
import pkgutil
import struct
import zlib
from collections.abc import Iterator
from types import ModuleType

import pytest
import whoosh

from search.engines.whoosh_engine.errors import map_whoosh_errors
from search.errors import (
    EngineUnavailableError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    SearchError,
    UnsupportedQueryError,
)

# Parts of Whoosh that this project does not use, or that need what is not installed.
UNUSED = ("whoosh.qparser", "whoosh.lang", "whoosh.util.times", "whoosh.langchain",
          "whoosh.llamaindex", "whoosh.mcp", "whoosh.legacy", "whoosh.retrieval", "whoosh.cli",
          "whoosh.filedb.gae", "whoosh.analysis", "whoosh.support")  # fmt: skip


def importable() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(whoosh.__path__, "whoosh."):
        if not module.name.startswith(UNUSED):
            # Some of Whoosh's modules are left from older releases and cannot be imported.
            with contextlib.suppress(ImportError):
                yield importlib.import_module(module.name)


def is_whooshs_own(kind: object) -> bool:
    return (
        isinstance(kind, type)
        and issubclass(kind, Exception)
        and kind.__module__.startswith("whoosh.")
        and not kind.__module__.startswith(UNUSED)
    )


def whoosh_exceptions() -> list[type[Exception]]:
    kinds = [kind for module in importable() for kind in vars(module).values()]
    return sorted({kind for kind in kinds if is_whooshs_own(kind)}, key=repr)


def raised(error: Exception, *, opening: bool = False) -> Exception:
    with pytest.raises(Exception) as caught, map_whoosh_errors("here", opening=opening):  # noqa: PT011 (which one, the caller looks at)
        raise error
    return caught.value


def test_there_are_exceptions_to_walk() -> None:
    assert len(whoosh_exceptions()) > 15


@pytest.mark.parametrize("kind", whoosh_exceptions(), ids=lambda kind: kind.__name__)
def test_an_exception_of_whoosh_becomes_ours(kind: type[Exception]) -> None:
    error = kind.__new__(kind, "what happened\nin two lines")
    ours = raised(error)
    assert isinstance(ours, SearchError)
    assert ours.__cause__ is error
    assert "\n" not in str(ours)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (whoosh.index.LockError(), IndexBusyError),
        (whoosh.index.EmptyIndexError("x"), IndexDamagedError),
        (whoosh.query.QueryError("x"), UnsupportedQueryError),
        (whoosh.searching.TimeLimit(), EngineUnavailableError),
        (struct.error("x"), IndexDamagedError),
        (zlib.error("x"), IndexDamagedError),
        (pickle.UnpicklingError("x"), IndexDamagedError),
        (PermissionError(13, "Permission denied"), EngineUnavailableError),
        (IndexMissingError("x"), IndexMissingError),
    ],
)
def test_who_can_act_is_told_apart(error: Exception, ours: type[Exception]) -> None:
    assert type(raised(error)) is ours


def test_a_defect_of_ours_stays_what_it_is_but_while_opening_it_is_damage() -> None:
    assert type(raised(TypeError("x"))) is TypeError
    assert type(raised(TypeError("x"), opening=True)) is IndexDamagedError
    assert type(raised(FileNotFoundError("x"), opening=True)) is IndexDamagedError
