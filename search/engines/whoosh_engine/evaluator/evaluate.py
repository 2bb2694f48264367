"""A Whoosh query tree to the documents that match and their scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query as wq

from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches, Sets, unscored
from search.engines.whoosh_engine.evaluator.phrases import is_among
from search.engines.whoosh_engine.evaluator.scoring import Scoring
from search.time_budget import is_cut, time_budget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Within = Array | None

# Of documents fewer than one of so many each is looked up in the terms.
_FEW = 64


class Evaluator:
    """Answers queries over what a Whoosh searcher sees, by arrays; for any number of threads.

    A query of another kind than those in ``_NODES`` that does not evaluate itself is answered
    by Whoosh's own matcher: ``fallen_back`` has the kinds for which that happened. A term takes no
    time to speak of, and of several things the first is always looked up; where the time is over
    the rest is left out, and nothing is found that does not match.
    """

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher
        self.index = IndexArrays(searcher.reader())
        self.fallen_back: set[type] = set()
        self.scoring = Scoring(searcher, self.index)

    @property
    def sets(self) -> Sets:
        """Set operations over the documents of the index."""
        return self.index.sets

    def matches(self, query: Any, within: Array | None = None) -> Matches:
        """The documents that match a query, in order, with their scores.

        With ``within`` only the documents in it are of use, so that others may be left out.
        """
        node = _NODES.get(type(query))
        if node and self.index.is_whole:
            return node(self, query, within)
        if hasattr(query, "evaluate"):
            found: Matches = query.evaluate(self, within)
            return found
        return self.by_matcher(query)

    def numbers(self, query: Any, within: Array | None = None) -> Array:
        """The documents that match a query, in order, where no score is asked for."""
        if type(query) is wq.Term and self.index.is_whole:
            return self.numbers_of(query)
        if type(query) is wq.Prefix and query.text and self.index.is_whole:
            start = self.term_bytes(query.fieldname, query.text)
            return self.index.numbers_of_beginning(query.fieldname, start or b"")
        return self.matches(query, within).numbers

    def numbers_of(self, query: wq.Term) -> Array:
        """The documents that have a term."""
        term = self.term_bytes(query.fieldname, query.text)
        return NONE.numbers if term is None else self.index.numbers_of(query.fieldname, term)

    def at_most(self, query: Any) -> int:
        """A number that not more documents match than, as far as it is soon told."""
        if type(query) is wq.Term:
            term = self.term_bytes(query.fieldname, query.text)
            return self.index.document_count(query.fieldname, term) if term is not None else 0
        if type(query) is wq.And:
            return min(map(self.at_most, query.subqueries))
        if hasattr(query, "at_most"):
            return int(query.at_most(self))
        return self.index.documents

    def by_matcher(self, query: Any) -> Matches:
        """What Whoosh's own matcher gives."""
        self.fallen_back.add(type(query))
        matcher = query.matcher(self.searcher, self.searcher.context())
        numbers, scores = [], []
        while matcher.is_active():
            numbers.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(numbers, np.intp), np.array(scores, np.float64))

    def term_bytes(self, field: str, text: Any) -> bytes | None:
        """A term as the index has it; None for one that the field cannot have."""
        try:
            return bytes(self.searcher.schema[field].to_bytes(text))
        except (KeyError, ValueError):
            return None


def _term(evaluator: Evaluator, query: wq.Term, within: Within) -> Matches:
    term = evaluator.term_bytes(query.fieldname, query.text)
    if term is None:
        return NONE
    if not evaluator.scoring.knows(query.fieldname):
        evaluator.fallen_back.add(type(evaluator.searcher.weighting))
        return evaluator.by_matcher(query)
    return evaluator.scoring.of_term(query.fieldname, term, within).scaled(query.boost)


def _phrase(evaluator: Evaluator, query: wq.Phrase, _: Within) -> Matches:
    """As Whoosh scores it: the sum over the words, each as often as the phrase has it."""
    terms = [evaluator.term_bytes(query.fieldname, word) for word in query.words]
    whole = [term for term in terms if term is not None]
    positions = getattr(evaluator.searcher.schema[query.fieldname].format, "decode_positions", 0)
    is_known = evaluator.scoring.knows(query.fieldname)
    if query.slop != 1 or len(whole) < len(terms) or not (whole and positions and is_known):
        return evaluator.by_matcher(query)
    return evaluator.scoring.of_phrase(query.fieldname, whole).scaled(query.boost)


def _all_of(evaluator: Evaluator, query: wq.And, within: Within) -> Matches:
    """What all match: the fewest first, and of the others what is among those."""
    boosts = _terms_of_a_field(evaluator, query)
    if boosts:
        field = query.subqueries[0].fieldname
        return _boosted(query, evaluator.scoring.of_all(field, boosts, within))
    found: Matches | None = None
    for child in sorted(query.subqueries, key=evaluator.at_most):
        if found is not None and is_cut():
            return NONE
        more = evaluator.matches(child, within)
        found = more if found is None else evaluator.sets.both(found, more)
        if not found.total:
            return NONE
        within = found.numbers
    return _boosted(query, found or NONE)


def _terms_of_a_field(evaluator: Evaluator, query: Any) -> dict[bytes, float]:
    """Different terms of one field that is scored, with their boosts; none if it is otherwise."""
    boosts: dict[bytes, float] = {}
    for one in query.subqueries:
        if type(one) is not wq.Term or one.fieldname != query.subqueries[0].fieldname:
            return {}
        term = evaluator.term_bytes(one.fieldname, one.text)
        if term is None or term in boosts or not evaluator.scoring.knows(one.fieldname):
            return {}
        boosts[term] = one.boost
    return boosts


def _boosted(query: Any, found: Matches) -> Matches:
    """With the boost of a group, which Whoosh leaves out where there is one member alone."""
    return found if query.boost == 1 or len(query.subqueries) == 1 else found.scaled(query.boost)


def _any_of(evaluator: Evaluator, query: wq.Or, within: Within) -> Matches:
    if query.scale:
        return evaluator.by_matcher(query)
    if within is not None and len(within) * _FEW < evaluator.index.documents:
        boosts = _terms_of_a_field(evaluator, query)
        if boosts:
            field = query.subqueries[0].fieldname
            return _boosted(query, evaluator.scoring.of_any(field, boosts, within))
    return _boosted(query, evaluator.sets.either(_each(evaluator, query, within)))


def _best_of(evaluator: Evaluator, query: wq.DisjunctionMax, within: Within) -> Matches:
    if query.tiebreak:
        return evaluator.by_matcher(query)
    each = _each(evaluator, query, within)
    return _boosted(query, evaluator.sets.either(each, np.maximum))


def _each(evaluator: Evaluator, query: wq.Query, within: Within) -> list[Matches]:
    """What the members of a group match, of which any is enough, as far as there is time."""
    found: list[Matches] = []
    for child in query.subqueries:
        if any(one.total for one in found) and is_cut():
            break
        found.append(evaluator.matches(child, within))
    return found


def _and_not(evaluator: Evaluator, query: wq.AndNot, within: Within) -> Matches:
    found = evaluator.matches(query.a, within)
    return evaluator.sets.without(found, _left_out(evaluator, query.b, found.numbers))


def _left_out(evaluator: Evaluator, query: wq.Query, within: Within) -> Matches:
    """What is to be left out; of that nothing may lack, however long it takes."""
    with time_budget(0):
        return unscored(evaluator.numbers(query, within))


def _and_maybe(evaluator: Evaluator, query: wq.AndMaybe, within: Within) -> Matches:
    found = evaluator.matches(query.a, within)
    return evaluator.sets.and_maybe(found, evaluator.matches(query.b, found.numbers))


def _require(evaluator: Evaluator, query: wq.Require, within: Within) -> Matches:
    required = evaluator.numbers(query.b, within)
    found = evaluator.matches(query.a, required)
    if len(required) * _FEW < evaluator.index.documents:
        return found.where(is_among(required, found.numbers))
    inside, _ = evaluator.sets.places(required, found.numbers)
    return found.where(inside)


def _not(evaluator: Evaluator, query: wq.Not, _: Within) -> Matches:
    left_out = _left_out(evaluator, query.query, None)
    found = evaluator.sets.without(unscored(evaluator.index.numbers()), left_out)
    return Matches(found.numbers, np.ones(found.total))


def _every(evaluator: Evaluator, query: wq.Every, _: Within) -> Matches:
    numbers = evaluator.index.numbers()
    if query.fieldname is not None:
        terms = evaluator.searcher.lexicon(query.fieldname)
        found = (evaluator.index.term(query.fieldname, term) for term in terms)
        numbers = evaluator.sets.either(list(found)).numbers
    return Matches(numbers, np.full(len(numbers), float(query.boost)))


def _constant(evaluator: Evaluator, query: wq.ConstantScoreQuery, within: Within) -> Matches:
    numbers = evaluator.numbers(query.child, within)
    return Matches(numbers, np.full(len(numbers), float(query.score)))


def _nothing(*_: object) -> Matches:
    return NONE


def _range(evaluator: Evaluator, query: wq.TermRange, _: Within) -> Matches:
    """Any of the terms; their scores do not count, as Whoosh has it."""
    return _of_terms(evaluator, query, query._btexts(evaluator.searcher.reader()))  # noqa: SLF001  # all that tells them


def _numeric(evaluator: Evaluator, query: wq.NumericRange, within: Within) -> Matches:
    """A range of numbers, as the terms of several precisions that Whoosh makes of it."""
    made = query._compile_query(evaluator.searcher.reader())  # noqa: SLF001  # all that makes them
    return evaluator.matches(made, within)


def _pattern(evaluator: Evaluator, query: Any, within: Within) -> Matches:
    if query.text in {"", "*", ".*"}:
        return _every(evaluator, wq.Every(query.fieldname, query.boost), within)
    return _range(evaluator, query, within)


def _of_terms(evaluator: Evaluator, query: Any, terms: Iterable[Any]) -> Matches:
    field = query.field()
    known = (evaluator.term_bytes(field, term) for term in terms)
    wanted = [term for term in known if term]
    if len(wanted) == 1:
        return _term(evaluator, wq.Term(field, wanted[0], query.boost), None)
    found = (evaluator.index.term(field, term) for term in wanted)
    if not query.constantscore:
        each = [evaluator.matches(wq.Term(field, term, query.boost)) for term in wanted]
        return evaluator.sets.either(each)
    numbers = any_numbers(evaluator, found)
    return Matches(numbers, np.full(len(numbers), float(query.boost)))


def any_numbers(evaluator: Evaluator, found: Iterable[Matches]) -> Any:
    """The documents of any, in order."""
    return evaluator.sets.either([unscored(one.numbers) for one in found]).numbers


_NODES: dict[type, Callable[[Evaluator, Any, Within], Matches]] = {
    wq.Term: _term,
    wq.Phrase: _phrase,
    wq.And: _all_of,
    wq.Or: _any_of,
    wq.DisjunctionMax: _best_of,
    wq.AndNot: _and_not,
    wq.AndMaybe: _and_maybe,
    wq.Require: _require,
    wq.Not: _not,
    wq.Every: _every,
    wq.ConstantScoreQuery: _constant,
    type(wq.NullQuery): _nothing,
    wq.NumericRange: _numeric,
    wq.DateRange: _numeric,
    wq.TermRange: _range,
    wq.FuzzyTerm: _range,
    wq.Variations: _range,
    wq.Prefix: _pattern,
    wq.Wildcard: _pattern,
    wq.Regex: _pattern,
}
