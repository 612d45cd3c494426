"""Reading text files as office machines save them: UTF-8, with or without a byte-order mark, and GBK.

Every file that the book's data comes from is read here, so that a recorder (`record_reads`) sees each path with the
digest of the very bytes read.
Where the bytes of a Chinese text do not say their encoding, it is the one in which most characters are common ones.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath

from liandong.data.files import sha256, why
from liandong.findings import RULES, DataError, Finding, messages, quote

PROJECT_ROOT = Path(__file__).resolve().parents[3]

MESSAGES = messages(__name__)

_UTF8_BOM = b"\xef\xbb\xbf"
# What begins so, or holds an empty byte, is no text.
_FOREIGN = {
    b"PK\x03\x04": "workbook", b"\xd0\xcf\x11\xe0": "old_workbook", b"\xff\xfe": "utf16", b"\xfe\xff": "utf16",
}
# The common characters of both standards stand in front, and are told by the first byte of their codes.
_COMMON = {"gb2312": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
_TWO_BYTES = re.compile("[\u0080-\u07ff]+")
_FEW = 4  # ideographs that tell nothing
_CERTAIN, _MARGIN = 0.9, 0.15


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
    """Return `path` relative to `root` (the project's if None), forward slashes; only its name if it lies elsewhere.

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
    if not isinstance(relative, str) or re.search(r"[\\\0]|^[A-Za-z][A-Za-z0-9+.-]*:", relative):
        return None
    posix = PurePosixPath(relative)
    if posix.is_absolute() or PureWindowsPath(relative).is_absolute() or ".." in posix.parts or not posix.parts:
        return None
    path = folder / relative
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError):  # a loop of links
        return None


def refused_path(relative: object, file: str) -> Finding:
    """Return the finding for a path in `file` that `path_inside` refuses."""
    shown = quote(relative if isinstance(relative, str) else repr(relative))
    return Finding.worded("E107", file, MESSAGES["path"], path=shown)


def read_bytes(path: Path, root: Path | None = None) -> bytes:
    """Return the bytes of a file, made known to the recorders.

    Raises:
        DataError: E101 if there is no such file, E102 if it cannot be opened.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        file = label(path, root)
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        if missing or path.is_dir():
            found = MESSAGES["missing" if missing else "folder"]
            raise DataError([Finding("E101", file, found=found, expected=path.name)]) from None
        # Windows refuses to open a file that Excel holds open.
        raise _no_text(file, MESSAGES["unreadable"].format(why(error)), MESSAGES["close_it"]) from None
    for reads in _recorders.get():
        reads.append(Read(path, sha256(content)))
    return content


def read_text(path: Path, root: Path | None = None) -> TextFile:
    """Return the text of a file, with notes N103 (byte-order mark) and N104 (GBK, read as its superset GB 18030).

    A file that is valid UTF-8 is UTF-8; GBK is tried only after that, so that UTF-8 is never misread.
    UTF-16, workbooks under the name of a CSV, binary files and damaged UTF-8 are errors: guessing would put wrong
    characters on the site.

    Raises:
        DataError: E101 if there is no such file, E102 if it holds no text that can be read.
    """
    # Where a path leads is asked of the system: only for a message.
    content, file, notes = read_bytes(path, root), partial(label, path, root), []
    foreign = next((kind for start, kind in _FOREIGN.items() if content.startswith(start)), None)
    if foreign or b"\0" in content:
        raise _no_text(file(), MESSAGES[foreign or "binary"].format(quote(path.name)))

    def note(code: str, found: str) -> None:
        notes.append(Finding(code, file(), found=MESSAGES[found], expected=MESSAGES["text_expected"]))

    if content.startswith(_UTF8_BOM):
        content = content.removeprefix(_UTF8_BOM)
        note("N103", "bom")
    try:
        text, encoding = content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if notes or is_damaged_utf8(content):
            found = MESSAGES["damaged"].format(content.count(b"\n", 0, error.start) + 1)
            raise _no_text(file(), found, MESSAGES["restore"].format(RULES["E102"].next_step)) from None
        text, encoding = "", "gb18030"
    if not notes and (encoding == "gb18030" or is_gbk_in_utf8(text, content)):
        text, encoding = _decode_gbk(content, file()), "gb18030"
        note("N104", "gbk")
    return TextFile(with_line_feeds(text), encoding, notes)


def with_line_feeds(text: str) -> str:
    """Return a text with its line breaks as single line feeds."""
    return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)


def common_share(text: str, standard: str = "gb2312") -> float:
    """Return the share of a text's ideographs that are common by a standard, `gb2312` or `big5`; 1 without any."""
    codes = [char.encode(standard, errors="ignore") for char in _IDEOGRAPHS.findall(text)]
    return sum(code != b"" and code[0] in _COMMON[standard] for code in codes) / len(codes) if codes else 1.0


def read_as_big5(content: bytes) -> str | None:
    """Return the text of bytes that are Big5 and not GB 18030, although they may be read as both; else None."""
    try:
        text = content.decode("cp950")
    except UnicodeDecodeError:
        return None
    share = common_share(text, "big5")
    if len(_IDEOGRAPHS.findall(text)) < _FEW or share < _CERTAIN:
        return None
    return text if share > common_share(content.decode("gb18030", errors="replace")) + _MARGIN else None


def decoded_as_utf8(content: bytes) -> str | None:
    """Return the text of bytes that are UTF-8; None for all others, and for GBK that only happens to be valid UTF-8."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if is_gbk_in_utf8(text, content) else text


def is_gbk_in_utf8(text: str, content: bytes) -> bool:
    """Return whether valid UTF-8 is GBK: a few short words whose characters happen to look like letters of two bytes.

    Chinese words have two characters and more, so that a lone letter with an accent, a degree sign or a
    multiplication sign stays one.
    """
    # Nearly every text ends this at its first Chinese character.
    if text.isascii() or any(char > "\u07ff" for char in text) or not any(char >= "\u0100" for char in text):
        return False
    if any(len(run) < 2 for run in _TWO_BYTES.findall(text)):
        return False
    try:
        return common_share(content.decode("gb2312")) == 1
    except UnicodeDecodeError:
        return False


def _no_text(file: str, found: str, next_step: str = "") -> DataError:
    return DataError([Finding("E102", file, None, None, found, MESSAGES["text_expected"], next_step)])


def is_damaged_utf8(content: bytes) -> bool:
    """Return whether most of the bytes outside ASCII form UTF-8's three-byte characters; in others hardly any do."""
    lenient = content.decode("utf-8", errors="replace")
    return sum(char > "\u07ff" and char != "\ufffd" for char in lenient) > lenient.count("\ufffd")


def _decode_gbk(content: bytes, file: str) -> str:
    if read_as_big5(content):
        raise _no_text(file, MESSAGES["big5"])
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        found = MESSAGES["undecodable"].format(error.start + 1)
        raise _no_text(file, found, MESSAGES["restore"].format(RULES["E102"].next_step)) from None
