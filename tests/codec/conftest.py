"""Whoosh's behaviours are asked of its own codec and of ours, in memory and on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from whoosh.filedb.filestore import FileStorage, RamStorage

from tests.codec.indexes import CODECS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(params=sorted(CODECS))
def codec(request: pytest.FixtureRequest) -> Callable[[], Any]:
    """What makes a codec."""
    return CODECS[request.param]


@pytest.fixture(params=["memory", "disk"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Where an index can be made."""
    return RamStorage() if request.param == "memory" else FileStorage(str(tmp_path))
