"""All statistics as a workbook for Excel and WPS, the same bytes for the same statistics; nothing in it is run."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from liandong.findings import messages
from liandong.office.xlsx import CELL_LENGTH, new_workbook, to_bytes, write_text

LABELS = messages(__name__, "labels")
# By key of a row the heading, and how wide the column is in digits.
COLUMNS = messages(__name__, "columns")
NUMBERS = {"reported", "computed"}
# Excel keeps no more digits; what is longer stays text.
_NUMBER = re.compile(r"-?(?=[0-9.]{1,16}$)[0-9]+(?:\.[0-9]+)?")


def statistics_workbook(sheets: dict[str, list[dict[str, str]]], day: date) -> bytes:
    """Return the workbook, said to be made on a day; the rows of each sheet, by its title, are texts by ``COLUMNS``."""
    workbook = new_workbook(LABELS["title"], "", day)
    for title, rows in sheets.items():
        page = workbook.create_sheet(title)
        page.freeze_panes = "A2"
        page.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
        for place, (heading, width) in enumerate(COLUMNS.values(), start=1):
            page.column_dimensions[get_column_letter(place)].width = width
            write_text(page.cell(1, place), heading)
            page.cell(1, place).font = Font(bold=True)
        for number, row in enumerate(rows, start=2):
            for place, key in enumerate(COLUMNS, start=1):
                _write(page.cell(number, place), row[key], is_number=key in NUMBERS)
    return to_bytes(workbook)


def _write(cell: Cell, text: str, *, is_number: bool) -> None:
    """Write a number with its decimals, or a text: control characters replaced, and no longer than Excel keeps."""
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_number and _NUMBER.fullmatch(text):
        decimals = text.partition(".")[2]
        cell.value, cell.number_format = Decimal(text), f"0.{'0' * len(decimals)}" if decimals else "0"
    elif text:
        shown = ILLEGAL_CHARACTERS_RE.sub(LABELS["illegal"], text)
        most = CELL_LENGTH // 2
        write_text(cell, shown if len(shown) <= most else shown[:most] + LABELS["cut"])
