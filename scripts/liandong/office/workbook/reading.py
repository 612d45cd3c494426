"""A workbook read: which sheet holds which table of the bulletin, and what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from liandong.findings import Finding, quote
from liandong.office.workbook.layout import COVER, INDEX_MARK, VOCABULARIES, Sheet
from liandong.office.workbook.sheet_reading import MESSAGES as SHEET_MESSAGES
from liandong.office.workbook.sheet_reading import Grid, ReadTable, SheetReader, marks_in

MESSAGES = {
    "sheets": "工作表有：{}",
    "wanted_sheet": "工作表 {}",
    "two_sheets": "{} 都是 {}",
    "one_sheet": "一张表一个工作表",
    "mixed": "隐藏的列标记属于几张表：{}",
    "one_table": "一个工作表里只有一张表",
    "unknown_sheet": "工作表 {}",
    "only_known": "只有导出时的工作表",
    "foreign": "这不是本项目导出的工作簿，里面没有一张这一期的表",
    "ours": "用 export 导出的工作簿",
    "get_one": "运行 python3 scripts/kb.py export 数据.xlsx 导出一份，把数据填进去，再导入那一份。",
    "joint": "、",
}


@dataclass
class Contents:
    """What a workbook holds: tables by name, the digests of their state at export, and findings."""

    tables: dict[str, ReadTable] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def workbook_slug(workbook: Workbook) -> str | None:
    """The bulletin that a workbook says it was exported from, or None."""
    for row in _index_rows(workbook):
        if row[0] == "bulletin":
            return row[1] or None
    return None


def read_contents(workbook: Workbook, sheets: list[Sheet], file: str) -> Contents:
    """The tables of a workbook.

    Args:
        workbook: An opened workbook.
        sheets: The planned sheets of the bulletin's tables; each must be there.
        file: The workbook's name, for the findings.
    """
    contents = Contents()
    contents.digests = {row[1]: row[3] for row in _index_rows(workbook) if row[0] == "table"}
    by_name = {sheet.name: sheet for sheet in sheets}
    found: dict[str, list[tuple[Worksheet, Grid]]] = {name: [] for name in by_name}
    for page in workbook.worksheets:
        if page.title in (COVER, VOCABULARIES) or _is_index(page):
            continue
        grid = Grid(page)
        names = _table_names(grid, by_name)
        place = SHEET_MESSAGES["place"].format(file, page.title)
        if len(names) > 1:
            words = MESSAGES["mixed"].format(MESSAGES["joint"].join(by_name[name].title for name in sorted(names)))
            contents.findings.append(Finding("E608", place, found=words, expected=MESSAGES["one_table"]))
        elif names:
            found[names.pop()].append((page, grid))
        elif grid.rows:
            words = MESSAGES["unknown_sheet"].format(quote(page.title))
            contents.findings.append(Finding("N636", place, found=words, expected=MESSAGES["only_known"]))
    if not any(found.values()) and not contents.digests and not any(item.code == "E608" for item in contents.findings):
        # Nothing else about it would help: not the sheets that are missing one by one, and not its own.
        contents.findings = [Finding("E607", file, found=MESSAGES["foreign"], expected=MESSAGES["ours"], next_step=MESSAGES["get_one"])]
        return contents
    titles = MESSAGES["joint"].join(quote(page.title) for page in workbook.worksheets)
    for name, pages in found.items():
        sheet = by_name[name]
        if not pages:
            wanted = MESSAGES["wanted_sheet"].format(quote(sheet.title))
            contents.findings.append(
                Finding("E607", file, column=sheet.title, found=MESSAGES["sheets"].format(titles), expected=wanted)
            )
        elif len(pages) > 1:
            both = MESSAGES["joint"].join(quote(page.title) for page, _ in pages)
            words = MESSAGES["two_sheets"].format(both, quote(sheet.title))
            contents.findings.append(
                Finding("E608", file, column=sheet.title, found=words, expected=MESSAGES["one_sheet"])
            )
        else:
            page, grid = pages[0]
            table = ReadTable(sheet, page.title)
            contents.findings += SheetReader(table, page, grid, table.place(file), workbook.epoch).read()
            contents.tables[name] = table
    return contents


def _is_index(page: Worksheet) -> bool:
    cell = page._cells.get((1, 1))
    return cell is not None and cell.value == INDEX_MARK


def _index_rows(workbook: Workbook) -> list[list[str]]:
    for page in workbook.worksheets:
        if _is_index(page):
            grid = Grid(page)
            return [[grid.text(row, place) for place in range(1, 5)] for row in grid.rows]
    return []


def _table_names(grid: Grid, by_name: dict[str, Sheet]) -> set[str]:
    """The tables whose marks stand in the sheet; without any mark, the table whose title the sheet has."""
    marked = {mark.partition(".")[0] for mark in marks_in(grid, by_name).values()}
    if marked:
        return marked
    return {name for name, sheet in by_name.items() if grid.title in (sheet.title, name)}
