"""How much of a query the server takes: it refuses one of more leaves than a number of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.engines.opensearch_engine.asking import Dsl

# Those that a query may have; of the server's 1,024 the rest are for filters beside it.
MOST_CLAUSES = 900


def clauses_of(query: Dsl) -> int:
    """The leaves of a query, each as often as it stands there."""
    ((kind, told),) = query.items()
    if kind == "bool":
        return sum(
            clauses_of(part) for parts in told.values() if isinstance(parts, list) for part in parts
        )
    if kind == "constant_score":
        return clauses_of(told["filter"])
    if kind in {"dis_max", "span_near"}:
        return sum(map(clauses_of, told["queries" if kind == "dis_max" else "clauses"]))
    return 1
