"""Requests that nobody means well: fuzzed parameters, headers, encodings, paths and bodies."""

from __future__ import annotations

import io
import json
import random
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from werkzeug.test import run_wsgi_app

from webapp.api.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

Environ = dict[str, Any]
SCRIPT = "<script>alert(1)</script>"
NASTY = (
    "", " ", "0", "-1", "1e9", "9" * 400, "é", "\0", "\r\nX-Evil: 1", "%", "%00", "%ff", "%2e%2e",
    SCRIPT, "'\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "${7*7}",
    "' OR 1=1 --", "../../etc/passwd", "\u202e", "\ufeff", "\U0001f600" * 50, "a" * 1_001,
    "(" * 500, '"' * 300, "a OR " * 200, "*", "?*" * 40, "a~2", "a*^1e308", "title:", "year:[9 TO",
    "-" * 100, "NOT NOT a", '"a b"~99999999', "٣", "null", "true", "nan", "[]", "a,b," * 60,
    "\\" * 99, "+-+-", "kind:description", "author:*", "seoul train",
)  # fmt: skip
PATHS = (
    "/", "/search", "/films", "/films/", "/films/seoul-train-2004", "/help", "/opensearch.xml",
    "/static/style.css", "/static/", "/static/../__init__.py", "/static/..%2f..%2fetc/passwd",
    "//evil.example/", "/\\evil.example", "/api", "/api/v1", "/api/v1/", "/api/v1//search",
    "/api/v1/docs", "/api/v1/reviews/", "/.git/config", "/.env", "/CURRENT", "/healthz", "/readyz",
    "/%2e%2e/%2e%2e/", "/films/\xff\xfe", "/films/" + "a" * 9_000, "/\0", "*", "",
)  # fmt: skip
METHODS = ("GET",) * 6 + ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW")
HEADERS = (
    "ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "COOKIE", "HOST", "IF_MODIFIED_SINCE",
    "IF_NONE_MATCH", "IF_RANGE", "ORIGIN", "RANGE", "REFERER", "USER_AGENT", "X_FORWARDED_FOR",
    "X_FORWARDED_HOST", "X_FORWARDED_PREFIX", "X_FORWARDED_PROTO", "X_HTTP_METHOD_OVERRIDE",
    "ACCESS_CONTROL_REQUEST_METHOD", "AUTHORIZATION", "TRANSFER_ENCODING",
)  # fmt: skip


def hostile(number: int) -> Environ:
    """The request of a number, the same each time, as a WSGI server hands it over."""
    chance = random.Random(number)
    body = _body(chance)
    environ: Environ = {
        "REQUEST_METHOD": chance.choice(METHODS),
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(chance),
        "QUERY_STRING": _query(chance),
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
        "CONTENT_LENGTH": chance.choice((str(len(body)), str(len(body)), "-1", "x", "99999999")),
    }
    for name in chance.sample(HEADERS, chance.choice((0, 0, 1, 3))):
        environ[f"HTTP_{name}"] = _header(chance)
    return environ


def answered(app: Flask, environ: Environ) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body that an app gives."""
    pieces, status, headers = run_wsgi_app(app, environ, buffered=True)
    return int(status.split()[0]), {**headers}, b"".join(pieces)


def _path(chance: random.Random) -> str:
    """A path, mostly of the endpoint; bytes as the characters that WSGI makes of them."""
    path = chance.choice([*PATHS, *[one.path for one in OPERATIONS.values()] * 5])
    for name in ("film_id", "review_id"):
        path = path.replace(f"{{{name}}}", chance.choice(("seoul-train-2004", _value(chance))))
    return path.encode("utf-8", "backslashreplace").decode("latin-1")


def _query(chance: random.Random) -> str:
    declared = [one.name for each in OPERATIONS.values() for one in each.parameters]
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
        "format": ("json", "ndjson", "csv", "opensearch"), "sort": ("title", "relevance"),
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
        json.dumps({"searches": [{"q": "seoul", "page": chance.choice((1, 0, "x"))}]}).encode(),
    )  # fmt: skip
    return chance.choice(bodies)
