"""A bulletin's tables as the bytes of a workbook, the same bytes for the same data.

Nothing in it is run: every text is stored as text, and one that begins like a formula carries Excel's mark for it.
"""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from liandong.data.fields import expected_text, read_cell
from liandong.data.tables import type_cells
from liandong.findings import DataError, Finding, messages, printable
from liandong.model.data_package import DataPackage
from liandong.office import xlsx
from liandong.office.workbook import layout
from liandong.office.workbook.layout import FIRST_ROW, HEADING_ROW, MARK_ROW, VOCABULARIES, Column, Sheet, plan_sheets

MESSAGES, COVER, COVER_KINDS = messages(__name__), messages(__name__, "cover"), messages(__name__, "kinds")

SPARE_ROWS = 200  # rows below the data that have lists and formats too
_OLDEST_DATE = date(1900, 3, 1)  # before it, Excel's calendar has a day that never was
_FONT_NAME = "宋体"
FONT = Font(name=_FONT_NAME, size=11)
_HEADING_FILL = PatternFill("solid", fgColor="DCE6F1")
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_KEY_FILL = PatternFill("solid", fgColor="EDEDED")
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_COVER_WIDTHS = {"A": 26, "B": 70, "C": 10}
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
    info = bulletin.info
    workbook = xlsx.new_workbook(info.get("title", bulletin.slug), info.get("issuer", ""), bulletin.published)
    _write_cover(workbook.create_sheet(), bulletin, sheets)
    choices, styles = xlsx.Choices(VOCABULARIES), {}
    for sheet in sheets:
        _write_table(workbook.create_sheet(sheet.title), sheet, choices, styles)
    choices.write(workbook)
    rows = [(layout.INDEX_MARK, str(layout.INDEX_VERSION)), ("bulletin", bulletin.slug)]
    rows += [("table", sheet.name, sheet.title, sheet.digest()) for sheet in sheets]
    xlsx.add_hidden_sheet(workbook, layout.INDEX, rows)
    return xlsx.to_bytes(workbook)


def _unfit_cells(sheet: Sheet) -> list[Finding]:
    findings = [item for item in type_cells(sheet.raw, sheet.resource["schema"]).findings if item.code == "E219"]
    for column in sheet.columns:
        place = sheet.raw.header.index(column.name)
        for row in sheet.raw.rows:
            text = row.cells[place]
            if len(xlsx.escape_text(text)) > xlsx.CELL_LENGTH:
                findings.append(Finding.worded("E621", sheet.raw.file, MESSAGES["too_long"], row.number, column.name,
                                               length=len(text), text=printable(text), most=xlsx.CELL_LENGTH))
    return findings


def _write_cover(page: Worksheet, bulletin: DataPackage, sheets: list[Sheet]) -> None:
    """Fill the cover sheet."""
    words, info = COVER | COVER_KINDS[bulletin.kind], bulletin.info
    page.title = layout.COVER
    page.sheet_view.showGridLines = False
    for letter, width in _COVER_WIDTHS.items():
        page.column_dimensions[letter].width = width
    facts = {
        "bulletin": info.get("title", bulletin.slug),
        "number": getattr(bulletin, "label", info.get("number", "")),
        "issuer": info.get("issuer", ""),
        "date": bulletin.published.isoformat(),
        "folder": bulletin.slug,
        "version": bulletin.package.get("version", words["version_unknown"]),
    }
    row = _line(page, 1, words["title"], size=18, bold=True) + 1
    for name, text in facts.items():
        _cover_text(page, row, 1, words["facts"][name], bold=True)
        _cover_text(page, row, 2, str(text))
        row += 1
    for part in ("about", "fill", "leave"):
        row = _head(page, row + 1, words[part])
        for number, line in enumerate(words[part + "_lines"], 1):
            row = _line(page, row, f"{number}. {line}")
    row = _head(page, row + 1, words["list"])
    for place, heading in enumerate(words["headings"], 1):
        _cover_text(page, row, place, heading, bold=True).fill = _HEADING_FILL
    for number, sheet in enumerate(sheets, row + 1):
        link = _cover_text(page, number, 1, sheet.title, color="0563C1", underline="single")
        target = sheet.title.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{target}'!A{FIRST_ROW}")
        _cover_text(page, number, 2, sheet.resource["description"])
        page.cell(number, 3, len(sheet.raw.rows)).font = FONT
    xlsx.fit_to_paper(page)


def _head(page: Worksheet, row: int, text: str) -> int:
    for place in range(1, len(_COVER_WIDTHS) + 1):
        page.cell(row, place).fill = _HEAD_FILL
    _cover_text(page, row, 1, text, size=12, bold=True, color="FFFFFF")
    return row + 1


def _line(page: Worksheet, row: int, text: str, size: int = 11, bold: bool = False) -> int:
    """Write a text over the whole width and return the next row."""
    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_COVER_WIDTHS))
    _cover_text(page, row, 1, text, size=size, bold=bold)
    # A merged cell does not grow by itself, and lines are left some room.
    lines = -(-xlsx.text_width(text) // (sum(_COVER_WIDTHS.values()) - 8))
    page.row_dimensions[row].height = max(lines, 1) * (size + 6)
    return row + 1


def _cover_text(page: Worksheet, row: int, place: int, text: str, **font: object) -> Cell:
    """Write a text in the cover's font, which ``font`` describes further."""
    cell = page.cell(row, place)
    xlsx.write_text(cell, text)
    cell.font = Font(**{"name": _FONT_NAME, "size": 11, **font})
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _write_table(page: Worksheet, sheet: Sheet, choices: xlsx.Choices, styles: dict[tuple, StyleArray]) -> None:
    last = FIRST_ROW + len(sheet.raw.rows) - 1 + SPARE_ROWS
    cells = sheet.public_rows()
    rows = [[column.shown(text) for column, text in zip(sheet.columns, row, strict=True)] for row in cells]
    for number, column in enumerate(sheet.columns, 1):
        _write_heading(page, number, sheet, column)
        width = max(xlsx.text_width(text) + 2 for text in (column.heading, *(row[number - 1] for row in rows)))
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.width = min(max(width, _NARROWEST), _WIDEST)
        # Rows that are added later get the format too.
        dimension.number_format = _empty_format(column)
        dimension.font = FONT
        if column.choices:
            required = bool(column.field["constraints"].get("required"))
            choices.add(page, number, column.choices, FIRST_ROW, last, required=required)
    for number, (row, shown) in enumerate(zip(cells, rows, strict=True), FIRST_ROW):
        for place, (column, text) in enumerate(zip(sheet.columns, row, strict=True), 1):
            _write_cell(page.cell(number, place), column, text, styles)
        lines = min(xlsx.count_lines(page, shown), _MOST_LINES)
        if lines > 1:
            page.row_dimensions[number].height = lines * _LINE_HEIGHT + 3
    page.row_dimensions[MARK_ROW].hidden = True
    page.row_dimensions[HEADING_ROW].height = 30
    page.freeze_panes = f"A{FIRST_ROW}"
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    page.page_setup.orientation = "landscape"
    xlsx.fit_to_paper(page)
    page.oddFooter.center.text = "&A　&P / &N"


def _write_heading(page: Worksheet, number: int, sheet: Sheet, column: Column) -> None:
    xlsx.write_text(page.cell(MARK_ROW, number), sheet.mark(column))
    cell = page.cell(HEADING_ROW, number)
    xlsx.write_text(cell, column.heading)
    cell.font = Font(name=FONT.name, size=FONT.size, bold=True)
    cell.fill = _KEY_FILL if column.name in sheet.key else _HEADING_FILL
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _BORDER
    field = column.field
    if column.choices:  # a vocabulary is told by its Chinese words alone
        field = field | {"constraints": field["constraints"] | {"enum": list(column.choices)}, "labels": {}}
    about = {"title": field["title"], "description": field["description"], "expected": expected_text(field)}
    text = MESSAGES["note"].format(**about)
    cell.comment = Comment(text, MESSAGES["author"], height=30 + 20 * (2 + len(text) // 18), width=280)


def _write_cell(cell: Cell, column: Column, text: str, styles: dict[tuple, StyleArray]) -> None:
    wraps = column.kind == "string"
    value = read_cell(text, column.field).value
    form = _empty_format(column)
    if isinstance(value, date) and value >= _OLDEST_DATE:
        cell.value, form = value, xlsx.DATE
    elif isinstance(value, int | Decimal):
        # A format that shows the printed decimals; general where no zeros can be lost, so that any number can be typed.
        decimals = text.partition(".")[2]
        cell.value, form = value, f"0.{'0' * len(decimals)}" if decimals.endswith("0") else xlsx.GENERAL
    elif text:
        # What is no value of its type stays as it is typed, so that it can be seen and mended.
        xlsx.put_text(cell, column.shown(text))
        form = xlsx.TEXT
    key = (form, cell.quotePrefix, wraps)
    # Made once and copied: openpyxl looks a style up by all its parts, which is slow.
    if key not in styles:
        cell.font, cell.border, cell.number_format = FONT, _BORDER, form
        cell.alignment = Alignment(vertical="center", wrap_text=wraps, horizontal=None if wraps else "right")
        styles[key] = cell._style
    cell._style = copy(styles[key])


def _empty_format(column: Column) -> str:
    return {"integer": xlsx.WHOLE, "number": xlsx.GENERAL, "date": xlsx.DATE}.get(column.kind, xlsx.TEXT)
