"""The workbook's first sheet: what it is, how to fill it, what to leave alone, and a list of the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from liandong.findings import messages
from liandong.office.workbook.layout import COVER, FIRST_ROW

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from liandong.model.data_package import DataPackage
    from liandong.office.workbook.layout import Sheet

FONT_NAME = "宋体"
FONT = Font(name=FONT_NAME, size=11)

MESSAGES, KINDS = messages(__name__), messages(__name__, "kinds")
_WIDTHS = {"A": 26, "B": 70, "C": 10}
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_LIST_FILL = PatternFill("solid", fgColor="DCE6F1")


def write_cover(page: Worksheet, bulletin: DataPackage, sheets: list[Sheet]) -> None:
    """Fill the cover sheet."""
    words, info = MESSAGES | KINDS[bulletin.kind], bulletin.info
    page.title = COVER
    page.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
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
        _text(page, row, 1, words["facts"][name], bold=True)
        _text(page, row, 2, str(text))
        row += 1
    for part in ("about", "fill", "leave"):
        row = _head(page, row + 1, words[part])
        for number, line in enumerate(words[part + "_lines"], 1):
            row = _line(page, row, f"{number}. {line}")
    row = _head(page, row + 1, words["list"])
    for place, heading in enumerate(words["headings"], 1):
        _text(page, row, place, heading, bold=True).fill = _LIST_FILL
    for number, sheet in enumerate(sheets, row + 1):
        link = _text(page, number, 1, sheet.title, color="0563C1", underline="single")
        target = sheet.title.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{target}'!A{FIRST_ROW}")
        _text(page, number, 2, sheet.resource["description"])
        page.cell(number, 3, len(sheet.raw.rows)).font = FONT
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0


def _head(page: Worksheet, row: int, text: str) -> int:
    for place in range(1, len(_WIDTHS) + 1):
        page.cell(row, place).fill = _HEAD_FILL
    _text(page, row, 1, text, size=12, bold=True, color="FFFFFF")
    return row + 1


def _line(page: Worksheet, row: int, text: str, size: int = 11, bold: bool = False) -> int:
    """Write a text over the whole width and return the next row."""
    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_WIDTHS))
    _text(page, row, 1, text, size=size, bold=bold)
    # A merged cell does not grow by itself. A Chinese character takes two digits' width, and lines are left some room.
    width = sum(1 if char.isascii() else 2 for char in text)
    lines = -(-width // (sum(_WIDTHS.values()) - 8))
    page.row_dimensions[row].height = max(lines, 1) * (size + 6)
    return row + 1


def _text(page: Worksheet, row: int, place: int, text: str, **font: object) -> Cell:
    """Write a text in the cover's font, which ``font`` describes further."""
    cell = page.cell(row, place)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(**{"name": FONT_NAME, "size": 11, **font})
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell
