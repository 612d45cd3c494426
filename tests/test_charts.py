"""Rules of the charts: what is shown, what is refused, and that the same data give the same bytes."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from liandong import charts
from liandong.charts.flow import lay_out_flow, spread
from liandong.charts.svg import CSS_CLASS, FONT_DIRECTORY, SVG_NAMESPACE, render_svg, tidy_svg
from liandong.charts.theme import NARROW, NOTE_SIZE, STATUS_COLOURS, STATUS_INK, STATUS_TINTS, WHITE, WIDE
from liandong.charts.wrapping import text_width, wrap
from liandong.model.outputs import FIGURE_MIME

NASTY = '<script>&"甲'

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
NUMBERS = [
    (kind, column)
    for kind, columns in REQUIRED.items()
    for column in columns
    if not isinstance(ROWS[kind][0].get(column), str)
]
TEXTS = [(kind, column) for kind, columns in REQUIRED.items() for column in columns if (kind, column) not in NUMBERS]
# What must be readable in the picture and in the alternative text.
SHOWN = {
    "rate_bars": ["66.7%", "75.0%", "2 ÷ 3", "3 ÷ 4"],
    "status_bars": ["97", "1", "38"],
    "value_bars": ["5470 张", "3000 余张"],
    "bullet_bars": ["0.23 平方米", "0.50 平方米", "标准 0.2 平方米"],
    "planned_built": ["计划 430 所", "建成 435 所"],
    "interval_bars": ["28.5～30.5", "19.2～19.8"],
    "timeline": ["部署", "调研", "自查", "方案", "提纲"],
    "flow_chart": ["9 项", "6 项", "7 项", "5 项", "2 项"],
}


def frame_chart(kind: str, rows: list[dict] | None = None, name: str = "figure") -> charts.Figure:
    """Return the figure of one kind, of its example rows unless others are given."""
    return getattr(charts, kind)(pd.DataFrame(ROWS[kind] if rows is None else rows), name=name, caption="图题")


def flow_figure(nodes: list[dict] = NODES, links: list[dict] = LINKS, **options) -> charts.Figure:
    """Return a flow of two channels, a list and two recipients."""
    options = {"name": "figure", "caption": "图题"} | options
    return charts.flow_chart(pd.DataFrame(nodes), pd.DataFrame(links), **options)


MAKERS: dict[str, Callable[[], charts.Figure]] = {kind: lambda kind=kind: frame_chart(kind) for kind in ROWS}
MAKERS["flow_chart"] = flow_figure
shown = cache(lambda kind: MAKERS[kind]())
every_chart = pytest.mark.parametrize("kind", MAKERS)
both_widths = pytest.mark.parametrize(("width", "pixels"), [("wide", WIDE), ("narrow", NARROW)])


@cache
def drawn(kind: str, width: str) -> str:
    """Return one drawing of an example figure."""
    return render_svg(shown(kind).specifications[width], "figure")


def texts_of(svg: str) -> list[str]:
    """Return every piece of text in the picture, lines of one text joined."""
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{{{SVG_NAMESPACE}}}text")]


def lines_of(svg: str) -> list[tuple[str, float, float, str]]:
    """Return text, x, size in px and anchor of each line in the picture, with the shifts of the groups around it."""
    found: list[tuple[str, float, float, str]] = []

    def walk(element: ElementTree.Element, left: float) -> None:
        shift = re.match(r"translate\(([-0-9.]+),", element.get("transform", ""))
        left += float(shift[1]) if shift else 0
        if element.tag.endswith("}text"):
            size, anchor = float(element.get("font-size").removesuffix("px")), element.get("text-anchor")
            found.extend((line.text or "", left, size, anchor) for line in ([*element] or [element]) if line.text)
        else:
            for child in element:
                walk(child, left)

    walk(ElementTree.fromstring(svg), 0)
    return found


def marks_of(specification: dict) -> set[str]:
    """Return the kinds of marks in a Vega-Lite specification."""
    return {layer["mark"]["type"] for layer in specification["layer"]}


def scale_of(specification: dict, channel: str) -> dict:
    """Return the scale of a channel in the first layer that has one."""
    return next(layer["encoding"][channel]["scale"] for layer in specification["layer"] if "scale" in layer["encoding"].get(channel, {}))


def run_python(code: str) -> subprocess.CompletedProcess:
    """Return what a new Python process that can import this module did with the code."""
    paths = os.pathsep.join([str(Path(__file__).parent), *(path for path in sys.path if path)])
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)


# What a figure gives


@every_chart
def test_svg_is_the_same_bytes_each_time(kind):
    """Drawing the same data twice in one process gives the same bytes."""
    assert MAKERS[kind]().svg == MAKERS[kind]().svg


def test_svg_is_the_same_bytes_in_a_fresh_process():
    """A new process draws the same bytes, whatever was drawn before."""
    code = (
        "import sys, test_charts as t\n"
        "sys.stdout.buffer.write(''.join(make().svg for make in t.MAKERS.values()).encode())"
    )
    done = run_python(code)
    assert done.stdout.decode() == "".join(make().svg for make in MAKERS.values()), done.stderr.decode()


def test_altair_is_not_imported_before_a_figure_is_looked_at():
    """Making figures costs no drawing and no import of altair or vl-convert."""
    code = (
        "import sys, test_charts as t\n"
        "for make in t.MAKERS.values(): make().alt\n"
        "print([name for name in ('altair', 'vl_convert') if name in sys.modules])"
    )
    done = run_python(code)
    assert done.stdout.decode().strip() == "[]", done.stderr.decode()


@both_widths
@every_chart
def test_every_label_is_in_the_picture(kind, width, pixels):
    """What the caller gave as a value's label is written in the picture, on a phone too."""
    written = texts_of(drawn(kind, width))
    sentences = " ".join(text for text in written if not text.isdigit())
    assert [label for label in SHOWN[kind] if label not in written and label not in sentences] == []


@every_chart
def test_every_label_is_in_the_alternative_text(kind):
    """Who cannot see the picture reads every value in the alternative text."""
    alt = shown(kind).alt
    assert [label for label in SHOWN[kind] if re.sub(r"^(计划|建成|标准) ", "", label) not in alt] == []


@every_chart
def test_caller_may_write_the_alternative_text(kind):
    """An alternative text given by the caller replaces the default one."""
    if kind == "flow_chart":
        assert flow_figure(alt="另写").alt == "另写"
    else:
        assert getattr(charts, kind)(pd.DataFrame(ROWS[kind]), name="x", caption="图题", alt="另写").alt == "另写"


@every_chart
def test_bundle_is_json_with_the_table_behind_the_chart(kind):
    """The bundle that Jupyter stores is JSON and its table is text throughout, each row as wide as the headings."""
    bundle = shown(kind)._repr_mimebundle_()
    data = json.loads(json.dumps(bundle))[FIGURE_MIME]
    assert set(data) == {"name", "specifications", "alt", "caption", "headings", "rows", "origins"}
    assert bundle["text/plain"] == data["alt"]
    assert {len(row) for row in data["rows"]} == {len(data["headings"])}
    assert all(isinstance(cell, str) for row in data["rows"] for cell in row)


@every_chart
def test_svg_holds_nothing_that_a_strict_page_forbids(kind):
    """No style attribute, script, event handler, class besides the root's, or address besides the namespace."""
    svg = shown(kind).svg
    root = ElementTree.fromstring(svg)
    attributes = [key for element in root.iter() for key in element.attrib]
    assert not [key for key in attributes if key == "style" or key.startswith("on") or key.endswith("href")]
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "g", "rect", "path", "line", "text", "tspan", "title"}
    assert [element.get("class") for element in root.iter() if element.get("class")] == [CSS_CLASS]
    assert re.findall(r"https?://[^\"'\s]*", svg) == [SVG_NAMESPACE]


@both_widths
@every_chart
def test_svg_scales_and_is_read_once(kind, width, pixels):
    """The picture has its size and a view box, and is hidden from screen readers: the wrapper carries the text."""
    root = ElementTree.fromstring(drawn(kind, width))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert (root.get("width"), root.get("aria-hidden"), root.get("focusable")) == (str(pixels), "true", "false")
    assert not [element for element in root.iter() if element.get("role") or element.get("aria-label")]


@both_widths
@every_chart
def test_text_is_large_enough_and_inside_the_picture(kind, width, pixels):
    """No text is under 12 px, and none leaves the picture at the left or the right."""
    lines = lines_of(drawn(kind, width))
    assert lines
    for text, x, size, anchor in lines:
        room = text_width(text, size)
        left = x - {"start": 0, "middle": room / 2, "end": room}[anchor]
        assert size >= NOTE_SIZE
        assert left >= -1 and left + room <= pixels + 1, text


def test_markup_in_a_label_stays_text():
    """Angle brackets, ampersands and quotes from the data are shown, never read as markup."""
    rows = [ROWS["value_bars"][0] | {"name_zh": NASTY, "label": NASTY}]
    figure = frame_chart("value_bars", rows)
    assert texts_of(figure.svg).count(NASTY) == 2
    assert "<script" not in figure.svg


def test_ids_are_unique_across_figures():
    """Ids begin with the figure's name, are counted anew in each figure, and references follow them."""
    raw = (
        f'<svg xmlns="{SVG_NAMESPACE}" width="9" height="9" viewBox="0 0 9 9"><g clip-path="url(#clip7)">'
        '<rect width="1" height="1" fill="red"/></g><defs><clipPath id="clip7">'
        '<rect width="9" height="9"/></clipPath></defs></svg>'
    )
    first, second = tidy_svg(raw, "first"), tidy_svg(raw, "second")
    assert 'clip-path="url(#first-1)"' in first and 'id="first-1"' in first
    assert 'clip-path="url(#second-1)"' in second and "clip7" not in second
    assert tidy_svg(raw.replace("clip7", "clip99"), "first") == first


def test_style_and_roles_of_other_charts_are_left_out():
    """Style attributes, classes, roles and Vega's English labels do not survive."""
    rect = '<rect fill="red" style="fill:red" class="a" role="img" aria-label="bar"/>'
    raw = f'<svg xmlns="{SVG_NAMESPACE}" width="9" height="9" viewBox="0 0 9 9">{rect}</svg>'
    assert '<rect fill="red" />' in tidy_svg(raw, "x")


def test_font_is_committed_with_its_licence():
    """The font that measures text is in the tree, small, licensed, and named as nothing that the original reserves."""
    fonts = list(FONT_DIRECTORY.glob("*.otf"))
    assert [font.name for font in fonts] == ["LiandongChartSans-Regular.otf"]
    assert fonts[0].stat().st_size <= 2_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONT_DIRECTORY / "OFL.txt").read_text(encoding="utf-8")


def test_figure_is_drawn_once_and_only_when_looked_at():
    """The drawing is made at the first look, for the page and for a phone, and kept."""
    calls = []
    figure = frame_chart("planned_built")
    watched = charts.Figure("x", "文", "题", ["甲"], [["乙"]], draw=lambda width: calls.append(width) or figure.draw(width))
    assert calls == []
    assert watched.svg == watched.svg and calls == [WIDE, NARROW]


# What is encoded


@both_widths
@pytest.mark.parametrize(("kind", "mark"), [("rate_bars", "bar"), ("value_bars", "bar"), ("bullet_bars", "tick"), ("planned_built", "tick")])
def test_lengths_begin_at_zero(kind, mark, width, pixels):
    """Lengths are compared from zero; a rate's axis runs to 100 %."""
    specification = shown(kind).specifications[width]
    assert mark in marks_of(specification)
    scale = scale_of(specification, "x")
    assert scale["domain"] == [0, 100] if kind == "rate_bars" else scale["zero"] is True
    assert scale["nice"] is False


def test_bars_encode_the_values_themselves():
    """The number that a bar's length encodes is the row's, not a place on the screen."""
    specification = shown("value_bars").specifications["narrow"]
    bars = specification["layer"][0]
    assert (bars["mark"]["type"], bars["encoding"]["x"]["field"]) == ("bar", "value")
    assert [bar["value"] for bar in specification["datasets"][bars["data"]["name"]]] == [row["value"] for row in ROWS["value_bars"]]


def test_intervals_are_not_forced_to_zero():
    """Positions on an axis are compared with each other: it encloses the intervals and says so by its marks."""
    specification = shown("interval_bars").specifications["wide"]
    assert scale_of(specification, "x")["zero"] is False
    marks = [float(text) for text in texts_of(shown("interval_bars").svg) if re.fullmatch(r"[0-9.]+", text)]
    assert min(marks) <= 20 and max(marks) >= 30 and 0 not in marks


def test_numbers_too_wide_for_their_parts_stand_behind_the_bar():
    """The numbers of a bar with a part that is too narrow are written beside it in order, never run together."""
    assert "97 + 1" in texts_of(drawn("status_bars", "narrow"))


def test_a_page_may_show_any_chart_of_its_own():
    """An Altair chart with caption, words and table is drawn in the theme at both widths; remote data are refused."""
    import altair as alt

    table = pd.DataFrame({"县区": ["甲县", "乙县"], "件": [12, 8]})
    chart = alt.Chart(table).mark_bar().encode(x="件:Q", y="县区:N")
    figure = charts.show(chart, name="own", caption="各县区", alt="甲县 12 件，乙县 8 件。", table=table)
    assert (figure.headings, figure.rows) == (["县区", "件"], [["甲县", "12"], ["乙县", "8"]])
    sizes = [ElementTree.fromstring(render_svg(one, "own")).get("width") for one in figure.specifications.values()]
    assert sizes == [str(WIDE), str(NARROW)]
    assert "甲县" in texts_of(figure.svg) and "Liandong Chart Sans" in figure.svg
    remote = charts.show(alt.Chart("https://example.org/a.csv").mark_point(), name="own", caption="图", alt="文", table=table)
    with pytest.raises(ValueError, match="example.org|allowed"):
        _ = remote.svg


def test_a_chart_of_any_size_is_a_function_of_the_width():
    """Who lays a chart out in another way for a phone gives a function in place of the chart."""
    import altair as alt

    def draw(width: int) -> alt.Chart:
        return alt.Chart(alt.InlineData(values=[{"a": 1}])).mark_point().properties(width=width, title="宽" if width == WIDE else "窄")

    figure = charts.show(draw, name="own", caption="图", alt="文", table=pd.DataFrame({"甲": ["乙"]}))
    assert "宽" in texts_of(figure.svg) and "窄" in texts_of(render_svg(figure.specifications["narrow"], "own"))


# What is refused


@pytest.mark.parametrize(
    ("kind", "column"),
    [(kind, column) for kind, columns in REQUIRED.items() for column in columns],
)
def test_missing_column_is_named(kind, column):
    """A missing column is an error that names the figure, the column and those that are needed."""
    rows = [{key: value for key, value in row.items() if key != column} for row in ROWS[kind]]
    with pytest.raises(ValueError, match=f"图 figure：缺少列 {column}；需要的列是 {'、'.join(REQUIRED[kind])}"):
        frame_chart(kind, rows)


@pytest.mark.parametrize(("kind", "column"), NUMBERS)
@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (-1, "不能是负数"),
        (None, "是空的"),
        (math.nan, "是空的"),
        (math.inf, "应是数"),
        ("五", "应是数"),
        (True, "应是数"),
    ],
)
def test_bad_number_is_refused_with_its_row(kind, column, bad, says):
    """A negative, missing, infinite or non-numeric cell is named by row and column."""
    rows = [dict(row) for row in ROWS[kind]]
    rows[-1][column] = bad
    with pytest.raises(ValueError, match=f"第 {len(rows)} 行 {column} 列.*{says}"):
        getattr(charts, kind)(pd.DataFrame(rows, dtype=object), name="figure", caption="图题")


@pytest.mark.parametrize(("kind", "column"), TEXTS)
@pytest.mark.parametrize("bad", [None, "", "  ", 5, "a\x07"])
def test_bad_text_is_refused_with_its_row(kind, column, bad):
    """An empty cell, a number or a control character where a text is needed is named by row and column."""
    rows = [dict(row) for row in ROWS[kind]]
    rows[-1][column] = bad
    with pytest.raises(ValueError, match=f"第 {len(rows)} 行 {column} 列"):
        frame_chart(kind, rows)


def test_whole_float_counts_as_an_integer_but_a_part_does_not():
    """Counts that pandas turned into floats are read as integers; a fraction of a problem is refused."""
    row = ROWS["status_bars"][0]
    assert frame_chart("status_bars", [row | {"problems": 97.0}]).rows == [["市直部门", "立行立改", "97"]]
    with pytest.raises(ValueError, match="应是整数"):
        frame_chart("status_bars", [row | {"problems": 0.5}])


@pytest.mark.parametrize("kind", ROWS)
def test_empty_frame_is_refused(kind):
    """A chart of nothing is an error, not an empty picture."""
    with pytest.raises(ValueError, match="一行也没有"):
        getattr(charts, kind)(pd.DataFrame(ROWS[kind]).head(0), name="figure", caption="图题")


@pytest.mark.parametrize("kind", ["value_bars", "bullet_bars", "planned_built"])
def test_mixed_units_are_refused(kind):
    """Lengths of unlike things cannot share an axis."""
    rows = [ROWS[kind][0], ROWS[kind][0] | {"unit": "公顷"}]
    with pytest.raises(ValueError, match="单位不一致"):
        frame_chart(kind, rows)


def test_float_without_label_is_refused():
    """A float has no exact digits to print, so it needs a label."""
    with pytest.raises(ValueError, match="请给出 label"):
        frame_chart("value_bars", [{"name_zh": "甲", "value": 0.1, "unit": "%"}])


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (5, 4)])
def test_impossible_rate_is_refused(numerator, denominator):
    """A rate needs a denominator that is positive and not smaller than the numerator."""
    with pytest.raises(ValueError, match="分母应大于零"):
        frame_chart("rate_bars", [ROWS["rate_bars"][0] | {"numerator": numerator, "denominator": denominator}])


@pytest.mark.parametrize(
    ("kind", "change", "says"),
    [
        ("status_bars", {"status": "finished"}, "'finished' 不认识；可用的是 done"),
        ("status_bars", {"level": "town"}, "'town' 不认识"),
        ("timeline", {"level": "town"}, "'town' 不认识；可用的是 province"),
        ("interval_bars", {"lower": 40}, "下限 40 大于上限"),
        ("interval_bars", {"fits": [1.5]}, "应是整数的列表"),
        ("value_bars", {"label": "很" * 60}, "标注太长"),
    ],
)
def test_unknown_words_and_impossible_shapes_are_refused(kind, change, says):
    """An unknown status or level, an interval upside down, or a label that cannot be drawn is named."""
    with pytest.raises(ValueError, match=says):
        _ = frame_chart(kind, [ROWS[kind][0] | change]).svg


def test_two_steps_in_one_place_are_refused():
    """Two steps of the same order in the same lane would cover each other."""
    with pytest.raises(ValueError, match="第 2 行.*重复"):
        frame_chart("timeline", [ROWS["timeline"][0], ROWS["timeline"][0]])


@pytest.mark.parametrize("name", ["", "Figure", "图", "a b", "1a", "a-", 'a"b'])
def test_name_that_cannot_be_an_id_is_refused(name):
    """Names become ids in the page: lower-case ASCII, digits and hyphens only."""
    with pytest.raises(ValueError, match="不能用作编号"):
        frame_chart("planned_built", name=name)


# The flow


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
    figure = flow_figure(step_total="共计若干")
    assert {"梳理整合", "共计若干"} <= set(texts_of(figure.svg))
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


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("短", 100, ["短"]),
        ("市人民政府及市直部门", 100, ["市人民政府及", "市直部门"]),
        ("设置老年医学科的二级以上综合医院", 190, ["设置老年医学科的", "二级以上综合医院"]),
        ("职业技能培训（2024年）", 110, ["职业技能培训", "（2024年）"]),
        ("甲\n乙", 100, ["甲", "乙"]),
    ],
)
def test_labels_wrap_where_chinese_may_break(text, width, lines):
    """Lines break between characters, rather after 的 and 及, never before closing marks or inside a number."""
    assert wrap(text, width) == lines


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("status", STATUS_COLOURS)
def test_status_colours_can_be_seen_and_read(status):
    """Marks stand 3:1 against white, and the number on a mark 4.5:1 against it (WCAG 2.2, 1.4.11 and 1.4.3)."""
    assert _contrast(STATUS_COLOURS[status], WHITE) >= 3
    assert _contrast(STATUS_COLOURS[status], STATUS_INK[status]) >= 4.5
    assert status in STATUS_TINTS


def test_status_colours_differ_in_black_and_white():
    """Statuses stay apart in a grey print: each is at least half as light again as the one before."""
    levels = sorted(_luminance(colour) + 0.05 for colour in STATUS_COLOURS.values())
    assert all(lighter / darker >= 1.5 for darker, lighter in zip(levels, levels[1:], strict=False))


def test_marks_say_what_they_stand_for():
    """A mark with a tip has it as its title, and its kind where readers may choose among several; nothing else of Vega's words stays."""
    root = ElementTree.fromstring(shown("status_bars").svg)
    titles = [element for element in root.iter() if element.tag.rpartition("}")[2] == "title"]
    assert titles and all(title.text and "undefined" not in title.text for title in titles)
    kinds = {element.get("data-series") for element in root.iter() if element.get("data-series")}
    assert len(kinds) > 1
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("aria-") and key != "aria-hidden"]
