"""Writes workbooks, one way for all: texts stay texts, choices come from a hidden sheet, same content is same bytes."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from liandong.findings import messages

CELL_LENGTH = 32_767  # characters that Excel keeps in a cell
TEXT, DATE, GENERAL, WHOLE = "@", "yyyy-mm-dd", "General", "0"
LABELS = messages(__name__, "labels")
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def new_workbook(title: str, author: str, day: date) -> Workbook:
    """Return a workbook without sheets that says it was made at the beginning of a day."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    properties = workbook.properties
    properties.title, properties.creator, properties.created = title, author, datetime.combine(day, time())
    return workbook


def to_bytes(workbook: Workbook) -> bytes:
    """Return the file, the same bytes for the same content: the clock's time is nowhere in it."""
    content = io.BytesIO()
    moment = workbook.properties.created
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook.save(content)
    return without_clock(content.getvalue(), moment)


def without_clock(content: bytes, moment: datetime) -> bytes:
    """Return the same .xlsx or .docx file with one fixed moment wherever the writer put the clock's time."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # else the zip tells on which system it was made
            target.writestr(info, data)
    return result.getvalue()


def escape_text(text: str) -> str:
    """Return text for a workbook's cell: what looks like Excel's escape of a character (`_x000D_`) is escaped."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


def put_text(cell: Cell, text: str) -> None:
    """Put a text into a cell so that it stays one, whatever it begins with; the cell's format is left."""
    cell.value = escape_text(text)
    cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
    # Excel's own mark for a text that it would run if it were typed.
    cell.quotePrefix = text.startswith(_RUNS)


def write_text(cell: Cell, text: str) -> None:
    """Put a text into a cell as ``put_text`` does, and format the cell as text."""
    put_text(cell, text)
    cell.number_format = TEXT


def add_hidden_sheet(workbook: Workbook, title: str, rows: Iterable[Iterable[str | None]]) -> None:
    """Add a sheet for the program alone behind the others, with rows of texts; None leaves a cell empty."""
    page = workbook.create_sheet(title)
    page.sheet_state = "hidden"
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            if text is not None:
                write_text(page.cell(number, place), text)


def fit_to_paper(page: Worksheet) -> None:
    """Let a sheet be printed on A4 as wide as the paper, on as many pages as it is long."""
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0


class Choices:
    """Drop-down lists whose words stand in a hidden sheet, each list once."""

    def __init__(self, sheet: str) -> None:
        """Plan the hidden sheet of that name; nothing is written yet."""
        self._sheet = sheet
        self._lists: dict[tuple[str, ...], int] = {}

    def add(
        self, page: Worksheet, column: int, choices: Sequence[str], first: int, last: int, *, required: bool = False
    ) -> None:
        """Let the cells of a column be chosen from a list, from one row to another."""
        letter = get_column_letter(self._lists.setdefault(tuple(choices), len(self._lists) + 1))
        rule = DataValidation(
            type="list", formula1=f"'{self._sheet}'!${letter}$1:${letter}${len(choices)}", allow_blank=not required,
            showErrorMessage=True, errorTitle=LABELS["choose"], error=LABELS["choose_one"],
        )
        here = get_column_letter(column)
        rule.add(f"{here}{first}:{here}{last}")
        page.add_data_validation(rule)

    def write(self, workbook: Workbook) -> None:
        """Add the hidden sheet behind the others, each list a column."""
        add_hidden_sheet(workbook, self._sheet, zip_longest(*self._lists))


def text_width(text: str) -> int:
    """Return how wide the longest line of a text is, in digits: Chinese characters take two."""
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line) for line in lines)


def count_lines(page: Worksheet, texts: Sequence[str]) -> int:
    """Return how many lines a row of wrapped texts needs, at least one: not every program makes rows higher itself."""
    result = 1
    for number, text in enumerate(texts, 1):
        room = page.column_dimensions[get_column_letter(number)].width - 2
        result = max(result, sum(int(-(-text_width(line) // room)) or 1 for line in text.split("\n")))
    return result
