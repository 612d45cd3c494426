"""Records of the tables that charts are drawn from, checked column by column."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from liandong.findings import messages

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
        required: kind of each column that must be there: `number` or `integer` (neither is negative), `text`, `optional
            text` (may be empty) or `flag`.
        name: the figure's name, for messages.
        optional: kinds of columns that may be absent; if there, they are checked as well.

    Raises:
        ValueError: a column is missing, the frame is empty, or a cell is missing, negative or of another kind.
    """
    for column in required:
        if column not in frame.columns:
            found = "、".join(map(str, frame.columns)) or MESSAGES["none"]
            raise ValueError(MESSAGES["column"].format(name=name, column=column, required="、".join(required),
                                                       found=found))
    if frame.empty:
        raise ValueError(MESSAGES["empty"].format(name=name))
    kinds = dict(required) | {column: kind for column, kind in (optional or {}).items() if column in frame.columns}
    columns = [
        [_checked(value, kind, name=name, row=row, column=column)
         for row, value in enumerate(frame[column].tolist(), 1)]
        for column, kind in kinds.items()
    ]
    return [dict(zip(kinds, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _checked(value: Any, kind: str, **place: Any) -> Any:
    """Return a cell's value as its kind has it."""
    from pandas import isna

    def refuse(message: str) -> None:
        raise ValueError(MESSAGES[message].format(found=value, **place))

    if isna(value) is True:
        return "" if kind == OPTIONAL_TEXT else refuse("missing")
    if kind == FLAG:
        return bool(value) if type(value).__name__ in ("bool", "bool_") else refuse("flag")
    if kind in (TEXT, OPTIONAL_TEXT):
        if not isinstance(value, str) or (kind == TEXT and not value.strip()):
            refuse("missing" if isinstance(value, str) else "text")
        return refuse("control") if any(ord(char) < 32 and char != "\n" for char in value) else value
    if isinstance(value, bool) or not isinstance(value, Real | Decimal) or not math.isfinite(value):
        refuse("number")
    if value < 0:
        refuse("negative")
    # pandas turns whole numbers into floats as soon as one cell of their column is empty.
    if kind == INTEGER and value != int(value):
        refuse("integer")
    if kind == INTEGER or isinstance(value, Integral):
        return int(value)
    return value if isinstance(value, Decimal | Fraction) else float(value)
