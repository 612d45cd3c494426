"""Chart of the flow of problems: channels, the merged list, who received them, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from .canvas import Canvas
from .figure import Figure
from .flow_layout import FlowLayout, Node, Ribbon, lay_out_flow, spread
from .frames import INTEGER, OPTIONAL_TEXT, TEXT, origins_of, read_records
from .layout import list_zh, plain
from .theme import (
    LABEL_SIZE,
    LINE_HEIGHT,
    MAIN,
    MAIN_TINT,
    MUTED_INK,
    NOTE_SIZE,
    OUTLINE,
    SECONDARY,
    STATUS_COLOURS,
    STATUS_TINTS,
    WIDTH,
    text_width,
    wrap,
)

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = {
    "status": "图 {name}：节点 {node!r} 的状态 {found!r} 不认识；可用的是 {known}。",
    "stage_labels": "图 {name}：阶段名有 {found} 个，阶段有 {expected} 个；两者应相等。",
}
LABELS = {
    "alt": "{caption}：{stages}。",
    "node": "{label} {count}",
    "node_sentence": "{stage}有{nodes}",
    "joined": "，分到",
    "merged": "；经{step}成为",
    "count": "{value} {unit}",
    "step": "梳理整合",
    "note": "“{step}”会合并同类问题，前后件数不守恒，故左右两侧分别按各自的比例画出。",
    "headings": ("阶段", "节点", "数量", "流向"),
    "to": "{label} {count}",
    "stage": "第 {number} 阶段",
}
_HEIGHT = 330.0
_OVERHANG = 14.0  # px that labels may reach below the last bar
_BAR = 14.0
_LABEL_GAP = 8.0
_LIST_WIDTH = 176.0
_STEP_WIDTH = 112.0
_END_LABEL = 100.0


def flow_chart(
    nodes: pandas.DataFrame,
    links: pandas.DataFrame,
    *,
    name: str,
    caption: str,
    alt: str | None = None,
    unit: str = "项",
    stage_labels: Sequence[str] | None = None,
    step: str = LABELS["step"],
    step_total: str = "",
) -> Figure:
    """Return a figure of a layered flow in which the widths of ribbons are counts.

    Where no link joins two neighbouring stages, nothing is handed on one by one: problems are merged. There the
    chart shows an arrow with the name of the step instead of ribbons, and either side has its own scale; a
    stage that stands alone is drawn as lengths, so that nobody compares its heights with the ribbons'.

    Args:
        nodes: columns node (id), stage (int, from left to right), label_zh, value (int); optional status
            (done, ongoing, top_level_design or empty), which colours the node and the ribbons into it.
        links: columns source, target (ids of nodes in neighbouring stages), value (int).
        name: stable ASCII id of the figure.
        caption: title under which the chart is shown.
        alt: alternative text in place of the one made from the data.
        unit: measure word of the counts.
        stage_labels: a heading for each stage.
        step: name of the step where the flow is broken.
        step_total: text written under the step's name, such as the total before merging.
    """
    kinds = {"node": TEXT, "stage": INTEGER, "label_zh": TEXT, "value": INTEGER}
    node_records = read_records(nodes, kinds, name=name, optional={"status": OPTIONAL_TEXT})
    link_records = read_records(links, {"source": TEXT, "target": TEXT, "value": INTEGER}, name=name)
    for record in node_records:
        if record.get("status") and record["status"] not in STATUS_COLOURS:
            raise ValueError(
                MESSAGES["status"].format(
                    name=name, node=record["node"], found=record["status"], known=list_zh(list(STATUS_COLOURS))
                )
            )
    layout = lay_out_flow(node_records, link_records, name=name, height=_HEIGHT)
    if stage_labels is not None and len(stage_labels) != len(layout.stages):
        raise ValueError(
            MESSAGES["stage_labels"].format(name=name, found=len(stage_labels), expected=len(layout.stages))
        )
    headings = list(stage_labels or [])
    return Figure(
        name=name,
        alt=alt or LABELS["alt"].format(caption=caption, stages=_sentence(layout, unit, headings, step)),
        caption=caption,
        headings=LABELS["headings"],
        rows=_table(layout, unit, headings),
        draw=lambda: _draw(layout, unit, headings, step, step_total),
        origins=_origins(layout, nodes),
    )


def _count(value: int, unit: str) -> str:
    return LABELS["count"].format(value=value, unit=unit)


def _stage_name(index: int, headings: list[str]) -> str:
    return headings[index] if headings else LABELS["stage"].format(number=index + 1)


def _sentence(layout: FlowLayout, unit: str, headings: list[str], step: str) -> str:
    sentence = ""
    for run in layout.runs:
        for index in run:
            nodes = list_zh(
                [
                    LABELS["node"].format(label=plain(n.label_zh), count=_count(n.value, unit))
                    for n in layout.stages[index]
                ]
            )
            if sentence:
                sentence += LABELS["joined"] if index != run[0] else LABELS["merged"].format(step=step)
                sentence += nodes
            else:
                sentence = LABELS["node_sentence"].format(stage=_stage_name(index, headings), nodes=nodes)
    return sentence


def _table(layout: FlowLayout, unit: str, headings: list[str]) -> list[list[str]]:
    rows = []
    for index, stage in enumerate(layout.stages):
        for node in stage:
            targets = [
                LABELS["to"].format(label=plain(ribbon.target.label_zh), count=_count(ribbon.value, unit))
                for ribbon in layout.ribbons
                if ribbon.source is node
            ]
            rows.append(
                [_stage_name(index, headings), plain(node.label_zh), _count(node.value, unit), list_zh(targets)]
            )
    return rows


def _origins(layout: FlowLayout, nodes: pandas.DataFrame) -> list[list[dict]]:
    """Return the cells behind each row of the table: those of the node and of the nodes that it leads to."""
    known = dict(zip(nodes["node"], origins_of(nodes), strict=True)) if "inputs" in nodes else {}
    return [
        [
            cell
            for name in [node.node, *(ribbon.target.node for ribbon in layout.ribbons if ribbon.source is node)]
            for cell in known.get(name, [])
        ]
        for stage in layout.stages
        for node in stage
    ]


def _draw(layout: FlowLayout, unit: str, headings: list[str], step: str, step_total: str) -> altair.LayerChart:
    top = 34.0 if headings else 6.0
    broken = len(layout.runs) > 1
    canvas = Canvas(top + _HEIGHT + _OVERHANG + (32 if broken else 0))
    places = _columns(layout)
    for ribbon in layout.ribbons:
        x, x2 = places[ribbon.source.stage][1], places[ribbon.target.stage][0]
        canvas.area(_ribbon_points(ribbon, x, x2, top), STATUS_TINTS.get(ribbon.target.status, MAIN_TINT))
    last = len(layout.stages) - 1
    for index, stage in enumerate(layout.stages):
        x, x2 = places[index]
        if _is_list(layout, index):
            _draw_list(canvas, stage, x, x2, top, unit)
        else:
            room = _END_LABEL if index == last else places[index + 1][0] - x2 - _LABEL_GAP - 6
            _draw_nodes(canvas, stage, x, x2, top, unit, room)
        if headings:
            canvas.text(x, 10, headings[index], size=NOTE_SIZE, colour=MUTED_INK)
    for before, after in pairwise(layout.runs):
        _draw_step(canvas, places[before[-1]][1], places[after[0]][0], top, step, step_total)
    if broken:
        note = LABELS["note"].format(step=step)
        canvas.text(0, canvas.height - 10, note, size=NOTE_SIZE, colour=MUTED_INK)
    return canvas.chart()


def _is_list(layout: FlowLayout, index: int) -> bool:
    """Return whether the stage is joined to no other and is more than one block."""
    return [index] in layout.runs and len(layout.stages[index]) > 1


def _columns(layout: FlowLayout) -> list[tuple[float, float]]:
    """Return the left and right x of each stage's marks."""
    count = len(layout.stages)
    widths = [_LIST_WIDTH if _is_list(layout, index) else _BAR for index in range(count)]
    steps = len(layout.runs) - 1
    end_label = 0.0 if _is_list(layout, count - 1) else _END_LABEL + _LABEL_GAP
    gaps = count - 1 - steps
    gap = (WIDTH - sum(widths) - end_label - steps * _STEP_WIDTH) / max(gaps, 1)
    starts = {run[0] for run in layout.runs[1:]}
    places, x = [], 0.0
    for index, width in enumerate(widths):
        if index:
            x += _STEP_WIDTH if index in starts else gap
        places.append((x, x + width))
        x += width
    return places


def _ribbon_points(ribbon: Ribbon, x: float, x2: float, top: float) -> list[tuple[float, float, float]]:
    """Return the edges of a ribbon that leaves and arrives horizontally."""
    points = []
    for part in range(25):
        share = part / 24
        eased = share * share * (3 - 2 * share)
        y = top + ribbon.source_top + (ribbon.target_top - ribbon.source_top) * eased
        points.append((x + (x2 - x) * share, y, y + ribbon.height))
    return points


def _draw_nodes(canvas: Canvas, stage: list[Node], x: float, x2: float, top: float, unit: str, room: float) -> None:
    labels = [wrap(node.label_zh, room) for node in stage]
    heights = [(len(lines) + 1) * LINE_HEIGHT + 6 for lines in labels]
    centres = spread([node.middle for node in stage], heights, _HEIGHT + _OVERHANG)
    for node, lines, centre in zip(stage, labels, centres, strict=True):
        colour = STATUS_COLOURS.get(node.status, MAIN)
        count = _count(node.value, unit)
        tip = f"{plain(node.label_zh)} {count}"
        canvas.rect(x, top + node.top, x2, top + max(node.bottom, node.top + 1), colour, tip=tip)
        if abs(centre - node.middle) > 10:  # the label had to move away from its bar
            canvas.line(x2 + 1, top + node.middle, x2 + _LABEL_GAP - 1, top + centre, OUTLINE)
        block_top = top + centre - len(lines) * LINE_HEIGHT / 2
        canvas.text(x2 + _LABEL_GAP, block_top + (len(lines) - 1) * LINE_HEIGHT / 2, lines)
        canvas.text(x2 + _LABEL_GAP, block_top + len(lines) * LINE_HEIGHT, count, bold=True)


def _draw_list(canvas: Canvas, stage: list[Node], x: float, x2: float, top: float, unit: str) -> None:
    counts = [_count(node.value, unit) for node in stage]
    room = x2 - x - max(text_width(count, LABEL_SIZE) for count in counts) - 6
    longest = max(max(node.value for node in stage), 1)
    pitch = _HEIGHT / len(stage)
    for index, (node, count) in enumerate(zip(stage, counts, strict=True)):
        lines = wrap(node.label_zh, x2 - x)
        y = top + pitch * (index + 0.5) + len(lines) * LINE_HEIGHT / 2
        length = room * node.value / longest
        canvas.text(x, y - 13 - len(lines) * LINE_HEIGHT / 2, lines)
        canvas.rect(x, y - 9, x + max(length, 1), y + 9, SECONDARY, tip=f"{plain(node.label_zh)} {count}")
        canvas.text(x + length + 6, y, count, bold=True)


def _draw_step(canvas: Canvas, x: float, x2: float, top: float, step: str, total: str) -> None:
    bracket, middle = x + 12, top + _HEIGHT / 2
    canvas.line(bracket, top + 8, bracket, top + _HEIGHT - 8, OUTLINE, width=1.5)
    for y in (top + 8, top + _HEIGHT - 8):
        canvas.line(bracket - 6, y, bracket, y, OUTLINE, width=1.5)
    canvas.line(bracket, middle, x2 - 10, middle, OUTLINE, width=1.5)
    canvas.arrow_right(x2 - 4, middle, OUTLINE, size=9)
    centre = (bracket + x2 - 6) / 2
    above, below = wrap(step, x2 - bracket - 10), wrap(total, x2 - bracket - 10)
    canvas.text(centre, middle - 5 - len(above) * LINE_HEIGHT / 2, above, align="center", bold=True)
    if total:
        canvas.text(centre, middle + 7 + len(below) * LINE_HEIGHT / 2, below, align="center", size=NOTE_SIZE)
