"""Every kind of field asked in every form: one row a form, one column a kind of field.

A cell is the tree that is read, with ``_`` for the field, or how the refusal begins.
"""

from __future__ import annotations

import pytest

from search.errors import QueryError
from search.query import normalise, parse, read_leniently
from search.schema import ASKED, BY_NAME, NARROWED

# A field of each kind: asked by none, with stems, without, one of a few values, names, a date,
# a number.
COLUMNS = ("", "text:", "author:", "kind:", "genre:", "released:", "rating:")
NO_DATE = "! released is asked as"
NO_NUMBER = "! rating is asked as"
NO_RANGES = (NO_DATE, NO_NUMBER)
NO_ORDER = "! has no order"

FORMS: dict[str, tuple[str, ...]] = {
    "_review": ("_review",) * 5 + NO_RANGES,
    "_gut-wrenching": ("_gut-wrenching",) * 5 + NO_RANGES,
    '_"a b"': ('_"a b"',) * 5 + NO_RANGES,
    '_"a b"~5': ('_"a b"~5',) * 5 + NO_RANGES,
    "_rev*": ("_rev*",) * 5 + NO_RANGES,
    "_r?v*w": ("_r?v*w",) * 5 + NO_RANGES,
    "_reviw~": ("_reviw~1",) * 5 + NO_RANGES,
    "_review~2": ("_review~2",) * 5 + NO_RANGES,
    "_review^2": ("_review^2",) * 5 + NO_RANGES,
    "_\\*": ("! there is no word",) * 5 + NO_RANGES,
    "_*": ("*",) + ("! a * alone asks no field",) * 4 + NO_RANGES,
    "_2004": ("_2004",) * 6 + (NO_NUMBER,),
    "_7": ("_7",) * 5 + (NO_DATE, "_7"),
    "_7.50": ("_7.50",) * 5 + (NO_DATE, "_7.5"),
    "_2004^2": ("_2004^2",) * 6 + (NO_NUMBER,),
    "_2004-11-12": ("_2004-11-12",) * 6 + (NO_NUMBER,),
    "_2000..2010": ("_2000..2010",) + (NO_ORDER,) * 4 + ("_2000..2010", NO_NUMBER),
    "_6..8": ("_6..8",) + (NO_ORDER,) * 4 + (NO_DATE, "_6..8"),
    "_..8": ("_..8",) + (NO_ORDER,) * 4 + (NO_DATE, "_<=8"),
    "_>7": ("_>7",) + (NO_ORDER,) * 4 + (NO_DATE, "_>7"),
    "_>=2004-11": ("_>=2004-11",) + (NO_ORDER,) * 4 + ("_>=2004-11", NO_NUMBER),
    "_(7 OR 2004)": ("_7 OR _2004",) * 5 + NO_RANGES,
    "_(2004 OR 2006)": ("_2004 OR _2006",) * 6 + (NO_NUMBER,),
    "_(review)^2": ("_review^2",) * 5 + NO_RANGES,
    "-_review": ("NOT _review",) * 5 + NO_RANGES,
    "-_2004": ("NOT _2004",) * 6 + (NO_NUMBER,),
    "_-review": ("NOT review",) + ("! - stands where",) * 6,
    "_": ("! the query is empty",) + ("! the query ends",) * 6,
    "_title:a": ("title:a",) + ("! title: stands where",) * 6,
}
CELLS = [
    (form, column, cell)
    for form, cells in FORMS.items()
    for column, cell in zip(COLUMNS, cells, strict=True)
]


@pytest.mark.parametrize(("form", "column", "cell"), CELLS, ids=lambda value: value)
def test_a_kind_of_field_asked_in_a_form_has_one_outcome(form: str, column: str, cell: str) -> None:
    text = form.replace("_", column)
    if cell.startswith("! "):
        with pytest.raises(QueryError) as caught:
            normalise(parse(text))
        assert cell[2:] in caught.value.reason
        assert read_leniently(text).notes or read_leniently(text).node is None
    else:
        assert str(normalise(parse(text))) == cell.replace("_", column)
        assert str(read_leniently(text).node) == cell.replace("_", column)


def test_the_table_has_a_column_for_every_kind_of_field() -> None:
    def kind(name: str) -> tuple[str, bool]:
        return BY_NAME[name].kind, BY_NAME[name].exact is not None

    columns = {kind(name.removesuffix(":")) for name in COLUMNS if name}
    assert {kind(name) for name in ASKED.values()} == columns


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NARROWED)
def test_a_field_of_one_kind_is_asked_as_the_field_and_the_kind(form: str, name: str) -> None:
    wanted = FORMS[form][COLUMNS.index("text:")]
    text = form.replace("_", f"{name}:")
    if wanted.startswith("! "):
        if "there is no word" not in wanted:
            with pytest.raises(QueryError):
                normalise(parse(text))
        assert read_leniently(text).notes or "there is no word" in wanted
    else:
        tree = normalise(parse(text))
        both = f"({form.replace('_', 'text:').removeprefix('-')} AND kind:{name})"
        assert tree == normalise(parse(("-" if form.startswith("-") else "") + both))
