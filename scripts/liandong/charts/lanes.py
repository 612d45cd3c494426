"""Chart of steps in order in lanes of province, city and county: who acts, and who hands what to whom."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .canvas import Canvas
from .figure import Figure
from .frames import INTEGER, OPTIONAL_TEXT, TEXT, read_records
from .layout import list_zh, plain
from .theme import (
    INK,
    LINE_HEIGHT,
    MAIN,
    MUTED_INK,
    NOTE_SIZE,
    OUTLINE,
    TRACK,
    WHITE,
    WIDTH,
    wrap,
)

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = {
    "level": "图 {name}：第 {row} 行层级 {found!r} 不认识；可用的是 {known}。",
    "lane": "图 {name}：第 {row} 行与前面一行在同一序号、同一层级上重复；同一步每个层级只能有一行。",
}
LABELS = {
    "alt": "{caption}，按先后顺序：{items}。",
    "item": "{number}. {level}：{step}（{actor}）",
    "handed": "，收到{what}",
    "headings": ("次序", "层级", "步骤", "由谁做", "收到什么"),
    "number": "{number}. {step}",
}
LANES_ZH = {"province": "省", "city": "市", "county": "县区"}
_HEAD = 30.0
_MARGIN = 10.0  # px between a box and its lane's edge
_DROP = 14.0  # px from a box to the line that collects the arrows


def timeline(frame: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None) -> Figure:
    """Return a figure of steps from top to bottom, each in the lane of the level that acts.

    Args:
        frame: columns step_zh, actor_zh, level (province, city, county), in order; optional order (int; rows of
            the same order happen side by side) and handover_zh (what the steps before hand to this one).
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
    """
    kinds = {"step_zh": TEXT, "actor_zh": TEXT, "level": TEXT}
    records = read_records(frame, kinds, name=name, optional={"order": INTEGER, "handover_zh": OPTIONAL_TEXT})
    for row, record in enumerate(records, start=1):
        if record["level"] not in LANES_ZH:
            raise ValueError(
                MESSAGES["level"].format(name=name, row=row, found=record["level"], known=list_zh(list(LANES_ZH)))
            )
        record.setdefault("order", row)
        record.setdefault("handover_zh", "")
    orders = sorted({record["order"] for record in records})
    groups: list[list[dict]] = [[] for _ in orders]
    for row, record in enumerate(records, start=1):
        group = groups[orders.index(record["order"])]
        if any(other["level"] == record["level"] for other in group):
            raise ValueError(MESSAGES["lane"].format(name=name, row=row))
        record["number"] = orders.index(record["order"]) + 1
        group.append(record)
    ordered = [record for group in groups for record in group]
    return Figure(
        name=name,
        alt=alt or LABELS["alt"].format(caption=caption, items="；".join(map(_item, ordered))),
        caption=caption,
        headings=LABELS["headings"],
        rows=[
            [str(r["number"]), LANES_ZH[r["level"]], plain(r["step_zh"]), plain(r["actor_zh"]), plain(r["handover_zh"])]
            for r in ordered
        ],
        draw=lambda: _draw(groups),
    )


def _item(record: dict) -> str:
    item = LABELS["item"].format(
        number=record["number"],
        level=LANES_ZH[record["level"]],
        step=plain(record["step_zh"]),
        actor=plain(record["actor_zh"]),
    )
    return item + (LABELS["handed"].format(what=plain(record["handover_zh"])) if record["handover_zh"] else "")


def _draw(groups: list[list[dict]]) -> altair.LayerChart:
    used = {record["level"] for group in groups for record in group}
    lanes = [level for level in LANES_ZH if level in used]
    lane = WIDTH / len(lanes)
    box = min(lane - 2 * _MARGIN, 260.0)
    centre = {level: lane * (index + 0.5) for index, level in enumerate(lanes)}
    heights, gaps = [], []
    for group in groups:
        for record in group:
            record["step_lines"] = wrap(
                LABELS["number"].format(number=record["number"], step=record["step_zh"]), box - 16
            )
            record["actor_lines"] = wrap(record["actor_zh"], box - 16, NOTE_SIZE)
            record["handover_lines"] = (
                wrap(record["handover_zh"], box / 2 - 14, NOTE_SIZE) if record["handover_zh"] else []
            )
        heights.append(max(len(r["step_lines"]) + len(r["actor_lines"]) for r in group) * LINE_HEIGHT + 16)
        handed = max(len(r["handover_lines"]) for r in group)
        gaps.append(_DROP + max(18.0, handed * LINE_HEIGHT + 8))
    gaps[0] = 14.0
    canvas = Canvas(_HEAD + sum(heights) + sum(gaps) + 12)
    for index, level in enumerate(lanes):
        left = lane * index
        canvas.rect(left + 2, 0, left + lane - 2, canvas.height, TRACK if index % 2 == 0 else "#F5F7F9")
        canvas.text(centre[level], _HEAD / 2, LANES_ZH[level], align="center", bold=True, colour=MUTED_INK)
    tops = []
    y = _HEAD
    for height, gap in zip(heights, gaps, strict=True):
        tops.append(y + gap)
        y += gap + height
    for (number, before), (_, after) in pairwise(enumerate(groups)):
        bottom = tops[number] + heights[number]
        _draw_handover(canvas, before, after, centre, bottom, tops[number + 1])
    for group, top, height in zip(groups, tops, heights, strict=True):
        for record in group:
            _draw_box(canvas, record, centre[record["level"]], top, box, height)
    return canvas.chart()


def _draw_box(canvas: Canvas, record: dict, x: float, top: float, width: float, height: float) -> None:
    canvas.rect(x - width / 2, top, x + width / 2, top + height, WHITE, stroke=MAIN, tip=plain(record["step_zh"]))
    canvas.rect(x - width / 2, top, x - width / 2 + 4, top + height, MAIN)
    steps, actors = record["step_lines"], record["actor_lines"]
    first = top + (height - (len(steps) + len(actors)) * LINE_HEIGHT) / 2
    canvas.text(x, first + len(steps) * LINE_HEIGHT / 2, steps, align="center", bold=True, colour=INK)
    y = first + (len(steps) + len(actors) / 2) * LINE_HEIGHT
    canvas.text(x, y, actors, align="center", size=NOTE_SIZE, colour=MUTED_INK)


def _draw_handover(
    canvas: Canvas, before: list[dict], after: list[dict], centre: dict[str, float], bottom: float, top: float
) -> None:
    """Draw arrows from every step of a row to every step of the next, collected on one line between them."""
    bus = bottom + _DROP
    ends = [centre[record["level"]] for record in before + after]
    for record in before:
        canvas.line(centre[record["level"]], bottom, centre[record["level"]], bus, OUTLINE, width=1.5)
    if min(ends) < max(ends):
        canvas.line(min(ends), bus, max(ends), bus, OUTLINE, width=1.5)
    for record in after:
        x = centre[record["level"]]
        canvas.line(x, bus, x, top - 5, OUTLINE, width=1.5)
        canvas.arrow_down(x, top, OUTLINE, size=8)
        if record["handover_lines"]:
            y = (bus + top) / 2
            canvas.text(x + 9, y, record["handover_lines"], size=NOTE_SIZE, colour=MAIN)
