"""The import of a workbook in two steps: `prepare` compares, checks and writes nothing; `write` writes all or none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from liandong.data.files import sha256, why
from liandong.data.folders import FileLock
from liandong.data.journal import ASIDE, ChangedMeanwhile, replace_files
from liandong.data.tables import limit_findings
from liandong.findings import DataError, Finding, errors_among, messages
from liandong.importing.trial import check_new_tables
from liandong.model.data_package import DataPackage
from liandong.office.workbook.archive import open_workbook, read_file
from liandong.office.workbook.changes import TableChange, compare, notes_on, render_changes
from liandong.office.workbook.layout import plan_sheets
from liandong.office.workbook.reading import choose_bulletin, read_contents, workbook_slug

MESSAGES = messages(__name__)

_TABLE_CODES, _PAGE_CODES = ("E1", "E2"), ("E3", "E4", "E5")
_ROW_CODES = {"E206", "E207"}  # what other tables lack without a row


@dataclass
class Prepared:
    """A workbook compared with the tables of a bulletin or the teaching ledger; with an error nothing may be written.

    Attributes:
        digests: sha256 by path of the tables that the comparison was made with.
    """

    bulletin: DataPackage
    file: str
    changes: list[TableChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> list[TableChange]:
        """The tables that would change."""
        return [change for change in self.changes if change]

    @property
    def shown(self) -> str:
        """The changes, cell by cell, for the user."""
        return render_changes(self.changes)

    @property
    def ok(self) -> bool:
        """Whether nothing forbids writing."""
        return not errors_among(self.findings)

    def new_files(self) -> dict[str, bytes]:
        """Return new content by path relative to the root, of the tables that change."""
        return {change.sheet.raw.file: change.csv_bytes() for change in self.changed}


def prepare(root: Path, path: Path, asked: str | None = None) -> Prepared:
    """Return what importing a workbook into the bulletin that the user named, if any, would do; nothing is written.

    Raises:
        DataError: The workbook cannot be opened or belongs to no bulletin, or the present tables cannot be read.
    """
    file = path.name
    workbook, notes = open_workbook(read_file(path), file)
    bulletin = choose_bulletin(root.resolve(), asked, workbook_slug(workbook), file)
    sheets = plan_sheets(bulletin)
    prepared = Prepared(bulletin, file)
    prepared.digests = {sheet.raw.file: sha256(sheet.path.read_bytes()) for sheet in sheets}
    contents = read_contents(workbook, sheets, file)
    # Of a workbook of somebody else's, and of one that holds no table any more, nothing else would help.
    prepared.findings = notes + contents.findings if contents.tables else contents.findings
    broken = bool(errors_among(contents.findings))
    for name, table in contents.tables.items():
        if len(table.letters) < len(table.sheet.columns):
            continue  # a column is missing: nothing of the sheet can be compared
        change = compare(table)
        prepared.changes.append(change)
        prepared.findings += notes_on(change, file, contents.digests.get(name))
    if prepared.changed:
        found = check_new_tables(bulletin, prepared.new_files(), contents.tables, file, whole=not broken)
        prepared.findings += _name_missing_rows(prepared, found)
    prepared.findings = limit_findings(_ask_about_slips(prepared.findings))
    return prepared


def _ask_about_slips(findings: list[Finding]) -> list[Finding]:
    """Return the findings; where a cell that is likely a slip is also wrong, the slip is what to look at first."""

    def cell(item: Finding) -> tuple[str, int | None, str | None]:
        return item.file, item.row, item.column

    slips = {cell(item): item for item in findings if item.code == "N642" and item.column}
    wrong = {cell(item) for item in errors_among(findings)}
    told = []
    for item in findings:
        slip = slips.get(cell(item))
        if slip and item.severity == "error":
            item = replace(item, next_step=MESSAGES["slip"].format(slip.found, slip.expected, item.next_step))
        if item.code != "N642" or cell(item) not in wrong:
            told.append(item)
    return told


def _name_missing_rows(prepared: Prepared, found: list[Finding]) -> list[Finding]:
    """Return the findings, with the rows that somebody deleted in place of what their absence does to the pages."""
    if any(finding.code.startswith(_TABLE_CODES) for finding in found):
        # A cell that fails on a wrong table tells nothing more.
        found = [finding for finding in found if finding.code != "E406"]
    lost = []
    for change in prepared.changes:
        for key in change.removed_keys():
            words = MESSAGES["gone"].format(change.read.title, key)
            lost.append(Finding("E622", prepared.file, found=words, expected=MESSAGES["needed"]))
    others = [finding for finding in found if not finding.code.startswith(_PAGE_CODES)]
    # A cell that is wrong by itself explains what it does elsewhere.
    explained = {finding.code for finding in others} <= _ROW_CODES
    return lost + others if found and lost and explained else found


def write(prepared: Prepared) -> None:
    """Write the changed tables, all or none.

    Raises:
        DataError: E618 if a table was edited since `prepare`, E619 if it cannot be written; all are as before.
    """
    root = prepared.bulletin.root
    try:
        with FileLock((root / ASIDE).with_suffix(".lock")):
            replace_files(root, prepared.new_files(), prepared.digests)
    except ChangedMeanwhile as change:
        code, found, expected = "E618", [MESSAGES["changed"].format(path) for path in change.paths], "unchanged"
    except OSError as error:
        code, found, expected = "E619", [why(error)], "all_written"
    else:
        return
    raise DataError([Finding(code, prepared.file, found=text, expected=MESSAGES[expected]) for text in found])
