"""Chart of the flow of problems: channels, the merged list, who received them, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from liandong.charts import theme
from liandong.charts.figure import Figure, origins_of
from liandong.charts.frames import INTEGER, OPTIONAL_TEXT, TEXT, read_records
from liandong.charts.sheet import Drawing
from liandong.charts.theme import LINE_HEIGHT, NOTE_SIZE, ROOMY
from liandong.charts.wrapping import plain, text_width, wrap
from liandong.findings import messages

if TYPE_CHECKING:
    import altair
    import pandas

MESSAGES = messages(__name__)
LABELS = messages(__name__, "labels")
NODE_GAP = 16.0  # px between the nodes of a stage
_HEIGHT = 330.0  # px of the ribbons
_OVERHANG = 14.0  # px that labels may reach below the last node
_BAR = 14.0
_LABEL_GAP = 8.0
_END_LABEL = 96.0
_LIST_WIDTH = 176.0
_LIST_PITCH = 52.0
_STEP_BESIDE, _STEP_BELOW = 112.0, 66.0  # px for a step between runs


@dataclass
class Node:
    """A node of the flow and its place: `top` and `bottom` in px from the top of the drawing."""

    node: str
    stage: int
    label_zh: str
    value: int
    status: str = ""
    top: float = 0.0
    bottom: float = 0.0


@dataclass
class Ribbon:
    """A link and its place: the upper y at either end and the height, in px."""

    source: Node
    target: Node
    value: int
    source_top: float = 0.0
    target_top: float = 0.0
    height: float = 0.0


@dataclass
class FlowLayout:
    """Stages of nodes in order, the ribbons, and runs of stages (their indices) that ribbons join.

    Between two runs problems are merged or sifted, not handed on one by one, so each run has its own scale and no
    ribbon crosses.
    """

    stages: list[list[Node]]
    ribbons: list[Ribbon]
    runs: list[list[int]] = field(default_factory=list)


def flow_chart(
    nodes: pandas.DataFrame, links: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None,
    unit: str = LABELS["unit"],
    stage_labels: Sequence[str] = (), step: str = LABELS["step"], step_total: str = "",
) -> Figure:
    """Return a figure of a layered flow in which the widths of ribbons are counts.

    Where no link joins two neighbouring stages, nothing is handed on one by one: problems are merged. There the chart
    shows an arrow with the name of the step instead of ribbons, and either side has its own scale; a stage that stands
    alone is drawn as lengths, so that nobody compares its heights with the ribbons'. On a narrow chart the sides stand
    below each other.

    Args:
        nodes: columns node (id), stage (int, from left to right), label_zh, value (int); optional status (done,
            ongoing, top_level_design or empty), which colours the node and the ribbons into it.
        links: columns source, target (ids of nodes in neighbouring stages), value (int).
        name: as in `Figure`, like caption and alt, which by default is made from the data.
        caption: see there.
        alt: see there.
        unit: measure word of the counts.
        stage_labels: a heading for each stage.
        step: name of the step where the flow is broken.
        step_total: text written under the step's name, such as the total before merging.
    """
    kinds = {"node": TEXT, "stage": INTEGER, "label_zh": TEXT, "value": INTEGER}
    records = read_records(nodes, kinds, name=name, optional={"status": OPTIONAL_TEXT})
    for record in records:
        if record.get("status") and record["status"] not in theme.STATUS_COLOURS:
            known = "、".join(theme.STATUS_COLOURS)
            raise ValueError(MESSAGES["status"].format(name=name, node=record["node"], found=record["status"],
                                                       known=known))
    layout = lay_out_flow(records, read_records(links, {"source": TEXT, "target": TEXT, "value": INTEGER}, name=name),
                          name=name, height=_HEIGHT)
    count = len(layout.stages)
    if stage_labels and len(stage_labels) != count:
        raise ValueError(MESSAGES["stage_labels"].format(name=name, found=len(stage_labels), expected=count))
    stages = stage_labels or [LABELS["number"].format(number=number) for number in range(1, count + 1)]
    cells = dict(zip(nodes["node"], origins_of(nodes), strict=True)) if "inputs" in nodes else {}
    rows, origins = [], []
    for node in chain(*layout.stages):
        ribbons = [ribbon for ribbon in layout.ribbons if ribbon.source is node]
        handed = "、".join(_counted(ribbon.target, unit) for ribbon in ribbons)
        rows.append([stages[node.stage], plain(node.label_zh), f"{node.value} {unit}", handed])
        origins.append([cell for other in (node, *(ribbon.target for ribbon in ribbons))
                        for cell in cells.get(other.node, [])])
    told = ""
    for run in layout.runs:
        for index in run:
            link = "stage" if not told else "joined" if index != run[0] else "merged"
            named = "、".join(_counted(node, unit) for node in layout.stages[index])
            told += LABELS[link].format(stage=stages[0], nodes=named, step=step)
    draw = partial(_draw, layout, unit, stage_labels, step, step_total)
    return Figure(name, alt or LABELS["alt"].format(caption=caption, stages=told), caption, LABELS["headings"], rows,
                  draw, origins)


def _counted(node: Node, unit: str) -> str:
    return f"{plain(node.label_zh)} {node.value} {unit}"


def lay_out_flow(nodes: list[dict], links: list[dict], *, name: str, height: float) -> FlowLayout:
    """Return the flow with every node and ribbon placed between 0 and `height`.

    Within a run of stages one px is the same number of problems everywhere, and the ribbons of a node add up to it.

    Raises:
        ValueError: a node is given twice, a link names no node or skips a stage, or what flows in or out of a node is
            not its value.
    """
    by_name: dict[str, Node] = {}
    for record in nodes:
        if by_name.setdefault(record["node"], node := Node(**record)) is not node:
            raise ValueError(MESSAGES["duplicate"].format(name=name, node=record["node"]))
    numbers = sorted({node.stage for node in by_name.values()})
    if len(numbers) < 2:
        raise ValueError(MESSAGES["stages"].format(name=name, found=len(numbers)))
    stages: list[list[Node]] = [[] for _ in numbers]
    for node in by_name.values():
        node.stage = numbers.index(node.stage)
        stages[node.stage].append(node)
    ribbons = []
    for row, link in enumerate(links, start=1):
        for column in ("source", "target"):
            if link[column] not in by_name:
                raise ValueError(MESSAGES["unknown"].format(name=name, row=row, column=column, found=link[column]))
        ribbons.append(ribbon := Ribbon(by_name[link["source"]], by_name[link["target"]], link["value"]))
        if ribbon.target.stage != ribbon.source.stage + 1:
            raise ValueError(MESSAGES["adjacent"].format(name=name, **link))
    joined = {ribbon.source.stage for ribbon in ribbons}
    for side, end, ends in (("out", "source", joined), ("in", "target", {index + 1 for index in joined})):
        for node in by_name.values():
            total = sum(ribbon.value for ribbon in ribbons if getattr(ribbon, end) is node)
            if node.stage in ends and total != node.value:
                raise ValueError(MESSAGES[side].format(name=name, node=node.node, value=node.value, total=total))
    layout = FlowLayout(stages, ribbons, [[0]])
    for index in range(1, len(stages)):
        if index - 1 in joined:
            layout.runs[-1].append(index)
        else:
            layout.runs.append([index])
    for run in layout.runs:
        _place_nodes([stages[index] for index in run], height)
    _place_ribbons(list(chain(*stages)), ribbons)
    return layout


def _place_nodes(stages: list[list[Node]], height: float) -> None:
    # Floats only from here on: they place marks, the counts shown stay integers.
    unit = min((height - NODE_GAP * (len(stage) - 1)) / max(sum(node.value for node in stage), 1) for stage in stages)
    for stage in stages:
        y = (height - unit * sum(node.value for node in stage) - NODE_GAP * (len(stage) - 1)) / 2
        for node in stage:
            node.top, node.bottom = y, y + unit * node.value
            y = node.bottom + NODE_GAP


def _place_ribbons(nodes: list[Node], ribbons: list[Ribbon]) -> None:
    """Lay the ribbons of each node side by side, in the order of the nodes at their other ends."""
    order = {node.node: index for index, node in enumerate(nodes)}
    for end, other in (("source", "target"), ("target", "source")):
        below = {node.node: node.top for node in nodes}
        for ribbon in sorted(ribbons, key=lambda ribbon: order[getattr(ribbon, other).node]):
            node = getattr(ribbon, end)
            setattr(ribbon, f"{end}_top", below[node.node])
            ribbon.height = (node.bottom - node.top) / (node.value or 1) * ribbon.value
            below[node.node] += ribbon.height


def spread(middles: list[float], heights: list[float], height: float) -> list[float]:
    """Return centres near the given ones, in the same order, so that blocks of these heights do not overlap."""
    placed: list[float] = []
    floor = 0.0
    for middle, block in zip(middles, heights, strict=True):
        placed.append(max(middle, floor + block / 2))
        floor = placed[-1] + block / 2
    ceiling = max(height, sum(heights))
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], ceiling - heights[index] / 2)
        ceiling = placed[index] - heights[index] / 2
    return placed


def _draw(layout: FlowLayout, unit: str, headings: Sequence[str], step: str, total: str,
          width: int) -> altair.LayerChart:
    sheet, beside = Drawing(), width >= ROOMY
    lists = [run for run in layout.runs if len(run) == 1 and len(layout.stages[run[0]]) > 1]
    steps = len(layout.runs) - 1
    share = (width - len(lists) * _LIST_WIDTH - steps * _STEP_BESIDE) / max(len(layout.stages) - len(lists), 1)
    head = LINE_HEIGHT + 8.0 if headings else 4.0
    x = y = bottom = 0.0
    for run in layout.runs:
        if run != layout.runs[0]:
            _draw_step(sheet, x, head if beside else y, step, total, beside)
            x, y = (x + _STEP_BESIDE, y) if beside else (x, y + _STEP_BELOW)
        right = x + (_LIST_WIDTH if run in lists else share * len(run)) if beside else float(width)
        top, stage = y + head, layout.stages[run[0]]
        if run in lists:
            height = _HEIGHT if beside else _LIST_PITCH * len(stage)
            _draw_list(sheet, stage, x, right, top, height, unit)
            columns = [x]
        else:
            height = _HEIGHT + _OVERHANG
            columns = _draw_run(sheet, layout, run, x, right, top, unit)
        for index, column in zip(run, columns, strict=True):
            sheet.text(column, y, headings[index : index + 1], "note")
        bottom = max(bottom, top + height)
        x, y = (right, y) if beside else (x, bottom)
    if steps:
        bottom = sheet.text(0, bottom + 8, wrap(LABELS["note"].format(step=step), width, NOTE_SIZE), "note")
    return sheet.chart(width, bottom + 4)


def _draw_run(sheet: Drawing, layout: FlowLayout, run: list[int], x: float, right: float, top: float,
              unit: str) -> list[float]:
    """Draw stages that ribbons join and return the left x of each."""
    pitch = (right - x - _BAR - _LABEL_GAP - _END_LABEL) / max(len(run) - 1, 1)
    columns = {index: x + pitch * number for number, index in enumerate(run)}
    for ribbon in layout.ribbons:
        if ribbon.source.stage in run:
            start, end = columns[ribbon.source.stage] + _BAR, columns[ribbon.target.stage]
            fill = theme.STATUS_TINTS.get(ribbon.target.status, theme.MAIN_TINT)
            sheet.band(start, top + ribbon.source_top, end, top + ribbon.target_top, ribbon.height, fill)
    for index, left in columns.items():
        stage, after = layout.stages[index], left + _BAR + _LABEL_GAP
        labels = [wrap(node.label_zh, _END_LABEL if index == run[-1] else pitch - _BAR - _LABEL_GAP - 6)
                  for node in stage]
        heights = [(len(lines) + 1) * LINE_HEIGHT + 6.0 for lines in labels]
        middles = [(node.top + node.bottom) / 2 for node in stage]
        centres = spread(middles, heights, _HEIGHT + _OVERHANG)
        for node, lines, middle, centre in zip(stage, labels, middles, centres, strict=True):
            fill = theme.STATUS_COLOURS.get(node.status, theme.MAIN)
            sheet.box(left, top + node.top, left + _BAR, top + max(node.bottom, node.top + 1), fill,
                      tip=_counted(node, unit))
            if abs(centre - middle) > 10:  # the label had to move away from its bar
                sheet.line(left + _BAR + 1, top + middle, after - 1, top + centre)
            below = sheet.text(after, top + centre - (len(lines) + 1) * LINE_HEIGHT / 2, lines, "label")
            sheet.text(after, below, [f"{node.value} {unit}"], "count")
    return list(columns.values())


def _draw_list(sheet: Drawing, stage: list[Node], x: float, right: float, top: float, height: float, unit: str) -> None:
    """Draw a stage that stands alone as lengths."""
    counts = [f"{node.value} {unit}" for node in stage]
    room = right - x - max(map(text_width, counts)) - 10
    longest = max(1, *(node.value for node in stage))
    for index, (node, count) in enumerate(zip(stage, counts, strict=True)):
        lines = wrap(node.label_zh, right - x)
        y = sheet.text(x, top + height / len(stage) * (index + 0.5) - (len(lines) * LINE_HEIGHT + 20) / 2, lines,
                       "label")
        length = max(room * node.value / longest, 1.0)
        sheet.box(x, y + 2, x + length, y + 20, theme.SECONDARY, tip=_counted(node, unit))
        sheet.text(x + length + 6, y + 2.5, [count], "count")


def _draw_step(sheet: Drawing, x: float, y: float, step: str, total: str, beside: bool) -> None:
    """Draw the arrow from one run to the next, with what happens there."""
    if not beside:
        sheet.line(x + 24, y + 6, x + 24, y + _STEP_BELOW - 12, head="down")
        below = sheet.text(x + 40, y + (8 if total else 16), [step], "count")
        sheet.text(x + 40, below, [total] if total else [], "note")
        return
    bracket, middle, right = x + 12, y + _HEIGHT / 2, x + _STEP_BESIDE
    for at in (y + 8, y + _HEIGHT - 8):
        sheet.line(bracket - 6, at, bracket, at)
    sheet.line(bracket, y + 8, bracket, y + _HEIGHT - 8)
    sheet.line(bracket, middle, right - 8, middle, head="right")
    centre, lines = (bracket + right - 6) / 2, wrap(step, _STEP_BESIDE - 22)
    sheet.text(centre, middle - 6 - len(lines) * LINE_HEIGHT, lines, "title")
    sheet.text(centre, middle + 6, wrap(total, _STEP_BESIDE - 22, NOTE_SIZE) if total else [], "detail")
