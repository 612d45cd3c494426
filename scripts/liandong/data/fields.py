"""What one field of a table admits: its description in Chinese, and the exact value of one cell.

A field is a Table Schema field descriptor from datapackage.json.
Cells are read more strictly than Table Schema asks: in Python, `int(" １２ ")` is 12 and `int("1_000")` is 1000.
Numbers hold at most 15 digits: Excel keeps no more and puts zeros in their place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from liandong.findings import has_invisible, messages, quote

# How an empty cell is shown.
EMPTY = "—"
Value = int | Decimal | date | str | None

TYPES_ZH = {"string": "文字", "integer": "整数", "number": "数", "date": "日期（如 2024-11-27）"}

MESSAGES = messages(__name__)

MAX_DIGITS = 15
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_LOOSE = re.compile(r"\+?(-?)0*([0-9]+)?(?:\.([0-9]*))?")
_EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+")
_WITH_UNIT = re.compile(r"(-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?)\s*([^\W\d_]\D*|[%‰])")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_REWRITTEN_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_SERIAL_DATE = re.compile(r"[34][0-9]{4}")


class Refusal(NamedTuple):
    """Why a cell is refused: the code and what the user does next in Chinese (empty: the code's own text)."""

    code: str
    next_step: str = ""


class FieldValue(NamedTuple):
    """A cell read: its value, its text in the plain form, and the problem or the code of a note."""

    value: Value
    plain: str
    problem: Refusal | None = None
    note: str | None = None


def expected_text(field: Mapping[str, Any]) -> str:
    """Return what a field admits, in Chinese, such as 整数，不能为空，不小于 0."""
    constraints = field.get("constraints", {})
    parts = [TYPES_ZH.get(field.get("type", "string"), str(field.get("type")))]
    if "enum" in constraints:
        labels = field.get("labels", {})
        values = map(str, constraints["enum"])
        shown = [f"{labels[value]} {value}" if value in labels else value for value in values]
        parts = [MESSAGES["enum"].format(MESSAGES["list"].join(shown))]
    for name in ("required", "unique"):
        if constraints.get(name):
            parts.append(MESSAGES[name])
    for name in ("minimum", "maximum", "minLength", "maxLength", "pattern"):
        if name in constraints:
            parts.append(MESSAGES[name].format(constraints[name]))
    return MESSAGES["joint"].join(parts)


def read_cell(text: str, field: Mapping[str, Any], is_key: bool = False) -> FieldValue:
    """Return the value of a cell's text under a field, or the problem with it; an empty one is a missing value (None).

    Blanks around a cell and line breaks are refused in keys (`is_key`: primary or foreign), enumerations, numbers and
    dates, and kept in other text.
    """
    if not text:
        return FieldValue(None, "")
    kind = field.get("type", "string")
    strict = is_key or kind != "string" or "enum" in field.get("constraints", {})
    if has_invisible(text if strict else text.replace("\n", "")):
        return FieldValue(None, text, Refusal("E219"))
    if strict and text != text.strip():
        code = "E204" if kind == "string" else "E203"
        return FieldValue(None, text, Refusal(code, MESSAGES["blanks"].format(quote(text.strip()))))
    if kind == "string":
        if text in {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}:
            return FieldValue(None, text, Refusal("E203", MESSAGES["spreadsheet_error"]))
        # Spreadsheets run such cells as formulas when the file is opened.
        return FieldValue(text, text, note="N215" if text[0] in "=+-@" else None)
    return _read_date(text) if kind == "date" else _read_number(text, kind)


def _read_number(text: str, kind: str) -> FieldValue:
    pattern = _INTEGER if kind == "integer" else _NUMBER
    if not pattern.fullmatch(text):
        return FieldValue(None, text, Refusal("E203", _number_advice(text, kind)))
    if sum(char.isdigit() for char in text) > MAX_DIGITS:
        return FieldValue(None, text, Refusal("E203", MESSAGES["digits"].format(MAX_DIGITS)))
    return FieldValue(int(text) if kind == "integer" else Decimal(text), text)


def _number_advice(text: str, kind: str) -> str:
    if text.startswith("#"):
        return MESSAGES["spreadsheet_error"]
    narrow = unicodedata.normalize("NFKC", text)
    if narrow != text and re.fullmatch(r"[-+]?[0-9.,]+", narrow):
        return MESSAGES["full_width"].format(narrow.replace(",", ""))
    if _GROUPED.fullmatch(text):
        return MESSAGES["separator"].format(text.replace(",", ""))
    if _EXPONENT.fullmatch(text):
        return MESSAGES["exponent"]
    if kind == "integer" and _NUMBER.fullmatch(text):
        return MESSAGES["fraction_in_integer"]
    loose = _LOOSE.fullmatch(text)
    if loose and (loose[2] or loose[3]):
        return MESSAGES["sign_or_zero"].format(loose[1] + (loose[2] or "0") + ("." + loose[3] if loose[3] else ""))
    if with_unit := _WITH_UNIT.fullmatch(narrow):
        key = "percent" if with_unit[2] in "%‰" else "with_scale" if with_unit[2][0] in "万亿" else "with_unit"
        return MESSAGES[key].format(with_unit[1])
    return MESSAGES["not_a_number"]


def _read_date(text: str) -> FieldValue:
    match = _REWRITTEN_DATE.fullmatch(text)
    if not match:
        advice = "serial_date" if _SERIAL_DATE.fullmatch(text) else "date_order"
        return FieldValue(None, text, Refusal("E203", MESSAGES[advice]))
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        value = date(year, month, day)
    except ValueError:
        return FieldValue(None, text, Refusal("E203", MESSAGES["bad_date"]))
    # Chinese Excel turns 2024-11-27 into 2024/11/27 when it saves a CSV; year first, it can mean only one day.
    return FieldValue(value, value.isoformat(), note=None if _ISO_DATE.fullmatch(text) else "N216")


def cell_text(value, field: dict) -> str:
    """Return a table's cell as readers see it: a vocabulary's label, an empty cell as a dash."""
    import pandas as pd

    if value is None or pd.isna(value):
        return EMPTY
    return field.get("labels", {}).get(value, str(value))
