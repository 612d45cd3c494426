"""The import of a workbook in two steps: `prepare` compares, checks and writes nothing; `write` writes all or none.

The new tables are tried in a copy of the project: what all checks say there is told in the workbook's sheets and cells.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from liandong.checks.book import run_checks
from liandong.data.bulletins import KEPT_SOURCES
from liandong.data.files import sha256, why
from liandong.data.folders import FileLock
from liandong.data.journal import ASIDE, ChangedMeanwhile, replace_files
from liandong.data.package_check import check_package
from liandong.data.tables import limit_findings
from liandong.findings import DataError, Finding, errors_among, messages
from liandong.model.data_package import DataPackage
from liandong.office.workbook.archive import open_workbook, read_file
from liandong.office.workbook.changes import TableChange, compare, notes_on, render_changes
from liandong.office.workbook.layout import plan_sheets
from liandong.office.workbook.reading import choose_bulletin, read_contents, workbook_slug
from liandong.office.workbook.sheet_reading import ReadTable

MESSAGES = messages(__name__)

_TABLE_CODES, _PAGE_CODES = ("E1", "E2"), ("E3", "E4", "E5")
_ROW_CODES = {"E206", "E207"}  # what other tables lack without a row
_CELL_CODES = {"E203", "E204", "E219"}  # about one cell alone, so worth telling beside cells that could not be read
_PROJECT_PARTS = ("_config.yml", "_toc.yml", "book", "data")
_FIRST_DATA_ROW = 2  # of a CSV file


@dataclass
class Prepared:
    """A workbook compared with the tables of a bulletin or the teaching ledger; with an error nothing may be written.
    """

    bulletin: DataPackage
    file: str
    changes: list[TableChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # The sha256 by path of the tables that the comparison was made with.
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
        found = _check_new_tables(bulletin, prepared.new_files(), contents.tables, file, whole=not broken)
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
            lost.append(Finding.worded("E622", prepared.file, MESSAGES["gone"], title=change.read.title, key=key))
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
        raise DataError(Finding.worded("E618", prepared.file, MESSAGES["changed"], path=path)
                        for path in change.paths) from None
    except OSError as error:
        raise DataError.worded("E619", prepared.file, MESSAGES["unwritten"], reason=why(error)) from None


def _check_new_tables(
    bulletin: DataPackage, files: Mapping[str, bytes], tables: Mapping[str, ReadTable], workbook: str, *, whole: bool
) -> list[Finding]:
    """Return what the checks find in the project with some tables replaced, without the notes.

    Errors of a table's own (E1, E2) all count. Those of the source, the proof and the book (E3 to E5) count unless the
    project has them already: a workbook cannot mend a page.

    The new content stands by path relative to the root. Unless every table was read (``whole``), only what is wrong
    with single cells is told.
    """
    root = bulletin.root.resolve()
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        copy = Path(folder).resolve() / "project"
        _copy_project(root, copy)
        for path, content in files.items():
            (copy / path).write_bytes(content)
        if whole:
            found = errors_among(run_checks(copy, kept_in=root))
        else:
            found = check_package(copy / bulletin.folder.resolve().relative_to(root), copy)
            found = [finding for finding in errors_among(found) if finding.code in _CELL_CODES]
    if not all(finding.code.startswith(_TABLE_CODES) for finding in found):
        known = {_identity(item) for item in errors_among(run_checks(root))}
        found = [item for item in found if item.code.startswith(_TABLE_CODES) or _identity(item) not in known]
    by_file = {table.sheet.raw.file: table for table in tables.values()}
    return list(filter(None, (_mapped(finding, by_file, workbook) for finding in found)))


def _copy_project(root: Path, copy: Path) -> None:
    copy.mkdir(parents=True)
    for part in _PROJECT_PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("~$*", ".*", KEPT_SOURCES))
        elif source.is_file():
            shutil.copyfile(source, copy / part)


def _identity(finding: Finding) -> tuple[str, str, str | None, str]:
    """Return what makes two findings the same although rows moved."""
    return (finding.code, finding.file, finding.statistic, finding.found)


def _mapped(finding: Finding, by_file: Mapping[str, ReadTable], workbook: str) -> Finding | None:
    """Return the finding in the workbook's words; None where a cell could not be read, which is said already."""
    table = by_file.get(finding.file)
    texts = {name: _in_sheets(getattr(finding, name), table, by_file) for name in ("found", "expected", "next_step")}
    if table is None:
        return replace(finding, **texts)
    row, column = _sheet_row(table, finding.row), finding.column
    if column is not None:
        names = column.split(MESSAGES["joint"])
        if any((row, name) in table.refused for name in names):
            return None
        column = MESSAGES["joint"].join(map(table.column, names))
    return replace(finding, file=table.place(workbook), row=row, column=column, **texts)


def _sheet_row(table: ReadTable, row: int | None) -> int | None:
    """Return the sheet's row of a row of the CSV file that was made from it."""
    if row is None:
        return None
    index = row - _FIRST_DATA_ROW
    return table.rows[index].number if 0 <= index < len(table.rows) else None


def _in_sheets(text: str, own: ReadTable | None, by_file: Mapping[str, ReadTable]) -> str:
    """Return a text in which the rows of CSV files became those of the workbook's sheets.

    A file stands before its rows (`tables/status.csv 第 2、3 行`), the own table does not (在第 2、3 行都有).
    """
    joint = MESSAGES["joint"]
    named = {name: table for file, table in by_file.items() for name in (file.rsplit("/", 1)[-1], file)}
    place = rf"(?<![\w./-])({'|'.join(map(re.escape, named))}) |(?<=[在从])"

    def in_sheet(match: re.Match[str]) -> str:
        table = named[match[1]] if match[1] else own
        rows = [_sheet_row(table, int(number)) if table else None for number in match[2].split(joint)]
        shown = joint.join("?" if row is None else str(row) for row in rows) + match[3]
        if match[1]:
            return MESSAGES["rows"].format(table.title, shown)
        return match[0] if None in rows else MESSAGES["own_rows"].format(shown)

    return re.sub(rf"(?:{place})第 ([0-9]+(?:{joint}[0-9]+)*)(…?) 行", in_sheet, text)
