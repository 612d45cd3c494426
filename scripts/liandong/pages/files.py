"""Whether the files that pages are made from are text in UTF-8, as the program that builds the site reads them."""

from __future__ import annotations

from pathlib import Path

from liandong.data.bulletins import page_files
from liandong.data.text_files import label, read_text
from liandong.findings import DataError, Finding, messages

CONFIGURATION = ("_config.yml", "_toc.yml")
MESSAGES = messages(__name__)


def unreadable_texts(root: Path) -> list[Finding]:
    """Return E102 for each page, and the configuration, that is no UTF-8: nobody else could say which file it is."""
    findings = []
    for path in [*(root / name for name in CONFIGURATION if (root / name).is_file()), *page_files(root)]:
        try:
            text = read_text(path, root)
            found = next((note.found for note in text.notes if note.code == "N104"), "")
        except DataError as error:
            found = error.findings[0].found
        if found:
            findings.append(Finding("E102", label(path, root), found=found, expected=MESSAGES["expected"],
                                    next_step=MESSAGES["save"]))
    return findings
