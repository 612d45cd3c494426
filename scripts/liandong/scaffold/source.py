"""The text of a new bulletin as received, ready to be kept as source.txt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from liandong.data.text_files import label, read_bytes, read_text
from liandong.findings import DataError, Finding

MESSAGES = {
    "document": "{kind}文件，不是纯文本",
    "text_expected": "纯文本文件（.txt）",
    "save_as_text": "用原来的软件打开，另存为“纯文本（.txt）”，编码选 UTF-8，再运行一次；表格和图片里的数字要另外核对。",
    "empty": "文件里没有文字",
    "some_text": "简报的全文",
}
# What offices send instead of plain text, by ending and by first bytes.
_KINDS = {".docx": "Word", ".doc": "Word", ".wps": "WPS 文字", ".pdf": "PDF", ".rtf": "RTF", ".odt": "ODT", ".ofd": "OFD"}
_SIGNATURES = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"PK\x03\x04": "Word、WPS 或压缩", b"\xd0\xcf\x11\xe0": "旧版 Word 或 WPS"}
_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Source:
    """A bulletin's text.

    Attributes:
        content: The bytes of source.txt: those of the file, or its text in UTF-8 where the file was GBK.
        text: The text with single line feeds and without byte-order mark, as everything else reads it.
        notes: What reading found, such as another encoding.
    """

    content: bytes
    text: str
    notes: list[Finding] = field(default_factory=list)


def read_source(path: Path) -> Source:
    """Returns the text of a file.

    Raises:
        DataError: E101 or E102 if it cannot be read, E803 if it is a document and no plain text, E804 if it is empty.
    """
    content = read_bytes(path)
    file = label(path)
    kind = _KINDS.get(path.suffix.lower()) or next((k for start, k in _SIGNATURES.items() if content.startswith(start)), None)
    if kind:
        found = MESSAGES["document"].format(kind=kind)
        raise DataError([Finding("E803", file, found=found, expected=MESSAGES["text_expected"], next_step=MESSAGES["save_as_text"])])
    read = read_text(path)
    if not read.text.strip():
        raise DataError([Finding("E804", file, found=MESSAGES["empty"], expected=MESSAGES["some_text"])])
    if read.encoding != "utf-8":
        content = content.decode(read.encoding).encode("utf-8")
    return Source(content, read.text, read.notes)
