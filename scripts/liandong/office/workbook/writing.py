"""A bulletin's tables as the bytes of a workbook, the same bytes for the same data.

Nothing in it is run: every text is stored as text, and one that begins like a formula carries Excel's mark for it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liandong.data.fields import expected_text, read_cell
from liandong.data.tables import type_cells
from liandong.findings import DataError, Finding, messages, printable
from liandong.model.data_package import DataPackage
from liandong.office.workbook.cover import FONT, write_cover
from liandong.office.workbook.layout import (
    FIRST_ROW,
    HEADING_ROW,
    INDEX,
    INDEX_MARK,
    INDEX_VERSION,
    MARK_ROW,
    VOCABULARIES,
    Column,
    Sheet,
    plan_sheets,
)
from liandong.office.xlsx import (
    CELL_LENGTH,
    DATE,
    GENERAL,
    TEXT,
    WHOLE,
    Choices,
    begins_like_formula,
    count_lines,
    escape_text,
    give_style,
    new_workbook,
    put_text,
    text_width,
    to_bytes,
    write_text,
)

MESSAGES = messages(__name__)

SPARE_ROWS = 200  # rows below the data that have lists and formats too
_OLDEST_DATE = date(1900, 3, 1)  # before it, Excel's calendar has a day that never was
_HEADING_FILL = PatternFill("solid", fgColor="DCE6F1")
_KEY_FILL = PatternFill("solid", fgColor="EDEDED")
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_NARROWEST, _WIDEST = 10, 46  # characters of a column
_LINE_HEIGHT, _MOST_LINES = 15, 12  # points; Excel's rows are at most 409 points high


def export_workbook(bulletin: DataPackage) -> bytes:
    """Return the workbook of the tables of a bulletin or of the teaching ledger, private columns left out.

    Raises:
        DataError: A table cannot be read, or a cell cannot stand in a workbook (E219, E621).
    """
    sheets = plan_sheets(bulletin)
    findings = [finding for sheet in sheets for finding in _unfit_cells(sheet)]
    if findings:
        raise DataError(findings)
    workbook = new_workbook(bulletin.info.get("title", bulletin.slug), bulletin.info.get("issuer", ""), bulletin.published)
    write_cover(workbook.create_sheet(), bulletin, sheets)
    choices = Choices(VOCABULARIES)
    for sheet in sheets:
        _write_table(workbook.create_sheet(sheet.title), sheet, choices)
    choices.write(workbook)
    _write_index(workbook.create_sheet(INDEX), bulletin.slug, sheets)
    return to_bytes(workbook)


def _unfit_cells(sheet: Sheet) -> list[Finding]:
    findings = [
        finding for finding in type_cells(sheet.raw, sheet.resource["schema"]).findings if finding.code == "E219"
    ]
    for column in sheet.columns:
        place = sheet.raw.header.index(column.name)
        for row in sheet.raw.rows:
            if len(escape_text(row.cells[place])) > CELL_LENGTH:
                found = MESSAGES["too_long"].format(len(row.cells[place]), printable(row.cells[place]))
                expected = MESSAGES["fits"].format(CELL_LENGTH)
                findings.append(Finding("E621", sheet.raw.file, row.number, column.name, found, expected))
    return findings


def _write_table(page: Worksheet, sheet: Sheet, choices: Choices) -> None:
    last = FIRST_ROW + len(sheet.raw.rows) - 1 + SPARE_ROWS
    rows = [[column.shown(text) for column, text in zip(sheet.columns, row, strict=True)] for row in sheet.public_rows()]
    for number, column in enumerate(sheet.columns, 1):
        _write_heading(page, number, sheet, column)
        width = max(text_width(text) + 2 for text in (column.heading, *(row[number - 1] for row in rows)))
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.width = min(max(width, _NARROWEST), _WIDEST)
        # Rows that are added later get the format too.
        dimension.number_format = _empty_format(column)
        dimension.font = FONT
        if column.choices:
            choices.add(page, number, column.choices, FIRST_ROW, last, required=column.required)
    for number, (row, shown) in enumerate(zip(sheet.public_rows(), rows, strict=True), FIRST_ROW):
        for place, (column, text) in enumerate(zip(sheet.columns, row, strict=True), 1):
            _write_cell(page.cell(number, place), column, text)
        lines = min(count_lines(page, shown), _MOST_LINES)
        if lines > 1:
            page.row_dimensions[number].height = lines * _LINE_HEIGHT + 3
    page.row_dimensions[MARK_ROW].hidden = True
    page.row_dimensions[HEADING_ROW].height = 30
    page.freeze_panes = f"A{FIRST_ROW}"
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0
    page.oddFooter.center.text = "&A　&P / &N"


def _write_heading(page: Worksheet, number: int, sheet: Sheet, column: Column) -> None:
    write_text(page.cell(MARK_ROW, number), sheet.mark(column))
    cell = page.cell(HEADING_ROW, number)
    write_text(cell, column.heading)
    cell.font = Font(name=FONT.name, size=FONT.size, bold=True)
    cell.fill = _KEY_FILL if column.name in sheet.key else _HEADING_FILL
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _BORDER
    field = column.field
    text = MESSAGES["note"].format(title=field["title"], description=field["description"], expected=_expected(column))
    cell.comment = Comment(text, MESSAGES["author"], height=30 + 20 * (2 + len(text) // 18), width=280)


def _expected(column: Column) -> str:
    """Return what a cell admits, a vocabulary by its Chinese words alone."""
    if not column.choices:
        return expected_text(column.field)
    constraints = column.field["constraints"] | {"enum": list(column.choices)}
    return expected_text(column.field | {"constraints": constraints, "labels": {}})


def _write_cell(cell: Cell, column: Column, text: str) -> None:
    wraps = column.kind == "string"
    value = read_cell(text, column.field).value
    form, quoted = _empty_format(column), False
    if isinstance(value, date) and value >= _OLDEST_DATE:
        cell.value, form = value, DATE
    elif isinstance(value, int | Decimal):
        cell.value, form = value, _number_format(text)
    elif text:
        # What is no value of its type stays as it is typed, so that it can be seen and mended.
        shown = column.shown(text)
        put_text(cell, shown)
        form, quoted = TEXT, begins_like_formula(shown)

    def style(first: Cell) -> None:
        first.font, first.border, first.number_format, first.quotePrefix = FONT, _BORDER, form, quoted
        first.alignment = Alignment(vertical="center", wrap_text=wraps, horizontal=None if wraps else "right")

    give_style(cell, ("cell", form, quoted, wraps), style)


def _number_format(text: str) -> str:
    """Return a format that shows the printed decimals; general where no zeros can be lost, so that any number can be typed."""
    decimals = text.partition(".")[2]
    return f"0.{'0' * len(decimals)}" if decimals.endswith("0") else GENERAL


def _empty_format(column: Column) -> str:
    return {"integer": WHOLE, "number": GENERAL, "date": DATE}.get(column.kind, TEXT)


def _write_index(page: Worksheet, slug: str, sheets: list[Sheet]) -> None:
    page.sheet_state = "hidden"
    rows = [(INDEX_MARK, str(INDEX_VERSION)), ("bulletin", slug)]
    rows += [("table", sheet.name, sheet.title, sheet.digest()) for sheet in sheets]
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            write_text(page.cell(number, place), text)
