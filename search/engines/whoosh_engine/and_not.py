"""A mend of Whoosh's AND NOT."""

from __future__ import annotations

from typing import Any

from whoosh import matching, query


class AndNot(query.AndNot):
    """What ``a`` matches without what ``b`` matches.

    Whoosh's own leaves the second matcher where it begins: if that is before the first
    document of the first matcher, that document is not checked and stays in the answer
    (whoosh3 3.54.0, ``AndNotMatcher._find_first``).
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """A matcher whose two parts begin level."""
        kept = self.a.matcher(searcher, context)
        left_out = self.b.matcher(searcher, searcher.boolean_context())
        if kept.is_active() and left_out.is_active() and left_out.id() < kept.id():
            left_out.skip_to(kept.id())
        return matching.AndNotMatcher(kept, left_out)
