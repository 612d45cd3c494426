"""What a chart of the book gives: the picture, its words and its data, the same bytes each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from charting import MAKERS, ROWS, drawn, frame_chart, shown, texts_of

from liandong import charts
from liandong.charts.svg import CSS_CLASS, FONT_DIRECTORY, SVG_NAMESPACE, render_svg, tidy_svg
from liandong.charts.theme import NARROW, NOTE_SIZE, WIDE
from liandong.charts.wrapping import text_width, wrap
from liandong.model.outputs import FIGURE_MIME

NASTY = '<script>&"甲'
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
every_chart = pytest.mark.parametrize("kind", MAKERS)
both_widths = pytest.mark.parametrize(("width", "pixels"), [("wide", WIDE), ("narrow", NARROW)])


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
    """Return what a new Python process that can import the examples did with the code."""
    paths = os.pathsep.join([str(Path(__file__).parent), *(path for path in sys.path if path)])
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)


def test_svg_is_the_same_bytes_in_a_fresh_process():
    """A new process draws the same bytes, whatever was drawn before."""
    code = (
        "import sys, charting\n"
        "sys.stdout.buffer.write(''.join(make().svg for make in charting.MAKERS.values()).encode())"
    )
    done = run_python(code)
    assert done.stdout.decode() == "".join(make().svg for make in MAKERS.values()), done.stderr.decode()


def test_altair_is_not_imported_before_a_figure_is_looked_at():
    """Making figures costs no drawing and no import of altair or vl-convert."""
    code = (
        "import sys, charting\n"
        "for make in charting.MAKERS.values(): make().alt\n"
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
    assert MAKERS[kind](alt="另写").alt == "另写"


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


def test_marks_say_what_they_stand_for():
    """A mark with a tip has it as its title, and its kind where readers may choose among several; nothing else of Vega's words stays."""
    root = ElementTree.fromstring(shown("status_bars").svg)
    titles = [element for element in root.iter() if element.tag.rpartition("}")[2] == "title"]
    assert titles and all(title.text and "undefined" not in title.text for title in titles)
    kinds = {element.get("data-series") for element in root.iter() if element.get("data-series")}
    assert len(kinds) > 1
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("aria-") and key != "aria-hidden"]


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
