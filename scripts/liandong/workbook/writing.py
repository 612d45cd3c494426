"""A bulletin's tables as the bytes of a workbook, the same bytes for the same data.

Nothing in it is run: every text is stored as text, and one that begins like a formula carries Excel's mark for it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from liandong.data.fields import expected_text, read_cell
from liandong.data.tables import type_cells
from liandong.data_package import DataPackage
from liandong.findings import DataError, Finding, printable
from liandong.office.fixed import without_clock
from liandong.office.styles import give_style
from liandong.workbook.cover import FONT, write_cover
from liandong.workbook.layout import (
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

MESSAGES = {
    "author": "数据字典",
    "note": "{title}\n{description}\n填写要求：{expected}",
    "choose": "请从下拉列表里选",
    "choose_one": "这一格只能填列表里的词。",
    "too_long": "{} 个字符：{}",
    "fits": "至多 {} 个字符（Excel 的限度）",
}

CELL_LENGTH = 32_767  # characters that Excel keeps in a cell
SPARE_ROWS = 200  # rows below the data that have lists and formats too
TEXT, DATE, GENERAL, WHOLE = "@", "yyyy-mm-dd", "General", "0"
RUNS = ("=", "+", "-", "@", "\t", "\r")
_OLDEST_DATE = date(1900, 3, 1)  # before it, Excel's calendar has a day that never was
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEADING_FILL = PatternFill("solid", fgColor="DCE6F1")
_KEY_FILL = PatternFill("solid", fgColor="EDEDED")
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_NARROWEST, _WIDEST = 10, 46  # characters of a column
_LINE_HEIGHT, _MOST_LINES = 15, 12  # points; Excel's rows are at most 409 points high


def export_workbook(bulletin: DataPackage) -> bytes:
    """The workbook of the tables of a bulletin or of the teaching ledger, private columns left out.

    Raises:
        DataError: A table cannot be read, or a cell cannot stand in a workbook (E219, E621).
    """
    sheets = plan_sheets(bulletin)
    findings = [finding for sheet in sheets for finding in _unfit_cells(sheet)]
    if findings:
        raise DataError(findings)
    workbook = Workbook()
    write_cover(workbook.active, bulletin, sheets)
    lists = _write_tables(workbook, sheets)
    _write_vocabularies(workbook.create_sheet(VOCABULARIES), lists)
    _write_index(workbook.create_sheet(INDEX), bulletin.slug, sheets)
    moment = datetime.combine(bulletin.published, time())
    workbook.properties.title = bulletin.info.get("title", bulletin.slug)
    workbook.properties.creator = bulletin.info.get("issuer", "")
    workbook.properties.created = moment
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook.save(content)
    return without_clock(content.getvalue(), moment)


def escape_text(text: str) -> str:
    """Text for a workbook's cell: what looks like Excel's escape of a character (`_x000D_`) is escaped itself."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


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


def _write_tables(workbook: Workbook, sheets: list[Sheet]) -> dict[tuple[str, ...], int]:
    """Writes the sheets; returns the column of the vocabulary sheet for each list of choices."""
    lists: dict[tuple[str, ...], int] = {}
    for sheet in sheets:
        page = workbook.create_sheet(sheet.title)
        last = FIRST_ROW + len(sheet.raw.rows) - 1 + SPARE_ROWS
        rows = sheet.public_rows()
        for number, column in enumerate(sheet.columns, 1):
            _write_heading(page, number, sheet, column)
            width = max([_width(column.heading) + 2, *(_width(column.shown(row[number - 1])) + 2 for row in rows)])
            dimension = page.column_dimensions[get_column_letter(number)]
            dimension.width = min(max(width, _NARROWEST), _WIDEST)
            # Rows that are added later get the format too.
            dimension.number_format = _empty_format(column)
            dimension.font = FONT
            if column.choices:
                place = lists.setdefault(column.choices, len(lists) + 1)
                page.add_data_validation(_drop_down(column, place, number, last))
        for number, row in enumerate(rows, FIRST_ROW):
            for place, (column, text) in enumerate(zip(sheet.columns, row, strict=True), 1):
                _write_cell(page.cell(number, place), column, text)
            lines = _lines(page, [column.shown(text) for column, text in zip(sheet.columns, row, strict=True)])
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
    return lists


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
    """What a cell admits, a vocabulary by its Chinese words alone."""
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
        cell.value, form, quoted = escape_text(shown), TEXT, shown.startswith(RUNS)
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error

    def style(first: Cell) -> None:
        first.font, first.border, first.number_format, first.quotePrefix = FONT, _BORDER, form, quoted
        first.alignment = Alignment(vertical="center", wrap_text=wraps, horizontal=None if wraps else "right")

    give_style(cell, ("cell", form, quoted, wraps), style)


def write_text(cell: Cell, text: str) -> None:
    """Writes a text into a cell so that it stays one, whatever it begins with."""
    cell.value = escape_text(text)
    cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
    cell.number_format = TEXT
    cell.quotePrefix = text.startswith(RUNS)


def _number_format(text: str) -> str:
    """A format that shows the printed decimals; general where no zeros can be lost, so that any number can be typed."""
    decimals = text.partition(".")[2]
    return f"0.{'0' * len(decimals)}" if decimals.endswith("0") else GENERAL


def _empty_format(column: Column) -> str:
    return {"integer": WHOLE, "number": GENERAL, "date": DATE}.get(column.kind, TEXT)


def _drop_down(column: Column, place: int, number: int, last: int) -> DataValidation:
    letter = get_column_letter(place)
    rule = DataValidation(
        type="list",
        formula1=f"'{VOCABULARIES}'!${letter}$1:${letter}${len(column.choices)}",
        allow_blank=not column.required,
        showErrorMessage=True,
        errorTitle=MESSAGES["choose"],
        error=MESSAGES["choose_one"],
    )
    here = get_column_letter(number)
    rule.add(f"{here}{FIRST_ROW}:{here}{last}")
    return rule


def _write_vocabularies(page: Worksheet, lists: dict[tuple[str, ...], int]) -> None:
    page.sheet_state = "hidden"
    for choices, place in lists.items():
        for number, text in enumerate(choices, 1):
            write_text(page.cell(number, place), text)


def _write_index(page: Worksheet, slug: str, sheets: list[Sheet]) -> None:
    page.sheet_state = "hidden"
    rows = [(INDEX_MARK, str(INDEX_VERSION)), ("bulletin", slug)]
    rows += [("table", sheet.name, sheet.title, sheet.digest()) for sheet in sheets]
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            write_text(page.cell(number, place), text)


def _width(text: str) -> int:
    """How wide a text is in digits: Chinese characters take two."""
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line) for line in lines)


def _lines(page: Worksheet, texts: list[str]) -> int:
    """How many lines a row needs: not every program makes a row higher when it opens a wrapped text."""
    result = 1
    for number, text in enumerate(texts, 1):
        room = page.column_dimensions[get_column_letter(number)].width - 2
        result = max(result, sum(-(-_width(line) // room) or 1 for line in text.split("\n")))
    return int(min(result, _MOST_LINES))
