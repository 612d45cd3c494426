"""Example figures of every kind for the tests of charts, and what stands in their drawings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from xml.etree import ElementTree

import pandas as pd

from liandong import charts
from liandong.charts.svg import SVG_NAMESPACE, render_svg

NODES = [
    {"node": "a", "stage": 0, "label_zh": "甲渠道", "value": 9},
    {"node": "b", "stage": 0, "label_zh": "乙渠道", "value": 6},
    {"node": "list", "stage": 1, "label_zh": "清单", "value": 7},
    {"node": "one", "stage": 2, "label_zh": "一处", "value": 5},
    {"node": "two", "stage": 2, "label_zh": "二处", "value": 2},
]
LINKS = [{"source": "list", "target": "one", "value": 5}, {"source": "list", "target": "two", "value": 2}]

ROWS: dict[str, list[dict]] = {
    "rate_bars": [
        {"basis_zh": "严格", "numerator": 2, "denominator": 3, "label": "66.7%", "strict": True},
        {"basis_zh": "宽松", "numerator": 3, "denominator": 4, "label": "75.0%", "strict": False},
    ],
    "status_bars": [
        {"level": "city", "status": "done", "wording_zh": "立行立改", "problems": 97},
        {"level": "city", "status": "ongoing", "wording_zh": "持续整改", "problems": 1},
        {"level": "county", "status": "top_level_design", "wording_zh": "涉及顶层设计", "problems": 38},
    ],
    "value_bars": [
        {"name_zh": "床位", "value": 5470, "unit": "张", "label": "5470 张", "at_least": False},
        {"name_zh": "老人", "value": 3000, "unit": "张", "label": "3000 余张", "at_least": True},
    ],
    "bullet_bars": [
        {"name_zh": "城区", "value": Decimal("0.23"), "standard": Decimal("0.2"), "unit": "平方米"},
        {"name_zh": "某县", "value": Decimal("0.50"), "standard": Decimal("0.2"), "unit": "平方米"},
    ],
    "planned_built": [{"name_zh": "助餐点", "planned": 430, "built": 435, "unit": "所"}],
    "interval_bars": [
        {"name_zh": "甲", "lower": Fraction(57, 2), "upper": Fraction(61, 2), "label": "28.5～30.5", "fits": [29, 30]},
        {"name_zh": "乙", "lower": Fraction(96, 5), "upper": Fraction(99, 5), "label": "19.2～19.8", "fits": []},
    ],
    "timeline": [
        {"step_zh": "部署", "actor_zh": "省里", "level": "province", "order": 1, "handover_zh": ""},
        {"step_zh": "调研", "actor_zh": "市里", "level": "city", "order": 2, "handover_zh": "方案"},
        {"step_zh": "自查", "actor_zh": "县里", "level": "county", "order": 2, "handover_zh": "提纲"},
    ],
}
REQUIRED = {
    "rate_bars": ["basis_zh", "numerator", "denominator", "label"],
    "status_bars": ["level", "status", "wording_zh", "problems"],
    "value_bars": ["name_zh", "value", "unit"],
    "bullet_bars": ["name_zh", "value", "standard", "unit"],
    "planned_built": ["name_zh", "planned", "built", "unit"],
    "interval_bars": ["name_zh", "lower", "upper", "label"],
    "timeline": ["step_zh", "actor_zh", "level"],
}
def frame_chart(kind: str, rows: list[dict] | None = None, **options) -> charts.Figure:
    """Return the figure of one kind, of its example rows unless others are given."""
    options = {"name": "figure", "caption": "图题"} | options
    return getattr(charts, kind)(pd.DataFrame(ROWS[kind] if rows is None else rows, dtype=object), **options)


def flow_figure(nodes: list[dict] = NODES, links: list[dict] = LINKS, **options) -> charts.Figure:
    """Return a flow of two channels, a list and two recipients."""
    options = {"name": "figure", "caption": "图题"} | options
    return charts.flow_chart(pd.DataFrame(nodes), pd.DataFrame(links), **options)


MAKERS: dict[str, Callable[..., charts.Figure]] = {kind: partial(frame_chart, kind) for kind in ROWS}
MAKERS["flow_chart"] = flow_figure


@cache
def shown(kind: str) -> charts.Figure:
    """Return the example figure of one kind."""
    return MAKERS[kind]()


@cache
def drawn(kind: str, width: str) -> str:
    """Return one drawing of an example figure."""
    return render_svg(shown(kind).specifications[width], "figure")


def texts_of(svg: str) -> list[str]:
    """Return every piece of text in the picture, lines of one text joined."""
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{{{SVG_NAMESPACE}}}text")]
