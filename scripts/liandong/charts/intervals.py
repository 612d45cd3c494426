"""Chart of the bases that printed figures imply: one interval for each claim, all on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liandong.charts.bars import name_layers, row_geometry
from liandong.charts.figure import Figure
from liandong.charts.frames import NUMBER, TEXT, message, origins_of, read_records
from liandong.charts.svg import describe
from liandong.charts.theme import INK, MAIN, MAIN_TINT, NOTE_SIZE, STANDARD
from liandong.charts.wrapping import plain, text_width, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
HEADINGS = ("说法", "推算的分母", "符合的整数")
NONE_FITS, AXIS = "无整数符合", "推算的分母"
_ROOM = 66  # px below the interval's label for the interval itself and the integers in it
_NAME_WIDTH = 200  # px


def interval_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None, axis: str = AXIS) -> Figure:
    """Return a figure with the interval that each claim implies, on one axis that need not begin at zero.

    The frame has columns name_zh, lower (number), upper (number), label (the interval as printed); optional fits (list of the integers
    inside, drawn as points; an empty list says that there is none). `axis` says what the axis measures, with its unit. `name`, `caption` and
    `alt` are those of `Figure`; by default the alternative text is made from the data.
    """
    records = read_records(frame, {"name_zh": TEXT, "lower": NUMBER, "upper": NUMBER, "label": TEXT}, name=name)
    fits = frame["fits"].tolist() if "fits" in frame.columns else None
    for row, record in enumerate(records, start=1):
        if record["lower"] > record["upper"]:
            raise ValueError(MESSAGES["order"].format(name=name, row=row, **record))
        record["fits"] = None if fits is None else _integers(fits[row - 1], name, row)
    items = [f"{plain(r['name_zh'])}，{r['label']}{f'（{NONE_FITS}）' if r['fits'] == [] else ''}" for r in records]
    rows = [[plain(r["name_zh"]), r["label"], *([] if fits is None else ["、".join(map(str, r["fits"])) or NONE_FITS])] for r in records]
    headings = HEADINGS if fits is not None else HEADINGS[:2]
    return Figure(name, alt or message(caption, items), caption, headings, rows, lambda width: _draw(records, axis, width), origins_of(frame))


def _integers(value: Any, name: str, row: int) -> list[int]:
    numbers = list(value) if hasattr(value, "__iter__") else [None]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise ValueError(MESSAGES["fits"].format(name=name, row=row, found=value))
    return sorted(numbers)


def _draw(records: list[dict], axis: str, width: int) -> altair.LayerChart:
    import altair as alt

    # Floats only place marks; the digits shown are the caller's.
    lowest, highest = min(float(r["lower"]) for r in records), max(float(r["upper"]) for r in records)
    widest = max((text_width(str(number), NOTE_SIZE) for r in records for number in r["fits"] or []), default=0)
    # Integers that would run into each other are left to the table.
    points = 0.75 * width / max(highest - lowest, 1) > widest + 4 or all(len(r["fits"] or []) < 2 for r in records)
    data = []
    for row, record in enumerate(records):
        lines, lower, upper = wrap(record["name_zh"], _NAME_WIDTH), float(record["lower"]), float(record["upper"])
        nothing = record["fits"] == []
        # Near an end of the axis the label goes inwards.
        place = ((lower + upper) / 2 - lowest) / ((highest - lowest) or 1)
        align, anchor = ("left", lower) if place < 0.25 else ("right", upper) if place > 0.75 else ("center", (lower + upper) / 2)
        data.append({
            "row": row, "name": "\n".join(lines), "lines": len(lines), "ink": INK, "lower": lower, "upper": upper, "anchor": anchor, "align": align,
            "label": f"{record['label']}，{NONE_FITS}" if nothing else record["label"], "label_ink": STANDARD if nothing else MAIN,
            "fits": (record["fits"] or []) if points else [], "tip": describe(f"{plain(record['name_zh'])} {record['label']}"),
        })
    step, shift, name_shift = row_geometry(max(item["lines"] for item in data), width, height=_ROOM)
    base = alt.Chart(alt.InlineData(values=data)).encode(y=alt.Y("row:O", axis=None, scale=alt.Scale(padding=0)))

    def x(column: str) -> altair.X:
        ticks = alt.Axis(title=axis, grid=True, format="~f", tickCount=round(width / 70))
        return alt.X(f"{column}:Q", title=axis, scale=alt.Scale(zero=False, nice=True, padding=6), axis=ticks)

    integers = base.transform_flatten(["fits"], ["integer"]).encode(x=x("integer"))
    return alt.layer(
        base.mark_bar(size=14, yOffset=shift, color=MAIN_TINT).encode(x=x("lower"), x2="upper:Q", description="tip:N"),
        *(base.mark_tick(size=20, thickness=2, yOffset=shift, color=MAIN, opacity=1).encode(x=x(edge)) for edge in ("lower", "upper")),
        integers.mark_point(size=64, filled=True, yOffset=shift, color=MAIN, opacity=1),
        integers.mark_text(fontSize=NOTE_SIZE, dy=shift + 20).encode(text="integer:N"),
        base.mark_text(fontWeight="bold", align={"expr": "datum.align"}, dy=shift - 20).encode(x=x("anchor"), text="label:N", color=alt.Color("label_ink:N", scale=None)),
        *name_layers(base, width, name_shift),
    ).properties(width=width, height=alt.Step(step))
