"""A workbook read: of which bulletin it is, which sheet holds which of its tables, and what was found on the way."""

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
from liandong.office.workbook.sheet_reading import Grid, ReadTable, SheetReader, marks_in, place_of

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
    return next((row[1] or None for row in _index_rows(workbook) if row[0] == "bulletin"), None)


def choose_bulletin(root: Path, asked: str | None, said: str | None = None, file: str = "") -> DataPackage:
    """Return the bulletin that is asked for, that a workbook names, or the only one; the teaching ledger by its name.

    Raises:
        DataError: E616 if that is not one bulletin, E101 if there is none of that name.
    """
    slugs = bulletin_slugs(root)
    slug = asked or said or (slugs[0] if len(slugs) == 1 else None)
    if has_ledger(root):
        slugs = [*slugs, TRAINING]
    if asked and said and asked != said:
        words = "other"
    elif slug is None:
        words = "unsaid"
    elif said and said not in slugs:
        words = "unknown"
    else:
        return open_ledger(root) if slug == TRAINING else open_bulletin(slug, root)
    raise DataError.worded("E616", file, MESSAGES[words], said=said, asked=asked, slugs=MESSAGES["joint"].join(slugs))


def read_contents(workbook: Workbook, sheets: list[Sheet], file: str) -> Contents:
    """Return the tables of a workbook with what was found; each of the planned sheets must be there."""
    contents = Contents(digests={row[1]: row[3] for row in _index_rows(workbook) if row[0] == "table"})
    joint, titles = MESSAGES["joint"], {sheet.name: sheet.title for sheet in sheets}

    def report(code: str, place: str, words: str, column: str | None = None, **values: object) -> None:
        contents.findings.append(Finding.worded(code, place, MESSAGES[words], column=column, **values))

    held: dict[str, list[Grid]] = {sheet.name: [] for sheet in sheets}
    for page in workbook.worksheets:
        if page.title in (COVER, VOCABULARIES) or _is_index(page):
            continue
        grid = Grid(page)
        # Without any mark it is the table whose title the sheet has.
        names = {mark.partition(".")[0] for mark in marks_in(grid, sheets).values()}
        names = names or {sheet.name for sheet in sheets if grid.title in (sheet.title, sheet.name)}
        if len(names) > 1:
            tables = joint.join(titles[name] for name in sorted(names))
            report("E608", place_of(file, page.title), "mixed", tables=tables)
        elif names:
            held[names.pop()].append(grid)
        elif grid.rows:
            report("N636", place_of(file, page.title), "unknown_sheet", title=quote(page.title))
    if not any(held.values()) and not contents.digests and not any(item.code == "E608" for item in contents.findings):
        # Nothing else about it would help: not the sheets that are missing one by one, and not its own.
        contents.findings.clear()
        report("E607", file, "foreign")
        return contents
    for sheet in sheets:
        grids, limit = held[sheet.name], SPARE_ROWS + GROWTH * len(sheet.raw.rows)
        if not grids:
            there = joint.join(quote(page.title) for page in workbook.worksheets)
            # An index that does not know the table was written before there was one.
            step = MESSAGES["older"] if contents.digests and sheet.name not in contents.digests else ""
            report("E607", file, "sheets", sheet.title, sheets=there, wanted=quote(sheet.title), older=step)
        elif len(grids) > 1:
            both = joint.join(quote(grid.page.title) for grid in grids)
            report("E608", file, "two_sheets", sheet.title, both=both, title=quote(sheet.title))
        elif len(grids[0].rows) > limit:
            counts = {"rows": len(grids[0].rows), "now": len(sheet.raw.rows), "limit": limit}
            report("E605", place_of(file, grids[0].page.title), "rows", **counts)
        else:
            table = contents.tables[sheet.name] = ReadTable(sheet, grids[0].page.title)
            found = SheetReader(table, grids[0], table.place(file), workbook.epoch).read()
            if contents.digests.get(sheet.name, sheet.digest()) != sheet.digest():
                found = [replace(item, next_step=MESSAGES["older"]) if item.code in _OLDER else item for item in found]
            contents.findings += found
    return contents


def _is_index(page: Worksheet) -> bool:
    cell = page._cells.get((1, 1))
    return cell is not None and cell.value == INDEX_MARK


def _index_rows(workbook: Workbook) -> list[list[str]]:
    grid = next((Grid(page) for page in workbook.worksheets if _is_index(page)), None)
    return [[grid.text(row, place) for place in range(1, 5)] for row in grid.rows] if grid else []
