"""The query language, as rows. docs/query-syntax.md shows rows of READS and nothing else."""

from __future__ import annotations

from typing import NamedTuple


class Reads(NamedTuple):
    """``text`` is read as the tree that prints so, where ``match`` is the default."""

    text: str
    printed: str
    any_printed: str | None = None  # with match=any, where that is another tree


class Refuses(NamedTuple):
    """``text`` cannot be read: how the message begins, its place, what is suggested."""

    text: str
    error: str
    reason: str
    place: tuple[int, int]
    suggestions: tuple[str, ...] = ()


READS = [
    # words
    Reads("seoul", "seoul"),
    Reads("seoul train", "seoul AND train", "seoul OR train"),
    Reads("  seoul\ttrain\n", "seoul AND train", "seoul OR train"),
    Reads("Seoul and TRAIN", "Seoul AND and AND TRAIN", "Seoul OR and OR TRAIN"),
    Reads("gut-wrenching", "gut-wrenching"),
    Reads("M*A*S*H", "M\\*A\\*S\\*H"),
    Reads("12:30", "12\\:30"),
    Reads("Alien: Covenant", "Alien\\: AND Covenant", "Alien\\: OR Covenant"),
    Reads("seoul - train", "seoul AND train", "seoul OR train"),
    Reads("liar liar", "liar AND liar", "liar OR liar"),
    Reads("!!! seoul", "seoul"),
    # phrases
    Reads('"underground railroad"', '"underground railroad"'),
    Reads("“underground railroad”", '"underground railroad"'),
    Reads("″underground railroad″", '"underground railroad"'),
    Reads("〝underground railroad〞", '"underground railroad"'),
    Reads('"say \\"no\\""', '"say \\"no\\""'),
    Reads('seoul"train"', 'seoul AND "train"', 'seoul OR "train"'),
    # operators
    Reads("seoul AND train", "seoul AND train"),
    Reads("seoul OR train", "seoul OR train"),
    Reads("seoul NOT train", "seoul AND NOT train"),
    Reads("seoul AND NOT train", "seoul AND NOT train"),
    Reads("NOT train", "NOT train"),
    Reads("NOT NOT train", "train"),
    Reads("a b OR c d", "(a AND b) OR (c AND d)", "a OR b OR c OR d"),
    Reads("a AND b c", "a AND b AND c", "(a AND b) OR c"),
    Reads("(a OR b) AND c", "(a OR b) AND c"),
    Reads("a (b c)", "a AND b AND c", "a OR b OR c"),
    Reads("((a))", "a"),
    # + and -
    Reads("+seoul train", "seoul AND train", "+seoul OR train"),
    Reads("+seoul +train", "seoul AND train"),
    Reads("seoul -train", "seoul AND NOT train"),
    Reads("seoul −train", "seoul AND NOT train"),
    Reads("seoul ‐train", "seoul AND NOT train"),
    Reads("seoul ‑train", "seoul AND NOT train"),
    Reads("seoul –train", "seoul AND NOT train"),
    Reads("seoul —train", "seoul AND NOT train"),
    Reads("seoul －train", "seoul AND NOT train"),
    Reads("seoul ﹣train", "seoul AND NOT train"),
    Reads("a b -c", "a AND b AND NOT c", "(a OR b) AND NOT c"),
    Reads("+a b -c", "a AND b AND NOT c", "(+a OR b) AND NOT c"),
    Reads("+a OR b", "+a OR b"),
    Reads("a OR -b", "a AND NOT b"),
    Reads("a OR NOT b", "a AND NOT b"),
    Reads("a OR (-b)", "a OR (NOT b)"),
    Reads("-a -b", "NOT a AND NOT b"),
    Reads('-"a b"', 'NOT "a b"'),
    Reads("-(a OR b)", "NOT (a OR b)"),
    # fields
    Reads("title:seoul", "title:seoul"),
    Reads("film:seoul", "title:seoul"),
    Reads("By:MartinHafer", "author:MartinHafer"),
    Reads('author:"calum hutton"', 'author:"calum hutton"'),
    Reads("title:(seoul OR busan)", "title:seoul OR title:busan"),
    Reads("title: seoul", "title:seoul"),
    Reads("text:refug* -kind:review", "text:refug* AND NOT kind:review"),
    Reads("country:usa seoul", "country:usa AND seoul", "country:usa OR seoul"),
    # dates
    Reads("year:2004", "released:2004"),
    Reads("year:２００４", "released:2004"),
    Reads("released:2004-11-12", "released:2004-11-12"),
    Reads("year:2000..2010", "released:2000..2010"),
    Reads("year:..2010", "released:<=2010"),
    Reads("year:2000..", "released:>=2000"),
    Reads("released:>=2004-11", "released:>=2004-11"),
    Reads("released:2004-06..2004", "released:2004-06..2004"),
    Reads("title:\\2000..2010", "title:\\2000..2010"),
    Reads("\\M*A*S*H", "M\\*A\\*S\\*H"),
    Reads("released:<2004", "released:<2004"),
    Reads("year:(2004 OR 2006)", "released:2004 OR released:2006"),
    Reads("train -year:>2004", "train AND NOT released:>2004"),
    Reads("rating:8", "rating:8"),
    Reads("rating:>7", "rating:>7"),
    Reads("rating:7.50..08", "rating:7.5..8"),
    Reads("rating:<=6", "rating:<=6"),
    # fields of one kind
    Reads("description:train", "text:train AND kind:description"),
    Reads("review:(seoul OR busan)", "(text:seoul OR text:busan) AND kind:review"),
    Reads("train -review:slow", "train AND NOT (text:slow AND kind:review)"),
    # prefixes and everything
    Reads("refug*", "refug*"),
    Reads("gut-wren*", "gut-wren*"),
    Reads("千と千*", '"千と千"'),
    Reads("NOT NOT NOT train", "NOT train"),
    Reads("*", "*"),
    Reads("* -seoul", "* AND NOT seoul"),
    Reads("**", "*"),
    # wildcards and spellings
    Reads("refu*e", "refu*e"),
    Reads("wom?n", "wom?n"),
    Reads("*train", "*train"),
    Reads("gut-*ing", "gut-*ing"),
    Reads("author:m?rtin*", "author:m?rtin*"),
    Reads("M*A*S*H*", "M*A*S*H*"),
    Reads("what\\?", "what\\?"),
    Reads("mongolya~", "mongolya~1"),
    Reads("mongolya~2", "mongolya~2"),
    Reads("title:soul~1", "title:soul~1"),
    Reads("gut-wrenchin~1", "gut-wrenchin~1"),
    Reads("~/films", "\\~/films"),
    # steps and boosts
    Reads('"border china"~5', '"border china"~5'),
    Reads('"border china"~0', '"border china"'),
    Reads('title:"train seoul"~2', 'title:"train seoul"~2'),
    Reads("seoul^2 train", "seoul^2 AND train", "seoul^2 OR train"),
    Reads("seoul^2.50", "seoul^2.5"),
    Reads('"seoul train"~3^0.5', '"seoul train"~3^0.5'),
    Reads(
        "(seoul OR busan)^2 train", "(seoul OR busan)^2 AND train", "(seoul OR busan)^2 OR train"
    ),
    Reads("title:soul~1^3", "title:soul~1^3"),
    Reads("-train^2", "NOT train^2"),
    Reads("a^b", "a\\^b"),
    Reads("a\\^2^3", "a\\^2^3"),
    Reads("*a*b*c*d*e*f*g*h*i*", "*a*b*c*d*e*f*g*h*i*"),
    Reads("AND^2", "\\AND^2"),
    # escapes
    Reads("\\AND", "\\AND"),
    Reads("\\-seoul", "\\-seoul"),
    Reads("what\\*", "what\\*"),
    Reads("title\\:seoul", "title\\:seoul"),
    Reads("two\\ words", "two\\ words"),
]

REFUSES = [
    Refuses("", "QuerySyntaxError", "the query is empty", (0, 0)),
    Refuses("   ", "QuerySyntaxError", "the query is empty", (0, 3)),
    Refuses("!!!", "QuerySyntaxError", "there is no word to look for", (0, 3)),
    Refuses('say "no', "QuerySyntaxError", "the quotation mark is never closed",
            (4, 7), ("say no", 'say "no"')),
    Refuses("(seoul", "QuerySyntaxError", "the parenthesis is never closed",
            (0, 6), ("(seoul)",)),
    Refuses("seoul)", "QuerySyntaxError", "the parenthesis closes nothing",
            (5, 6), ("seoul",)),
    Refuses("a) b", "QuerySyntaxError", "the parenthesis closes nothing", (1, 2), ("a b",)),
    Refuses("((a) b", "QuerySyntaxError", "the parenthesis is never closed", (0, 6), ("((a) b)",)),
    Refuses("a ((b", "QuerySyntaxError", "the parenthesis is never closed", (3, 5), ("a ((b))",)),
    Refuses('autor:"a', "UnknownFieldError", "there is no field 'autor'", (0, 5)),
    Refuses('text:"', "QuerySyntaxError", "the quotation mark is never closed", (5, 6)),
    Refuses("?*", "UnsupportedQueryError", "a * or ? stands in one word", (0, 2)),
    Refuses("film.a*s", "UnsupportedQueryError", "a * or ? stands in one word", (0, 8)),
    Refuses("千*尋", "UnsupportedQueryError", "a * or ? stands in one word", (0, 3)),
    Refuses("千尋~1", "UnsupportedQueryError", "a ~ stands after a word of letters", (0, 4)),
    Refuses("film.as~1", "UnsupportedQueryError", "a ~ stands after one word", (0, 9)),
    Refuses("soul~3", "UnsupportedQueryError", "a ~ after a word takes 1 or 2", (4, 6), ("soul",)),
    Refuses("a s*ul~1 b", "UnsupportedQueryError", "a word has a wildcard or a ~, not both",
            (6, 8), ("a s*ul b",)),
    Refuses('"a b"~', "UnsupportedQueryError", "a ~ after a phrase takes a whole number", (5, 6),
            ('"a b"',)),
    Refuses('"a b"~101', "UnsupportedQueryError", "a ~ after a phrase takes a whole number",
            (5, 9), ('"a b"',)),
    Refuses("seoul^0", "UnsupportedQueryError", "a ^ takes a number above 0", (5, 7), ("seoul",)),
    Refuses("(a b)^1000", "UnsupportedQueryError", "a ^ takes a number above 0", (5, 10),
            ("(a b)",)),
    Refuses("seoul^-1", "UnsupportedQueryError", "a ^ takes a number above 0", (5, 8), ("seoul",)),
    Refuses("seoul^2^3", "UnsupportedQueryError", "one ^ is enough", (5, 9), ("seoul",)),
    Refuses("-^2", "QuerySyntaxError", "2 stands where a word is expected", (1, 3)),
    Refuses("title:>2004", "UnsupportedQueryError", "title has no order; a stretch is asked of",
            (6, 11)),
    Refuses("kind:1..2", "UnsupportedQueryError", "kind has no order", (5, 9)),
    Refuses("rating:good", "QuerySyntaxError", "rating is asked as 7, 7.5, 6..8 or >=7", (7, 11)),
    Refuses("rating:8..7", "QuerySyntaxError", "8 is after 7", (7, 11)),
    Refuses("rating:7*", "QuerySyntaxError", "rating is asked as 7", (7, 9)),
    Refuses("author:*", "UnsupportedQueryError", "a * alone asks no field", (7, 8)),
    Refuses("((((", "QuerySyntaxError", "the query ends where a word is expected", (4, 4)),
    Refuses("()", "QuerySyntaxError", ") stands where a word is expected", (1, 2)),
    Refuses("AND", "QuerySyntaxError", "AND stands where a word is expected", (0, 3)),
    Refuses("seoul AND", "QuerySyntaxError", "the query ends where a word is expected", (9, 9)),
    Refuses("seoul OR OR train", "QuerySyntaxError", "OR stands where a word is expected", (9, 11)),
    Refuses("title:-seoul", "QuerySyntaxError", "- stands where a word is expected", (6, 7)),
    Refuses("seoul \\", "QuerySyntaxError", "a backslash at the end", (6, 7), ("seoul",)),
    Refuses("autor:hafer", "UnknownFieldError", "there is no field 'autor'", (0, 5),
            ("author:hafer", "autor hafer")),
    Refuses("year:abc", "QuerySyntaxError", "released is asked as 2004, 2004-11", (5, 8)),
    Refuses("film.as*", "UnsupportedQueryError", "a * stands after one word", (0, 8)),
    Refuses("title:year:2004", "QuerySyntaxError", "year: stands where a word", (6, 11)),
    Refuses("year:2004-13", "QuerySyntaxError", "released is asked as 2004", (5, 12)),
    Refuses("released:2004-11-31", "QuerySyntaxError", "released 2004-11-31 is in no calendar",
            (9, 19)),
    Refuses("year:2010..2000", "QuerySyntaxError", "2010 is after 2000", (5, 15)),
    Refuses("year:20*", "QuerySyntaxError", "released is asked as 2004, 2004-11", (5, 8)),
    Refuses('year:"2004"', "QuerySyntaxError", "released is asked as 2004", (5, 11)),
    Refuses("year:..", "QuerySyntaxError", "released is asked as 2004", (5, 7)),
    Refuses("genre:war", "UnknownFieldError", "there is no field 'genre'", (0, 5), ("genre war",)),
    Refuses("a http://x", "UnknownFieldError", "there is no field 'http'", (2, 6), ("a http //x",)),
    Refuses("x" * 1001, "QueryTooLargeError", "the query is 1,001 characters long", (1000, 1001)),
    Refuses("a " * 65, "QueryTooLargeError", "the query has 65 words and phrases", (128, 130)),
    Refuses("(" * 20 + "a", "QueryTooLargeError", "the query is nested more than 20", (20, 21)),
    Refuses("-" * 20 + "a", "QueryTooLargeError", "the query is nested more than 20", (20, 21)),
]  # fmt: skip
