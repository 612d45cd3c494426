"""All statistics as a workbook for Excel and WPS, the same bytes for the same statistics; nothing in it is run."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liandong.findings import messages
from liandong.office.xlsx import CELL_LENGTH, new_workbook, to_bytes, write_text

LABELS = messages(__name__, "labels")
# Key of a row and heading; the last number says how wide the column is, in digits.
COLUMNS = (
    ("bulletin", "简报", 18), ("id", "编号", 28), ("name_zh", "指标", 30), ("section", "部分", 22), ("unit", "单位", 10),
    ("hedge", "约数词", 8), ("reported", "简报印出", 12), ("computed", "复算", 14), ("verdict", "结论", 10), ("formula_zh", "算式", 50),
    ("definition_zh", "口径", 50), ("address", "固定地址", 60),
)
NUMBERS = {"reported", "computed"}
# Excel keeps no more digits; what is longer stays text.
_NUMBER = re.compile(r"-?(?=[0-9.]{1,16}$)[0-9]+(?:\.[0-9]+)?")


def statistics_workbook(sheets: dict[str, list[dict[str, str]]], day: date) -> bytes:
    """Return the workbook.

    Args:
        sheets: rows by the sheet's title; a row has the keys of ``COLUMNS``, all text.
        day: the date that stands in the file for its making; the clock's is nowhere.
    """
    workbook = new_workbook(LABELS["title"], "", day)
    for title, rows in sheets.items():
        _write_sheet(workbook.create_sheet(title), rows)
    return to_bytes(workbook)


def _write_sheet(page: Worksheet, rows: list[dict[str, str]]) -> None:
    page.freeze_panes = "A2"
    for place, (_, heading, width) in enumerate(COLUMNS, start=1):
        cell = page.cell(1, place)
        write_text(cell, heading)
        cell.font = Font(bold=True)
        page.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(rows, start=2):
        for place, (key, _, _) in enumerate(COLUMNS, start=1):
            cell = page.cell(number, place)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if key in NUMBERS and _NUMBER.fullmatch(row[key]):
                cell.value = Decimal(row[key])
                decimals = len(row[key].partition(".")[2])
                cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
            elif row[key]:
                write_text(cell, _fitting(row[key]))
    page.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"


def _fitting(text: str) -> str:
    """Return a text that a cell can hold: control characters replaced, and no longer than Excel keeps."""
    text = ILLEGAL_CHARACTERS_RE.sub(LABELS["illegal"], text)
    return text if len(text) <= CELL_LENGTH // 2 else text[: CELL_LENGTH // 2] + LABELS["cut"]
