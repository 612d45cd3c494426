"""Chart of the flow of problems: channels, the merged list, who received them, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, product
from typing import TYPE_CHECKING

from liandong.charts import theme
from liandong.charts.figure import Figure, origins_of
from liandong.charts.records import read_records, require
from liandong.charts.sheet import Drawing
from liandong.charts.theme import LINE_HEIGHT, NOTE_SIZE, ROOMY
from liandong.charts.wrapping import plain, text_width, wrap
from liandong.findings import messages

if TYPE_CHECKING:
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

    @property
    def count(self) -> str:
        """Its value with the measure word."""
        return f"{self.value} {LABELS['unit']}"

    @property
    def told(self) -> str:
        """Its name and its count."""
        return f"{plain(self.label_zh)} {self.count}"


@dataclass(frozen=True)
class Ribbon:
    """A link and its place: the upper y at either end and the height, in px."""

    source: Node
    target: Node
    source_top: float
    target_top: float
    height: float


@dataclass(frozen=True)
class FlowLayout:
    """Stages of nodes in order, the ribbons, and runs of stages (their indices) that ribbons join.

    Between two runs problems are merged or sifted, not handed on one by one, so each run has its own scale and no
    ribbon crosses.
    """

    stages: list[list[Node]]
    ribbons: list[Ribbon]
    runs: list[list[int]]


def flow_chart(
    nodes: pandas.DataFrame, links: pandas.DataFrame, *, name: str, caption: str, alt: str | None = None,
    stage_labels: Sequence[str] = (),
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
        name: as in `value_bars`, like caption and alt.
        caption: the title.
        alt: the alternative text.
        stage_labels: a heading for each stage.
    """
    with_status = nodes if "status" in nodes else nodes.assign(status="")
    records = read_records(with_status, name, node="text", stage="integer", label_zh="text", value="integer",
                           status=["", *theme.STATUS_COLOURS])
    layout = lay_out_flow(records, read_records(links, name, source="text", target="text", value="integer"), name=name,
                          height=_HEIGHT)
    count = len(layout.stages)
    require(len(stage_labels) in (0, count), MESSAGES["stage_labels"], name=name, found=len(stage_labels),
            expected=count)
    stages = stage_labels or [LABELS["number"].format(number=number) for number in range(1, count + 1)]
    cells = dict(zip(nodes["node"], origins_of(nodes), strict=True)) if "inputs" in nodes else {}
    rows, origins = [], []
    for node in chain(*layout.stages):
        receivers = [ribbon.target for ribbon in layout.ribbons if ribbon.source is node]
        rows.append([stages[node.stage], plain(node.label_zh), node.count, "、".join(one.told for one in receivers)])
        origins.append([cell for other in (node, *receivers) for cell in cells.get(other.node, [])])
    told = ""
    for run in layout.runs:
        for index in run:
            link = "stage" if not told else "joined" if index != run[0] else "merged"
            told += LABELS[link].format(stage=stages[0], nodes="、".join(node.told for node in layout.stages[index]))
    return Figure(name, alt or LABELS["alt"].format(caption=caption, stages=told), caption, LABELS["headings"], rows,
                  partial(_draw, layout, stage_labels), origins)


def lay_out_flow(records: list[dict], links: list[dict], *, name: str, height: float) -> FlowLayout:
    """Return the flow with every node and ribbon placed between 0 and `height`.

    Within a run of stages one px is the same number of problems everywhere, and the ribbons of a node add up to it.

    Raises:
        ValueError: a node is given twice, a link names no node or skips a stage, or what flows in or out of a node is
            not its value.
    """
    numbers = sorted({record["stage"] for record in records})
    nodes: dict[str, Node] = {}
    for record in records:
        require(record["node"] not in nodes, MESSAGES["duplicate"], name=name, node=record["node"])
        nodes[record["node"]] = Node(**record | {"stage": numbers.index(record["stage"])})
    require(len(numbers) > 1, MESSAGES["stages"], name=name, found=len(numbers))
    handed, received = Counter(), Counter()
    for row, link in enumerate(links, start=1):
        for column in ("source", "target"):
            require(link[column] in nodes, MESSAGES["unknown"], name=name, row=row, column=column, found=link[column])
        require(nodes[link["target"]].stage == nodes[link["source"]].stage + 1, MESSAGES["adjacent"], name=name, **link)
        handed[link["source"]] += link["value"]
        received[link["target"]] += link["value"]
    joined = {nodes[source].stage for source in handed}
    for node in nodes.values():
        for side, totals, stage in (("out", handed, node.stage), ("in", received, node.stage - 1)):
            require(stage not in joined or totals[node.node] == node.value, MESSAGES[side], name=name, node=node.node,
                    value=node.value, total=totals[node.node])
    stages = [[node for node in nodes.values() if node.stage == stage] for stage in range(len(numbers))]
    runs: list[list[int]] = []
    for stage in range(len(stages)):
        if stage - 1 in joined:
            runs[-1].append(stage)
        else:
            runs.append([stage])
    for run in runs:
        _place([stages[stage] for stage in run], height)
    return FlowLayout(stages, _ribbons([*chain(*stages)], links), runs)


def _place(stages: list[list[Node]], height: float) -> None:
    """Place the nodes of a run, each stage in the middle of the height."""
    # Floats only from here on: they place marks, the counts shown stay integers.
    unit = min((height - NODE_GAP * (len(stage) - 1)) / max(sum(node.value for node in stage), 1) for stage in stages)
    for stage in stages:
        y = (height - unit * sum(node.value for node in stage) - NODE_GAP * (len(stage) - 1)) / 2
        for node in stage:
            node.top, node.bottom = y, y + unit * node.value
            y = node.bottom + NODE_GAP


def _ribbons(nodes: list[Node], links: list[dict]) -> list[Ribbon]:
    """Return the ribbons of each node side by side, in the order of the nodes at their other ends."""
    values = Counter()
    for link in links:
        values[link["source"], link["target"]] += link["value"]
    below_source, below_target = ({node.node: node.top for node in nodes} for _ in range(2))
    ribbons = []
    for source, target in product(nodes, repeat=2):
        if (ends := (source.node, target.node)) in values:
            height = (source.bottom - source.top) / (source.value or 1) * values[ends]
            ribbons.append(Ribbon(source, target, below_source[source.node], below_target[target.node], height))
            below_source[source.node] += height
            below_target[target.node] += height
    return ribbons


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


def _draw(layout: FlowLayout, headings: Sequence[str], width: int):
    sheet, beside = Drawing(), width >= ROOMY
    lists = [run for run in layout.runs if len(run) == 1 and len(layout.stages[run[0]]) > 1]
    steps = len(layout.runs) - 1
    share = (width - len(lists) * _LIST_WIDTH - steps * _STEP_BESIDE) / max(len(layout.stages) - len(lists), 1)
    head = LINE_HEIGHT + 8.0 if headings else 4.0
    x = y = bottom = 0.0
    for run in layout.runs:
        if run != layout.runs[0]:
            _draw_step(sheet, x, head if beside else y, beside)
            x, y = (x + _STEP_BESIDE, y) if beside else (x, y + _STEP_BELOW)
        right = x + (_LIST_WIDTH if run in lists else share * len(run)) if beside else float(width)
        top, stage = y + head, layout.stages[run[0]]
        if run in lists:
            height = _HEIGHT if beside else _LIST_PITCH * len(stage)
            _draw_list(sheet, stage, x, right, top, height)
            columns = [x]
        else:
            height = _HEIGHT + _OVERHANG
            columns = _draw_run(sheet, layout, run, x, right, top)
        for index, column in zip(run, columns, strict=True):
            sheet.text(column, y, headings[index : index + 1], "note")
        bottom = max(bottom, top + height)
        x, y = (right, y) if beside else (x, bottom)
    if steps:
        bottom = sheet.text(0, bottom + 8, wrap(LABELS["note"], width, NOTE_SIZE), "note")
    return sheet.chart(width, bottom + 4)


def _draw_run(sheet: Drawing, layout: FlowLayout, run: list[int], x: float, right: float, top: float) -> list[float]:
    """Draw stages that ribbons join and return the left x of each."""
    pitch = (right - x - _BAR - _LABEL_GAP - _END_LABEL) / max(len(run) - 1, 1)
    columns = {index: x + pitch * number for number, index in enumerate(run)}
    for ribbon in layout.ribbons:
        if ribbon.source.stage in run:
            fill = theme.STATUS_TINTS.get(ribbon.target.status, theme.MAIN_TINT)
            sheet.band(columns[ribbon.source.stage] + _BAR, top + ribbon.source_top, columns[ribbon.target.stage],
                       top + ribbon.target_top, ribbon.height, fill)
    for index, left in columns.items():
        after, room = left + _BAR + _LABEL_GAP, _END_LABEL if index == run[-1] else pitch - _BAR - _LABEL_GAP - 6
        labels = [wrap(node.label_zh, room) for node in layout.stages[index]]
        heights = [(len(lines) + 1) * LINE_HEIGHT + 6.0 for lines in labels]
        middles = [(node.top + node.bottom) / 2 for node in layout.stages[index]]
        centres = spread(middles, heights, _HEIGHT + _OVERHANG)
        for node, lines, middle, centre in zip(layout.stages[index], labels, middles, centres, strict=True):
            sheet.box(left, top + node.top, left + _BAR, top + max(node.bottom, node.top + 1),
                      theme.STATUS_COLOURS.get(node.status, theme.MAIN), tip=node.told)
            if abs(centre - middle) > 10:  # the label had to move away from its bar
                sheet.line(left + _BAR + 1, top + middle, after - 1, top + centre)
            below = sheet.text(after, top + centre - (len(lines) + 1) * LINE_HEIGHT / 2, lines, "label")
            sheet.text(after, below, [node.count], "count")
    return [*columns.values()]


def _draw_list(sheet: Drawing, stage: list[Node], x: float, right: float, top: float, height: float) -> None:
    """Draw a stage that stands alone as lengths."""
    room = right - x - max(text_width(node.count) for node in stage) - 10
    longest = max(1, *(node.value for node in stage))
    for index, node in enumerate(stage):
        lines = wrap(node.label_zh, right - x)
        y = sheet.text(x, top + height / len(stage) * (index + 0.5) - (len(lines) * LINE_HEIGHT + 20) / 2, lines,
                       "label")
        end = x + max(room * node.value / longest, 1.0)
        sheet.box(x, y + 2, end, y + 20, theme.SECONDARY, tip=node.told)
        sheet.text(end + 6, y + 2.5, [node.count], "count")


def _draw_step(sheet: Drawing, x: float, y: float, beside: bool) -> None:
    """Draw the arrow from one run to the next, with what happens there."""
    if not beside:
        sheet.line(x + 24, y + 6, x + 24, y + _STEP_BELOW - 12, head="down")
        sheet.text(x + 40, y + 16, [LABELS["step"]], "count")
        return
    bracket, middle, right = x + 12, y + _HEIGHT / 2, x + _STEP_BESIDE
    for at in (y + 8, y + _HEIGHT - 8):
        sheet.line(bracket - 6, at, bracket, at)
    sheet.line(bracket, y + 8, bracket, y + _HEIGHT - 8)
    sheet.line(bracket, middle, right - 8, middle, head="right")
    sheet.text((bracket + right - 6) / 2, middle - 6 - LINE_HEIGHT, [LABELS["step"]], "title")
