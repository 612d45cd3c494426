"""Opening what somebody gives to proof: which kind of file it is, and a clear word where it cannot be read.

The file is read once, into memory, and never written. Nothing of it goes to a temporary folder, a log or a cache.
"""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path

from liandong.data.files import why
from liandong.findings import DataError, quote
from liandong.proofing.draft import Draft
from liandong.proofing.refusals import LIMIT_BYTES, LIMIT_CHARACTERS, refused

_KINDS = {
    "word_97": ".doc .dot", "wps": ".wps .wpt", "ofd": ".ofd", "rtf": ".rtf", "workbook": ".xlsx .xls .xlsm .et .csv",
    "slides": ".pptx .ppt .dps", "opendocument": ".odt .ods", "picture": ".png .jpg .jpeg .tif .tiff .bmp .gif",
}  # fmt: skip
SUFFIXES = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes.split()}
PICTURES = {
    b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"II*\x00": ".tif", b"MM\x00*": ".tif", b"GIF8": ".gif", b"BM": ".bmp",
}  # fmt: skip
HTML, MARKDOWN = (".html", ".htm", ".xhtml"), (".md", ".markdown")
# The parts by which other archives of offices are known.
_PARTS = {
    "workbook": {"xl/workbook.xml", "xl/workbook.bin"}, "slides": {"ppt/presentation.xml"}, "ofd": {"ofd.xml"},
    "opendocument": {"content.xml"},
}  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_draft(path: Path) -> Draft:
    """Return the draft in a file.

    Raises:
        DataError: With one finding, E981 to E987, that says what is wrong with the file and what to do.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise refused("folder", name)
        if path.exists() and not path.is_file():
            raise refused("device", name)
        with path.open("rb") as file:
            content = file.read(LIMIT_BYTES + 1)
            size = max(len(content), path.stat().st_size)
    except FileNotFoundError:
        raise refused("missing", name) from None
    except (OSError, ValueError) as error:
        raise refused("denied", name, why=why(error)) from None
    if size > LIMIT_BYTES:
        raise refused("large", name, size=size // 2**20)
    return read_content(name, content)


def read_content(name: str, content: bytes) -> Draft:
    """Return the draft in the bytes of a file; its name's ending decides between formats that look alike inside.

    Raises:
        DataError: As for `read_draft`.
    """
    if not content:
        raise refused("empty", name)
    form = _form_of(name, content)
    # Each reader is imported only for its own format: a plain text must not wait for the others.
    if form == "docx":
        from liandong.proofing.word_reading import read_word as read
    elif form == "pdf":
        from liandong.proofing.pdf_reading import read_pdf as read
    elif form == "html":
        from liandong.proofing.html_reading import read_html as read
    else:
        from liandong.proofing.plain_text import read_plain

        read = partial(read_plain, form=form)
    draft = read(name, content)
    if not draft.text.strip():
        raise refused("blank", name)
    if len(draft.text) > LIMIT_CHARACTERS:
        raise refused("long", name, characters=len(draft.text) // 10000, most=LIMIT_CHARACTERS // 10000)
    return draft


def _form_of(name: str, content: bytes) -> str:
    """Return the form of a readable file: docx, pdf, html, md or txt."""
    suffix = Path(name).suffix.lower()
    if content.startswith(_OLE):
        raise _refuse_compound(name, suffix, content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _form_of_archive(name, suffix, content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"{\\rtf"):
        raise _refuse(name, "rtf")
    for start, kind in PICTURES.items():
        # BM also begins a text.
        if content.startswith(start) and (start != b"BM" or suffix == ".bmp"):
            raise _refuse(name, "picture", kind)
    if suffix in (".docx", ".docm", ".dotx"):
        raise refused("not_docx", name)
    if suffix == ".pdf":
        raise refused("not_pdf", name)
    if suffix in SUFFIXES:
        raise _refuse(name, SUFFIXES[suffix], suffix)
    beginning = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if suffix in HTML or beginning.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "md" if suffix in MARKDOWN else "txt"


def _form_of_archive(name: str, suffix: str, content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except Exception:  # zipfile raises errors of many kinds for damaged archives
        raise refused("damaged", name) from None
    if any(part.startswith("word/") for part in names):
        return "docx"
    if any(part.lower() == "ofd.xml" for part in names):
        names.add("ofd.xml")
    kind = next((kind for kind, parts in _PARTS.items() if names & parts), None)
    if kind is None and suffix == ".docx":
        raise refused("not_docx", name)
    raise _refuse(name, kind or "archive", suffix or kind or "")


def _refuse_compound(name: str, suffix: str, content: bytes) -> DataError:
    """Return the error of a file of the format that Office used until 2003, and uses for files with a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refused("encrypted", name)
    if suffix == ".wps":
        return _refuse(name, "wps")
    if "Workbook".encode("utf-16-le") in content:
        return _refuse(name, "workbook", ".xls")
    is_slides = "PowerPoint Document".encode("utf-16-le") in content
    return _refuse(name, "slides", ".ppt") if is_slides else _refuse(name, "word_97")


def _refuse(name: str, kind: str, suffix: str = "") -> DataError:
    return refused(kind, name, suffix=quote(suffix or Path(name).suffix))
