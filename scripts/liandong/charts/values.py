"""Bar charts of values in one unit: alone, against a standard, and planned against built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import Canvas
from .figure import Figure
from .frames import FLAG, NUMBER, OPTIONAL_TEXT, TEXT, origins_of, read_records, single_unit
from .layout import GAP, label_of, plain, row_names, scale_to_fit, write_row_name
from .theme import (
    BAR_HEIGHT,
    LABEL_SIZE,
    MAIN,
    MAIN_TINT,
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

LABELS = {
    "alt": "{caption}：{items}。",
    "value_item": "{name}{label}",
    "bullet_item": "{name}{label}，{standard}",
    "planned_item": "{name}{planned}，{built}",
    "value_headings": ("项目", "数值"),
    "bullet_headings": ("项目", "数值", "标准"),
    "planned_headings": ("项目", "计划", "建成"),
    "planned": "计划 {value}",
    "built": "建成 {value}",
    "standard": "标准 {value}",
}
_ARROW = 26  # px beyond the end of a bar whose value is only a lower bound


def value_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one labelled bar for each value, in the order of the frame.

    Args:
        frame: columns name_zh, value (number), unit (the same in all rows); optional label (the value as
            printed; default: the exact value and its unit), at_least (bool: the value is a lower bound).
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
    """
    kinds = {"name_zh": TEXT, "value": NUMBER, "unit": TEXT}
    records = read_records(frame, kinds, name=name, optional={"label": OPTIONAL_TEXT, "at_least": FLAG})
    single_unit(records, name)
    for row, record in enumerate(records, start=1):
        record["label"] = label_of(record, row, name)
    items = [
        LABELS["value_item"].format(name=plain(r["name_zh"]), label=_spaced(r["name_zh"], r["label"])) for r in records
    ]
    return Figure(
        name=name,
        alt=alt or LABELS["alt"].format(caption=caption, items="，".join(items)),
        caption=caption,
        headings=LABELS["value_headings"],
        rows=[[plain(r["name_zh"]), r["label"]] for r in records],
        draw=lambda: _draw_values(records),
        origins=origins_of(frame),
    )


def _draw_values(records: list[dict]) -> altair.LayerChart:
    rows = row_names([record["name_zh"] for record in records])
    scale = _scale(records, rows.left)
    heights = [rows.height(i, BAR_HEIGHT) + 12 for i in range(len(records))]
    canvas = Canvas(sum(heights))
    top = 0.0
    for index, record in enumerate(records):
        y = top + heights[index] / 2
        write_row_name(canvas, rows, index, y)
        end = _draw_bar(canvas, rows.left, y, record, scale)
        canvas.text(end + GAP - 2, y, record["label"], bold=True)
        top += heights[index]
    canvas.line(rows.left, 0, rows.left, canvas.height, OUTLINE)
    return canvas.chart()


def _scale(records: list[dict], left: float) -> float:
    """Return px per unit; floats serve geometry only, the digits shown are labels."""
    values = [float(record["value"]) for record in records]
    extra = _ARROW if any(record.get("at_least") for record in records) else 0
    return scale_to_fit(values, [record["label"] for record in records], left, extra=extra)


def _draw_bar(canvas: Canvas, left: float, y: float, record: dict, scale: float, height: float = BAR_HEIGHT) -> float:
    """Draw a bar and return the x where it ends; a lower bound goes on in an open arrow."""
    end = left + float(record["value"]) * scale
    canvas.rect(left, y - height / 2, end, y + height / 2, MAIN, tip=f"{plain(record['name_zh'])} {record['label']}")
    if record.get("at_least"):
        point = end + _ARROW
        canvas.rect(end, y - height / 2, point - 12, y + height / 2, MAIN_TINT)
        canvas.line(end, y - height / 2, point - 12, y - height / 2, MAIN, dashed=True)
        canvas.line(end, y + height / 2, point - 12, y + height / 2, MAIN, dashed=True)
        canvas.arrow_right(point, y, MAIN, size=13)
        end = point
    return end


def bullet_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each value and a line where its standard is.

    Args:
        frame: columns name_zh, value (number), standard (number), unit (the same in all rows); optional label
            and standard_label (as printed; default: the exact number and its unit), at_least (bool).
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
    """
    kinds = {"name_zh": TEXT, "value": NUMBER, "standard": NUMBER, "unit": TEXT}
    optional = {"label": OPTIONAL_TEXT, "standard_label": OPTIONAL_TEXT, "at_least": FLAG}
    records = read_records(frame, kinds, name=name, optional=optional)
    single_unit(records, name)
    for row, record in enumerate(records, start=1):
        record["label"] = label_of(record, row, name)
        exact = label_of(record, row, name, column="standard", label="standard_label")
        record["standard_label"] = record.get("standard_label") or LABELS["standard"].format(value=exact)
    items = [
        LABELS["bullet_item"].format(
            name=plain(r["name_zh"]), label=_spaced(r["name_zh"], r["label"]), standard=r["standard_label"]
        )
        for r in records
    ]
    return Figure(
        name=name,
        alt=alt or LABELS["alt"].format(caption=caption, items="；".join(items)),
        caption=caption,
        headings=LABELS["bullet_headings"],
        rows=[[plain(r["name_zh"]), r["label"], r["standard_label"]] for r in records],
        draw=lambda: _draw_bullets(records),
        origins=origins_of(frame),
    )


def _draw_bullets(records: list[dict]) -> altair.LayerChart:
    rows = row_names([record["name_zh"] for record in records])
    scale = _scale(records, rows.left)
    # Beyond the furthest standard there must be room for a label that moves out of its line's way.
    room = WIDTH - rows.left - max(text_width(record["label"], LABEL_SIZE) for record in records) - 2 * GAP
    furthest = max(float(record["standard"]) for record in records)
    if furthest > 0:
        scale = min(scale or room, room / furthest)
    shared = len({(record["standard"], record["standard_label"]) for record in records}) == 1
    above, below = (24.0, 0.0) if shared else (0.0, 20.0)
    heights = [rows.height(i, BAR_HEIGHT) + 14 + below for i in range(len(records))]
    canvas = Canvas(above + sum(heights))
    top = above
    for index, record in enumerate(records):
        y = top + (heights[index] - below) / 2
        mark = rows.left + float(record["standard"]) * scale
        write_row_name(canvas, rows, index, y)
        end = _draw_bar(canvas, rows.left, y, record, scale)
        # A label that would stand on the standard's line goes beyond it.
        text_end = end + GAP + text_width(record["label"], LABEL_SIZE)
        start = mark + GAP - 2 if end <= mark <= text_end else end + GAP - 2
        canvas.text(start, y, record["label"], bold=True)
        if not shared:
            _draw_standard(canvas, mark, y - BAR_HEIGHT / 2 - 5, y + BAR_HEIGHT / 2 + 5)
            _write_standard(canvas, rows.left, mark, y + BAR_HEIGHT / 2 + 15, record["standard_label"])
        top += heights[index]
    if shared:
        mark = rows.left + float(records[0]["standard"]) * scale
        _draw_standard(canvas, mark, above - 6, canvas.height)
        _write_standard(canvas, rows.left, mark, above - 15, records[0]["standard_label"])
    canvas.line(rows.left, above, rows.left, canvas.height, OUTLINE)
    return canvas.chart()


def _draw_standard(canvas: Canvas, x: float, top: float, bottom: float) -> None:
    # White beside the line keeps it visible where it crosses a dark bar.
    canvas.rect(x - 2.5, top, x + 2.5, bottom, WHITE)
    canvas.rect(x - 1.25, top, x + 1.25, bottom, STANDARD)


def _write_standard(canvas: Canvas, left: float, x: float, y: float, label: str) -> None:
    half = text_width(label, NOTE_SIZE) / 2
    x = min(max(x, left + half + 4), WIDTH - half)
    canvas.text(x, y, label, align="center", size=NOTE_SIZE, colour=STANDARD)


def planned_built(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with what was planned above what was built, for each row of the frame.

    Args:
        frame: columns name_zh, planned (number), built (number), unit (the same in all rows); optional
            planned_label and built_label (as printed; default: the words 计划 and 建成 and the exact number).
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
    """
    kinds = {"name_zh": TEXT, "planned": NUMBER, "built": NUMBER, "unit": TEXT}
    optional = {"planned_label": OPTIONAL_TEXT, "built_label": OPTIONAL_TEXT}
    records = read_records(frame, kinds, name=name, optional=optional)
    single_unit(records, name)
    for row, record in enumerate(records, start=1):
        for column in ("planned", "built"):
            label = f"{column}_label"
            given = record.get(label)
            exact = label_of(record, row, name, column=column, label=label)
            record[label] = given or LABELS[column].format(value=exact)
    items = [
        LABELS["planned_item"].format(name=plain(r["name_zh"]), planned=r["planned_label"], built=r["built_label"])
        for r in records
    ]
    return Figure(
        name=name,
        alt=alt or LABELS["alt"].format(caption=caption, items="；".join(items)),
        caption=caption,
        headings=LABELS["planned_headings"],
        rows=[[plain(r["name_zh"]), r["planned_label"], r["built_label"]] for r in records],
        draw=lambda: _draw_planned(records),
        origins=origins_of(frame),
    )


def _draw_planned(records: list[dict]) -> altair.LayerChart:
    rows = row_names([record["name_zh"] for record in records])
    pairs = [(record[column], record[f"{column}_label"]) for record in records for column in ("planned", "built")]
    scale = scale_to_fit([float(value) for value, _ in pairs], [label for _, label in pairs], rows.left, extra=4)
    pitch = 2 * BAR_HEIGHT + 26
    canvas = Canvas(pitch * len(records))
    for index, record in enumerate(records):
        middle = pitch * (index + 0.5)
        write_row_name(canvas, rows, index, middle)
        planned_end = rows.left + float(record["planned"]) * scale
        built_end = rows.left + float(record["built"]) * scale
        upper, lower = middle - BAR_HEIGHT / 2 - 2, middle + BAR_HEIGHT / 2 + 2
        canvas.rect(
            rows.left, upper - 11, planned_end, upper + 11, MAIN_TINT, stroke=OUTLINE, tip=f"{plain(record['name_zh'])} {record['planned_label']}",
            series=LABELS["planned_headings"][1],
        )
        canvas.rect(
            rows.left, lower - 11, built_end, lower + 11, MAIN, tip=f"{plain(record['name_zh'])} {record['built_label']}",
            series=LABELS["planned_headings"][2],
        )
        # The plan's end is carried down over the built bar, so that a small surplus can be seen.
        canvas.rect(planned_end - 1, upper - 11, planned_end + 1, lower + 16, STANDARD)
        canvas.text(planned_end + GAP, upper, record["planned_label"])
        canvas.text(max(built_end, planned_end) + GAP, lower, record["built_label"], bold=True)
    canvas.line(rows.left, 0, rows.left, canvas.height, OUTLINE)
    return canvas.chart()


def _spaced(name: str, label: str) -> str:
    """Return what goes between a name and its label: digits are set apart from Chinese, not from a bracket."""
    return label if name.endswith(("）", "”", "》")) else f" {label}"
