"""The endpoint asked by schemathesis, which makes requests from its OpenAPI description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from search.config import Settings
from webapp import create_app
from webapp.api.operations import OPERATIONS

load_all_checks()
_NAMES = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance", "response_headers_conformance",
)  # fmt: skip
_MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.mark.parametrize(("name", "mode"), [
    (name, mode)
    for name, one in OPERATIONS.items()
    for mode in _MODES
    # Any text may stand in a path, and the description itself is what it reads.
    if name != "described" and (mode is _MODES[0] or one.parameters or one.body)
], ids=lambda one: getattr(one, "value", one))  # fmt: skip
def test_whatever_is_asked_the_answer_is_as_described(
    seed_index: Path, name: str, mode: schemathesis.GenerationMode
) -> None:
    operation = OPERATIONS[name]
    app = create_app(Settings(seed_index, requests_a_second=0))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    checks: Any = CHECKS.get_by_names(list(_NAMES))
    made = schema[operation.path][operation.method.upper()]

    @settings(
        max_examples=30,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(case=made.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        # Its client of WSGI does not unpack what it says that it takes.
        case.call_and_validate(checks=checks, headers={"Accept-Encoding": "identity"})

    ask()


def test_schemathesis_reads_all_of_the_description(seed_index: Path) -> None:
    app = create_app(Settings(seed_index))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    read: Any = schema.get_all_operations()
    paths = {(one.ok().path, one.ok().method) for one in read}
    own = ("/api/v1/openapi.json", "get")
    assert {*paths, own} == {(one.path, one.method) for one in OPERATIONS.values()}
