"""Packed files and archives for tests."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def tar(*files: tuple[str, bytes], mode: str = "w:") -> bytes:
    packed = io.BytesIO()
    # Typeshed asks for one of the modes that it names.
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def zstd_compress(content: bytes) -> bytes:
    options = {int(zstd.CompressionParameter.checksum_flag): 1}
    return zstd.compress(content, options=options)


def open_zstd(path: Path) -> zstd.ZstdFile:
    return zstd.ZstdFile(path, "w")
