"""What people still have to fill in of a new bulletin, as findings of the check."""

from __future__ import annotations

from liandong.data.bulletins import BULLETINS, page_files
from liandong.findings import Finding, messages, quote
from liandong.model.bulletin import Bulletin

# The word that `new` writes where the text does not say for certain.
PENDING = "待填"
MESSAGES = messages(__name__)


def check_unfinished(bulletin: Bulletin) -> list[Finding]:
    """Return what is still open: entries of bulletin.yml (E310), numerals without a statistic (E801), pages (E810)."""
    folder = (BULLETINS / bulletin.slug).as_posix()
    findings = []
    for key, value in bulletin.info.items():
        # The date has its own finding, which every bulletin gets whose date is no date.
        if value == PENDING and key != "date":
            found = MESSAGES["info"].format(key=key, pending=PENDING)
            findings.append(Finding("E310", f"{folder}/bulletin.yml", found=found,
                                    expected=MESSAGES["info_expected"].format(key=key)))
    for row, mention in enumerate(bulletin.mentions, start=2):
        if mention["role"] == "statistic" and not mention["statistic"]:
            found = MESSAGES["mention"].format(printed=quote(mention["printed"]), context=mention["context"])
            findings.append(Finding("E801", f"{folder}/mentions.csv", row, "statistic", found,
                                    MESSAGES["mention_expected"]))
    for page in page_files(bulletin.root, f"book/bulletins/{bulletin.slug}"):
        for row, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            if PENDING in line:
                found = MESSAGES["page"].format(pending=PENDING, line=quote(line.strip()))
                findings.append(Finding("E810", page.relative_to(bulletin.root).as_posix(), row, found=found,
                                        expected=MESSAGES["page_expected"]))
    return findings


def without_consequences(findings: list[Finding], found: list[Finding]) -> list[Finding]:
    """Return what running the cells found, without what only follows from a bulletin that is not filled in yet.

    Args:
        findings: What the check of the data found.
        found: What running the cells found.
    """
    unfinished = {finding.file.split("/")[-2] for finding in findings if finding.code == "E801"}
    return [
        finding for finding in found
        if finding.code not in ("E403", "E406") or not unfinished & set(finding.file.split("/"))
    ]
