"""Query trees for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from search.query import And, AndMaybe, Boost, Node, Not, Or


def trees(leaves: st.SearchStrategy[Node], max_leaves: int) -> st.SearchStrategy[Node]:
    """Trees of every kind of group over ``leaves``."""
    return st.recursive(leaves, _groups, max_leaves=max_leaves)


def _groups(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    return (
        st.builds(And, several)
        | st.builds(Or, several)
        | st.builds(Not, children)
        | st.builds(AndMaybe, children, children)
        | st.builds(Boost, children, st.sampled_from([0.5, 2.0, 12.25]))
    )
