"""Text answers packed with gzip for who takes it, streams piece by piece."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

_LEVEL = 6
# What fits into one packet anyway is left alone.
_LEAST_BYTES = 1_000
_GZIP = 16 + zlib.MAX_WBITS
_TEXTS = frozenset({
    "application/atom+xml", "application/json", "application/opensearchdescription+xml",
    "application/problem+json", "application/x-ndjson", "application/x-suggestions+json",
    "image/svg+xml",
})  # fmt: skip


def register(app: Flask) -> None:
    """Pack what is text."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if not _is_text(response.mimetype or "") or response.status_code in {204, 206, 304}:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or not _takes_gzip():
        return response
    if response.is_streamed and not response.direct_passthrough:
        response.response = _packed(response.iter_encoded())
        response.headers.pop("Content-Length", None)
    else:
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) < _LEAST_BYTES:
            return response
        response.set_data(gzip.compress(content, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    tag, is_weak = response.get_etag()
    if tag and not is_weak:  # other bytes than it was made of
        response.set_etag(tag, weak=True)
    return response


def _is_text(mimetype: str) -> bool:
    return mimetype in _TEXTS or mimetype.startswith("text/")


def _takes_gzip() -> bool:
    return "Accept-Encoding" in request.headers and bool(request.accept_encodings["gzip"])


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    try:
        for piece in pieces:
            packed = packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)
            if packed:
                yield packed
        yield packer.flush()
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()
