"""The picture of the house in ARCHITECTURE.md, held against the imports."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("search", "indexer", "webapp", "deploy")

# A module may import what stands on a lower line, and of its own line what its row allows.
# The longest prefix of a module's name that stands here is its place.
FLOORS: list[dict[str, tuple[str, ...]]] = [
    {"search.errors": ()},
    {"search.setting_values": ()},
    {"search.opensearch_settings": ()},
    {"search.records": (), "search.analysis": (), "search.config": (), "search.checksums": (),
     "search.time_budget": (), "search.paging": (),
     "search.ranking": (), "search.function_words": ()},
    {"search.facets": ()},
    {"search.schema": (), "search.wording": (), "search.sorting": ()},
    {"search.query": ("search.query",)},
    {"search.completions": ("search.completions",), "search.facts": ()},
    {"search.results": (), "search.film_results": ()},
    {"search.reading": (), "search.matches": ("search.chunks",), "search.chunks": (),
     "search.cuts": ()},
    {"search.fragments": (), "search.branches": (), "search.term_counts": (),
     "search.mentions": (), "search.score_parts": ()},
    {"search.found": ()},
    {"search.engine": (), "search.snippets": (), "search.markup": (),
     "search.hit_stream": (), "search.cursor": ()},
    {"search.hits": ()},
    {"search.suggestions": (), "search.completing": (), "search.relevance_model": (),
     "search.characteristic": (), "search.film_reviews": (), "search.film_list": (),
     "search.examples": (),
     "search.similar": ("search.film_reviews",), "search.concordance": ()},
    {"search.parameters": ()},
    {"search.facet_answer": ()},
    {"search.manifest": (), "search.kept_generations": ()},
    {"search.answer": (), "search.generations": ()},
    {"search.exploring_answer": ()},
    {"search.engines": (), "search.engines.whoosh_engine": ("search.engines.whoosh_engine",),
     "search.engines.opensearch_engine": ("search.engines.opensearch_engine",),
     "search.service": (), "search.exploring": ()},
    {"search.factory": ()},
    {"search": ()},
    {"indexer": ("indexer",), "webapp": ("webapp",), "deploy.errors": ()},
    {"deploy.programs": (), "deploy.nodes": ()},
    {"deploy.distribution": (), "deploy.processes": ()},
    {"deploy.cluster": ()},
    {"deploy": ()},
]  # fmt: skip
ENGINES_ALONE = ("search.engines.whoosh_engine", "search.engines.opensearch_engine")

# Each third-party library and its only home, or the homes of one that packs bytes.
_ZSTD = (
    "indexer.unpacking",
    "search.engines.whoosh_engine.codec.document_arrays",
    "search.engines.whoosh_engine.codec.document_writing",
)
HOMES: dict[str, str | tuple[str, ...]] = {
    "whoosh": "search.engines.whoosh_engine",
    "opensearchpy": "search.engines.opensearch_engine",
    "numpy": ("search.completions", "search.engines.whoosh_engine"),
    "Stemmer": "search.analysis",
    "rapidfuzz": "search.query.spelling",
    "flask": "webapp",
    "werkzeug": "webapp",
    "markupsafe": "webapp",
    "gunicorn": "webapp.server",
    "click": "indexer",
    "chardet": "indexer.readers.encodings",
    "backports": _ZSTD,
    "compression": _ZSTD,
    "lxml": "indexer.readers.html.dom",
    "tomli": "indexer.golden",
    "watchfiles": "indexer.watch",
}


def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports(path: Path) -> set[str]:
    """The modules that a file imports, those for its types too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            module = node.module or ""
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                names.add(inner if inner in MODULES else module)
    return names


def place(module: str) -> tuple[int, str, tuple[str, ...]]:
    """The floor of a module, the row that holds it, and what of its floor it may import."""
    rows = [
        (len(prefix), floor, prefix, allowed)
        for floor, row in enumerate(FLOORS)
        for prefix, allowed in row.items()
        if module == prefix or (module.startswith(f"{prefix}.") and prefix != "search")
    ]
    assert rows, f"{module} has no place in the house"
    _, floor, prefix, allowed = max(rows)
    return floor, prefix, allowed


def test_the_house_is_all_there() -> None:
    for name in ("seeds", "indexer", "webapp", "index_data", "tests", "search", "docs"):
        assert (ROOT / name).is_dir()
    assert (ROOT / "requirements.txt").is_file()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_what_is_below_it(module: str) -> None:
    floor, _, allowed = place(module)
    for name in imports(MODULES[module]):
        if name.split(".")[0] not in PACKAGES:
            continue
        below, row, _ = place(name)
        same_row = row in allowed
        assert below < floor or same_row, f"{module} imports {name}"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_library_is_imported_in_its_home_alone(module: str) -> None:
    for name in imports(MODULES[module]):
        library = name.split(".")[0]
        if library in PACKAGES or library in sys.stdlib_module_names:
            continue
        homes = HOMES[library]
        assert any(
            module == home or module.startswith(f"{home}.")
            for home in ([homes] if isinstance(homes, str) else homes)
        ), f"{module} imports {name}"


def test_the_core_neither_prints_nor_leaves() -> None:
    for module, path in MODULES.items():
        if module.startswith("search"):
            called = {
                ast.unparse(node.func)
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Call)
            }
            assert not called & {"print", "sys.exit", "exit", "input"}, module


@pytest.mark.parametrize("path", [*MODULES.values(), *(ROOT / "tests").rglob("*.py")], ids=str)
def test_files_and_functions_stay_short(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


def test_no_module_takes_a_name_that_says_nothing() -> None:
    for module in MODULES:
        assert not set(module.split(".")) & {"utils", "helpers", "common", "misc", "manager"}
