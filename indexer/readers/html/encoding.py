"""The bytes of a page as text: which encoding it is in, and where it is not."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from indexer.readers.encodings import MARKS, detect_in, not_text
from search.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

# Where a declaration may stand; the HTML standard looks at 1,024 bytes, old pages need more.
_LOOKED_AT = 8192
_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]+)"""
    rb"""|<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(rb"""<html\b[^>]{0,200}?\blang\s*=\s*["']?([a-z]{2})""", re.IGNORECASE)
# The encodings that browsers know; not UTF-16, which no declaration in ASCII letters can be in.
_OF_PAGES = re.compile(
    r"ascii|utf-8|cp8(?:66|74)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|cp125\d|gb\w+"
    r"|big5\w*|euc_(?:jp|kr)|iso2022_jp\w*|shift_jis\w*|cp932|cp949|tis-620"
)
# What the labels mean to browsers (the WHATWG Encoding Standard), where Python means less.
_AS_BROWSERS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}
# Encodings of several bytes, of which short texts can look like UTF-8 by chance.
_SEVERAL_BYTES = ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp")
# What a page without declaration is read as, by its language: the HTML Standard's own table.
_BY_LANGUAGE = {
    **dict.fromkeys(("cs", "hu", "pl", "sk", "sl", "hr"), "cp1250"),
    **dict.fromkeys(("ru", "bg", "uk", "be", "sr", "mk"), "cp1251"),
    "el": "cp1253",
    "tr": "cp1254",
    "he": "cp1255",
    "ar": "cp1256",
    "th": "cp874",
    "lt": "cp1257",
    "lv": "cp1257",
    "et": "cp1257",
    "vi": "cp1258",
    "ja": "cp932",
    "ko": "cp949",
    "zh": "gb18030",
}


def decode_page(path: Path, data: bytes) -> str:
    """The text of a page, its lines parted by line feeds.

    Its byte order mark says the encoding; else UTF-8 where the bytes are UTF-8, which by
    chance they never are, whatever an old page claims; else what it declares; else what
    pages of its language were in, or what a library tells. SourceError with the place of the
    first byte that is none.
    """
    encoding, skip = encoding_of(data)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start + skip) + 1
        raise SourceError(path, line, not_text(error, skip, encoding)) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        where = data.find(b"\0")
        raise SourceError(path, line, f"not text: control character 0x00 at offset {where}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(data: bytes) -> tuple[str, int]:
    """The encoding of a page as Python names it, and the length of its byte order mark."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    declared = _declared(data[:_LOOKED_AT])
    if declared.startswith(_SEVERAL_BYTES) and _is(data, declared):
        return declared, 0
    if _is(data, "utf-8"):
        return "utf-8", 0
    return declared or _by_language(data), 0


def _declared(head: bytes) -> str:
    for match in _DECLARED.finditer(head):
        try:
            name = codecs.lookup((match[1] or match[2]).decode("ascii", "replace")).name
        except LookupError:
            continue
        if _OF_PAGES.fullmatch(name):
            return _AS_BROWSERS.get(name, name)
    return ""


def _by_language(data: bytes) -> str:
    match = _LANGUAGE.search(data[:_LOOKED_AT])
    language = match[1].decode().lower() if match else ""
    return _BY_LANGUAGE.get(language) or detect_in(data)


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
