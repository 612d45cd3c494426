"""Charts of rows with a name each: values, values against a standard, rates, stacked statuses, implied intervals."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from liandong.charts import theme
from liandong.charts.figure import Figure, message, origins_of
from liandong.charts.records import read_records, require
from liandong.charts.rows import NAME_WIDTH, Rows
from liandong.charts.svg import describe
from liandong.charts.theme import MARKS
from liandong.charts.wrapping import plain, text_width
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
LABELS = messages(__name__, "labels")
HEADINGS, WORDS = LABELS["headings"], LABELS["words"]
_ARROW = 24  # px beyond the end of a bar whose value is only a lower bound
_INTERVAL = 66  # px for an interval, its label above and the integers in it below


def value_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one labelled bar for each value, in the order of the frame.

    The frame has columns name_zh, value (number), unit (the same in all rows); optional label (the value as printed;
    default: the exact value and its unit), at_least (bool: the value is a lower bound). `name`, `caption` and `alt` are
    those of `Figure`; by default the alternative text is made from the data.
    """
    return _values(frame, name, caption, alt, {"value": "value"}, "，")


def bullet_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each value and a line where its standard is.

    The frame has also columns standard (number); optional standard_label. The rest is as in `value_bars`.
    """
    return _values(frame, name, caption, alt, {"value": "value", "standard": "standard"})


def planned_built(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with a bar for what was built and a line where the plan is, for each row of the frame.

    In place of value and label the frame has columns planned (number) and built (number); optional planned_label and
    built_label. The rest is as in `value_bars`.
    """
    # The plan is the standard of what was built, so that a small surplus can be seen.
    return _values(frame, name, caption, alt, {"planned": "standard", "built": "value"})


def _values(frame: pandas.DataFrame, name: str, caption: str, alt: str | None, roles: dict[str, str],
            between: str = "；") -> Figure:
    """Return a figure of the numbers in some columns, each the value or the standard."""
    labels = {column: "label" if column == "value" else f"{column}_label" for column in roles}
    records = read_records(frame, name, name_zh="text", **dict.fromkeys(roles, "number"), unit="text",
                           **dict.fromkeys(labels.values(), "note?"), at_least="flag?")
    # Lengths of unlike things cannot share an axis.
    units = dict.fromkeys(record["unit"] for record in records)
    require(len(units) == 1, MESSAGES["unit"], name=name, found="、".join(units))
    rows, items, bars = [], [], []
    for row, record in enumerate(records):
        bar = {"row": row, "name_zh": record["name_zh"], "at_least": record.get("at_least", False), "standard": None,
               "standard_label": ""}
        for column, role in roles.items():
            label = record.get(labels[column])
            if not label:
                # A float has no exact digits.
                require(isinstance(record[column], int | Decimal), MESSAGES["label"], name=name, row=row + 1,
                        found=record[column])
                exact = f"{record[column]}{'' if record['unit'] == '%' else ' '}{record['unit']}"
                label = WORDS[column].format(value=exact)
            bar |= {role: float(record[column]), f"{role}_label": label}
        told, values = plain(record["name_zh"]), [bar[f"{role}_label"] for role in roles.values()]
        rows.append([told, *values])
        # Digits are set apart from Chinese, not from a bracket; a plan begins with a word.
        space = "" if "planned" in roles or told.endswith(("）", "”", "》")) else " "
        items.append(told + space + "，".join(values))
        # A label stands beyond its bar and its standard.
        bars.append(bar | {"end": max(bar["value"], bar["standard"] or 0),
                           "tip": describe(f"{told} {bar['value_label']}")})
    headings = [HEADINGS["name"], *map(HEADINGS.get, roles)]
    return Figure(name, alt or message(caption, items, between), caption, headings, rows, partial(_draw_values, bars),
                  origins_of(frame))


def _draw_values(bars: list[dict[str, Any]], width: int) -> altair.LayerChart:
    """Return bars from zero, each with its label at the end, and where there are any a standard and an open end."""
    import altair as alt

    standards = {(bar["standard"], bar["standard_label"]) for bar in bars}
    shared = len(standards) == 1
    rows = Rows([bar["name_zh"] for bar in bars], width, below=0 if shared else 20)
    rows.require_room([bar["value_label"] for bar in bars])
    base, at = rows.base(bars), {"yOffset": rows.shift}
    scale = alt.Scale(zero=True, nice=False)
    value, standard, end = (alt.X(f"{column}:Q", scale=scale, axis=None) for column in ("value", "standard", "end"))
    layers = [base.mark_bar(**MARKS["row"], **at).encode(x=value, description=alt.Description("tip:N"))]
    if any(bar["at_least"] for bar in bars):
        open_end = base.transform_filter("datum.at_least").encode(x=value)
        layers.append(open_end.mark_bar(**MARKS["open"], x2Offset=_ARROW - 12, **at).encode(x2=alt.X2("value:Q")))
        layers.append(open_end.mark_point(**MARKS["open-end"], xOffset=_ARROW - 6, **at))
    if standards != {(None, "")}:
        line = base.encode(x=standard)
        # White beside the line keeps it visible where it crosses a dark bar.
        layers += [line.mark_tick(**MARKS[mark], yOffset=rows.shift + 4) for mark in ("standard-halo", "standard")]
        # A standard that all bars share is named once, above the first.
        above = line.transform_filter("datum.row == 0").mark_text(**MARKS["standard-label"]).encode(y=alt.YValue(-8))
        beneath = line.mark_text(**MARKS["standard-label"], yOffset=rows.shift + theme.BAR_HEIGHT / 2 + 14)
        layers.append((above if shared else beneath).encode(text=alt.Text("standard_label:N")))
    zero = alt.Chart({"values": [{}]}).encode(x=alt.XDatum(0, scale=scale, axis=None))
    label = base.mark_text(**MARKS["count"], dx={"expr": f"datum.at_least ? {_ARROW + 14} : 8"}, **at)
    return rows.chart(*layers, zero.mark_rule(**MARKS["zero"]), label.encode(x=end, text=alt.Text("value_label:N")))


def rate_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one bar for each basis of a rate, from 0 to 100 %.

    The frame has columns basis_zh, numerator (int), denominator (int), label (the rate as printed, such as 79.3%);
    optional strict (bool), true for the basis that the bulletin uses. The rest is as in `value_bars`.
    """
    records = read_records(frame, name, basis_zh="text", numerator="integer", denominator="integer", label="text",
                           strict="flag?")
    for row, record in enumerate(records, start=1):
        require(record["denominator"] > 0 and record["numerator"] <= record["denominator"], MESSAGES["denominator"],
                name=name, row=row, **record)
        strict, basis = record.get("strict", False), plain(record["basis_zh"])
        record |= {
            "row": row - 1, "basis": basis, "note": f"{record['numerator']} ÷ {record['denominator']}",
            # A float only places the mark; the digits shown are the caller's.
            "value": 100 * record["numerator"] / record["denominator"], "end": 100,
            "strict": strict, "fill": theme.MAIN if strict else theme.SECONDARY,
            "tip": describe(f"{basis} {record['label']}"),
        }
    items = [LABELS["strict_rate" if record["strict"] else "rate"].format(**record) for record in records]
    rows = [[record["basis"], str(record["numerator"]), str(record["denominator"]), record["label"]]
            for record in records]
    return Figure(name, alt or message(caption, items), caption, HEADINGS["rate"], rows, partial(_draw_rates, records),
                  origins_of(frame))


def _draw_rates(records: list[dict[str, Any]], width: int) -> altair.LayerChart:
    import altair as alt

    # On a narrow chart the fraction stands at the end of the name's line.
    rows = Rows([record["basis_zh"] for record in records], width, room=None if width >= theme.ROOMY else width - 70,
                marks=[LABELS["mark"] if record["strict"] else "" for record in records])
    rows.require_room([record["label"] for record in records])
    base, at = rows.base(records), {"yOffset": rows.shift}
    axis = alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.label + '%'", title=None, grid=True)
    value, end = (alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)
                  for column in ("value", "end"))
    behind = max(text_width(record["label"]) for record in records) + 22
    note = {"dx": behind, **at} if rows.beside else {"align": "right", "yOffset": rows.name_shift}
    return rows.chart(
        base.mark_bar(**MARKS["track"], **at).encode(x=end),
        base.mark_bar(**MARKS["row"], **at).encode(x=value, color=alt.Color("fill:N", scale=None),
                                                description=alt.Description("tip:N")),
        base.mark_text(**MARKS["count"], dx=8, **at).encode(x=end, text=alt.Text("label:N")),
        base.mark_text(**MARKS["fraction"] | note).encode(x=end, text=alt.Text("note:N")),
    )


def status_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure with one stacked bar for each level, its parts the counts of each status.

    The frame has columns level (province, city, county), status (done, ongoing, top_level_design), wording_zh (the
    source's word for the status), problems (int); optional level_zh, the level's name. The rest is as in `value_bars`.
    """
    records = read_records(frame, name, level="text", status=theme.STATUS_COLOURS, wording_zh="text",
                           problems="integer", level_zh="text?")
    levels: dict[str, list[dict]] = {}
    rows = []
    for row, record in enumerate(records, start=1):
        require("level_zh" in record or record["level"] in LABELS["levels"], MESSAGES["level"], name=name, row=row,
                found=record["level"], known="、".join(LABELS["levels"]))
        level = record.get("level_zh") or LABELS["levels"][record["level"]]
        levels.setdefault(level, []).append(record)
        rows.append([plain(level), record["wording_zh"], str(record["problems"])])
    items = [plain(level) + "、".join(LABELS["part"].format(**part) for part in parts)
             for level, parts in levels.items()]
    return Figure(name, alt or message(caption, items), caption, HEADINGS["status"], rows,
                  partial(_draw_statuses, levels), origins_of(frame))


def _draw_statuses(levels: dict[str, list[dict]], width: int) -> altair.LayerChart:
    import altair as alt

    # What a status is called differs from level to level; the colour is the status's.
    words = {}
    for status in theme.STATUS_COLOURS:
        called = [part["wording_zh"] for parts in levels.values() for part in parts if part["status"] == status]
        words |= {status: "／".join(dict.fromkeys(called))} if called else {}
    rows = Rows([*levels], width, room=150, height=theme.MARKS["stack"]["size"])
    unit = (width - (rows.left and rows.left + 12)) / max(
        1, *(sum(part["problems"] for part in parts) for parts in levels.values()))
    data, behind = [], []
    for row, (level, parts) in enumerate(levels.items()):
        shown = sorted((part for part in parts if part["problems"]), key=lambda part: [*words].index(part["status"]))
        # Where a part is too narrow for its number, the numbers of the whole bar stand behind it, in the same order.
        tight = any(unit * part["problems"] < text_width(str(part["problems"])) + 8 for part in shown)
        numbers = [str(part["problems"]) for part in shown]
        behind.append({"row": row, "total": sum(part["problems"] for part in shown),
                       "numbers": " + ".join(numbers) or "0" if tight or not shown else ""})
        data += [
            {"row": row, "problems": part["problems"], "status": words[part["status"]], "rank": rank,
             "number": "" if tight else number, "ink": theme.STATUS_INK[part["status"]],
             "tip": describe(f"{level} {part['wording_zh']} {number}", words[part["status"]])}
            for rank, (part, number) in enumerate(zip(shown, numbers, strict=True))
        ]
    at, order = {"yOffset": rows.shift}, alt.Order("rank:O")
    legend = alt.Legend(columns=0 if rows.beside else 1)
    scale = alt.Scale(domain=[*words.values()], range=[theme.STATUS_COLOURS[status] for status in words])
    bars = rows.base(data).mark_bar(**MARKS["stack"], **at).encode(
        x=alt.X("problems:Q", axis=None, stack="zero", scale=alt.Scale(nice=False)), order=order,
        color=alt.Color("status:N", scale=scale, legend=legend), description=alt.Description("tip:N"),
    )
    inside = rows.base(data).mark_text(**MARKS["number"], **at).encode(
        x=alt.X("problems:Q", stack="zero", bandPosition=0.5), order=order, text=alt.Text("number:N"),
        color=alt.Color("ink:N", scale=None)
    )
    beyond = rows.base(behind).mark_text(**MARKS["count"], dx=8, **at).encode(x=alt.X("total:Q"),
                                                                           text=alt.Text("numbers:N"))
    return rows.chart(bars, inside, beyond)


def interval_bars(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None,
                  axis: str = LABELS["axis"]) -> Figure:
    """Return a figure with the interval that each claim implies, on one axis that need not begin at zero.

    The frame has columns name_zh, lower (number), upper (number), label (the interval as printed); optional fits (list
    of the integers inside, drawn as points; an empty list says that there is none). `axis` says what the axis measures,
    with its unit. The rest is as in `value_bars`.
    """
    records = read_records(frame, name, name_zh="text", lower="number", upper="number", label="text", fits="integers?")
    headings = HEADINGS["interval"][: 3 if "fits" in frame else 2]
    items, rows = [], []
    for row, record in enumerate(records):
        require(record["lower"] <= record["upper"], MESSAGES["order"], name=name, row=row + 1, **record)
        told, none = plain(record["name_zh"]), "" if record.get("fits", True) else LABELS["none"]
        items.append(f"{told}，{record['label']}{none and f'（{none}）'}")
        fits = sorted(record.get("fits", ()))
        rows.append([told, record["label"], "、".join(map(str, fits)) or none][: len(headings)])
        record |= {
            # Floats only place marks; the digits shown are the caller's.
            "row": row, "lower": float(record["lower"]), "upper": float(record["upper"]), "fits": fits,
            "shown": "，".join(filter(None, [record["label"], none])), "ink": theme.STANDARD if none else theme.MAIN,
            "tip": describe(f"{told} {record['label']}"),
        }
    return Figure(name, alt or message(caption, items), caption, headings, rows,
                  partial(_draw_intervals, records, axis), origins_of(frame))


def _draw_intervals(records: list[dict], axis: str, width: int) -> altair.LayerChart:
    import altair as alt

    lowest, highest = min(one["lower"] for one in records), max(one["upper"] for one in records)
    widest = max((text_width(str(number), theme.NOTE_SIZE) for one in records for number in one["fits"]), default=0)
    # Integers that would run into each other are left to the table.
    points = 0.75 * width / max(highest - lowest, 1) > widest + 4 or all(len(one["fits"]) < 2 for one in records)
    data = []
    for record in records:
        middle = (record["lower"] + record["upper"]) / 2
        place = (middle - lowest) / ((highest - lowest) or 1)
        # Near an end of the axis the label goes inwards.
        end = "left" if place < 0.25 else "right" if place > 0.75 else "center"
        anchor = {"left": record["lower"], "right": record["upper"], "center": middle}[end]
        data.append(record | {"align": end, "anchor": anchor, "fits": record["fits"] if points else []})
    rows = Rows([record["name_zh"] for record in records], width, room=NAME_WIDTH, height=_INTERVAL)
    base, at = rows.base(data), {"yOffset": rows.shift}
    ticks = alt.Axis(title=axis, grid=True, format="~f", tickCount=round(width / 70))
    scale = alt.Scale(zero=False, nice=True, padding=6)
    lower, upper, anchor, integer = (alt.X(f"{column}:Q", title=axis, scale=scale, axis=ticks)
                                     for column in ("lower", "upper", "anchor", "integer"))
    integers = base.transform_flatten(["fits"], ["integer"]).encode(x=integer)
    label = base.mark_text(**MARKS["number"], align={"expr": "datum.align"}, yOffset=rows.shift - 20)
    return rows.chart(
        base.mark_bar(**MARKS["interval"], **at).encode(x=lower, x2=alt.X2("upper:Q"),
                                                     description=alt.Description("tip:N")),
        base.mark_tick(**MARKS["edge"], **at).encode(x=lower),
        base.mark_tick(**MARKS["edge"], **at).encode(x=upper),
        integers.mark_point(**MARKS["integer"], **at),
        integers.mark_text(**MARKS["small"], yOffset=rows.shift + 20).encode(text=alt.Text("integer:N")),
        label.encode(x=anchor, text=alt.Text("shown:N"), color=alt.Color("ink:N", scale=None)),
    )
