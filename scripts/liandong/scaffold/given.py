"""What a clerk answered, in the workbook or on the page: the same cells, held against what these showed when made."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from liandong.findings import DataError, Finding, messages, quote
from liandong.office.workbook.archive import open_workbook, read_file
from liandong.office.workbook.cell_text import unescape_text
from liandong.scaffold.workbook import ANSWERED, CHOICES, HEADINGS, INDEX, KEY, MARK

MESSAGES = messages(__name__)
# What may be typed: a unit is a word or a sign, with the base of a rate; a name is one line with words. What a
# spreadsheet would take for a formula or gives for an error is neither.
_TYPED = {
    "单位": re.compile(r"(?![A-Za-z]{4})[%‰℃°一-鿿A-Za-zμ㎡㎥²³/·]{1,12}"),
    "名称": re.compile(r"(?![=+\-@#])(?=.*[一-鿿])[^\n\r\t]{1,60}"),
}
_SHOWN = 60  # characters of an answer that is none
# By numeral and field of a decision, as the clerk wrote them.
Answers = dict[tuple[int, str], str]


@dataclass(frozen=True)
class GivenRow:
    """A row that came back."""

    sheet: str  # its sheet
    number: int | None  # its row in the sheet; None on the page
    key: str  # the numeral that it is about, as it came back
    texts: dict[str, str]  # its texts by heading
    # What its answered columns showed when it was written, by heading; None if no such row was.
    shown: dict[str, str] | None


@dataclass(frozen=True)
class Given:
    """Rows of answers."""

    name: str  # of the workbook or the page, for findings
    slug: str  # the bulletin that they are about
    digest: str  # what ties them to a text and the numerals read of it
    rows: tuple[GivenRow, ...] = ()  # the rows

    def check(self, slug: str, digests: Container[str]) -> None:
        """Refuse answers to another bulletin or to a reading that nothing is known of.

        Raises:
            DataError: E812.
        """
        if self.slug != slug:
            raise DataError([Finding("E812", self.name, found=MESSAGES["other_slug"].format(slug=quote(self.slug)),
                                     expected=slug)])
        if self.digest not in digests:
            raise DataError([Finding("E812", self.name, found=MESSAGES["old_text"],
                                     expected=MESSAGES["new_text"].format(slug=slug))])

    def renumbered(self, moved: Mapping[int, int]) -> tuple[Given, Answers]:
        """Return the answers by the numbers that the numerals have now, and those whose numeral is not read any more.

        Args:
            moved: The present numbers by the former ones.
        """
        rows, lost = [], {}
        for row in self.rows:
            key = int(row.key) if row.key.isdecimal() else 0
            if key in moved or row.shown is None:
                rows.append(replace(row, key=str(moved[key])) if row.shown is not None else row)
                continue
            lost |= {(key, name): row.texts[heading] for heading, name in ANSWERED[row.sheet].items()
                     if row.texts.get(heading, "") not in ("", row.shown.get(heading, ""))}
        return replace(self, rows=tuple(rows)), lost

    def place(self, sheet: str) -> str:
        """Return where a sheet's findings are."""
        return MESSAGES["place"].format(file=self.name, sheet=sheet)

    def changes(self, kept: Answers) -> Answers:
        """Return the answers that differ from what was shown.

        Args:
            kept: The answers that hold now; one that was given elsewhere since then is not overwritten.

        Raises:
            DataError: E812 with every answer that is none.
        """
        findings: list[Finding] = []
        answers: Answers = {}
        seen: Answers = {}
        for row in self.rows:
            if row.shown is None:
                found = MESSAGES["no_row"].format(key=quote(row.key))
                findings.append(Finding("E812", self.place(row.sheet), row.number, KEY, found, MESSAGES["rows"]))
                continue
            key = int(row.key)
            for heading, name in ANSWERED[row.sheet].items():
                answer, here = row.texts.get(heading, ""), (key, name)
                if not answer:
                    continue
                found, expected = "", ""
                if answer not in CHOICES.get(heading, (answer,)):
                    found, expected = (
                        quote(answer), MESSAGES["one_of"].format(words=MESSAGES["joined"].join(CHOICES[heading]))
                    )
                elif heading in _TYPED and answer != row.shown.get(heading) and not _TYPED[heading].fullmatch(answer):
                    found, expected = quote(answer[:_SHOWN]), MESSAGES["typed"].format(heading=heading)
                elif seen.setdefault(here, answer) != answer:
                    found, expected = (
                        MESSAGES["twice"].format(key=key, one=quote(seen[here]), other=quote(answer)),
                        MESSAGES["once"],
                    )
                elif answer == row.shown.get(heading, ""):
                    continue
                elif here in kept and kept[here] not in (row.shown.get(heading, ""), answer):
                    found, expected = (
                        MESSAGES["elsewhere"].format(key=key, one=quote(kept[here]), other=quote(answer)),
                        MESSAGES["newest"],
                    )
                if found:
                    findings.append(Finding("E812", self.place(row.sheet), row.number, heading, found, expected))
                answers[here] = answer
        if findings:
            raise DataError(findings)
        return answers


def read_workbook(path: Path, ours: str) -> Given:
    """Return the answers in a workbook.

    Args:
        path: The workbook.
        ours: Where the one of the program lies, for the finding.

    Raises:
        DataError: E60x if it is no workbook, E812 if it is another one than the program wrote.
    """
    workbook, _ = open_workbook(read_file(path), path.name)
    index = (
        [[_text(cell) for cell in row] for row in workbook[INDEX].iter_rows(values_only=True)]
        if INDEX in workbook.sheetnames else []
    )
    if not index or len(index[0]) < 3 or index[0][0] != MARK:
        raise DataError([Finding("E812", path.name, found=MESSAGES["foreign"],
                                 expected=MESSAGES["ours"].format(place=ours))])
    written = {
        (sheet, key): dict(zip(ANSWERED[sheet], shown, strict=False))
        for sheet, key, *shown in index[1:] if sheet in ANSWERED
    }
    findings, rows = [], []
    for sheet, headings in ((sheet, HEADINGS[sheet]) for sheet in ANSWERED):
        lines = (
            [[_text(cell) for cell in row] for row in workbook[sheet].iter_rows(values_only=True)]
            if sheet in workbook.sheetnames else []
        )
        head = lines[0] if lines else []
        lacking = [heading for heading in (KEY, *ANSWERED[sheet]) if heading not in head]
        if lacking:
            found = (
                MESSAGES["no_columns"].format(names=MESSAGES["joined"].join(lacking)) if lines
                else MESSAGES["no_sheet"].format(sheet=sheet)
            )
            expected = MESSAGES["sheet"].format(names=MESSAGES["joined"].join(headings))
            findings.append(Finding("E812", MESSAGES["place"].format(file=path.name, sheet=sheet), found=found,
                                    expected=expected))
            continue
        for number, cells in enumerate(lines[1:], 2):
            texts = {heading: text for heading, text in zip(head, cells, strict=True) if heading in headings}
            if any(texts.values()):
                rows.append(GivenRow(sheet, number, texts[KEY], texts, written.get((sheet, texts[KEY]))))
    if findings:
        raise DataError(findings)
    return Given(path.name, index[0][1], index[0][2], tuple(rows))


def _text(cell: object) -> str:
    return "" if cell is None else unescape_text(str(cell)).strip()
