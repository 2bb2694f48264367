"""Packed files and archives: what is read of them, what is refused, what damage costs."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from indexer import containers, unpacking
from search.records import Film, Review
from tests.packing import tar, zipped, zstd_compress
from tests.taking import taken, taken_of

PAGE = "Up\nUp\n\nBalloons.\n"
ROWS = "film,text\nIt,Grim.\n"
UP = Film("Up", description="Balloons.")
IT = Film("It", reviews=(Review("", "Grim."),))


@pytest.mark.parametrize(
    ("name", "content", "film"),
    [
        ("page.txt", PAGE, UP), ("t.csv", ROWS, IT), ("t.tsv", ROWS.replace(",", "\t"), IT),
        ("f.jsonl", '{"film": "It", "text": "Grim."}', IT),
        ("f.json", '[{"film": "It", "text": "Grim."}]', IT),
    ],
)  # fmt: skip
def test_every_format_is_read_in_every_packing(
    tmp_path: Path, name: str, content: str, film: Film
) -> None:
    raw = content.encode()
    inner = (f"in/{name}", raw)
    for packed_name, packed in [
        (name, raw),
        (f"{name}.gz", gzip.compress(raw)),
        (f"{name.upper()}.GZ", gzip.compress(raw[:9]) + gzip.compress(raw[9:])),
        (f"{name}.zst", zstd_compress(raw[:9]) + zstd_compress(raw[9:])),
        ("a.zip", zipped(inner)),
        ("b.zip", zipped(inner, method=zipfile.ZIP_STORED)),
        ("a.tar", tar(inner)),
        ("a.tar.gz", tar(inner, mode="w:gz")),
        ("a.tgz", tar(inner, mode="w:gz")),
        ("a.tar.zst", zstd_compress(tar(inner))),
    ]:
        assert taken_of(tmp_path, packed_name, packed) == ([film], []), packed_name


def archives(*files: tuple[str, bytes]) -> list[tuple[str, bytes]]:
    return [
        ("a.zip", zipped(*files)),
        ("a.tar.gz", tar(*files, mode="w:gz")),
        ("a.tar", tar(*files)),
    ]


def test_of_an_archive_the_files_are_read_in_its_order_and_named_by_both(tmp_path: Path) -> None:
    files = [
        ("b/bad.txt", b""), ("a.csv", ROWS.encode()), ("notes.md", b"x"),
        (".hidden.txt", b""), ("__MACOSX/._up.txt", b""), (".git/x.txt", b""),
        ("up.txt", PAGE.encode()),
    ]  # fmt: skip
    for name, packed in archives(*files):
        error = f"{name}/b/bad.txt:1: the file is empty"
        assert taken_of(tmp_path, name, packed) == ([IT, UP], [error])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/etc/passwd.txt", "its name is absolute or climbs out of the archive; it is not read"),
        ("../up.txt", "its name is absolute or climbs out of the archive; it is not read"),
        ("a/../../up.txt", "its name is absolute or climbs out of the archive; it is not read"),
        ("..\\up.txt", "its name is absolute or climbs out of the archive; it is not read"),
        ("inner.zip", "packed within an archive; it is not read"),
        ("inner.tar.gz", "packed within an archive; it is not read"),
        ("t.csv.gz", "packed within an archive; it is not read"),
    ],
)
def test_an_entry_that_is_not_to_be_read_costs_itself_alone(
    tmp_path: Path, name: str, reason: str
) -> None:
    shown = name.replace("\\", "/").lstrip("/")
    for packed_name, packed in archives((name, PAGE.encode()), ("up.txt", PAGE.encode())):
        said = f"{packed_name}/{shown}:1: {reason}"
        assert taken_of(tmp_path, packed_name, packed) == ([UP], [said])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "a.tar.gz", "a.zip"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_of_a_tar_are_not_followed(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "secret.txt").write_text(PAGE)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:") as archive:
        info = tarfile.TarInfo("up.txt")
        info.type, info.linkname = kind, str(tmp_path / "secret.txt")
        archive.addfile(info)
    said = "a.tar/up.txt:1: a link or device; it is not followed"
    assert taken_of(tmp_path, "a.tar", packed.getvalue()) == ([], [said])


def test_links_and_encrypted_and_oddly_packed_entries_of_a_zip_are_named(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("secret.txt", PAGE)
        archive.writestr("odd.txt", PAGE, zipfile.ZIP_BZIP2)
        archive.writestr("up.txt", PAGE)
    raw = bytearray(packed.getvalue())
    raw[raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"secret.txt")) + 8] |= 1
    assert taken_of(tmp_path, "a.zip", bytes(raw)) == (
        [UP],
        [
            "a.zip/link.txt:1: a link or device; it is not followed",
            "a.zip/secret.txt:1: encrypted; it is not read",
            "a.zip/odd.txt:1: packed by method 12; stored and deflated files are read",
        ],
    )


BOMB_ROWS = b"film,text\n" + b"It,Grim.\n" * 300


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("b.csv.gz", gzip.compress(BOMB_ROWS + b"\n" * 3_000_000)),
        ("b.csv.zst", zstd_compress(BOMB_ROWS + b"\n" * 3_000_000)),
        ("b.zip", zipped(("b.csv", BOMB_ROWS + b"\n" * 3_000_000))),
        ("b.tar.gz", tar(("b.csv", BOMB_ROWS + b"\n" * 3_000_000), mode="w:gz")),
        ("many.zip", zipped(*((f"{n}.csv", BOMB_ROWS + b"\n" * 100_000) for n in range(30)))),
        ("unread.tar.gz", tar(("b.iso", b"\0" * 3_000_000), mode="w:gz")),
    ],
)
def test_a_bomb_is_stopped_and_what_came_before_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, packed: bytes
) -> None:
    monkeypatch.setattr(unpacking, "FREE_BYTES", 100_000)
    films, errors = taken_of(tmp_path, name, packed)
    assert errors
    assert "unpacks to more than " in errors[-1]
    assert "; what follows is not read" in errors[-1]
    assert len(films) >= (0 if name.startswith("unread") else 300)


def test_thousands_of_empty_entries_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MAX_ENTRIES", 100)
    said = "more than 100 entries; the rest is not read"
    for name, packed in archives(
        ("up.txt", PAGE.encode()), *((f"{n}.md", b"") for n in range(200))
    ):
        assert taken_of(tmp_path, name, packed) == ([UP], [f"{name}:1: {said}"])


def test_a_zip_directory_too_large_to_hold_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MAX_DIRECTORY_BYTES", 100)
    packed = zipped(*((f"{n}.txt", b"") for n in range(10)))
    _, errors = taken_of(tmp_path, "a.zip", packed)
    assert errors == ["a.zip:1: its directory is larger than 100 bytes; it is not read"]
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, 10**12, 0)
    end = b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1) + b"PK\x05\x06" + b"\xff" * 16 + b"\0\0"
    assert taken_of(tmp_path, "b.zip", large + end)[1] == [errors[0].replace("a.zip", "b.zip")]


def endless_name() -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 10**10
    return info.tobuf(tarfile.GNU_FORMAT)


def endless_sparse_map() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("x.txt")
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
        body = b"9000000000\n" + b"1\n" * 1_000_000
        info.size = len(body)
        archive.addfile(info, io.BytesIO(body))
    return packed.getvalue()


@pytest.mark.parametrize("header", [endless_name(), endless_sparse_map()], ids=["name", "map"])
def test_a_header_of_a_tar_is_never_more_than_a_header(tmp_path: Path, header: bytes) -> None:
    assert taken_of(tmp_path, "a.tar", tar(("up.txt", PAGE.encode()))[:1024] + header) == (
        [UP],
        ["a.tar:1: a header longer than 1,048,576 bytes"],
    )


def test_headers_that_nest_without_end_are_damage(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 5
    header = info.tobuf(tarfile.GNU_FORMAT) + b"a.txt".ljust(512, b"\0")
    films, errors = taken_of(
        tmp_path, "a.tar", tar(("up.txt", PAGE.encode()))[:1024] + header * 1_000
    )
    assert films == [UP]
    assert len(errors) == 1


LONG = "film,text\n" + "".join(f"Film {n},{os.urandom(40).hex()}\n" for n in range(5_000))


@pytest.mark.parametrize("name", ["t.csv.gz", "t.csv.zst", "a.tar.gz", "a.tar.zst", "a.tar"])
def test_of_what_is_cut_off_all_before_is_kept(tmp_path: Path, name: str) -> None:
    raw = LONG.encode()
    if "tar" in name:
        raw = tar(("up.txt", PAGE.encode()), ("t.csv", raw))
    if name.endswith("gz"):
        packed = gzip.compress(raw)
    else:
        packed = zstd_compress(raw) if name.endswith("zst") else raw
    films, errors = taken_of(tmp_path, name, packed[: len(packed) // 2])
    assert len(films) > 500
    assert "damaged or cut off after " in errors[0]
    assert int(errors[0].split(":")[1]) >= len(films)


@pytest.mark.parametrize("name", ["t.csv.gz", "t.csv.zst", "a.zip", "a.tar.gz"])
def test_damage_is_named(tmp_path: Path, name: str) -> None:
    files = ("t.csv", LONG.encode())
    packed = {
        "t.csv.gz": gzip.compress(LONG.encode()),
        "t.csv.zst": zstd_compress(LONG.encode()),
        "a.zip": zipped(files),
        "a.tar.gz": tar(files, mode="w:gz"),
    }[name]
    half = len(packed) // 2
    bad = bytes(byte ^ 0x55 for byte in packed[half : half + 9])
    films, errors = taken_of(tmp_path, name, packed[:half] + bad + packed[half + 9 :])
    assert films
    assert any("damaged or cut off after " in error for error in errors)


@pytest.mark.parametrize(
    "name", ["t.csv.gz", "t.csv.zst", "a.zip", "a.tar.gz", "a.tar", "a.tar.zst"]
)
@pytest.mark.parametrize("content", [b"", b"film,text\nUp,Good.\n", b"\x1f\x8b", b"PK\x05\x06"])
def test_what_is_not_packed_at_all_is_one_error(tmp_path: Path, name: str, content: bytes) -> None:
    films, errors = taken_of(tmp_path, name, content)
    assert films == []
    assert len(errors) == 1
    assert errors[0].startswith(f"{name}:1: ")


def test_a_tar_whose_next_header_is_damaged_does_not_just_end(tmp_path: Path) -> None:
    raw = bytearray(tar(("up.txt", PAGE.encode()), ("down.txt", PAGE.encode())))
    raw[1024:1034] = b"\xff" * 10
    assert taken_of(tmp_path, "a.tar", bytes(raw)) == (
        [UP],
        ["a.tar:1: damaged or cut off after 1,536 bytes: no end mark"],
    )


def test_an_archive_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in ("a.zip", "a.tar.gz", "t.csv.gz"):
        assert taken(tmp_path / name) == ([], [f"{name}:1: cannot be read: no such file"])


def test_entries_that_a_damaged_directory_hides_are_missed(tmp_path: Path) -> None:
    whole = zipped(("t.csv", b"film,text\nUp,Sweet.\n"), ("up.txt", b"Up\n"))
    at = whole.index(b"PK\x01\x02")
    hidden = len(b"t.csv") + 46 + len(b"up.txt")
    damaged = whole[: at + 28] + struct.pack("<H", hidden) + whole[at + 30 :]
    assert taken_of(tmp_path, "a.zip", damaged)[1][-1:] == [
        "a.zip:1: damaged: 2 entries, and 1 can be told"
    ]
