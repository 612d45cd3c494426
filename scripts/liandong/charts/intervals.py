"""Chart of the bases that printed figures imply: one interval for each claim, all on one axis."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .canvas import Canvas
from .figure import Figure
from .frames import NUMBER, TEXT, origins_of, read_records
from .layout import plain, row_names, write_row_name
from .theme import (
    GRID,
    INK,
    LABEL_SIZE,
    MAIN,
    MAIN_TINT,
    MUTED_INK,
    NOTE_SIZE,
    OUTLINE,
    STANDARD,
    WHITE,
    WIDTH,
    text_width,
)

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = {
    "order": "图 {name}：第 {row} 行下限 {lower} 大于上限 {upper}。",
    "fits": "图 {name}：第 {row} 行 fits 列是 {found!r}，应是整数的列表，没有则为空列表。",
}
LABELS = {
    "alt": "{caption}：{items}。",
    "item": "{name}，{label}",
    "headings": ("说法", "推算的分母"),
    "headings_fits": ("说法", "推算的分母", "符合的整数"),
    "none": "无整数符合",
    "axis": "推算的分母",
}


def interval_bars(
    frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None, axis: str = LABELS["axis"]
) -> Figure:
    """Return a figure with the interval that each claim implies, on one axis that need not begin at zero.

    Args:
        frame: columns name_zh, lower (number), upper (number), label (the interval as printed); optional fits
            (list of the integers inside, drawn as points; an empty list says that there is none).
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
        axis: what the axis measures, with its unit.
    """
    kinds = {"name_zh": TEXT, "lower": NUMBER, "upper": NUMBER, "label": TEXT}
    records = read_records(frame, kinds, name=name)
    fits = _column(frame, "fits")
    for row, record in enumerate(records, start=1):
        if record["lower"] > record["upper"]:
            raise ValueError(MESSAGES["order"].format(name=name, row=row, **record))
        record["fits"] = None if fits is None else _integers(fits[row - 1], name, row)
        if record["fits"] is not None:
            record["fits_zh"] = "、".join(map(str, record["fits"])) or LABELS["none"]
    with_fits = fits is not None
    items = [
        LABELS["item"].format(name=plain(r["name_zh"]), label=r["label"])
        + (f"（{LABELS['none']}）" if r["fits"] == [] else "")
        for r in records
    ]
    return Figure(
        name=name,
        alt=alt or LABELS["alt"].format(caption=caption, items="；".join(items)),
        caption=caption,
        headings=LABELS["headings_fits" if with_fits else "headings"],
        rows=[[plain(r["name_zh"]), r["label"]] + ([r["fits_zh"]] if with_fits else []) for r in records],
        draw=lambda: _draw(records, axis),
        origins=origins_of(frame),
    )


def _column(frame: Any, column: str) -> list | None:
    import pandas as pd

    table = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame(list(frame))
    return table[column].tolist() if column in table.columns else None


def _integers(value: Any, name: str, row: int) -> list[int]:
    try:
        numbers = list(value)
    except TypeError:
        numbers = [None]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise ValueError(MESSAGES["fits"].format(name=name, row=row, found=value))
    return sorted(numbers)


def _draw(records: list[dict], axis: str) -> altair.LayerChart:
    rows = row_names([record["name_zh"] for record in records], 200)
    ticks = axis_ticks(min(float(r["lower"]) for r in records), max(float(r["upper"]) for r in records))
    first, last = float(ticks[0]), float(ticks[-1])
    left, right = rows.left + 8, WIDTH - 14

    def x_of(value: Any) -> float:
        return left + (right - left) * (float(value) - first) / (last - first)

    numbered = records[0]["fits"] is not None
    pitch = 68.0 if numbered else 58.0
    bottom = pitch * len(records)
    canvas = Canvas(bottom + 46)
    for tick in ticks:
        canvas.line(x_of(tick), 0, x_of(tick), bottom + 5, GRID)
        canvas.text(x_of(tick), bottom + 14, f"{tick:f}", align="center", size=NOTE_SIZE, colour=MUTED_INK)
    canvas.line(left, bottom, right, bottom, OUTLINE)
    canvas.text((left + right) / 2, bottom + 34, axis, align="center", size=NOTE_SIZE, colour=MUTED_INK)
    # Numbers that would run into each other are left to the table.
    widest = max((text_width(str(n), NOTE_SIZE) for r in records for n in r["fits"] or []), default=0.0)
    points = (right - left) / (last - first) > widest + 4
    for index, record in enumerate(records):
        y = pitch * index + 37
        write_row_name(canvas, rows, index, y - 6)
        start, end = x_of(record["lower"]), x_of(record["upper"])
        canvas.rect(
            start, y - 7, max(end, start + 1), y + 7, MAIN_TINT, tip=f"{plain(record['name_zh'])} {record['label']}"
        )
        for edge in (start, max(end, start + 1)):
            canvas.line(edge, y - 10, edge, y + 10, MAIN, width=2)
        for number in (record["fits"] or []) if points else []:
            canvas.point(x_of(number), y, MAIN, tip=str(number))
            _write_clear(canvas, x_of(number), y + 20, str(number), NOTE_SIZE, INK)
        nothing = record["fits"] == []
        label = f"{record['label']}，{LABELS['none']}" if nothing else record["label"]
        half = text_width(label, LABEL_SIZE) / 2
        middle = min(max((start + end) / 2, left + half - 6), WIDTH - half)
        _write_clear(canvas, middle, y - 21, label, LABEL_SIZE, STANDARD if nothing else MAIN)
    return canvas.chart()


def _write_clear(canvas: Canvas, x: float, y: float, label: str, size: float, colour: str) -> None:
    """Write a label on white, so that the grid does not run through it."""
    half = text_width(label, size) / 2
    canvas.rect(x - half - 1, y - size / 2 - 2, x + half + 1, y + size / 2 + 2, WHITE)
    canvas.text(x, y, label, align="center", size=size, bold=size == LABEL_SIZE, colour=colour)


def axis_ticks(lower: float, upper: float) -> list[Decimal]:
    """Return at most about twelve round numbers that enclose the range, at least two of them."""
    span = Decimal(str(upper - lower)) or Decimal(1)
    step = Decimal(1).scaleb((span / 10).adjusted())
    for factor in (1, 2, 5, 10):
        if span / (step * factor) <= 10:
            step *= factor
            break
    start = (Decimal(str(lower)) // step) * step
    ticks = [start]
    while ticks[-1] <= Decimal(str(upper)):
        ticks.append(ticks[-1] + step)
    return ticks
