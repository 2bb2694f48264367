"""The terms and positions that both engines make of words and phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from opensearchpy import OpenSearch

from search.analysis import STEMS
from search.engines.opensearch_engine.schema import document_of, index_body, source_of
from search.schema import BLANK, chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.schema import Document

# Words and phrases, each between bars.
ACRONYMS = """
U.S.|u.s.|U.S|U.K.|U.S.A.|F.B.I. agents
the C.I.A.|R.I.P.D.|S.W.A.T. team|E.T.|J.F.K|A.I. lives
M*A*S*H|m*a*s*h unit|S*P*Y*S|Mr. Smith
Dr. No|a.k.a. Tommy|N.Y.P.D. blue|L.A. Confidential|i.e. this
""".strip()
HYPHENS = """
gut-wrenching|Spider-Man|spider man|well-made film|made-for-TV
Wall-E|WALL·E|X-Men|x men|Ex-wife's
must-see|two-hour-long|co‑op|re–release|post—war
Jean-Luc Godard|Kick-Ass 2|bad-ass|rock-n-roll|A-Team
semi-auto-biographical|T-1000|catch-22|Ocean's-like
half-baked, ill-timed|--dash--|-leading|trailing-
""".strip()
APOSTROPHES = """
don't|don’t|donʼt|director's|directors'
the Smiths’ house|it's|rock'n'roll|O'Brien|o’brien's|L'Avventura
d'Artagnan|'quoted'|‘quoted’|y'all'd've
Schindler's List|Ocean's Eleven's|1980's|'80s|boys' own
""".strip()
ACCENTS = """
café|CAFÉ|cafe\u0301|naïve|Amélie|Łódź|Ødegård
Æon Flux|straße|STRASSE|İstanbul|ılık|Þór|Đoković
piñata|façade|Çelik|Škoda|Ångström|crème brûlée|œuvre|ﬁlm
ＦＵＬＬ|½|8½|9¾|1¼ hours|① one|Ⅷ|x²
""".strip()
SENTENCES = """
home country.As a consequence|end.Then|U.S.The rest|e.g.this
wait...what|No!Yes?Maybe|one,two|a/b|and/or
"quoted".Next|(brackets)close|semi;colon|colon:after
dot.com|www.example.com|me@example.com|file.txt
5.5.5|v1.2.3|1,000|1,000,000|12,34|3.14|.5|10.
10/10|8.5/10|50%|$100|#1|24/7|9:30|2001:a space odyssey
""".strip()
NAMES = """
Kurt Russell|John Carpenter|Se7en|The Thing|It|Up
8 1/2|Thx 1138|2001|Blade Runner 2049|Alien³|WALL-E
Crouching Tiger, Hidden Dragon|Y Tu Mamá También|Das Boot|La Dolce Vita
M|Q & A|Face/Off|(500) Days
千と千尋の神隠し|千尋|千|기생충|기생충 film|霸王别姬|ゴジラ
Godzilla ゴジラ|гражданин Кейн|Ψυχώ|عمر|דוד|हिन्दी|ไทย
""".strip()
STEMMED = """
refugees|refugee|refuge|filming|filmed|films|film
running|runs|ran|runner|happiness|happy|happily
relational|conditional|rationality|national|organization|organizer
generously|cries|cry|dying|lying|tied
skies|sky|news|inning|proceed|exceed|succeeded
early|only|singly|gently|idly|ugly|consistency|hopping
""".strip()
TEXTS = [
    text
    for block in (ACRONYMS, HYPHENS, APOSTROPHES, ACCENTS, SENTENCES, NAMES, STEMMED)
    for line in block.split("\n")
    for text in line.split("|")
] + ["", "   ", "...", "_", "a_b", "__init__", "|", "a|b", "_ _ _", "tab\there", "soft\u00adhyphen",
     "zero\u200dwidth", "emoji 😀 here", "a\x1fb", "a\u3000b", "word " * 3, "x" * 400]  # fmt: skip
IN_LINES = ["Kurt Russell\nWilford Brimley", "\nAnn", "Ann\n\nBob", "...\nAnn", "Jean-Luc\nAnna K."]


@pytest.fixture(scope="module")
def client(opensearch: tuple[str, ...]) -> Iterator[OpenSearch]:
    opened = OpenSearch([*opensearch], timeout=60)
    opened.indices.create(index="terms-of-both", body=index_body(1, 0))
    yield opened
    opened.indices.delete(index="terms-of-both")
    opened.close()


def of_the_server(client: OpenSearch, field: str, value: str) -> set[tuple[int, str]]:
    """The terms of a text with their positions, as the server makes them of what it is sent."""
    one: Document = {**BLANK, "id": "a"}
    sent = source_of({**one, field.removesuffix("_exact"): value}).get(field)  # type: ignore[misc]  # a field by its name
    if sent is None:
        return set()
    told = client.indices.analyze(index="terms-of-both", body={"field": field, "text": sent})
    return {(token["position"], token["token"]) for token in told["tokens"]}


def ours(field: str, value: str) -> set[tuple[int, str]]:
    return {(token.position, token.text) for token in chain_of(field).tokens(value)}


def test_there_are_two_hundred_of_them_and_they_are_different() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 200
    assert sum(bool(STEMS.tokens(text)) for text in TEXTS) > 190


@pytest.mark.parametrize("field", ["text", "text_exact"])
def test_a_text_has_the_same_terms_at_the_same_places_on_both(
    client: OpenSearch, field: str
) -> None:
    told = {text: of_the_server(client, field, text) for text in TEXTS}
    assert told == {text: ours(field, text) for text in TEXTS}


def test_names_stand_as_far_apart_on_both(client: OpenSearch) -> None:
    told = {text: of_the_server(client, "cast", text) for text in IN_LINES}
    assert told == {text: ours("cast", text) for text in IN_LINES}


@pytest.mark.parametrize("kind", [tuple, list])
def test_a_document_comes_back_with_its_types(kind: type) -> None:
    one: Document = {**BLANK, "id": "a", "sources": kind(["x", "y"]), "text": '"\0tuple"\ud800'}
    assert document_of(source_of(one)) == one
