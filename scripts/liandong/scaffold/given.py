"""What a clerk answered, in the workbook or on the page: the same cells, held against what these showed when made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from liandong.findings import DataError, Finding, messages, quote
from liandong.office.workbook.archive import open_workbook, read_file
from liandong.office.workbook.cell_text import unescape_text
from liandong.scaffold.workbook import ANSWERED, CHOICES, HEADINGS, INDEX, KEY, MARK, AnswerRow

MESSAGES = messages(__name__)
# By numeral and field of a decision, as the clerk wrote them.
Answers = dict[tuple[int, str], str]


@dataclass(frozen=True)
class Given:
    """Rows of answers.

    Attributes:
        name: Of the workbook or the page, for findings.
        slug: The bulletin that they are about.
        digest: What ties them to a text and the numerals read of it.
        base: The answers that held when the rows were shown.
        rows: For each its sheet, its row in the sheet (None on the page), its texts by heading.
    """

    name: str
    slug: str
    digest: str
    base: Answers = field(default_factory=dict)
    rows: tuple[tuple[str, int | None, dict[str, str]], ...] = ()

    def check(self, slug: str, digest: str) -> None:
        """Refuse answers to another bulletin or to another reading.

        Raises:
            DataError: E812.
        """
        if self.slug != slug:
            raise DataError([Finding("E812", self.name, found=MESSAGES["other_slug"].format(slug=quote(self.slug)),
                                     expected=slug)])
        if self.digest != digest:
            raise DataError([Finding("E812", self.name, found=MESSAGES["old_text"],
                                     expected=MESSAGES["new_text"].format(slug=slug))])

    def place(self, sheet: str) -> str:
        """Return where a sheet's findings are."""
        return MESSAGES["place"].format(file=self.name, sheet=sheet)

    def changes(self, shown: list[AnswerRow], kept: Answers) -> Answers:
        """Return the answers that differ from what was shown.

        Args:
            shown: The rows as they were shown.
            kept: The answers that hold now; one that was given elsewhere since then is not overwritten.

        Raises:
            DataError: E812 with every answer that is none.
        """
        findings: list[Finding] = []
        answers: Answers = {}
        seen: Answers = {}
        rows = {(row.sheet, row.key): row for row in shown}
        keys = {row.key for row in shown}
        for sheet, number, texts in self.rows:
            key = int(texts[KEY]) if texts[KEY].isdecimal() else 0
            row = rows.get((sheet, key))
            if row is None:
                # A row that an earlier answer took away: a numeral that is no statistic has no name any more.
                if key not in keys:
                    found = MESSAGES["no_row"].format(key=quote(texts[KEY]))
                    findings.append(Finding("E812", self.place(sheet), number, KEY, found, MESSAGES["rows"]))
                continue
            for heading, name in ANSWERED[sheet].items():
                answer, here = texts.get(heading, ""), (key, name)
                if not answer:
                    continue
                found, expected = "", ""
                if answer not in CHOICES.get(heading, (answer,)):
                    found, expected = (
                        quote(answer), MESSAGES["one_of"].format(words=MESSAGES["joined"].join(CHOICES[heading]))
                    )
                elif seen.setdefault(here, answer) != answer:
                    found, expected = (
                        MESSAGES["twice"].format(key=key, one=quote(seen[here]), other=quote(answer)),
                        MESSAGES["once"],
                    )
                elif answer == row.answer(heading):
                    continue
                elif here in kept and kept[here] not in (self.base.get(here), answer):
                    found, expected = (
                        MESSAGES["elsewhere"].format(key=key, one=quote(kept[here]), other=quote(answer)),
                        MESSAGES["newest"],
                    )
                if found:
                    findings.append(Finding("E812", self.place(sheet), number, heading, found, expected))
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
    rows = []
    for sheet in (sheet for sheet in ANSWERED if sheet in workbook.sheetnames):
        headings = HEADINGS[sheet]
        for number, cells in enumerate(
            workbook[sheet].iter_rows(min_row=2, max_col=len(headings), values_only=True), 2
        ):
            texts = dict(zip(headings, map(_text, cells), strict=True))
            if any(texts.values()):
                rows.append((sheet, number, texts))
    base = {(int(number), name): answer for number, name, answer, *_ in index[1:]}
    return Given(path.name, index[0][1], index[0][2], base, tuple(rows))


def _text(cell: object) -> str:
    return "" if cell is None else unescape_text(str(cell)).strip()
