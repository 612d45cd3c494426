"""Geometry of a layered flow: which stages belong together, where nodes stand and ribbons run."""

from __future__ import annotations

from dataclasses import dataclass, field

from liandong.findings import messages

NODE_GAP = 16.0  # px between the nodes of a stage
MESSAGES = messages(__name__)


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
    """Stages in order, runs of stages that ribbons join, and the ribbons.

    Attributes:
        stages: the nodes of each stage.
        runs: indices of stages, grouped; between two runs problems are merged or sifted, not handed on one by one, so each run has its
            own scale and no ribbon crosses.
    """

    stages: list[list[Node]]
    ribbons: list[Ribbon]
    runs: list[list[int]] = field(default_factory=list)


def lay_out_flow(nodes: list[dict], links: list[dict], *, name: str, height: float) -> FlowLayout:
    """Return the flow with every node and ribbon placed between 0 and `height`.

    Within a run of stages one px is the same number of problems everywhere, and the ribbons of a node add up to it.

    Raises:
        ValueError: a node is given twice, a link names no node or skips a stage, or what flows in or out of a node is not its value.
    """
    by_name: dict[str, Node] = {}
    for record in nodes:
        if record["node"] in by_name:
            raise ValueError(MESSAGES["duplicate"].format(name=name, node=record["node"]))
        by_name[record["node"]] = Node(**record)
    numbers = sorted({node.stage for node in by_name.values()})
    if len(numbers) < 2:
        raise ValueError(MESSAGES["stages"].format(name=name, found=len(numbers)))
    for node in by_name.values():
        node.stage = numbers.index(node.stage)
    ribbons = [_ribbon(link, row, by_name, name) for row, link in enumerate(links, start=1)]
    _check_conservation(list(by_name.values()), ribbons, name)
    stages = [[node for node in by_name.values() if node.stage == index] for index in range(len(numbers))]
    joined = {ribbon.source.stage for ribbon in ribbons}
    layout = FlowLayout(stages, ribbons, [[0]])
    for index in range(1, len(stages)):
        if index - 1 in joined:
            layout.runs[-1].append(index)
        else:
            layout.runs.append([index])
    for run in layout.runs:
        _place_nodes([stages[index] for index in run], height)
    _place_ribbons(layout)
    return layout


def _ribbon(link: dict, row: int, by_name: dict[str, Node], name: str) -> Ribbon:
    for column in ("source", "target"):
        if link[column] not in by_name:
            raise ValueError(MESSAGES["unknown"].format(name=name, row=row, column=column, found=link[column]))
    source, target = by_name[link["source"]], by_name[link["target"]]
    if target.stage != source.stage + 1:
        raise ValueError(MESSAGES["adjacent"].format(name=name, source=source.node, target=target.node))
    return Ribbon(source, target, link["value"])


def _check_conservation(nodes: list[Node], ribbons: list[Ribbon], name: str) -> None:
    for side, end in (("out", "source"), ("in", "target")):
        joined = {getattr(ribbon, end).stage for ribbon in ribbons}
        for node in nodes:
            total = sum(ribbon.value for ribbon in ribbons if getattr(ribbon, end) is node)
            if node.stage in joined and total != node.value:
                raise ValueError(MESSAGES[side].format(name=name, node=node.node, value=node.value, total=total))


def _place_nodes(stages: list[list[Node]], height: float) -> None:
    # Floats only from here on: they place marks, the counts shown stay integers.
    unit = min((height - NODE_GAP * (len(stage) - 1)) / max(sum(node.value for node in stage), 1) for stage in stages)
    for stage in stages:
        y = (height - unit * sum(node.value for node in stage) - NODE_GAP * (len(stage) - 1)) / 2
        for node in stage:
            node.top, node.bottom = y, y + unit * node.value
            y = node.bottom + NODE_GAP


def _place_ribbons(layout: FlowLayout) -> None:
    nodes = [node for stage in layout.stages for node in stage]
    order = {node.node: index for index, node in enumerate(nodes)}
    for node in nodes:
        unit = (node.bottom - node.top) / node.value if node.value else 0.0
        for end, other in (("source", "target"), ("target", "source")):
            y = node.top
            for ribbon in sorted((r for r in layout.ribbons if getattr(r, end) is node), key=lambda r: order[getattr(r, other).node]):
                setattr(ribbon, f"{end}_top", y)
                ribbon.height = unit * ribbon.value
                y += ribbon.height


def spread(middles: list[float], heights: list[float], height: float) -> list[float]:
    """Return centres near the given ones, in the same order, so that blocks of these heights do not overlap."""
    placed: list[float] = []
    floor = 0.0
    for middle, block in zip(middles, heights, strict=True):
        placed.append(max(middle, floor + block / 2))
        floor = placed[-1] + block / 2
    ceiling = max(height, sum(heights))
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling - heights[index] / 2)
        ceiling = placed[index] - heights[index] / 2
    return placed
