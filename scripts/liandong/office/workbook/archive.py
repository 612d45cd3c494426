"""A workbook file opened safely: what it is, how large it unpacks, and what it carries, before any of it is parsed."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from liandong.data.files import why
from liandong.findings import DataError, Finding, messages
from liandong.office.workbook.reduction import count_cells, is_read, reduce_workbook

MESSAGES = messages(__name__)

MB = 1 << 20
FILE_LIMIT, UNPACKED_LIMIT = 8 * MB, 40 * MB
MEMBER_LIMIT = 600
CELL_LIMIT = 100_000  # of the workbook; the tables of a bulletin have some thousands
RATIO_LIMIT, RATIO_FREE = 200, 2 * MB  # a sheet of equal rows packs well; small members may
_CHUNK = 1 << 16
AREA_LIMIT = 2_000  # merged areas: the parser takes a millisecond for each
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first bytes of Excel's files before version 5, which were no OLE files.
_OLDEST = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
# What the first kilobyte of a file that is no archive holds, and what member an archive of another format has.
_TEXT_KINDS = {
    b"urn:schemas-microsoft-com:office:spreadsheet": "xml_workbook", b"<html": "page", b"<!doctype html": "page",
    b"\0": "unknown", b"": "text",
}
_ZIP_KINDS = {
    "word/document.xml": "word", "ppt/presentation.xml": "slides", "content.xml": "open_document",
    "xl/workbook.bin": "binary_workbook",
}


def read_file(path: Path) -> bytes:
    """Return the bytes of a workbook's file.

    Raises:
        DataError: E601 if it cannot be read, E605 if it is too large.
    """
    try:
        status = path.stat()
        _check_size(path.name, status.st_size)
        if stat.S_ISREG(status.st_mode):
            return path.read_bytes()
        # A device may go on for ever, a pipe waits for ever.
        found = MESSAGES["folder" if stat.S_ISDIR(status.st_mode) else "device"]
    except FileNotFoundError:
        found = MESSAGES["missing"]
    except DataError:
        raise
    except (OSError, ValueError) as error:
        found = MESSAGES["unreadable"].format(why(error))
    raise _refusal("E601", path.name, found)


def open_workbook(content: bytes, file: str) -> tuple[Workbook, list[Finding]]:
    """Return a workbook and the notes about it; nothing in it is run and no link is followed.

    Raises:
        DataError: E602 to E606: it is something else, has a password, is broken, too large or dangerous.
    """
    members = _read_archive(content, file)
    notes = []
    for part, message in (("vbaProject", "macros"), ("xl/externalLinks/", "links")):
        if any(part in name for name in members):
            notes.append(Finding("N637", file, found=MESSAGES[message], expected=MESSAGES["plain"]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(reduce_workbook(members)), keep_links=False), notes
    except Exception:  # the parser fails on strange content in ways of its own, all of them meaning this
        raise _refusal("E604", file, MESSAGES["parse"]) from None


def _refusal(code: str, file: str, found: str, expected: str = MESSAGES["expected"], next_step: str = "") -> DataError:
    return DataError([Finding(code, file, found=found, expected=expected, next_step=next_step)])


def _too_large(file: str, found: str) -> DataError:
    limits = MESSAGES["limits"].format(FILE_LIMIT // MB, UNPACKED_LIMIT // MB, MEMBER_LIMIT)
    return _refusal("E605", file, found, limits)


def _check_size(file: str, size: int) -> None:
    if size > FILE_LIMIT:
        raise _too_large(file, MESSAGES["file_size"].format(size // MB))


def _read_archive(content: bytes, file: str) -> dict[str, bytes]:
    """Return the archive's members by name, each of which was unpacked within the limits and found harmless."""
    if not content:
        raise _refusal("E602", file, MESSAGES["empty"])
    _check_size(file, len(content))
    if content.startswith(_OLE) and _has_stream(content, "EncryptedPackage"):
        raise _refusal("E603", file, MESSAGES["locked"], MESSAGES["unlocked"])
    if not content.startswith(b"PK"):
        raise _refusal("E602", file, MESSAGES[_kind_of(content, file)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_members(archive, file)
    except DataError:  # it is a ValueError too
        raise
    except (zipfile.BadZipFile, EOFError, ValueError):
        raise _refusal("E604", file, MESSAGES["truncated"], MESSAGES["whole"]) from None


def _kind_of(content: bytes, file: str) -> str:
    """Return what a file is that is no archive, as a key of the messages."""
    if file.startswith("~$"):
        return "owner"
    # A workbook may hold a document.
    if content.startswith(_OLE) and _has_stream(content, "WordDocument") and not _has_stream(content, "Workbook"):
        return "old_word"
    if content.startswith((_OLE, *_OLDEST)):
        return "old"
    head = content[:1000].lower()
    return next(kind for part, kind in _TEXT_KINDS.items() if part in head)


def _has_stream(content: bytes, name: str) -> bool:
    """Return whether an OLE file has a stream; their names are in UTF-16."""
    return name.encode("utf-16-le") in content


def _read_members(archive: zipfile.ZipFile, file: str) -> dict[str, bytes]:
    names = archive.namelist()
    if len(names) > MEMBER_LIMIT:
        raise _too_large(file, MESSAGES["members"].format(len(names)))
    for name in names:
        if names.count(name) > 1:
            raise _refusal("E606", file, MESSAGES["twice"].format(name), MESSAGES["once"])
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        other = next((kind for name, kind in _ZIP_KINDS.items() if name in names), "other_zip")
        raise _refusal("E602", file, MESSAGES[other])
    members: dict[str, bytes] = {}
    total = cells = areas = 0
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise _refusal("E603", file, MESSAGES["locked"], MESSAGES["unlocked"])
        data = members[member.filename] = _unpack(archive, member, UNPACKED_LIMIT - total, file)
        total += len(data)
        if is_read(member.filename, data):
            _check_xml(data, member.filename, file)
            filled, merged = count_cells(data)
            cells, areas = cells + filled, areas + merged
    for count, limit, kind in ((areas, AREA_LIMIT, "area"), (cells, CELL_LIMIT, "cell")):
        if count > limit:
            found = MESSAGES[f"{kind}s"].format(count if kind == "area" else limit)
            raise _refusal("E605", file, found, MESSAGES[f"{kind}_limit"].format(limit), MESSAGES["less"])
    return members


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, file: str) -> bytes:
    """Return a member's bytes, counted while they are unpacked: the size that an archive declares may be a lie."""
    data = bytearray()
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                data += chunk
                if len(data) > room:
                    raise _too_large(file, MESSAGES["unpacked"].format(UNPACKED_LIMIT // MB))
                if len(data) > max(RATIO_FREE, RATIO_LIMIT * member.compress_size):
                    raise _too_large(file, MESSAGES["ratio"].format(member.filename, RATIO_LIMIT))
    except DataError:
        raise
    except Exception:  # zlib, lzma and zipfile each raise errors of their own for damaged content
        raise _refusal("E604", file, MESSAGES["damaged"].format(member.filename), MESSAGES["whole"]) from None
    return bytes(data)


def _check_xml(data: bytes, name: str, file: str) -> None:
    """Refuse entities, which can grow without bound or name other files, and encodings that could hide them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:100]:
        # Some programs write so; Excel and WPS save it anew in the usual way.
        raise _refusal("E602", file, MESSAGES["encoding"].format(name), MESSAGES["utf8"])
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _refusal("E606", file, MESSAGES["doctype"].format(name), MESSAGES["no_doctype"])
    if name == "xl/workbook.xml" and b"purl.oclc.org/ooxml" in data:
        raise _refusal("E602", file, MESSAGES["strict"])
