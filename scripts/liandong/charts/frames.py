"""Records of the tables that charts are drawn from, checked column by column."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

from liandong.model import Input

MESSAGES = {
    "column": "图 {name}：缺少列 {column}；需要的列是 {required}，现有的列是 {found}。",
    "none": "无",
    "empty": "图 {name}：数据一行也没有，至少要有一行。",
    "missing": "图 {name}：第 {row} 行 {column} 列是空的，请填上。",
    "text": "图 {name}：第 {row} 行 {column} 列是 {found!r}，应是文字。",
    "control": "图 {name}：第 {row} 行 {column} 列含有不能显示的控制字符：{found!r}。",
    "number": "图 {name}：第 {row} 行 {column} 列是 {found!r}，应是数。",
    "integer": "图 {name}：第 {row} 行 {column} 列是 {found!r}，应是整数。",
    "negative": "图 {name}：第 {row} 行 {column} 列是 {found}，不能是负数。",
    "flag": "图 {name}：第 {row} 行 {column} 列是 {found!r}，应是 True 或 False。",
    "unit": "图 {name}：单位不一致（{found}），一张图只能有一个单位，请分成几张图。",
}
NUMBER, INTEGER, TEXT, OPTIONAL_TEXT, FLAG = "number", "integer", "text", "optional text", "flag"


def read_records(
    frame: pd.DataFrame | Iterable[Mapping[str, Any]],
    required: Mapping[str, str],
    *,
    name: str,
    optional: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries that hold only the columns asked for.

    Args:
        frame: a DataFrame, or dictionaries with the same keys.
        required: kind of each column that must be there: `number` (not negative), `integer` (not
            negative), `text`, `optional text` (may be empty) or `flag`.
        name: the figure's name, for messages.
        optional: kinds of columns that may be absent; if there, they are checked as well.

    Raises:
        ValueError: a column is missing, the frame is empty, or a cell is missing, negative or of another kind.
    """
    import pandas as pd

    table = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame(list(frame))
    for column in required:
        if column not in table.columns:
            found = "、".join(map(str, table.columns)) or MESSAGES["none"]
            raise ValueError(
                MESSAGES["column"].format(name=name, column=column, required="、".join(required), found=found)
            )
    if table.empty:
        raise ValueError(MESSAGES["empty"].format(name=name))
    kinds = dict(required) | {column: kind for column, kind in (optional or {}).items() if column in table.columns}
    cells = {column: table[column].tolist() for column in kinds}
    return [
        {column: _checked(cells[column][index], kind, name, index + 1, column) for column, kind in kinds.items()}
        for index in range(len(table))
    ]


def origins_of(frame: pd.DataFrame | Iterable[Mapping[str, Any]]) -> list[list[dict]]:
    """Return for each row of a frame the cells of tables behind it, as JSON of `Input`; empty where they are not known.

    A frame made from measures names them in a column `inputs`; a row of a bulletin's table is known by its line number.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        return []
    if "inputs" in frame.columns:
        return [[entry.to_json() for entry in inputs] for inputs in frame["inputs"]]
    table = frame.attrs.get("table")
    if not table or frame.index.name != "row":
        return []
    return [[Input(table, (int(line),), ()).to_json()] for line in frame.index]


def column_of(frame: pd.DataFrame | Iterable[Mapping[str, Any]], column: str) -> list | None:
    """Return the cells of a column as they are, None where the frame has no such column."""
    import pandas as pd

    table = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame(list(frame))
    return table[column].tolist() if column in table.columns else None


def message(caption: str, items: Iterable[str], between: str = "；") -> str:
    """Return the alternative text of a chart: its caption and what its rows say."""
    return f"{caption}：{between.join(items)}。"


def single_unit(records: list[dict[str, Any]], name: str) -> str:
    """Return the one unit of all records; lengths of unlike things cannot share an axis.

    Raises:
        ValueError: the records have more than one unit.
    """
    units = list(dict.fromkeys(record["unit"] for record in records))
    if len(units) > 1:
        raise ValueError(MESSAGES["unit"].format(name=name, found="、".join(units)))
    return units[0]


def _checked(value: Any, kind: str, name: str, row: int, column: str) -> Any:
    def refuse(code: str) -> ValueError:
        return ValueError(MESSAGES[code].format(name=name, row=row, column=column, found=value))

    if _is_missing(value):
        if kind == OPTIONAL_TEXT:
            return ""
        raise refuse("missing")
    if kind in (TEXT, OPTIONAL_TEXT):
        if not isinstance(value, str):
            raise refuse("text")
        if kind == TEXT and not value.strip():
            raise refuse("missing")
        if any(ord(char) < 32 and char != "\n" for char in value):
            raise refuse("control")
        return value
    if kind == FLAG:
        if not (isinstance(value, bool) or type(value).__name__ == "bool"):
            raise refuse("flag")
        return bool(value)
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)) or not math.isfinite(value):
        raise refuse("number")
    if value < 0:
        raise refuse("negative")
    # pandas turns whole numbers into floats as soon as one cell of their column is empty.
    if isinstance(value, Integral) or (kind == INTEGER and value == int(value)):
        return int(value)
    if kind == INTEGER:
        raise refuse("integer")
    return value if isinstance(value, (Decimal, Fraction)) else float(value)


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
