"""New tables tried in a copy of the project: what all checks would say, told in the workbook's sheets and cells."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from liandong.checks.book import run_checks
from liandong.data.bulletins import KEPT_SOURCES
from liandong.data.package_check import check_package
from liandong.findings import Finding, errors_among, messages
from liandong.model.data_package import DataPackage
from liandong.office.workbook.sheet_reading import ReadTable

MESSAGES = messages(__name__)

_PROJECT_PARTS = ("_config.yml", "_toc.yml", "book", "data")
_CELL_CODES = {"E203", "E204", "E219"}  # about one cell alone, so worth telling beside cells that could not be read
_TABLE_CODES = ("E1", "E2")
_FIRST_DATA_ROW = 2  # of a CSV file


def check_new_tables(
    bulletin: DataPackage, files: Mapping[str, bytes], tables: Mapping[str, ReadTable], workbook: str, *, whole: bool
) -> list[Finding]:
    """Return what the checks find in the project with some tables replaced, without the notes.

    Errors of a table's own (E1, E2) all count. Those of the source, the proof and the book (E3 to E5) count unless the
    project has them already: a workbook cannot mend a page.

    Args:
        bulletin: The bulletin.
        files: New content by path relative to the root.
        tables: The tables as the workbook holds them.
        workbook: The workbook's name.
        whole: Whether every table was read; if not, only what is wrong with single cells is told.
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
    texts = {name: _speak_of_sheets(getattr(finding, name), by_file) for name in ("found", "expected", "next_step")}
    table = by_file.get(finding.file)
    if table is None:
        return replace(finding, **texts)
    texts = {name: _in_sheet_rows(text, table) for name, text in texts.items()}
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


def _speak_of_sheets(text: str, by_file: Mapping[str, ReadTable]) -> str:
    """Return a text in which `tables/status.csv 第 2、3 行` became the sheet's title and rows."""
    if " 第 " not in text:
        return text
    named = {name: table for file, table in by_file.items() for name in (file.rsplit("/", 1)[-1], file)}
    pattern = rf"(?<![\w./-])({'|'.join(map(re.escape, named))}) 第 ([0-9、]+)(…?) 行"

    def in_sheet(match: re.Match[str]) -> str:
        table = named[match[1]]
        rows = [_sheet_row(table, int(number)) for number in match[2].split(MESSAGES["joint"])]
        shown = MESSAGES["joint"].join("?" if row is None else str(row) for row in rows)
        return MESSAGES["rows"].format(table.title, shown + match[3])

    return re.sub(pattern, in_sheet, text)


def _in_sheet_rows(text: str, table: ReadTable) -> str:
    """Return a text about a table's own rows, named by numbers alone (在第 2、3 行都有), as the sheet numbers them."""

    def in_sheet(match: re.Match[str]) -> str:
        rows = [_sheet_row(table, int(number)) for number in match[1].split(MESSAGES["joint"])]
        shown = MESSAGES["joint"].join(map(str, rows)) + match[2]
        return match[0] if None in rows else MESSAGES["own_rows"].format(shown)

    return re.sub(r"(?<=[在从])第 ([0-9]+(?:、[0-9]+)*)(…?) 行", in_sheet, text)
