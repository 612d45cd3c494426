"""Bar charts of values in one unit: alone, against a standard, planned against built, and a rate under several bases."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from liandong.charts.figure import Figure
from liandong.charts.frames import FLAG, INTEGER, NUMBER, OPTIONAL_TEXT, TEXT, message, origins_of, read_records, single_unit
from liandong.charts.svg import describe
from liandong.charts.wrapping import plain, text_width, wrap
from liandong.findings import messages

from . import theme

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
HEADINGS = {
    "value": ("项目", "数值"),
    "bullet": ("项目", "数值", "标准"),
    "planned": ("项目", "计划", "建成"),
    "rate": ("口径", "分子", "分母", "比率"),
}
STANDARD_LABEL, PLANNED_LABEL, BUILT_LABEL = "标准 {value}", "计划 {value}", "建成 {value}"
STRICT = "本简报口径"
_NAME_WIDTH = 200  # px that names take beside their bars
_SHORTEST = 60  # px that the longest bar must have left beside its label
_ARROW = 24  # px beyond the end of a bar whose value is only a lower bound


def value_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one labelled bar for each value, in the order of the frame.

    The frame has columns name_zh, value (number), unit (the same in all rows); optional label (the value as printed; default: the exact
    value and its unit), at_least (bool: the value is a lower bound). `name`, `caption` and `alt` are those of `Figure`; by default the
    alternative text is made from the data.
    """
    optional = {"label": OPTIONAL_TEXT, "at_least": FLAG}
    records = read_records(frame, {"name_zh": TEXT, "value": NUMBER, "unit": TEXT}, name=name, optional=optional)
    single_unit(records, name)
    for row, record in enumerate(records, start=1):
        record["label"] = record.get("label") or _exact(record, "value", row, name)
    items = [_spaced(record["name_zh"], record["label"]) for record in records]
    rows = [[plain(record["name_zh"]), record["label"]] for record in records]
    return Figure(name, alt or message(caption, items, "，"), caption, HEADINGS["value"], rows, lambda width: _draw(records, width), origins_of(frame))


def bullet_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each value and a line where its standard is.

    The frame has columns name_zh, value (number), standard (number), unit (the same in all rows); optional label and standard_label (as
    printed; default: the exact number and its unit), at_least (bool). The rest is as in `value_bars`.
    """
    kinds = {"name_zh": TEXT, "value": NUMBER, "standard": NUMBER, "unit": TEXT}
    optional = {"label": OPTIONAL_TEXT, "standard_label": OPTIONAL_TEXT, "at_least": FLAG}
    records = read_records(frame, kinds, name=name, optional=optional)
    single_unit(records, name)
    for row, record in enumerate(records, start=1):
        record["label"] = record.get("label") or _exact(record, "value", row, name)
        record["standard_label"] = record.get("standard_label") or STANDARD_LABEL.format(value=_exact(record, "standard", row, name))
    items = [f"{_spaced(record['name_zh'], record['label'])}，{record['standard_label']}" for record in records]
    rows = [[plain(record["name_zh"]), record["label"], record["standard_label"]] for record in records]
    return Figure(name, alt or message(caption, items), caption, HEADINGS["bullet"], rows, lambda width: _draw(records, width), origins_of(frame))


def planned_built(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with a bar for what was built and a line where the plan is, for each row of the frame.

    The frame has columns name_zh, planned (number), built (number), unit (the same in all rows); optional planned_label and built_label
    (as printed; default: the words 计划 and 建成 and the exact number). The rest is as in `value_bars`.
    """
    kinds = {"name_zh": TEXT, "planned": NUMBER, "built": NUMBER, "unit": TEXT}
    records = read_records(frame, kinds, name=name, optional={"planned_label": OPTIONAL_TEXT, "built_label": OPTIONAL_TEXT})
    single_unit(records, name)
    for row, record in enumerate(records, start=1):
        for column, words in (("planned", PLANNED_LABEL), ("built", BUILT_LABEL)):
            record[f"{column}_label"] = record.get(f"{column}_label") or words.format(value=_exact(record, column, row, name))
    items = [f"{plain(record['name_zh'])}{record['planned_label']}，{record['built_label']}" for record in records]
    rows = [[plain(record["name_zh"]), record["planned_label"], record["built_label"]] for record in records]
    # The plan is the standard of what was built, so that a small surplus can be seen.
    bars = [{"name_zh": record["name_zh"], "value": record["built"], "label": record["built_label"], "standard": record["planned"],
             "standard_label": record["planned_label"]} for record in records]
    return Figure(name, alt or message(caption, items), caption, HEADINGS["planned"], rows, lambda width: _draw(bars, width), origins_of(frame))


def rate_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each basis of a rate, from 0 to 100 %.

    The frame has columns basis_zh, numerator (int), denominator (int), label (the rate as printed, such as 79.3%); optional strict (bool),
    true for the basis that the bulletin uses. The rest is as in `value_bars`.
    """
    kinds = {"basis_zh": TEXT, "numerator": INTEGER, "denominator": INTEGER, "label": TEXT}
    records = read_records(frame, kinds, name=name, optional={"strict": FLAG})
    bars, items = [], []
    for row, record in enumerate(records, start=1):
        if record["denominator"] == 0 or record["numerator"] > record["denominator"]:
            raise ValueError(MESSAGES["denominator"].format(name=name, row=row, **record))
        fraction, strict = f"{record['numerator']} ÷ {record['denominator']}", record.get("strict", False)
        items.append(f"{plain(record['basis_zh'])}{f'（{STRICT}）' if strict else ''}为{record['label']}（{fraction}）")
        # A float only places the mark; the digits shown are the caller's.
        bars.append({"name_zh": record["basis_zh"], "value": 100 * record["numerator"] / record["denominator"], "label": record["label"],
                     "note": fraction, "fill": theme.MAIN if strict else theme.SECONDARY, "mark": f"▲ {STRICT}" if strict else ""})
    rows = [[plain(record["basis_zh"]), str(record["numerator"]), str(record["denominator"]), record["label"]] for record in records]
    return Figure(
        name, alt or message(caption, items), caption, HEADINGS["rate"], rows, lambda width: _draw(bars, width, percent=True), origins_of(frame)
    )


def _draw(records: list[dict[str, Any]], width: int, *, percent: bool = False) -> altair.LayerChart:
    """Return bars from zero with a name, a label at the end, and where there are any a standard, a note and an open end.

    Args:
        records: name_zh, value, label; optional fill, at_least, standard and standard_label, note (further text behind the
            label) and mark (a word below the name).
        width: width of the chart in px; on a narrow one names stand above their bars.
        percent: whether the axis runs from 0 to 100 % and is shown.
    """
    import altair as alt

    data = [{"row": row} | _bar(record, width, percent) for row, record in enumerate(records)]
    room = width - (max(text_width(line) for bar in data for line in bar["name"].split("\n")) if width >= theme.ROOMY else 0)
    if too_long := [bar["label"] for bar in data if room - text_width(bar["label"]) < _SHORTEST]:
        raise ValueError(MESSAGES["long"].format(labels="、".join(too_long)))
    # A standard that all bars share is named once, above the first.
    standards = {(bar["standard"], bar["standard_label"]) for bar in data}
    if len(standards) == 1:
        for bar in data:
            bar["above"], bar["standard_label"] = (bar["standard_label"] if bar is data[0] else ""), ""
    below = 20 if any(bar["standard_label"] for bar in data) else 0
    step, bar_shift, name_shift = row_geometry(max(bar["lines"] for bar in data), width, below)
    base = alt.Chart(alt.InlineData(values=data)).encode(y=alt.Y("row:O", axis=None, scale=alt.Scale(padding=0)))
    scale = alt.Scale(domain=[0, 100], nice=False) if percent else alt.Scale(zero=True, nice=False)
    axis = alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.label + '%'", title=None, grid=True) if percent else None

    def x(column: str) -> altair.X:
        return alt.X(f"{column}:Q", scale=scale, axis=axis)

    layers = [base.mark_bar(size=theme.BAR_HEIGHT, yOffset=bar_shift, color=theme.TRACK).encode(x=x("end"))] if percent else []
    layers.append(base.mark_bar(size=theme.BAR_HEIGHT, yOffset=bar_shift).encode(
        x=x("value"), color=alt.Color("fill:N", scale=None), description="tip:N"
    ))
    if any(bar["at_least"] for bar in data):
        open_end = base.transform_filter("datum.at_least").encode(x=x("value"))
        layers.append(open_end.mark_bar(size=theme.BAR_HEIGHT, yOffset=bar_shift, color=theme.MAIN_TINT, x2Offset=_ARROW - 12).encode(x2="value:Q"))
        layers.append(open_end.mark_point(shape="triangle-right", size=260, xOffset=_ARROW - 6, yOffset=bar_shift, color=theme.MAIN, filled=True, opacity=1))
    with_standard = base.transform_filter("isValid(datum.standard)").encode(x=x("standard"))
    if any(bar["standard"] is not None for bar in data):
        # White beside the line keeps it visible where it crosses a dark bar.
        layers += [with_standard.mark_tick(size=theme.BAR_HEIGHT + 8, thickness=thickness, yOffset=bar_shift + 4, color=colour, opacity=1)
                   for thickness, colour in ((5, theme.WHITE), (2.5, theme.STANDARD))]
        if below:
            note = with_standard.mark_text(fontSize=theme.NOTE_SIZE, color=theme.STANDARD, dy=bar_shift + theme.BAR_HEIGHT / 2 + 14).encode(text="standard_label:N")
        else:
            note = with_standard.transform_filter("datum.row == 0").mark_text(fontSize=theme.NOTE_SIZE, color=theme.STANDARD).encode(text="above:N", y=alt.value(-8))
        layers.append(note)
    if not percent:
        layers.append(alt.Chart(alt.InlineData(values=[{}])).mark_rule(color=theme.OUTLINE).encode(x=alt.datum(0, scale=scale, axis=axis)))
    gap = {"expr": f"datum.at_least ? {_ARROW + 14} : 8"}
    layers.append(base.mark_text(align="left", fontWeight="bold", dx=gap, dy=bar_shift).encode(x=x("end"), text="label:N"))
    if percent:
        behind = max(text_width(bar["label"], theme.LABEL_SIZE) for bar in data) + 22
        if width >= theme.ROOMY:
            layers.append(base.mark_text(align="left", dx=behind, dy=bar_shift, color=theme.MUTED_INK).encode(x=x("end"), text="note:N"))
        else:
            layers.append(base.mark_text(align="right", dy=name_shift, color=theme.MUTED_INK).encode(x=x("end"), text="note:N"))
    return alt.layer(*layers, *name_layers(base, width, name_shift)).properties(width=width, height=alt.Step(step))


def _bar(record: dict[str, Any], width: int, percent: bool) -> dict[str, Any]:
    """Return what Vega-Lite needs of a row; numbers are floats here, since they only place marks."""
    value, standard = float(record["value"]), record.get("standard")
    standard = None if standard is None else float(standard)
    lines = wrap(record["name_zh"], _NAME_WIDTH if width >= theme.ROOMY else width - 70 * percent) + ([record["mark"]] if record.get("mark") else [])
    return {
        "name": "\n".join(lines), "lines": len(lines), "ink": theme.MAIN if record.get("mark") else theme.INK, "value": value,
        # A label stands beyond its bar and its standard.
        "end": 100 if percent else max(value, standard or 0),
        "label": record["label"], "note": record.get("note", ""), "at_least": bool(record.get("at_least")), "standard": standard,
        "standard_label": record.get("standard_label", ""), "above": "", "fill": record.get("fill", theme.MAIN),
        "tip": describe(f"{plain(record['name_zh'])} {record['label']}"),
    }


def row_geometry(lines: int, width: int, below: int = 0, height: int = theme.BAR_HEIGHT) -> tuple[float, float, float]:
    """Return the height of a row, and how far below its middle the bar and the last line of the name lie, in px."""
    if width >= theme.ROOMY:
        return max(lines * theme.LINE_HEIGHT + 10, height + 12) + below, -below / 2, -below / 2
    step = lines * theme.LINE_HEIGHT + height + 16 + below
    bar_shift = lines * theme.LINE_HEIGHT + 8 + height / 2 - step / 2
    return step, bar_shift, bar_shift - height / 2 - theme.LINE_HEIGHT / 2 - 1


def name_layers(base: altair.Chart, width: int, shift: float) -> list[altair.Chart]:
    """Return the rows' names: beside their bars, centred on them, or on a narrow chart above them."""
    beside = width >= theme.ROOMY
    dy = {"expr": f"{shift} - (datum.lines - 1) * {theme.LINE_HEIGHT / 2 if beside else theme.LINE_HEIGHT}"}
    mark = base.mark_text(align="right" if beside else "left", dx=-10 if beside else 2, dy=dy, lineBreak="\n")
    return [mark.encode(x={"value": 0}, text="name:N", color={"field": "ink", "type": "nominal", "scale": None})]


def _exact(record: dict[str, Any], column: str, row: int, name: str) -> str:
    """Return a value's exact digits with its unit.

    Raises:
        ValueError: the value is not exact in decimal notation.
    """
    value = record[column]
    if not isinstance(value, (int, Decimal)):
        raise ValueError(MESSAGES["label"].format(name=name, row=row, found=value))
    return f"{value}%" if record["unit"] == "%" else f"{value} {record['unit']}"


def _spaced(name: str, label: str) -> str:
    """Return a name and its label: digits are set apart from Chinese, not from a bracket."""
    return plain(name) + (label if name.endswith(("）", "”", "》")) else f" {label}")
