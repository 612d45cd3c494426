"""Charts of rows with a name each: values, values against a standard, rates, stacked statuses, implied intervals."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from liandong.charts import theme
from liandong.charts.figure import Figure, message, origins_of
from liandong.charts.frames import FLAG, INTEGER, NUMBER, OPTIONAL_TEXT, TEXT, read_records
from liandong.charts.svg import describe
from liandong.charts.wrapping import plain, text_width, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
LABELS = messages(__name__, "labels")
HEADINGS, WORDS = LABELS["headings"], LABELS["words"]
_NAME_WIDTH = 200  # px that names take beside their bars
_SHORTEST = 60  # px that the longest bar must have left beside its label
_ARROW = 24  # px beyond the end of a bar whose value is only a lower bound
_STACK = 34  # px, the height of a stacked bar
_INTERVAL = 66  # px for an interval, its label above and the integers in it below


def value_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one labelled bar for each value, in the order of the frame.

    The frame has columns name_zh, value (number), unit (the same in all rows); optional label (the value as printed;
    default: the exact value and its unit), at_least (bool: the value is a lower bound). `name`, `caption` and `alt` are
    those of `Figure`; by default the alternative text is made from the data.
    """
    return _values(frame, name, caption, alt, ["value"], "，")


def bullet_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each value and a line where its standard is.

    The frame has columns name_zh, value (number), standard (number), unit (the same in all rows); optional label and
    standard_label (as printed; default: the exact number and its unit), at_least (bool). The rest is as in
    `value_bars`.
    """
    return _values(frame, name, caption, alt, ["value", "standard"])


def planned_built(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with a bar for what was built and a line where the plan is, for each row of the frame.

    The frame has columns name_zh, planned (number), built (number), unit (the same in all rows); optional planned_label
    and built_label (as printed; default: the words 计划 and 建成 and the exact number). The rest is as in `value_bars`.
    """
    # The plan is the standard of what was built, so that a small surplus can be seen.
    return _values(frame, name, caption, alt, ["planned", "built"], standard="planned")


def _values(
    frame: pandas.DataFrame, name: str, caption: str, alt: str | None, columns: list[str], between: str = "；",
    standard: str = "standard"
) -> Figure:
    """Return a figure of the numbers in some columns, one of them perhaps the standard of the other."""
    labels = {column: "label" if column == "value" else f"{column}_label" for column in columns}
    optional = dict.fromkeys(labels.values(), OPTIONAL_TEXT) | {"at_least": FLAG}
    records = read_records(frame, {"name_zh": TEXT, **dict.fromkeys(columns, NUMBER), "unit": TEXT}, name=name,
                           optional=optional)
    # Lengths of unlike things cannot share an axis.
    if len(units := dict.fromkeys(record["unit"] for record in records)) > 1:
        raise ValueError(MESSAGES["unit"].format(name=name, found="、".join(units)))
    for row, record in enumerate(records, start=1):
        for column, label in labels.items():
            record[label] = record.get(label) or WORDS[column].format(value=_exact(record, column, row, name))
    rows = [[plain(record["name_zh"]), *(record[label] for label in labels.values())] for record in records]
    # Digits are set apart from Chinese, not from a bracket; a plan begins with a word.
    spaces = ["" if "planned" in columns or told[0].endswith(("）", "”", "》")) else " " for told in rows]
    items = [told[0] + space + "，".join(told[1:]) for told, space in zip(rows, spaces, strict=True)]
    value = next(column for column in columns if column != standard)
    bars = [
        {"name_zh": record["name_zh"], "value": float(record[value]), "label": record[labels[value]],
         "at_least": record.get("at_least", False),
         "standard": float(record[standard]) if standard in columns else None,
         "standard_label": record.get(labels.get(standard), "")}
        for record in records
    ]
    headings = [HEADINGS["name"], *map(HEADINGS.get, columns)]
    return Figure(name, alt or message(caption, items, between), caption, headings, rows, partial(_draw_values, bars),
                  origins_of(frame))


def _exact(record: dict[str, Any], column: str, row: int, name: str) -> str:
    """Return a value's exact digits with its unit; a float has none."""
    if not isinstance(record[column], int | Decimal):
        raise ValueError(MESSAGES["label"].format(name=name, row=row, found=record[column]))
    return f"{record[column]}{'' if record['unit'] == '%' else ' '}{record['unit']}"


def _draw_values(bars: list[dict[str, Any]], width: int) -> altair.LayerChart:
    """Return bars from zero, each with its label at the end, and where there are any a standard and an open end."""
    import altair as alt

    standards = {(bar["standard"], bar["standard_label"]) for bar in bars}
    shared = len(standards) == 1
    data = [
        # A label stands beyond its bar and its standard.
        bar | _named(row, bar["name_zh"], width)
        | {"end": max(bar["value"], bar["standard"] or 0), "tip": describe(f"{plain(bar['name_zh'])} {bar['label']}")}
        for row, bar in enumerate(bars)
    ]
    _check_room(data, width)
    rows = _Rows(data, width, below=0 if shared else 20)
    scale, bar = alt.Scale(zero=True, nice=False), {"size": theme.BAR_HEIGHT, "yOffset": rows.shift}
    value, standard, end = (alt.X(f"{column}:Q", scale=scale, axis=None) for column in ("value", "standard", "end"))
    layers = [rows.base.mark_bar(**bar).encode(x=value, description=alt.Description("tip:N"))]
    if any(one["at_least"] for one in data):
        open_end = rows.base.transform_filter("datum.at_least").encode(x=value)
        arrow = {"shape": "triangle-right", "size": 260, "filled": True, "opacity": 1, "color": theme.MAIN}
        layers.append(open_end.mark_bar(**bar, color=theme.MAIN_TINT,
                                        x2Offset=_ARROW - 12).encode(x2=alt.X2("value:Q")))
        layers.append(open_end.mark_point(**arrow, xOffset=_ARROW - 6, yOffset=rows.shift))
    if standards != {(None, "")}:
        line = rows.base.encode(x=standard)
        # White beside the line keeps it visible where it crosses a dark bar.
        layers += [line.mark_tick(size=theme.BAR_HEIGHT + 8, thickness=thickness, yOffset=rows.shift + 4, color=colour,
                                  opacity=1)
                   for thickness, colour in ((5, theme.WHITE), (2.5, theme.STANDARD))]
        note = {"fontSize": theme.NOTE_SIZE, "color": theme.STANDARD}
        # A standard that all bars share is named once, above the first.
        above = line.transform_filter("datum.row == 0").mark_text(**note).encode(y=alt.YValue(-8))
        beneath = line.mark_text(**note, dy=rows.shift + theme.BAR_HEIGHT / 2 + 14)
        layers.append((above if shared else beneath).encode(text=alt.Text("standard_label:N")))
    zero = alt.Chart(alt.InlineData(values=[{}])).encode(x=alt.XDatum(0, scale=scale, axis=None))
    layers.append(zero.mark_rule(color=theme.OUTLINE))
    gap = {"expr": f"datum.at_least ? {_ARROW + 14} : 8"}
    return rows.chart(*layers,
                      rows.base.mark_text(align="left", fontWeight="bold", dx=gap,
                                          dy=rows.shift).encode(x=end, text=alt.Text("label:N")))


def rate_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each basis of a rate, from 0 to 100 %.

    The frame has columns basis_zh, numerator (int), denominator (int), label (the rate as printed, such as 79.3%);
    optional strict (bool), true for the basis that the bulletin uses. The rest is as in `value_bars`.
    """
    kinds = {"basis_zh": TEXT, "numerator": INTEGER, "denominator": INTEGER, "label": TEXT}
    records = read_records(frame, kinds, name=name, optional={"strict": FLAG})
    for row, record in enumerate(records, start=1):
        if record["denominator"] == 0 or record["numerator"] > record["denominator"]:
            raise ValueError(MESSAGES["denominator"].format(name=name, row=row, **record))
        record |= {"basis": plain(record["basis_zh"]), "note": f"{record['numerator']} ÷ {record['denominator']}",
                   "strict": record.get("strict", False)}
    items = [LABELS["strict_rate" if record["strict"] else "rate"].format(**record) for record in records]
    rows = [[record["basis"], str(record["numerator"]), str(record["denominator"]), record["label"]]
            for record in records]
    return Figure(name, alt or message(caption, items), caption, HEADINGS["rate"], rows, partial(_draw_rates, records),
                  origins_of(frame))


def _draw_rates(records: list[dict[str, Any]], width: int) -> altair.LayerChart:
    import altair as alt

    beside = width >= theme.ROOMY
    data = [
        _named(row, record["basis_zh"], width, None if beside else width - 70,
               LABELS["mark"] if record["strict"] else "") | {
            # A float only places the mark; the digits shown are the caller's.
            "value": 100 * record["numerator"] / record["denominator"], "end": 100, "label": record["label"],
            "note": record["note"],
            "fill": theme.MAIN if record["strict"] else theme.SECONDARY,
            "tip": describe(f"{record['basis']} {record['label']}"),
        }
        for row, record in enumerate(records)
    ]
    _check_room(data, width)
    rows = _Rows(data, width)
    axis = alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.label + '%'", title=None, grid=True)
    value, end = (alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)
                  for column in ("value", "end"))
    bar = {"size": theme.BAR_HEIGHT, "yOffset": rows.shift}
    behind = max(text_width(one["label"]) for one in data) + 22
    note = {"align": "left", "dx": behind, "dy": rows.shift} if beside else {"align": "right", "dy": rows.name_shift}
    return rows.chart(
        rows.base.mark_bar(**bar, color=theme.TRACK).encode(x=end),
        rows.base.mark_bar(**bar).encode(x=value, color=alt.Color("fill:N", scale=None),
                                         description=alt.Description("tip:N")),
        rows.base.mark_text(align="left", fontWeight="bold", dx=8,
                            dy=rows.shift).encode(x=end, text=alt.Text("label:N")),
        rows.base.mark_text(**note, color=theme.MUTED_INK).encode(x=end, text=alt.Text("note:N")),
    )


def status_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one stacked bar for each level, its parts the counts of each status.

    The frame has columns level (province, city, county), status (done, ongoing, top_level_design), wording_zh (the
    source's word for the status), problems (int); optional level_zh, the level's name. The rest is as in `value_bars`.
    """
    kinds = {"level": TEXT, "status": TEXT, "wording_zh": TEXT, "problems": INTEGER}
    records = read_records(frame, kinds, name=name, optional={"level_zh": TEXT})
    levels: dict[str, list[dict]] = {}
    for row, record in enumerate(records, start=1):
        if record["status"] not in theme.STATUS_COLOURS:
            raise ValueError(MESSAGES["status"].format(name=name, row=row, found=record["status"],
                                                       known="、".join(theme.STATUS_COLOURS)))
        record["level_zh"] = record.get("level_zh") or LABELS["levels"].get(record["level"])
        if record["level_zh"] is None:
            raise ValueError(MESSAGES["level"].format(name=name, row=row, found=record["level"],
                                                      known="、".join(LABELS["levels"])))
        levels.setdefault(record["level_zh"], []).append(record)
    items = [plain(level) + "、".join(LABELS["part"].format(**part) for part in parts)
             for level, parts in levels.items()]
    rows = [[plain(record["level_zh"]), record["wording_zh"], str(record["problems"])] for record in records]
    return Figure(name, alt or message(caption, items), caption, HEADINGS["status"], rows,
                  partial(_draw_statuses, levels), origins_of(frame))


def _draw_statuses(levels: dict[str, list[dict]], width: int) -> altair.LayerChart:
    import altair as alt

    beside, order = width >= theme.ROOMY, list(theme.STATUS_COLOURS)
    records = [record for parts in levels.values() for record in parts]
    # What a status is called differs from level to level; the colour is the status's.
    words = {status: "／".join(dict.fromkeys(one["wording_zh"] for one in records if one["status"] == status))
             for status in order}
    words = {status: word for status, word in words.items() if word}
    names = [_named(row, level, width, room=150) for row, level in enumerate(levels)]
    left = max(text_width(line) for name in names for line in name["name"].split("\n")) + 12 if beside else 0
    unit = (width - left) / max(1, *(sum(part["problems"] for part in parts) for parts in levels.values()))
    data = []
    for name, (level, parts) in zip(names, levels.items(), strict=True):
        shown = sorted((part for part in parts if part["problems"]), key=lambda part: order.index(part["status"]))
        # Where a part is too narrow for its number, the numbers of the whole bar stand behind it, in the same order.
        tight = any(unit * part["problems"] < text_width(str(part["problems"])) + 8 for part in shown)
        name["total"] = sum(part["problems"] for part in shown)
        data += [
            name | {
                "problems": part["problems"], "status": words[part["status"]], "rank": rank,
                "number_ink": theme.STATUS_INK[part["status"]],
                "number": "" if tight else str(part["problems"]),
                "tip": describe(f"{level} {part['wording_zh']} {part['problems']}", words[part["status"]]),
            } | ({"name": "", "numbers": ""} if rank
                 else {"numbers": " + ".join(str(one["problems"]) for one in shown) if tight else ""})
            for rank, part in enumerate(shown)
        ] or [name]
    rows = _Rows(data, width, height=_STACK)
    scale = alt.Scale(domain=list(words.values()), range=[theme.STATUS_COLOURS[status] for status in words])
    colour = alt.Color("status:N", scale=scale, legend=alt.Legend(columns=0 if beside else 1))
    bars = rows.base.mark_bar(size=_STACK, yOffset=rows.shift, stroke=theme.WHITE, strokeWidth=1.5).encode(
        x=alt.X("problems:Q", axis=None, stack="zero", scale=alt.Scale(nice=False)), color=colour,
        order=alt.Order("rank:O"), description=alt.Description("tip:N"),
    )
    number = rows.base.mark_text(fontWeight="bold", dy=rows.shift)
    numbers = number.encode(
        x=alt.X("problems:Q", stack="zero", bandPosition=0.5), order=alt.Order("rank:O"), text=alt.Text("number:N"),
        color=alt.Color("number_ink:N", scale=None)
    )
    behind = rows.base.mark_text(fontWeight="bold", align="left", dx=8,
                                 dy=rows.shift).encode(x=alt.X("total:Q"), text=alt.Text("numbers:N"))
    return rows.chart(bars, numbers, behind)


def interval_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None,
                  axis: str = LABELS["axis"]) -> Figure:
    """Return a figure with the interval that each claim implies, on one axis that need not begin at zero.

    The frame has columns name_zh, lower (number), upper (number), label (the interval as printed); optional fits (list
    of the integers inside, drawn as points; an empty list says that there is none). `axis` says what the axis measures,
    with its unit. The rest is as in `value_bars`.
    """
    records = read_records(frame, {"name_zh": TEXT, "lower": NUMBER, "upper": NUMBER, "label": TEXT}, name=name)
    fits = frame["fits"].tolist() if "fits" in frame.columns else [()] * len(records)
    for row, (record, inside) in enumerate(zip(records, fits, strict=True), start=1):
        if record["lower"] > record["upper"]:
            raise ValueError(MESSAGES["order"].format(name=name, row=row, **record))
        numbers = list(inside) if hasattr(inside, "__iter__") else [None]
        if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
            raise ValueError(MESSAGES["fits"].format(name=name, row=row, found=inside))
        record |= {"fits": sorted(numbers), "none": LABELS["none"] if "fits" in frame.columns and not numbers else ""}
    items = [f"{plain(one['name_zh'])}，{one['label']}{f'（{words}）' if (words := one['none']) else ''}"
             for one in records]
    headings = HEADINGS["interval"][: 3 if "fits" in frame.columns else 2]
    rows = [[plain(one["name_zh"]), one["label"], "、".join(map(str, one["fits"])) or one["none"]][: len(headings)]
            for one in records]
    return Figure(name, alt or message(caption, items), caption, headings, rows,
                  partial(_draw_intervals, records, axis), origins_of(frame))


def _draw_intervals(records: list[dict], axis: str, width: int) -> altair.LayerChart:
    import altair as alt

    # Floats only place marks; the digits shown are the caller's.
    lowest, highest = min(float(one["lower"]) for one in records), max(float(one["upper"]) for one in records)
    widest = max((text_width(str(number), theme.NOTE_SIZE) for one in records for number in one["fits"]), default=0)
    # Integers that would run into each other are left to the table.
    points = 0.75 * width / max(highest - lowest, 1) > widest + 4 or all(len(one["fits"]) < 2 for one in records)
    data = []
    for row, record in enumerate(records):
        lower, upper = float(record["lower"]), float(record["upper"])
        # Near an end of the axis the label goes inwards.
        place = ((lower + upper) / 2 - lowest) / ((highest - lowest) or 1)
        inwards = ("left", lower) if place < 0.25 else ("right", upper) if place > 0.75 else None
        align, anchor = inwards or ("center", (lower + upper) / 2)
        data.append(_named(row, record["name_zh"], width, room=_NAME_WIDTH) | {
            "lower": lower, "upper": upper, "anchor": anchor, "align": align,
            "label": "，".join(filter(None, [record["label"], record["none"]])),
            "label_ink": theme.STANDARD if record["none"] else theme.MAIN, "fits": record["fits"] if points else [],
            "tip": describe(f"{plain(record['name_zh'])} {record['label']}"),
        })
    rows = _Rows(data, width, height=_INTERVAL)
    ticks = alt.Axis(title=axis, grid=True, format="~f", tickCount=round(width / 70))

    def x(column: str) -> altair.X:
        return alt.X(f"{column}:Q", title=axis, scale=alt.Scale(zero=False, nice=True, padding=6), axis=ticks)

    integers = rows.base.transform_flatten(["fits"], ["integer"]).encode(x=x("integer"))
    colour = alt.Color("label_ink:N", scale=None)
    label = rows.base.mark_text(fontWeight="bold", align={"expr": "datum.align"}, dy=rows.shift - 20)
    return rows.chart(
        rows.base.mark_bar(size=14, yOffset=rows.shift,
                           color=theme.MAIN_TINT).encode(x=x("lower"), x2=alt.X2("upper:Q"),
                                                         description=alt.Description("tip:N")),
        *(rows.base.mark_tick(size=20, thickness=2, yOffset=rows.shift, color=theme.MAIN, opacity=1).encode(x=x(edge))
          for edge in ("lower", "upper")),
        integers.mark_point(size=64, filled=True, yOffset=rows.shift, color=theme.MAIN, opacity=1),
        integers.mark_text(fontSize=theme.NOTE_SIZE, dy=rows.shift + 20).encode(text=alt.Text("integer:N")),
        label.encode(x=x("anchor"), text=alt.Text("label:N"), color=colour),
    )


def _named(row: int, name: str, width: int, room: float | None = None, mark: str = "") -> dict[str, Any]:
    """Return what the data of a row say of its name, broken into lines; a mark below it is set apart by colour."""
    lines = wrap(name, room or (_NAME_WIDTH if width >= theme.ROOMY else width)) + [mark] * bool(mark)
    return {"row": row, "name": "\n".join(lines), "lines": len(lines), "ink": theme.MAIN if mark else theme.INK}


class _Rows:
    """The rows of a chart, each with its name beside it or, on a narrow chart, above it.

    Attributes:
        base: the chart whose y is the row.
        shift: how far below the middle of a row its bar lies, in px.
        name_shift: how far the last line of its name.
    """

    def __init__(self, data: list[dict[str, Any]], width: int, height: int = theme.BAR_HEIGHT, below: int = 0) -> None:
        import altair as alt

        text, self.beside, self.width = max(one["lines"]
                                            for one in data) * theme.LINE_HEIGHT, width >= theme.ROOMY, width
        self.step = max(text + 10, height + 12) + below if self.beside else text + height + 16 + below
        self.shift = -below / 2 if self.beside else text + 8 + height / 2 - self.step / 2
        self.name_shift = self.shift if self.beside else self.shift - height / 2 - theme.LINE_HEIGHT / 2 - 1
        # Channels are objects: what one written as text is, Altair finds out anew each time, which takes a third of
        # all cells' time.
        y = alt.Y("row:O", axis=None, scale=alt.Scale(padding=0))
        self.base = alt.Chart(alt.InlineData(values=data)).encode(y=y)

    def chart(self, *layers: altair.Chart) -> altair.LayerChart:
        """Return the chart of some layers and the names."""
        import altair as alt

        lift = theme.LINE_HEIGHT / 2 if self.beside else theme.LINE_HEIGHT
        names = self.base.mark_text(
            align="right" if self.beside else "left", dx=-10 if self.beside else 2,
            dy={"expr": f"{self.name_shift} - (datum.lines - 1) * {lift}"}, lineBreak="\n"
        ).encode(x=alt.XValue(0), text=alt.Text("name:N"), color=alt.Color("ink:N", scale=None))
        return alt.layer(*layers, names).properties(width=self.width, height=alt.Step(self.step))


def _check_room(data: list[dict[str, Any]], width: int) -> None:
    """Refuse labels beside which no bar has room."""
    names = max(text_width(line) for one in data for line in one["name"].split("\n")) if width >= theme.ROOMY else 0
    if too_long := [one["label"] for one in data if width - names - text_width(one["label"]) < _SHORTEST]:
        raise ValueError(MESSAGES["long"].format(labels="、".join(too_long)))
