"""One cell of a workbook as the text that its table's CSV file holds, or the reason why it holds none.

Excel, WPS and LibreOffice save the same cell in different ways: a date as a serial number or as text, a number as text,
in full-width digits or as a binary fraction with a residue. What can mean only one thing is read; the rest is refused.
Whether the text is admitted by the data dictionary is the business of `package_check`.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from openpyxl.cell import Cell
from openpyxl.utils.datetime import from_excel

from liandong.findings import messages, quote
from liandong.office.workbook.layout import Column

MESSAGES = messages(__name__)

_DIGITS = 15  # Excel keeps no more
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_GROUPED = re.compile(r"(-?[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?")
_QUOTED = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[[^\]]*\]")
_FIXED_FORMAT = re.compile(r"[#,]*0(?:\.(0+))?")
# The date and time formats that Chinese Excel has built in besides (ECMA-376 Part 1, 18.8.30, zh-cn).
_CHINESE_DATES = {*range(27, 37), *range(50, 59)}
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31
_SERIALS = range(32_874, 73_416)  # 1990-01-01 to 2100-12-31, as days since 1899-12-30


class CellReading(NamedTuple):
    """The text that the CSV file holds, empty where the cell is refused, and the rest of a finding if there is one."""

    text: str
    code: str | None = None
    found: str = ""
    expected: str = ""
    next_step: str = ""

    @property
    def refused(self) -> bool:
        """Whether the cell gave no text."""
        return (self.code or "").startswith("E")


def read_workbook_cell(cell: Cell, column: Column, epoch: datetime) -> CellReading:
    """Return the text of a cell of a workbook that was opened with its formulas, under a column.

    The epoch is the first day of the workbook's calendar: Excel on old Macintoshes began in 1904.
    """
    value = cell.value
    if value is None:
        return CellReading("")
    if cell.data_type == "f":
        shown = quote(str(getattr(value, "text", None) or value))
        return CellReading("", "E613", MESSAGES["formula"].format(shown), MESSAGES["no_formula"])
    expected = MESSAGES[{"integer": "number", "number": "number", "date": "plain_date"}.get(column.kind, "text")]

    def refuse(message: str, shown: object) -> CellReading:
        return CellReading("", "E614", MESSAGES[message].format(shown), expected)

    if cell.data_type == "e":
        return refuse("error", quote(str(value)))
    if isinstance(value, bool):
        return refuse("boolean", str(value).upper())
    if isinstance(value, int | float) and cell._style.numFmtId in _CHINESE_DATES and 0 <= value < _LAST_SERIAL:
        value = from_excel(value, epoch)
    if isinstance(value, time | timedelta):
        return refuse("duration", value)
    if isinstance(value, date):
        shown = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        shown = shown.removesuffix(" 00:00:00")
        if column.kind != "date":
            return refuse("date_in_text" if column.kind == "string" else "date_in_number", shown)
        if isinstance(value, datetime) and value.time() != time():
            return refuse("time_of_day", shown)
        return CellReading(value.strftime("%Y-%m-%d") if value.year >= 1000 else shown)
    if isinstance(value, int | float):
        return _from_number(value, cell.number_format or "General", column, epoch)
    return _from_text(unescape_text(str(value)), column)


def unescape_text(text: str) -> str:
    """Return text as before Excel escaped what XML does not admit (`_x000D_`), line breaks as line feeds."""
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def exact_text(value: int | float) -> str:
    """Return a number's shortest decimal digits, or 15 where the rest is a residue of binary fractions.

    >>> exact_text(79.30000000000001), exact_text(0.1 + 0.2), exact_text(71.16), exact_text(-0.0)
    ('79.3', '0.3', '71.16', '0')
    """
    if isinstance(value, int):
        return str(value)
    shortest = Decimal(repr(value))
    if len(shortest.normalize().as_tuple().digits) > _DIGITS:
        shortest = Decimal(format(value, f".{_DIGITS}g"))
    text = format(shortest, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _from_number(value: int | float, number_format: str, column: Column, epoch: datetime) -> CellReading:
    text = exact_text(value)
    if column.kind == "date":
        if text.isdigit() and int(text) in _SERIALS:
            day = from_excel(int(text), epoch).date().isoformat()
            return CellReading(day, "N633", MESSAGES["read_as"].format(quote(text), day), MESSAGES["plain_date"])
        return CellReading(text)
    plain = _QUOTED.sub("", number_format.split(";")[0]).strip()
    if "%" in plain:
        shown = exact_text(float(Decimal(text) * 100))
        found, next_step = MESSAGES["percent"].format(text, shown), MESSAGES["format_first"].format(shown)
        return CellReading("", "E614", found, MESSAGES["plain_number"], next_step)
    fixed = _FIXED_FORMAT.fullmatch(plain)
    if fixed and column.kind != "integer":
        shown_decimals, decimals = len(fixed[1] or ""), len(text.partition(".")[2])
        shown = f"{Decimal(text):.{shown_decimals}f}"
        if decimals > shown_decimals:
            return CellReading(text, "N634", MESSAGES["stored"].format(shown, text), MESSAGES["shown_decimals"])
        text = shown
    if column.kind == "string":
        return CellReading(text, "N633", MESSAGES["number_in_text"].format(text), MESSAGES["text"])
    return CellReading(text)


def _from_text(text: str, column: Column) -> CellReading:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):  # a file with it is no text file
        return CellReading("", "E219", quote(text), MESSAGES["no_null"])
    plain, values = text, {shown: value for value, shown in column.labels.items()}
    if column.kind in ("integer", "number"):
        plain = _plain_number(text)
    elif column.kind == "date":
        plain = _plain_date(text)
    elif column.choices or column.is_key:
        plain = text.strip()
    # A word of the list needs no note when it is turned into its value.
    if plain in values:
        return CellReading(values[plain])
    if plain == text:
        return CellReading(text)
    return CellReading(plain, "N633", MESSAGES["read_as"].format(quote(text), quote(plain)), MESSAGES["usual"])


def _plain_number(text: str) -> str:
    """Return a number typed as text in its plain form; what is not clearly one stays, to be refused later."""
    narrow = _narrow(text).replace("−", "-")
    if grouped := _GROUPED.fullmatch(narrow):
        narrow = grouped[1].replace(",", "") + (grouped[2] or "")
    return narrow if _PLAIN_NUMBER.fullmatch(narrow) else text.strip()


def _narrow(text: str) -> str:
    """Return text in half-width characters without blanks around it and the apostrophe that marks text."""
    return unicodedata.normalize("NFKC", text).strip().lstrip("'’‘")


def _plain_date(text: str) -> str:
    """Return a date typed as text as ISO 8601; year first, it can mean only one day."""
    narrow = _narrow(text)
    narrow = _MIDNIGHT.sub("", narrow) if ":" in narrow else narrow
    if match := _DATE.fullmatch(narrow.replace(" ", "")):
        with suppress(ValueError):  # a day that is none
            return date(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6])).isoformat()
    return text.strip()
