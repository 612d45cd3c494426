"""Reading text files as office machines save them: UTF-8, with or without a byte-order mark, and GBK.

Every file that the book's data comes from is read here, so that a recorder (`record_reads`) sees each path with the
digest of the very bytes read.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from liandong.data.encodings import is_gbk_in_utf8, read_as_big5
from liandong.data.files import why
from liandong.findings import SAVE_AS_UTF8, DataError, Finding, messages, quote

PROJECT_ROOT = Path(__file__).resolve().parents[3]

MESSAGES = messages(__name__)

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class TextFile:
    """The text of a file with line breaks as single line feeds, its encoding, and the notes that reading it gave."""

    text: str
    encoding: str
    notes: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """A file that was read and the sha256 (hex) of the bytes."""

    path: Path
    sha256: str


_recorders: ContextVar[tuple[list[Read], ...]] = ContextVar("recorders", default=())


@contextmanager
def record_reads() -> Iterator[list[Read]]:
    """Yield a list that grows with every file read inside the `with` block, in order, repeats included.

    Blocks may be nested.
    """
    reads: list[Read] = []
    token = _recorders.set((*_recorders.get(), reads))
    try:
        yield reads
    finally:
        _recorders.reset(token)


def label(path: Path, root: Path | None = None) -> str:
    """`path` relative to `root` (the project's root if None) with forward slashes; only its name if it lies elsewhere.

    A message never holds an absolute path of the machine.
    """
    try:
        return path.resolve().relative_to((root or PROJECT_ROOT).resolve()).as_posix()
    except ValueError:
        return path.name


def path_inside(folder: Path, relative: object) -> Path | None:
    """Return the path of `relative` inside `folder`, or None if it leads outside.

    Absolute paths, web addresses, `..`, backslashes and links to other places are refused.
    """
    if (
        not isinstance(relative, str)
        or not relative
        or "\\" in relative
        or "\0" in relative
        or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", relative)
    ):
        return None
    posix = PurePosixPath(relative)
    if posix.is_absolute() or PureWindowsPath(relative).is_absolute() or ".." in posix.parts or not posix.parts:
        return None
    path = folder / relative
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError):  # a loop of links
        return None


def read_bytes(path: Path, root: Path | None = None) -> bytes:
    """Return the bytes of a file, made known to the recorders.

    Raises:
        DataError: E101 if there is no such file, E102 if it cannot be opened.
    """
    file = label(path, root)
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise DataError([Finding("E101", file, found=MESSAGES["missing"], expected=path.name)]) from None
    except OSError as error:
        if path.is_dir():
            raise DataError([Finding("E101", file, found=MESSAGES["folder"], expected=path.name)]) from None
        # Windows refuses to open a file that Excel holds open.
        found = MESSAGES["unreadable"].format(why(error))
        raise DataError(
            [Finding("E102", file, found=found, expected=MESSAGES["text_expected"], next_step=MESSAGES["close_it"])]
        ) from None
    recorders = _recorders.get()
    if recorders:
        read = Read(path, hashlib.sha256(content).hexdigest())
        for reads in recorders:
            reads.append(read)
    return content


def read_text(path: Path, root: Path | None = None) -> TextFile:
    """Return the text of a file, with notes N103 (byte-order mark) and N104 (GBK, read as its superset GB 18030).

    A file that is valid UTF-8 is UTF-8; GBK is tried only after that, so that UTF-8 is never misread.
    UTF-16, workbooks under the name of a CSV, binary files and damaged UTF-8 are errors: guessing would put wrong
    characters on the site.

    Raises:
        DataError: E101 if there is no such file, E102 if it holds no text that can be read.
    """
    content = read_bytes(path, root)
    file = label(path, root)
    problem = _foreign_format(content, path.name)
    if problem:
        raise DataError([Finding("E102", file, found=problem, expected=MESSAGES["text_expected"])])
    notes = []
    if content.startswith(_UTF8_BOM):
        content = content[len(_UTF8_BOM) :]
        notes.append(Finding("N103", file, found=MESSAGES["bom"], expected=MESSAGES["text_expected"]))
    try:
        text, encoding = content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if notes or _is_damaged_utf8(content):
            found = MESSAGES["damaged"].format(content.count(b"\n", 0, error.start) + 1)
            raise DataError(
                [Finding("E102", file, found=found, expected=MESSAGES["text_expected"], next_step=MESSAGES["restore"].format(SAVE_AS_UTF8))]
            ) from None
        encoding = "gb18030"
    if not notes and (encoding == "gb18030" or is_gbk_in_utf8(text, content)):
        text, encoding = _decode_gbk(content, file), "gb18030"
        notes.append(Finding("N104", file, found=MESSAGES["gbk"], expected=MESSAGES["text_expected"]))
    return TextFile(io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True), encoding, notes)


def refused_path(relative: object, file: str) -> Finding:
    """Return the finding for a path in `file` that `path_inside` refuses."""
    shown = quote(relative if isinstance(relative, str) else repr(relative))
    return Finding("E107", file, found=MESSAGES["path_found"].format(shown), expected=MESSAGES["path_expected"])


def _foreign_format(content: bytes, name: str) -> str | None:
    if content.startswith(_ZIP):
        return MESSAGES["workbook"].format(quote(name))
    if content.startswith(_OLE):
        return MESSAGES["old_workbook"].format(quote(name))
    if content.startswith(_UTF16_BOMS):
        return MESSAGES["utf16"]
    return MESSAGES["binary"] if b"\0" in content else None


def _is_damaged_utf8(content: bytes) -> bool:
    """Return whether most of the bytes outside ASCII form UTF-8's three-byte characters; in GBK text hardly any do."""
    lenient = content.decode("utf-8", errors="replace")
    return sum(char > "\u07ff" and char != "\ufffd" for char in lenient) > lenient.count("\ufffd")


def _decode_gbk(content: bytes, file: str) -> str:
    if read_as_big5(content):
        raise DataError([Finding("E102", file, found=MESSAGES["big5"], expected=MESSAGES["text_expected"])])
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        found = MESSAGES["undecodable"].format(error.start + 1)
        raise DataError(
            [Finding("E102", file, found=found, expected=MESSAGES["text_expected"], next_step=MESSAGES["restore"].format(SAVE_AS_UTF8))]
        ) from None
