"""What every response says of itself: what a browser may do with it, which sites may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_READABLE = "ETag, Link, Retry-After"
_METHODS = "GET, HEAD, OPTIONS, POST"
_ANSWER_KEPT_SECONDS = "86400"


def register(app: Flask, cors_origins: Sequence[str]) -> None:
    """Say it on every response; let scripts of ``cors_origins`` read the endpoint's answers."""

    def add(response: Response) -> Response:
        for name, value in SECURITY.items():
            response.headers.setdefault(name, value)
        if cors_origins and request.path.startswith("/api/"):
            _open(response, cors_origins)
        return response

    app.after_request(add)


def _open(response: Response, origins: Sequence[str]) -> None:
    """Let the origin that asks read it; https://fetch.spec.whatwg.org/#http-cors-protocol."""
    headers = response.headers
    origin = request.headers.get("Origin", "")
    if "*" not in origins:
        response.vary.add("Origin")
        if origin not in origins:
            return
    headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else origin
    headers["Access-Control-Expose-Headers"] = _READABLE
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        headers["Access-Control-Allow-Methods"] = _METHODS
        headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
        headers["Access-Control-Max-Age"] = _ANSWER_KEPT_SECONDS
