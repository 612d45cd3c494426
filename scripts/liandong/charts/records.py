"""Records of the tables that charts are drawn from, checked column by column."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from liandong.findings import messages

if TYPE_CHECKING:
    import pandas as pd

MESSAGES = messages(__name__)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real | Decimal) and math.isfinite(value)


def _is_integers(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, int) and not isinstance(one, bool) for one in value)


_NUMBER = {"number": _is_number, "negative": lambda value: value >= 0}
_NOTE = {"text": lambda value: isinstance(value, str),
         "control": lambda value: not any(ord(char) < 32 and char != "\n" for char in value)}
# What the cells of each kind of column must be, in order, by the message for one that is not.
_RULES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "number": _NUMBER,
    # pandas turns whole numbers into floats as soon as one cell of their column is empty.
    "integer": _NUMBER | {"integer": lambda value: value == int(value)},
    "integers": {"integers": _is_integers},
    "text": _NOTE | {"missing": str.strip},
    "note": _NOTE,
    "flag": {"flag": lambda value: type(value).__name__ in ("bool", "bool_")},
}


def require(holds: Any, message: str, **words: Any) -> None:
    """Refuse what does not hold: raise ValueError with the message, its places filled from the words."""
    if not holds:
        raise ValueError(message.format(**words))


def read_records(frame: pd.DataFrame, name: str, /, **columns: str | Collection[str]) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries that hold only the columns asked for.

    Args:
        frame: the table.
        name: the figure's name, for messages.
        columns: what each column holds: `number` or `integer` (neither is negative), `integers` (a list), `text`,
            `note` (a text that may be empty), `flag`, or the words that it may be. One with `?` behind may be absent.

    Raises:
        ValueError: a column is missing, the frame is empty, or a cell is missing, negative or of another kind.
    """
    required = [column for column, kind in columns.items() if "?" not in kind]
    for column in required:
        require(column in frame, MESSAGES["column"], name=name, column=column, required="、".join(required),
                found="、".join(map(str, frame.columns)) or MESSAGES["none"])
    require(len(frame), MESSAGES["empty"], name=name)
    checked = {
        column: [_checked(value, kind, name=name, row=row, column=column)
                 for row, value in enumerate(frame[column].tolist(), 1)]
        for column, kind in columns.items() if column in frame
    }
    return [dict(zip(checked, cells, strict=True)) for cells in zip(*checked.values(), strict=True)]


def _checked(value: Any, kind: str | Collection[str], **place: Any) -> Any:
    """Return a cell's value as its kind has it."""
    from pandas import isna

    words, kind = ([], kind.removesuffix("?")) if isinstance(kind, str) else (kind, "note" if "" in kind else "text")
    if isna(value) is True:
        require(kind == "note", MESSAGES["missing"], **place)
        return ""
    for message, holds in _RULES[kind].items():
        require(holds(value), MESSAGES[message], found=value, **place)
    if words:
        known = "、".join(filter(None, words))
        require(value in words, MESSAGES["unknown"], found=value, known=known, **place)
    if kind == "integer" or (kind == "number" and isinstance(value, Integral)):
        return int(value)
    return float(value) if kind == "number" and not isinstance(value, Decimal | Fraction) else value
