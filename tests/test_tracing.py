"""Numerals without an origin: what is found in a page's source and in a built page, and what is left alone."""

import pytest
from conftest import ROOT

from liandong.model.bulletin import reported_statistics
from liandong.pages.tracing.data import Origin, are_axis_marks, compare_region
from liandong.pages.tracing.findings import check_page_sources, check_source, find_line
from liandong.pages.tracing.html import Region, read_article
from liandong.pages.tracing.rules import Piece, find_untraced, marked_pieces

HEAD = "# 页\n\n开头。\n\n"

# What is written, the numerals that must be named, and on which line after the head, counted from 1.
SEEDED = [
    ("办结率达到79.3%。", ["79.3%"], 1),
    ("办结率达到 79.3 。", ["79.3"], 1),
    ("甲。\n办结率达到79.3%。\n乙。", ["79.3%"], 2),
    ("办结率达到７９．３％。", ["７９．３％"], 1),
    ("共２９项。", ["２９"], 1),
    ("办结率达到百分之七十九点三。", ["百分之七十九点三"], 1),
    ("清单分三大类。", ["三"], 1),
    ("清单共四十三项。", ["四十三"], 1),
    ("每周一次通报。", ["一"], 1),
    ("全市唯一一家机构。", ["一"], 1),
    ("移交率提高23个百分点。", ["23"], 1),
    ("近3000人参加。", ["3000"], 1),
    ("服务69.27万人。", ["69.27万"], 1),
    ("共1,272元。", ["1,272"], 1),
    ("建设3至5家。", ["3", "5"], 1),
    ("建设三至五家。", ["三", "五"], 1),
    ("增长两倍。", ["两"], 1),
    ("约占三分之二。", ["三分之二"], 1),
    ("办结率约八成。", ["八成"], 1),
    ("2024年11月8日通过。", ["2024", "11", "8"], 1),
    ("二〇二四年通过。", ["二〇二四"], 1),
    ("2022年至2024年。", ["2022", "2024"], 1),
    ("《监督法》第三十四条第二款。", ["三十四", "二"], 1),
    ("依据GB/T 8170-2008。", ["8170", "2008"], 1),
    ("国办发〔2019〕5号。", ["2019", "5"], 1),
    ("## 办成23项\n", ["23"], 1),
    ("## 第三步\n", ["三"], 1),
    ("- 甲\n- 办成23项\n", ["23"], 2),
    ("1. 甲\n2. 办成23项\n", ["23"], 2),
    ("| 甲 | 乙 |\n|---|---|\n| 丙 | 29 |\n", ["29"], 3),
    ("| 甲 | 23项 |\n|---|---|\n| 丙 | 丁 |\n", ["23"], 1),
    ("> 引用的23项\n", ["23"], 1),
    ("![办结率79.3%](x.png)", ["79.3%"], 1),
    ("[链接](x.md \"办结23项\")", ["23"], 1),
    ("[共23项](x.md)", ["23"], 1),
    ("**共23项**，*办结率*7**9.3**%", ["23", "79.3%"], 1),
    ("```{warning}\n甲\n共23项\n```", ["23"], 3),
    ("```{admonition} 共23项\n甲\n```", ["23"], 1),
    (":::{note}\n:class: tip\n\n共23项\n:::", ["23"], 4),
    ("````{note}\n```{tip}\n甲\n\n共23项\n```\n````", ["23"], 5),
    ("```{figure} x.png\n:alt: 共23项\n\n图题\n```", ["23"], 2),
    ("```{figure} x.png\n:alt: 甲\n\n图题79.3%\n```", ["79.3%"], 4),
    ("```{list-table} 表题23\n* - 甲\n  - 29项\n```", ["23", "29"], None),
    ("```{toctree}\n:caption: 共23项\n\n办结79.3% <page>\n```", ["23", "79.3%"], None),
    ("<details><summary>共23项</summary></details>", ["23"], 1),
    ("<img alt=\"共23项\" src=\"x.png\">", ["23"], 1),
    ("<div aria-label=\"共23项\">甲</div>", ["23"], 1),
    ("甲\n: 共23项\n", ["23"], 2),
    ("{date}`2024年11月`8日", ["8"], 1),
    ("{stat}`done`中的3项", ["3"], 1),
    ("{abbr}`共23项`", ["23"], 1),
    ("③和Ⅷ，½", ["③", "Ⅷ", "½"], 1),
    ("壹佰贰拾元", ["壹佰贰拾"], 1),
    ("```{code-cell} ipython3\n:tags: [hide-input]\ncharts.bars(x, name=\"a\",\n    caption=\"办结率79.3%\")\n```", ["79.3%"], 4),
    ("```{code-cell} ipython3\nf(alt=\"79.3\")\n```", ["79.3"], 2),
    ("```{code-cell} ipython3\nbases = {\"第一种口径\": 1, \"近八成\": 2}\n```", ["一", "八成"], 2),
    ("```{code-cell} ipython3\nf(caption=f\"共{x}项，办结率79.3%\")\n```", ["79.3%"], 2),
    ("```{code-cell} ipython3\nf(79.3)\n```", ["79.3"], 2),
]

INNOCENT = [
    "一起推进，统一部署，进一步压实，两级联动，一个问题，一条一条地核。",
    "复制一份，改一次，下一节另有一处。",
    "一、组织领导\n\n（二）征集问题\n",
    "四舍六入五成双，第一时间，三农，第三方评估，五保供养。",
    "千方百计，万一，十分，一些，一般，百姓，一是，唯一，几个，数十家，多数。",
    "由{stat}`done`和{formula}`completion-rate`得出。",
    "{law}`《监督法》（2024年修正）第三十四条`，{date}`2024年11月8日`，{standard}`GB/T 8170-2008`，{structure}`三步`，例如{example}`3.5`，{quote}`办结率79.3%`。",
    "写 `79.3%` 和 `2024-11-27`。",
    "```python\nx = 79.3  # 29项\n```",
    "    缩进的代码 79.3",
    "```{quote-source}\n办结率79.3%\n```",
    "```{statistics}\ndone\n```",
    "```{chart} bars-2024\n```",
    "[甲](page-2024.md)，[乙](page.md#section-3)，<https://example.org/2024>",
    "{doc}`page-2024`，{ref}`甲 <section-3>`",
    "% 注释 79.3\n",
    "(label-2024)=\n",
    "```{toctree}\npage-2024\n```",
    "```{code-cell} ipython3\n:tags: [hide-input]\nbulletin = open_bulletin(\"2024-59-zhumadian\")  # 29 项\nbulletin.report(\"done\", total(status)[0:2])\n```",
    "```{code-cell} ipython3\nf(caption=\"{date}`2024年`办结率{stat}`completion-rate`\")\n```",
    "面积按m²和km²计。",
]


@pytest.mark.parametrize(("text", "numerals", "line"), SEEDED)
def test_each_untraced_numeral_of_a_page_is_named_with_its_line(text, numerals, line):
    """Prose, headings, lists, tables, captions, alternative texts, titles; half and full width, Chinese, rates, ranges, dates, articles."""
    findings = check_source(HEAD + text + "\n", "book/page.md")
    assert [finding.found.partition("，")[0] if "," not in finding.found else finding.found.partition("，在")[0] for finding in findings] == numerals
    assert {(finding.code, finding.file) for finding in findings} == {("E528", "book/page.md")}
    if line is not None:
        assert {finding.row for finding in findings} == {HEAD.count("\n") + line}
    assert all(finding.next_step and finding.expected for finding in findings)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_states_no_number_or_says_what_it_is_is_left_alone(text):
    """Idioms, articles, enumerators, marked numerals, code, addresses, what directives print from data."""
    assert [finding.found for finding in check_source(HEAD + text + "\n", "book/page.md")] == []


def test_all_seeded_numerals_of_one_page_are_told_at_once():
    """None hides another: the whole list in one page gives the whole list of findings."""
    page = HEAD + "\n\n".join(text for text, _, _ in SEEDED) + "\n"
    found = check_source(page, "book/page.md")
    assert len(found) == sum(len(numerals) for _, numerals, _ in SEEDED)


@pytest.mark.parametrize("text", [
    "<span data-kind=\"data\">79.3</span>", "<a class=\"statistic\">79.3</a>", "```{container} source-text\n甲\n```",
    "```{note}\n:class: statistics\n甲\n```", "```{raw} html\n<p data-kind=\"computed\">79.3</p>\n```",
    "```{code-cell} ipython3\nHTML('<i data-kind=\"data\">79.3</i>')\n```",
])
def test_a_page_cannot_write_what_only_the_extension_writes(text):
    """An element that claims an origin by hand is named, whether or not it holds a numeral."""
    assert "E529" in {finding.code for finding in check_source(HEAD + text + "\n", "book/page.md")}


def test_the_real_book_has_no_untraced_numeral():
    """No false alarm, and nothing left: every page of the book."""
    pages = sorted((ROOT / "book").rglob("*.md"))
    assert len(pages) > 20
    assert [str(finding) for finding in check_page_sources(ROOT, pages, reported_statistics(ROOT))] == []


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "book").rglob("*.md")))
def test_a_figure_typed_into_any_page_of_the_book_is_named(page):
    """The last line of each real page gets 79.3%, in half and in full width and in Chinese."""
    text = (ROOT / page).read_text(encoding="utf-8").rstrip("\n") + "\n\n办结率79.3%，７９．３％，百分之七十九点三。\n"
    assert [finding.row for finding in check_source(text, page)] == [text.count("\n")] * 3


def test_a_numeral_half_inside_a_mark_is_untraced():
    """A mark covers what it holds and nothing beside it."""
    assert [hit.printed for hit in find_untraced([Piece("79", True), Piece(".3%")])] == ["79.3%"]
    assert find_untraced([Piece("共"), Piece("79.3%", True), Piece("的项目")]) == []


def test_marks_in_a_cells_text():
    """A caption may hold the roles of prose."""
    assert [(piece.text, piece.traced) for piece in marked_pieces("在{date}`2024年`办成")] == [("在", False), ("2024年", True), ("办成", False)]


PAGE = """<html><head><title>79</title></head><body><nav>80</nav><main><article class="bd-article">
<h1>标题 1</h1><p>甲<code>2</code>乙<span data-kind="date">3</span>丙<strong>4</strong></p>
<pre>5</pre><div class="cell_output"><pre>6</pre></div><p title="7">丁</p><img alt="8"><table data-kind="table" data-source="t"><tr><td>9</td></tr></table>
<table><tr><td>10</td></tr></table><figure><svg><text>11</text></svg><figcaption>12</figcaption></figure><script>13</script>
<details><summary>14</summary></details><a class="reference internal statistic" title="15">16</a><p data-kind="made-up">17</p><button aria-label="18">甲</button>
</article><footer>19</footer></main></body></html>"""


def test_the_article_of_a_built_page():
    """Every text and attribute that readers see counts, unless it says where it comes from or is code; unknown kinds say nothing."""
    article = read_article(PAGE)
    assert [hit.printed for block in article.blocks for hit in find_untraced(block)] == ["1", "4", "6", "7", "8", "10", "11", "12", "14", "17", "18"]
    assert [(region.kind, region.source, region.rows) for region in article.regions] == [("table", "t", [["9"]])]


def test_a_link_may_show_the_title_of_the_page_it_leads_to():
    """The numeral is marked at the heading; the heading itself, or another text, has to say where it comes from."""
    page = "<article><h1>共9项</h1><a class='reference internal' href='x'>共9项</a><a class='reference internal' href='x'>共8项</a></article>"
    assert [hit.printed for block in read_article(page, {"共9项"}).blocks for hit in find_untraced(block)] == ["9", "8"]


@pytest.mark.parametrize(("rows", "texts", "wrong"), [
    ([["甲", "乙"], ["1", "2"]], ["甲", "乙", "1", "2"], []),
    ([["甲", "乙"], ["1", "3"]], ["甲", "乙", "1", "3"], ["3"]),
    ([["甲", "乙"], ["1", "2"], ["4", "5"]], [], ["4", "5"]),
    ([], ["1 到 2"], []),
    ([], ["1 到 79.3"], ["79.3"]),
    ([], ["0", "25", "50", "1"], []),
    ([], ["0", "25", "79.3", "1"], ["0", "25", "79.3"]),
])
def test_printed_data_are_compared_with_what_they_were_printed_from(rows, texts, wrong):
    """Tables cell by cell, pictures numeral by numeral; the evenly spaced marks of an axis are a picture's own."""
    origin = Origin(("甲", "乙"), (("1", "2"),))
    assert compare_region(Region("figure", "x", texts, rows), lambda kind, source: origin) == wrong


def test_a_region_without_an_origin_is_named():
    """A claim that nothing stands behind is no origin."""
    assert compare_region(Region("data", "no/such.csv", ["1"]), lambda kind, source: None) == ["no/such.csv"]


def test_a_file_holds_what_was_printed_from_it():
    """Numerals are looked up as whole numbers: 9 is not in 79.3."""
    def origin(kind, source):
        return Origin(texts=("a,79.3\n29",))
    assert compare_region(Region("data", "x", ["79.3%与29项"]), origin) == []
    assert compare_region(Region("data", "x", ["9项"]), origin) == ["9"]


@pytest.mark.parametrize(("marks", "data", "axis"), [
    (["0", "25", "50"], [], True), (["0", "50", "75", "100"], ["25"], True), (["0", "50", "75"], [], False), (["1", "2"], [], False), ([], [], True),
    (["0", "25", "50", "50"], [], False),
])
def test_axis_marks(marks, data, axis):
    """Three or more, evenly spaced; data may stand where a mark would."""
    assert are_axis_marks(marks, data) is axis


def test_the_line_of_a_built_text():
    """The line that holds the numeral with what stands around it, whatever quotation marks became."""
    source = "甲\n\"乙\" 有 12 项\n丙 12 个\n"
    assert find_line(source, "甲\n“乙” 有 12 项\n丙 12 个", 8, "12") == 2
    assert find_line(source, "丙 12 个", 2, "12") == 3
    assert find_line(source, "丁 13", 2, "13") is None


ARTICLE = '<article class="bd-article"><div role="main" class="body">{}</div></article>'
NUMBERED = '<p class="rubric"><span data-kind="data" data-source="x">版本 2（更新）</span></p>'


@pytest.mark.parametrize(("body", "untraced"), [
    (NUMBERED + '<div aria-label="表：版本 2（更新）"></div>', []),
    (NUMBERED + '<div aria-label="版本 2（更新）"></div>', []),
    (NUMBERED + '<div aria-label="表：版本 3（更新）"></div>', ["3"]),
    (NUMBERED + '<div aria-label="表：版本 2（更新），共 5 项"></div>', ["2", "5"]),
    ('<div aria-label="表：版本 2（更新）"></div>' + NUMBERED, ["2"]),
    ('<h2>办结23项<a class="headerlink" href="#x">#</a></h2><div aria-label="表：办结23项"></div>', ["23"]),
])
def test_the_name_of_a_table_repeats_what_is_looked_at_in_its_heading(body, untraced):
    """A name that is word for word a block before it adds no numeral; any other name must be traced itself."""
    blocks = read_article(ARTICLE.format(body)).blocks
    assert [hit.printed for block in blocks for hit in find_untraced(block)] == untraced
