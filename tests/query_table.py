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
    Reads("released:<2004", "released:<2004"),
    Reads("year:(2004 OR 2006)", "released:2004 OR released:2006"),
    Reads("train -year:>2004", "train AND NOT released:>2004"),
    # prefixes and everything
    Reads("refug*", "refug*"),
    Reads("gut-wren*", "gut-wren*"),
    Reads("千と千*", '"千と千"'),
    Reads("NOT NOT NOT train", "NOT train"),
    Reads("*", "*"),
    Reads("* -seoul", "* AND NOT seoul"),
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
    Refuses("**", "UnsupportedQueryError", "a * stands only at the end", (0, 1)),
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
    Refuses("year:2010..2000", "QuerySyntaxError", "2010 is after 2000", (5, 15)),
    Refuses("year:20*", "QuerySyntaxError", "released is asked as 2004, 2004-11", (5, 8)),
    Refuses('year:"2004"', "QuerySyntaxError", "released is asked as 2004", (5, 11)),
    Refuses("year:..", "QuerySyntaxError", "released is asked as 2004", (5, 7)),
    Refuses("genre:war", "UnknownFieldError", "there is no field 'genre'", (0, 5), ("genre war",)),
    Refuses("a http://x", "UnknownFieldError", "there is no field 'http'", (2, 6), ("a http //x",)),
    Refuses("m*sh", "UnsupportedQueryError", "a * stands only at the end", (1, 2), ("m sh",)),
    Refuses("a *b", "UnsupportedQueryError", "a * stands only at the end", (2, 3), ("a b",)),
    Refuses("x" * 1001, "QueryTooLargeError", "the query is 1,001 characters long", (1000, 1001)),
    Refuses("a " * 65, "QueryTooLargeError", "the query has 65 words and phrases", (128, 130)),
    Refuses("(" * 20 + "a", "QueryTooLargeError", "the query is nested more than 20", (20, 21)),
    Refuses("-" * 20 + "a", "QueryTooLargeError", "the query is nested more than 20", (20, 21)),
]  # fmt: skip
