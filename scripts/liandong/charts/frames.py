"""Records of the tables that charts are drawn from, checked column by column."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from liandong.findings import messages
from liandong.model import Input

if TYPE_CHECKING:
    import pandas as pd

MESSAGES = messages(__name__)
NUMBER, INTEGER, TEXT, OPTIONAL_TEXT, FLAG = "number", "integer", "text", "optional text", "flag"


def read_records(
    frame: pd.DataFrame, required: Mapping[str, str], *, name: str, optional: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries that hold only the columns asked for.

    Args:
        frame: the table.
        required: kind of each column that must be there: `number` or `integer` (neither is negative), `text`, `optional text` (may be
            empty) or `flag`.
        name: the figure's name, for messages.
        optional: kinds of columns that may be absent; if there, they are checked as well.

    Raises:
        ValueError: a column is missing, the frame is empty, or a cell is missing, negative or of another kind.
    """
    for column in required:
        if column not in frame.columns:
            found = "、".join(map(str, frame.columns)) or MESSAGES["none"]
            raise ValueError(MESSAGES["column"].format(name=name, column=column, required="、".join(required), found=found))
    if frame.empty:
        raise ValueError(MESSAGES["empty"].format(name=name))
    kinds = dict(required) | {column: kind for column, kind in (optional or {}).items() if column in frame.columns}
    columns = [[_checked(value, kind, name, row, column) for row, value in enumerate(frame[column].tolist(), 1)] for column, kind in kinds.items()]
    return [dict(zip(kinds, cells, strict=True)) for cells in zip(*columns, strict=True)]


def origins_of(frame: pd.DataFrame) -> list[list[dict]]:
    """Return for each row of a frame the cells of tables behind it, as JSON of `Input`; empty where they are not known.

    A frame made from measures names them in a column `inputs`; a row of a bulletin's table is known by its line number.
    """
    if "inputs" in frame.columns:
        return [[entry.to_json() for entry in inputs] for inputs in frame["inputs"]]
    table = frame.attrs.get("table")
    if not table or frame.index.name != "row":
        return []
    return [[Input(table, (int(line),), ()).to_json()] for line in frame.index]


def single_unit(records: list[dict[str, Any]], name: str) -> str:
    """Return the one unit of all records; lengths of unlike things cannot share an axis.

    Raises:
        ValueError: the records have more than one unit.
    """
    units = list(dict.fromkeys(record["unit"] for record in records))
    if len(units) > 1:
        raise ValueError(MESSAGES["unit"].format(name=name, found="、".join(units)))
    return units[0]


def message(caption: str, items: Iterable[str], between: str = "；") -> str:
    """Return the alternative text of a chart: its caption and what its rows say."""
    return f"{caption}：{between.join(items)}。"


def _checked(value: Any, kind: str, name: str, row: int, column: str) -> Any:
    # pandas turns whole numbers into floats as soon as one cell of their column is empty; such a number is an integer again.
    whole = not isinstance(value, bool) and isinstance(value, Real | Decimal) and math.isfinite(value) and value == int(value)
    if wrong := _fault(value, kind, whole):
        raise ValueError(MESSAGES[wrong].format(name=name, row=row, column=column, found=value))
    if kind in (TEXT, OPTIONAL_TEXT):
        return value if isinstance(value, str) else ""
    if kind == FLAG:
        return bool(value)
    if isinstance(value, Integral) or (kind == INTEGER and whole):
        return int(value)
    return value if isinstance(value, Decimal | Fraction) else float(value)


def _fault(value: Any, kind: str, whole: bool) -> str:
    """Return the code of what is wrong with a cell, empty if nothing is."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return "" if kind == OPTIONAL_TEXT else "missing"
    if kind in (TEXT, OPTIONAL_TEXT):
        if not isinstance(value, str):
            return "text"
        empty = kind == TEXT and not value.strip()
        return "missing" if empty else "control" if any(ord(char) < 32 and char != "\n" for char in value) else ""
    if kind == FLAG:
        return "" if type(value).__name__ in ("bool", "bool_") else "flag"
    if isinstance(value, bool) or not isinstance(value, Real | Decimal) or not math.isfinite(value):
        return "number"
    return "negative" if value < 0 else "integer" if kind == INTEGER and not whole else ""
