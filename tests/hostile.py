"""Requests that nobody means well: fuzzed parameters, headers, encodings, paths and bodies."""

from __future__ import annotations

import gzip
import io
import json
import random
import shutil
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from werkzeug.test import run_wsgi_app

from tests.conftest import ROOT
from webapp.api.operations import OPERATIONS
from webapp.headers import SECURITY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from flask import Flask

    from webapp.api.parameters import Parameter

Environ = dict[str, Any]
SCRIPT = "<script>alert(1)</script>"
_UNESCAPED = (SCRIPT.encode(), b"onerror=alert(1)>")
NASTY = (
    "", " ", "0", "-1", "1e9", "9" * 400, "é", "\0", "\r\nX-Evil: 1", "%", "%00", "%ff", "%2e%2e",
    SCRIPT, "'\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "${7*7}",
    "' OR 1=1 --", "../../etc/passwd", "\u202e", "\ufeff", "\U0001f600" * 50, "a" * 1_001,
    "(" * 500, '"' * 300, "a OR " * 200, "*", "?*" * 40, "a~2", "a*^1e308", "title:", "year:[9 TO",
    "-" * 100, "NOT NOT a", '"a b"~99999999', "٣", "null", "true", "nan", "[]", "a,b," * 60,
    "\\" * 99, "+-+-", "kind:description", "author:*", "seoul train",
)  # fmt: skip
PATHS = (
    "/", "/search", "/search", "/search.atom", "/concordance", "/similar/seoul-train-2004",
    "/films", "/films/", "/films/seoul-train-2004", "/help", "/opensearch.xml",
    "/static/style.css", "/static/", "/static/../__init__.py", "/static/..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/README.md", "/static//etc/passwd", "/films/..%2f..%2f..%2fetc%2fpasswd",
    "//evil.example/", "/\\evil.example", "/api", "/api/v1", "/api/v1/", "/api/v1//search",
    "/api/v1/docs", "/api/v1/reviews/", "/.git/config", "/.env", "/CURRENT", "/healthz", "/readyz",
    "/%2e%2e/%2e%2e/", "/films/\xff\xfe", "/films/" + "a" * 9_000, "/\0", "*", "",
)  # fmt: skip
METHODS = ("GET",) * 16 + ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW")
HEADERS = (
    "ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "COOKIE", "HOST", "IF_MODIFIED_SINCE",
    "IF_NONE_MATCH", "IF_RANGE", "ORIGIN", "RANGE", "REFERER", "USER_AGENT", "X_FORWARDED_FOR",
    "X_FORWARDED_HOST", "X_FORWARDED_PREFIX", "X_FORWARDED_PROTO", "X_HTTP_METHOD_OVERRIDE",
    "ACCESS_CONTROL_REQUEST_METHOD", "AUTHORIZATION", "TRANSFER_ENCODING",
)  # fmt: skip


def hostile(number: int) -> Environ:
    """The request of a number, the same each time, as a WSGI server hands it over."""
    chance = random.Random(number)
    asked = chance.choice([*PATHS, *[one.path for one in OPERATIONS.values()] * 5])
    body = _body(chance) if chance.random() < 0.4 else b""
    environ: Environ = {
        "REQUEST_METHOD": chance.choice(METHODS),
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(chance, asked),
        "QUERY_STRING": _well_formed(chance, asked) if chance.random() < 0.5 else _query(chance),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": f"192.0.2.{chance.randrange(256)}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_TYPE": chance.choice(
            ("application/json", "application/json; charset=utf-7", "text/plain", "\xff", "")
        ),
        "CONTENT_LENGTH": chance.choice((*[str(len(body))] * 9, "-1", "x", "99999999")),
    }
    for name in chance.sample(HEADERS, chance.choice((0, 0, 1, 3))):
        environ[f"HTTP_{name}"] = _header(chance)
    return environ


def answered(app: Flask, environ: Environ) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body that an app gives."""
    pieces, status, headers = run_wsgi_app(app, environ, buffered=True)
    return int(status.split()[0]), {**headers}, b"".join(pieces)


def write_hostile_sources(folder: Path) -> None:
    """The seed, and films of which every fact that a source can give is a script."""
    shutil.copy(ROOT / "seeds" / "seoul-train.txt", folder)
    names = ("country", "genres", "languages", "directors", "cast", "other_titles", "external_id")
    facts = {name: f"{SCRIPT} {name}" for name in (*names, "url", "description")}
    reviews = [
        {name: f"{SCRIPT} {name} {n} seoul train" for name in ("author", "title", "text", "url")}
        for n in range(12)
    ]
    for number, title in enumerate(("Seoul Train", f"{SCRIPT} seoul")):
        film = {**facts, "title": title, "year": "2004", "reviews": reviews[number::2]}
        written = json.dumps(film)
        (folder / f"{number}.jsonl").write_text(written + "\n", "utf-8")
    film = {"@context": "https://schema.org", "@type": "Movie", "name": f"Train {SCRIPT}", **facts}
    page = f"<title>{escape(SCRIPT)}</title><h1>{escape(SCRIPT)}</h1>"
    linked = json.dumps(film).replace("<", "\\u003c")
    page += f'<script type="application/ld+json">{linked}</script><p>{escape(SCRIPT)} seoul</p>'
    (folder / "page.html").write_text(page, "utf-8")


def defect_of(status: int, headers: Mapping[str, str], content: bytes) -> str:
    """What is wrong with an answer to a hostile request; empty if nothing is."""
    kind = headers.get("Content-Type", "")
    if headers.get("Content-Encoding") == "gzip" and content:
        content = gzip.decompress(content)
    is_markup = "html" in kind or "xml" in kind
    is_problem = kind == "application/problem+json" and bool(content)
    defects = {
        f"the status is {status}": status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        "a security header is missing": not headers.items() >= SECURITY.items(),
        "a script is not escaped": is_markup and any(one in content for one in _UNESCAPED),
        "a file of the machine is in it": b"root:x:0" in content,
        "a header is not its own": "X-Evil" in headers,
        "it leads elsewhere": headers.get("Location", "").startswith("//"),
        "the problem has another status": is_problem and json.loads(content)["status"] != status,
    }
    return "; ".join(name for name, is_so in defects.items() if is_so)


def _path(chance: random.Random, path: str) -> str:
    """The path with what stands in it; bytes as the characters that WSGI makes of them."""
    for name in ("film_id", "review_id", "wanted"):
        path = path.replace(f"{{{name}}}", chance.choice(("seoul-train-2004", _value(chance))))
    return path.encode("utf-8", "backslashreplace").decode("latin-1")


def _well_formed(chance: random.Random, path: str) -> str:
    """Parameters that a path has, with values that they may have, and texts that nobody means."""
    declared = [p for one in OPERATIONS.values() if one.path == path for p in one.parameters]
    some = chance.sample(declared, min(len(declared), chance.randrange(4)))
    needed = [one for one in declared if one.is_required]
    given = {one.name: _allowed(chance, one) for one in (*needed, *some)}
    return urlencode(given or {"q": _value(chance)}, errors="backslashreplace")


def _allowed(chance: random.Random, one: Parameter) -> str:
    if one.kind == "number":
        return str(chance.choice((max(1, one.least), min(9, one.most))))
    if one.kind == "yes":
        return chance.choice(("true", "false"))
    choices = {"year": ("2004",), "decade": ("2000",), "rating": ("7",), "kind": ("review",)}
    known = choices.get(one.name, one.choices)
    if known:
        return chance.choice(known)
    return chance.choice(("seoul", "train", SCRIPT, f'"{SCRIPT}" seoul', _value(chance)))


def _query(chance: random.Random) -> str:
    declared = [one.name for each in OPERATIONS.values() for one in each.parameters]
    declared += ["within", "order", "letter", "rating"]
    names = [
        chance.choice([*declared, "q", "x", _value(chance)]) for _ in range(chance.randrange(6))
    ]
    given = [(name, _given(chance, name)) for name in ("q", *names)]
    ways: list[Callable[[], str]] = [
        lambda: urlencode(given, errors="backslashreplace"),
        lambda: urlencode(given, errors="backslashreplace"),
        lambda: urlencode(given, errors="backslashreplace"),
        lambda: "&".join(f"{n}={v}" for n, v in given).encode().decode("latin-1"),
        lambda: bytes(chance.randrange(256) for _ in range(60)).decode("latin-1"),
        lambda: f"q=%{chance.randrange(256):02x}&&=&;{quote(_value(chance))}",
        lambda: "q=" + "a" * chance.choice((2_000, 17_000)),
    ]
    return chance.choice(ways)()


def _given(chance: random.Random, name: str) -> str:
    """A value, half of them one that the parameter may have."""
    choices = {
        "format": ("json", "ndjson", "csv", "opensearch"), "sort": ("title", "share", "left"),
        "group": ("film", "none"), "facets": ("author,genre,year", "kind"), "kind": ("review",),
        "within": ("seoul", SCRIPT), "order": ("newest", "longest"), "letter": ("s", "other"),
        "syntax": ("lenient", "strict"), "match": ("any", "all"), "page": ("1", "2", "1000"),
        "per_page": ("1", "100"), "expand": ("true",), "explain": ("true",), "fields": ("id,film",),
        "snippets": ("0", "3"), "limit": ("5",), "q": ("seoul", "train OR north", "*"),
    }  # fmt: skip
    return chance.choice(choices.get(name, NASTY)) if chance.random() < 0.6 else _value(chance)


def _value(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return "".join(chr(chance.choice((chance.randrange(1, 0xD800), 32))) for _ in range(9))
    return chance.choice(NASTY)


def _header(chance: random.Random) -> str:
    text = chance.choice(
        (_value(chance), "gzip", "*", "bytes=0-1", "a" * 60_000, 'W/"x"', ",,;;==")
    )
    return text.encode("utf-8", "backslashreplace").decode("latin-1").replace("\r\n", "")


def _body(chance: random.Random) -> bytes:
    one: dict[str, Any] = {
        "q": _value(chance),
        _value(chance): chance.choice((1, None, [], {}, "a", 1.5, True)),
    }
    some = [{"q": "seoul"}, one, 3, None, []]
    bodies = (
        b"", b"{", b"[" * 5_000, b"\xff\xfe", b"a" * 70_000,
        json.dumps({"searches": chance.sample(some, 2)}).encode(),
        json.dumps({"searches": [{"q": _value(chance), "syntax": "lenient"}] * 3}).encode(),
        json.dumps({"searches": [{"q": "seoul", "page": chance.choice((1, 0, "x"))}]}).encode(),
    )  # fmt: skip
    return chance.choice(bodies)
