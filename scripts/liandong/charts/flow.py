"""Chart of the flow of problems: channels, the merged list, who received them, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from liandong.charts.figure import Figure
from liandong.charts.flow_layout import FlowLayout, Node, lay_out_flow, spread
from liandong.charts.frames import INTEGER, OPTIONAL_TEXT, TEXT, origins_of, read_records
from liandong.charts.sheet import Sheet
from liandong.charts.theme import LINE_HEIGHT, MAIN, MAIN_TINT, NOTE_SIZE, ROOMY, SECONDARY, STATUS_COLOURS, STATUS_TINTS
from liandong.charts.wrapping import plain, text_width, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
LABELS = messages(__name__, "labels")
HEADINGS = ("阶段", "节点", "数量", "流向")
STEP = "梳理整合"
_HEIGHT = 330.0  # px of the ribbons
_OVERHANG = 14.0  # px that labels may reach below the last node
_BAR = 14.0
_LABEL_GAP = 8.0
_END_LABEL = 96.0
_LIST_WIDTH = 176.0
_LIST_PITCH = 52.0
_STEP_ROOM = {True: 112.0, False: 66.0}  # px beside each other, and below each other


def flow_chart(
    nodes: pandas.DataFrame,
    links: pandas.DataFrame,
    *,
    name: str,
    caption: str,
    alt: str | None = None,
    unit: str = "项",
    stage_labels: Sequence[str] | None = None,
    step: str = STEP,
    step_total: str = "",
) -> Figure:
    """Return a figure of a layered flow in which the widths of ribbons are counts.

    Where no link joins two neighbouring stages, nothing is handed on one by one: problems are merged. There the chart shows an arrow with
    the name of the step instead of ribbons, and either side has its own scale; a stage that stands alone is drawn as lengths, so that
    nobody compares its heights with the ribbons'. On a narrow chart the sides stand below each other.

    Args:
        nodes: columns node (id), stage (int, from left to right), label_zh, value (int); optional status (done, ongoing, top_level_design
            or empty), which colours the node and the ribbons into it.
        links: columns source, target (ids of nodes in neighbouring stages), value (int).
        name: as in `Figure`.
        caption: as in `Figure`.
        alt: as in `Figure`; by default it is made from the data.
        unit: measure word of the counts.
        stage_labels: a heading for each stage.
        step: name of the step where the flow is broken.
        step_total: text written under the step's name, such as the total before merging.
    """
    kinds = {"node": TEXT, "stage": INTEGER, "label_zh": TEXT, "value": INTEGER}
    records = read_records(nodes, kinds, name=name, optional={"status": OPTIONAL_TEXT})
    link_records = read_records(links, {"source": TEXT, "target": TEXT, "value": INTEGER}, name=name)
    for record in records:
        if record.get("status") and record["status"] not in STATUS_COLOURS:
            known = "、".join(STATUS_COLOURS)
            raise ValueError(MESSAGES["status"].format(name=name, node=record["node"], found=record["status"], known=known))
    layout = lay_out_flow(records, link_records, name=name, height=_HEIGHT)
    count = len(layout.stages)
    if stage_labels is not None and len(stage_labels) != count:
        raise ValueError(MESSAGES["stage_labels"].format(name=name, found=len(stage_labels), expected=count))
    stages = list(stage_labels or [LABELS["number"].format(number=number) for number in range(1, count + 1)])
    cells = dict(zip(nodes["node"], origins_of(nodes), strict=True)) if "inputs" in nodes else {}
    rows, origins = [], []
    for node in (node for stage in layout.stages for node in stage):
        targets = [ribbon for ribbon in layout.ribbons if ribbon.source is node]
        handed = "、".join(f"{plain(ribbon.target.label_zh)} {ribbon.value} {unit}" for ribbon in targets)
        rows.append([stages[node.stage], plain(node.label_zh), f"{node.value} {unit}", handed])
        origins.append([cell for other in (node, *(r.target for r in targets)) for cell in cells.get(other.node, [])])
    words = alt or LABELS["alt"].format(caption=caption, stages=_sentence(layout, unit, stages[0], step))

    def draw(width: int) -> altair.LayerChart:
        return _draw(layout, unit, list(stage_labels or []), step, step_total, width)

    return Figure(name, words, caption, HEADINGS, rows, draw, origins)


def _sentence(layout: FlowLayout, unit: str, first: str, step: str) -> str:
    sentence = ""
    for run in layout.runs:
        for index in run:
            nodes = "、".join(f"{plain(node.label_zh)} {node.value} {unit}" for node in layout.stages[index])
            link = "stage" if not sentence else "joined" if index != run[0] else "merged"
            sentence += LABELS[link].format(stage=first, nodes=nodes, step=step)
    return sentence


def _draw(layout: FlowLayout, unit: str, headings: list[str], step: str, total: str, width: int) -> altair.LayerChart:
    sheet, beside = Sheet(), width >= ROOMY
    lists = [len(run) == 1 and len(layout.stages[run[0]]) > 1 for run in layout.runs]
    steps = len(layout.runs) - 1
    share = width - sum(lists) * _LIST_WIDTH - steps * _STEP_ROOM[True]
    stages = sum(len(run) for run, is_list in zip(layout.runs, lists, strict=True) if not is_list)
    head = LINE_HEIGHT + 8.0 if headings else 4.0
    x = y = bottom = 0.0
    for run, is_list in zip(layout.runs, lists, strict=True):
        if run != layout.runs[0]:
            _draw_step(sheet, x, y if not beside else head, step, total, beside)
            x, y = (x + _STEP_ROOM[True], y) if beside else (x, y + _STEP_ROOM[False])
        right = x + (_LIST_WIDTH if is_list else share * len(run) / stages) if beside else float(width)
        top = y + head
        if is_list:
            height = _HEIGHT if beside else _LIST_PITCH * len(layout.stages[run[0]])
            _draw_list(sheet, layout.stages[run[0]], x, right, top, height, unit)
            columns = [x]
        else:
            height = _HEIGHT + _OVERHANG
            columns = _draw_run(sheet, layout, run, x, right, top, unit, width)
        for index, column in zip(run, columns, strict=True):
            sheet.text(column, y, headings[index : index + 1], "note")
        bottom = max(bottom, top + height)
        x, y = (right, y) if beside else (x, bottom)
    if steps:
        bottom = sheet.text(0, bottom + 8, wrap(LABELS["note"].format(step=step), width, NOTE_SIZE), "note")
    return sheet.chart(width, bottom + 4)


def _draw_run(sheet: Sheet, layout: FlowLayout, run: list[int], x: float, right: float, top: float, unit: str, width: int) -> list[float]:
    """Draw stages that ribbons join and return the left x of each."""
    pitch = (right - x - _BAR - _LABEL_GAP - _END_LABEL) / max(len(run) - 1, 1)
    columns = {index: x + pitch * number for number, index in enumerate(run)}
    for ribbon in layout.ribbons:
        if ribbon.source.stage in run:
            start, end = columns[ribbon.source.stage] + _BAR, columns[ribbon.target.stage]
            fill = STATUS_TINTS.get(ribbon.target.status, MAIN_TINT)
            sheet.band(start, top + ribbon.source_top, end, top + ribbon.target_top, ribbon.height, fill)
    for index in run:
        room = _END_LABEL if index == run[-1] else pitch - _BAR - _LABEL_GAP - 6
        _draw_nodes(sheet, layout.stages[index], columns[index], top, unit, room)
    return list(columns.values())


def _draw_nodes(sheet: Sheet, stage: list[Node], x: float, top: float, unit: str, room: float) -> None:
    labels = [wrap(node.label_zh, room) for node in stage]
    heights = [(len(lines) + 1) * LINE_HEIGHT + 6.0 for lines in labels]
    middles = [(node.top + node.bottom) / 2 for node in stage]
    centres = spread(middles, heights, _HEIGHT + _OVERHANG)
    for node, lines, middle, centre in zip(stage, labels, middles, centres, strict=True):
        count, after = f"{node.value} {unit}", x + _BAR + _LABEL_GAP
        tip = f"{plain(node.label_zh)} {count}"
        sheet.box(x, top + node.top, x + _BAR, top + max(node.bottom, node.top + 1), STATUS_COLOURS.get(node.status, MAIN), tip=tip)
        if abs(centre - middle) > 10:  # the label had to move away from its bar
            sheet.line(x + _BAR + 1, top + middle, after - 1, top + centre)
        below = sheet.text(after, top + centre - (len(lines) + 1) * LINE_HEIGHT / 2, lines, "label")
        sheet.text(after, below, [count], "count")


def _draw_list(sheet: Sheet, stage: list[Node], x: float, right: float, top: float, height: float, unit: str) -> None:
    counts = [f"{node.value} {unit}" for node in stage]
    room = right - x - max(map(text_width, counts)) - 10
    longest = max(1, *(node.value for node in stage))
    for index, (node, count) in enumerate(zip(stage, counts, strict=True)):
        lines = wrap(node.label_zh, right - x)
        y = top + height / len(stage) * (index + 0.5) - (len(lines) * LINE_HEIGHT + 20) / 2
        y = sheet.text(x, y, lines, "label")
        length = max(room * node.value / longest, 1.0)
        sheet.box(x, y + 2, x + length, y + 20, SECONDARY, tip=f"{plain(node.label_zh)} {count}")
        sheet.text(x + length + 6, y + 2.5, [count], "count")


def _draw_step(sheet: Sheet, x: float, y: float, step: str, total: str, beside: bool) -> None:
    if not beside:
        sheet.line(x + 24, y + 6, x + 24, y + _STEP_ROOM[False] - 12, head="down")
        below = sheet.text(x + 40, y + (8 if total else 16), [step], "count")
        sheet.text(x + 40, below, [total] if total else [], "note")
        return
    bracket, middle, room = x + 12, y + _HEIGHT / 2, _STEP_ROOM[True]
    for at in (y + 8, y + _HEIGHT - 8):
        sheet.line(bracket - 6, at, bracket, at)
    sheet.line(bracket, y + 8, bracket, y + _HEIGHT - 8)
    sheet.line(bracket, middle, x + room - 8, middle, head="right")
    centre, lines = (bracket + x + room - 6) / 2, wrap(step, room - 22)
    sheet.text(centre, middle - 6 - len(lines) * LINE_HEIGHT, lines, "title")
    sheet.text(centre, middle + 6, wrap(total, room - 22, NOTE_SIZE) if total else [], "detail")
