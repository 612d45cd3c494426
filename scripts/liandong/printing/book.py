"""Makes the PDF from the built site and puts it in place whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import yaml
from bs4 import BeautifulSoup

from liandong.data.files import why
from liandong.data.folders import FileLock, remove_tree
from liandong.findings import messages, render_error
from liandong.printing.assembly import Cover, assemble, read_contents
from liandong.printing.chromium import PrintingError, find_chromium, print_pdf
from liandong.printing.finishing import finish, page_numbers

FOLDER = Path("_build") / "pdf"
NAME = "liandong.pdf"
DATA_FILE = "statistics.json"

MESSAGES = messages(__name__)
_DIGITS = 16


class PdfResult(NamedTuple):
    """Whether the PDF of this site is in place, and the message for the user, in Chinese."""

    ok: bool
    message: str


def make_pdf(root: Path, *, say: Callable[[str], None] = print, program: str | None = None) -> PdfResult:
    """Print the built site as one PDF, ``_build/pdf/liandong.pdf``; with any failure the old file stays.

    ``say`` is told in a sentence what is being done or waited for; ``program`` is the Chromium, looked for if None.
    """
    folder = root / FOLDER
    path = folder / NAME
    program = program or find_chromium()
    if program is None:
        return PdfResult(False, render_error("PDF201"))
    work = folder / "work"
    try:
        with FileLock(folder / "pdf.lock", lambda holder: say(MESSAGES["waiting"].format(holder=holder))):
            say(MESSAGES["working"])
            remove_tree(work)
            work.mkdir(parents=True)
            pages = _print_book(root, work, program)
            (work / NAME).replace(path)
            remove_tree(work)
    except PrintingError as error:
        return PdfResult(False, render_error("PDF202", MESSAGES["failed"].format(program=program, reason=error)))
    except OSError as error:
        return PdfResult(False, render_error("PDF203", f"{Path(error.filename or path).name}：{why(error)}"))
    return PdfResult(True, MESSAGES["success"].format(path=(FOLDER / NAME).as_posix(), pages=pages))


def make_cover(root: Path) -> tuple[Cover, str]:
    """Return the first page, and the newest date of the data."""
    from liandong.data.bulletins import BULLETINS, RELEASES, bulletin_slugs
    from liandong.data.documents import read_yaml
    from liandong.releases.release import list_versions, read_release
    from liandong.releases.snapshot import newest_dates

    dates = newest_dates(root)
    date = max(dates.values())
    versions = list_versions(root)
    release = read_release(root / RELEASES / versions[-1], root) if versions else None
    lines = []
    for slug in bulletin_slugs(root):
        path = BULLETINS / slug / "bulletin.yml"
        words = read_yaml(root / path, root) | {"date": dates[path.as_posix()]}
        lines.append((MESSAGES["bulletin"], MESSAGES["bulletin_text"].format_map(words)))
    words = MESSAGES["unreleased"]
    if release:
        words = MESSAGES["released"].format(version=release.version, date=release.date)
    digest = hashlib.sha256((root / "_build" / "html" / DATA_FILE).read_bytes()).hexdigest()[:_DIGITS]
    lines += [
        (MESSAGES["version"], words), (MESSAGES["date"], date),
        (MESSAGES["checksum"], MESSAGES["checksum_text"].format(digest=digest)),
    ]
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return Cover(config["title"], tuple(lines)), date


def _print_book(root: Path, work: Path, program: str) -> int:
    """Print the book, twice: the first time tells on which page each chapter begins. Returns how many pages it has."""
    from pypdf import PdfReader

    cover, date = make_cover(root)
    book = assemble(root / "_build" / "html", read_contents(root), cover, work)
    page, draft = work / "book.html", work / "draft.pdf"
    page.write_text(book.render(), encoding="utf-8", newline="\n")
    print_pdf(program, page, draft)
    document = book.render(page_numbers(draft))
    page.write_text(document, encoding="utf-8", newline="\n")
    print_pdf(program, page, draft)
    written = set(BeautifulSoup(document, "html.parser").get_text())
    finish(draft, work / NAME, written=written, title=cover.title, subject=MESSAGES["subject"].format(date=date),
           date=date)
    return len(PdfReader(work / NAME).pages)
