"""The flow of problems: its layout adds up, breaks where problems are merged, and refuses what gets lost."""

from __future__ import annotations

import pytest
from charting import LINKS, NODES, flow_figure, texts_of

from liandong.charts.flow import lay_out_flow, spread


def placed(nodes: list[dict] = NODES, links: list[dict] = LINKS):
    """Return the layout of the example flow."""
    return lay_out_flow([dict(node) for node in nodes], links, name="figure", height=300)


def test_heights_are_proportional_within_a_run():
    """In stages that ribbons join, one px is the same count everywhere."""
    _, listed, recipients = placed().stages
    units = {round((node.bottom - node.top) / node.value, 9) for node in [*listed, *recipients]}
    assert len(units) == 1


def test_ribbons_of_a_node_add_up_to_it():
    """Ribbons leave a node side by side from its top to its bottom, and arrive likewise."""
    layout = placed()
    source = layout.stages[1][0]
    first, second = layout.ribbons
    assert first.source_top == source.top
    assert second.source_top == pytest.approx(first.source_top + first.height)
    assert second.source_top + second.height == pytest.approx(source.bottom)
    assert [r.target_top for r in layout.ribbons] == [node.top for node in layout.stages[2]]


def test_merging_breaks_the_flow():
    """Stages that no link joins are separate runs, each with its own scale, and the picture says so."""
    assert placed().runs == [[0], [1, 2]]
    figure = flow_figure()
    assert "梳理整合" in texts_of(figure.svg)
    assert any("不守恒" in text for text in texts_of(figure.svg))
    assert "经梳理整合成为清单 7 项" in figure.alt


def test_unbroken_flow_has_no_note():
    """A flow in which everything is handed on is one run, without the note on merging."""
    nodes, links = NODES[2:], LINKS
    assert placed(nodes, links).runs == [[0, 1]]
    assert not any("不守恒" in text for text in texts_of(flow_figure(nodes, links).svg))


@pytest.mark.parametrize(
    ("nodes", "links", "says"),
    [
        (NODES, [LINKS[0] | {"value": 4}, LINKS[1]], "从它流出的合计是 6"),
        (NODES[:3] + [NODES[3] | {"value": 4}, NODES[4]], LINKS, "流入它的合计是 5"),
        (NODES, [LINKS[0] | {"target": "three"}, LINKS[1]], "第 1 条流向的 target 是 'three'"),
        (NODES, [*LINKS, {"source": "a", "target": "one", "value": 1}], "不在相邻的阶段之间"),
        ([*NODES, NODES[0]], LINKS, "'a' 出现了两次"),
        ([NODES[2], NODES[3] | {"stage": 1}], [], "一行也没有|缺少列"),
        ([NODES[3], NODES[4]], LINKS, "至少要有两个阶段"),
        ([NODES[0] | {"status": "lost"}, *NODES[1:]], LINKS, "'lost' 不认识"),
        ([NODES[0] | {"value": -1}, *NODES[1:]], LINKS, "不能是负数"),
    ],
)
def test_flow_that_does_not_hold_is_refused(nodes, links, says):
    """Counts that get lost on the way, and links to nowhere, are errors."""
    with pytest.raises(ValueError, match=says):
        flow_figure(nodes, links)


def test_flow_headings_match_the_stages():
    """Each stage has a heading or none has."""
    with pytest.raises(ValueError, match="阶段名有 2 个，阶段有 3 个"):
        flow_figure(stage_labels=["甲", "乙"])


def test_labels_of_thin_nodes_are_spread_apart():
    """Labels keep their order, do not overlap, and stay inside where there is room."""
    centres = spread([5, 8, 95], [20, 20, 20], 100)
    assert all(after - before >= 20 for before, after in zip(centres, centres[1:], strict=False))
    assert centres[0] >= 10 and centres[-1] <= 90
