"""A workbook read: of which bulletin it is, which sheet holds which table of the bulletin, and what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from liandong.course.training.ledger import SLUG as TRAINING
from liandong.course.training.ledger import has_ledger, open_ledger
from liandong.data.bulletins import bulletin_slugs
from liandong.findings import DataError, Finding, messages, quote
from liandong.model.bulletin import open_bulletin
from liandong.model.data_package import DataPackage
from liandong.office.workbook.layout import COVER, INDEX_MARK, VOCABULARIES, Sheet
from liandong.office.workbook.sheet_reading import MESSAGES as SHEET_MESSAGES
from liandong.office.workbook.sheet_reading import Grid, ReadTable, SheetReader, marks_in

MESSAGES = messages(__name__)
# Rows that a sheet may have beside ten times those of its table: each is checked, and told where it is wrong.
SPARE_ROWS, GROWTH = 2_000, 10
_OLDER = ("E609", "E612")


@dataclass
class Contents:
    """What a workbook holds: tables by name, the digests of their state at export, and findings."""

    tables: dict[str, ReadTable] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def workbook_slug(workbook: Workbook) -> str | None:
    """Return the bulletin that a workbook says it was exported from, or None."""
    for row in _index_rows(workbook):
        if row[0] == "bulletin":
            return row[1] or None
    return None


def choose_bulletin(root: Path, asked: str | None, said: str | None = None, file: str = "") -> DataPackage:
    """Return the bulletin that is asked for, that a workbook says it belongs to, or the only one; the teaching ledger by its name.

    Raises:
        DataError: E616 if that is not one bulletin, E101 if there is none of that name.
    """
    slugs = bulletin_slugs(root)
    only = slugs[0] if len(slugs) == 1 else None
    if has_ledger(root):
        slugs = [*slugs, TRAINING]
    known = MESSAGES["known"].format(MESSAGES["joint"].join(slugs))
    if asked and said and asked != said:
        raise DataError([Finding("E616", file, found=MESSAGES["other"].format(said, asked), expected=asked)])
    slug = asked or said or only
    if slug is None:
        raise DataError([Finding("E616", file, found=MESSAGES["unsaid"], expected=known)])
    if said and said not in slugs:
        raise DataError([Finding("E616", file, found=MESSAGES["unknown"].format(said), expected=known)])
    return open_ledger(root) if slug == TRAINING else open_bulletin(slug, root)


def read_contents(workbook: Workbook, sheets: list[Sheet], file: str) -> Contents:
    """Return the tables of a workbook.

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
            # An index that does not know the table was written before there was one.
            step = MESSAGES["older"] if contents.digests and name not in contents.digests else ""
            contents.findings.append(Finding("E607", file, None, sheet.title, MESSAGES["sheets"].format(titles), wanted, step))
        elif len(pages) > 1:
            both = MESSAGES["joint"].join(quote(page.title) for page, _ in pages)
            words = MESSAGES["two_sheets"].format(both, quote(sheet.title))
            contents.findings.append(
                Finding("E608", file, column=sheet.title, found=words, expected=MESSAGES["one_sheet"])
            )
        elif len(pages[0][1].rows) > (limit := SPARE_ROWS + GROWTH * len(sheet.raw.rows)):
            found_rows = MESSAGES["rows"].format(len(pages[0][1].rows), len(sheet.raw.rows))
            place = SHEET_MESSAGES["place"].format(file, pages[0][0].title)
            contents.findings.append(Finding("E605", place, found=found_rows, expected=MESSAGES["row_limit"].format(limit), next_step=MESSAGES["fewer"]))
        else:
            page, grid = pages[0]
            table = ReadTable(sheet, page.title)
            found_here = SheetReader(table, page, grid, table.place(file), workbook.epoch).read()
            if contents.digests.get(name, sheet.digest()) != sheet.digest():
                found_here = [replace(item, next_step=MESSAGES["older"]) if item.code in _OLDER else item for item in found_here]
            contents.findings += found_here
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
    """Return the tables whose marks stand in the sheet; without any mark, the table whose title the sheet has."""
    marked = {mark.partition(".")[0] for mark in marks_in(grid, by_name).values()}
    if marked:
        return marked
    return {name for name, sheet in by_name.items() if grid.title in (sheet.title, name)}
