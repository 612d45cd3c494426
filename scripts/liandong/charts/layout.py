"""Parts that the bar charts share: the row labels at the left, the scale beside them, and labels of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .canvas import Canvas
from .theme import INK, LABEL_SIZE, LINE_HEIGHT, WIDTH, text_width, wrap

GAP = 10  # px between a label and its mark
MESSAGES = {
    "label": "图 {name}：第 {row} 行的值 {found!r} 不是整数或 Decimal，印不出准确的数字；请给出 label。",
    "long": "标注太长，条形图画不下：{labels}；请缩短 label。",
}
_SHORTEST = 60  # px that the longest bar must have left beside its label


@dataclass(frozen=True)
class Rows:
    """Geometry of the rows of a bar chart.

    Attributes:
        left: x at which the bars begin, px.
        lines: wrapped lines of each row's name.
    """

    left: float
    lines: list[list[str]]

    def height(self, index: int, least: float) -> float:
        """Return the height of a row that holds its name and `least` px of marks."""
        return max(least, len(self.lines[index]) * LINE_HEIGHT)


def row_names(names: Sequence[str], widest: float = 190) -> Rows:
    """Return the rows' names wrapped into a column at most `widest` px wide."""
    lines = [wrap(name, widest) for name in names]
    column = max(text_width(line) for wrapped in lines for line in wrapped)
    return Rows(left=column + GAP + 2, lines=lines)


def write_row_name(canvas: Canvas, rows: Rows, index: int, y: float, *, bold: bool = False) -> None:
    """Write a row's name, right-aligned beside its bar, centred on `y`."""
    canvas.text(rows.left - GAP, y, rows.lines[index], align="right", colour=INK, bold=bold)


def scale_to_fit(
    values: Sequence[float], labels: Sequence[str], left: float, *, extra: float = 0, right: float = WIDTH
) -> float:
    """Return px per unit so that each bar, `extra` px and the label after it end before `right`.

    Raises:
        ValueError: a label leaves less than 60 px for its bar.
    """
    rooms = [right - left - extra - text_width(label, LABEL_SIZE) - GAP for label in labels]
    if too_long := [label for label, room in zip(labels, rooms, strict=True) if room < _SHORTEST]:
        raise ValueError(MESSAGES["long"].format(labels=list_zh(too_long)))
    return min((room / value for value, room in zip(values, rooms, strict=True) if value > 0), default=0.0)


def label_of(record: dict[str, Any], row: int, name: str, *, column: str = "value", label: str = "label") -> str:
    """Return the caller's label, or the exact value with its unit where none is given.

    Raises:
        ValueError: there is no label and the value is not exact in decimal notation.
    """
    if record.get(label):
        return record[label]
    value = record[column]
    if not isinstance(value, (int, Decimal)):
        raise ValueError(MESSAGES["label"].format(name=name, row=row, found=value))
    return f"{value} {record['unit']}" if record["unit"] != "%" else f"{value}%"


def list_zh(parts: Sequence[str]) -> str:
    """Return the parts joined as a Chinese enumeration."""
    return "、".join(parts)


def plain(label: str) -> str:
    """Return a label on one line; a line break in it is only a wish for the drawing."""
    return label.replace("\n", "")
