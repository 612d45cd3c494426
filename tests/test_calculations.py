"""The boxes over code: named by what the cell does, preparation out of sight, an anchor at the line that computes a statistic."""

import re

import pytest

from liandong.sphinx_ext.statistics.calculations import name_cells

ROW = '<tr class="row-even" id="stat-{id}"><td data-label="指标"><p>{name}</p></td><td>1</td></tr>'


def cell(code: str, output: str = "") -> str:
    """Returns a cell as myst-nb writes it, its code highlighted roughly."""
    code = re.sub(r'("[^"\n]*")', r'<span class="s2">\1</span>', code)
    return (
        '<div class="cell tag_hide-input docutils container">\n<details class="admonition hide above-input">\n<summary>\n<p>展开</p>\n</summary>\n'
        f'<div class="cell_input docutils container">\n<div class="highlight"><pre><span></span>{code}\n</pre></div>\n</div>\n</details>\n'
        f'<div class="cell_output docutils container">\n{output}</div>\n</div>\n'
    )


def rows(*names: tuple[str, str]) -> str:
    """Returns the table of the statistics that a cell reports."""
    return "<table><tbody>" + "".join(ROW.format(id=key, name=name) for key, name in names) + "</tbody></table>"


def name_of(html: str) -> str:
    """Returns the name of the one box."""
    return re.search(r'<span class="admonition-title">(.*?)</span>', html)[1]


@pytest.mark.parametrize(("output", "name"), [
    (rows(("done", "办结问题")), "计算办结问题"),
    (rows(("a", "甲"), ("b", "乙"), ("c", "丙")), "计算甲、乙等"),
    (rows(("a-1", "办结率（甲局）"), ("a-2", "办结率（乙局）")), "计算办结率"),
    (rows(("a", "甲&amp;乙（丙）")), "计算甲&amp;乙（丙）"),
    ('<figure><figcaption>各渠道<a class="headerlink" href="#x">#</a></figcaption></figure>', "画图：各渠道"),
    ('<table data-kind="table" data-source="x" class="table">\n<caption><span>单位</span><a class="headerlink">#</a></caption></table>', "列表：单位"),
    ('<section class="basis-switch" id="b" aria-label="办结率：换一种口径"></section>', "比较：办结率"),
    ("", "准备数据"),
])
def test_a_box_says_what_its_cell_does(output, name):
    """By what the cell reports, draws or shows; a cell without output prepares data."""
    assert name_of(name_cells(cell('x = f("甲")', output))) == name


@pytest.mark.parametrize(("code", "hidden"), [
    ("from liandong import open_bulletin\n\nbulletin = open_bulletin(\"2024\")", True),
    ("import re", True),
    ("import re\nx = total(re)", False),
    ("ledger, practice = open_ledger(), open_ledger(defective=True)", True),
])
def test_mere_imports_are_out_of_sight(code, hidden):
    """A cell that only loads is hidden, also from screen readers; one that computes is not."""
    assert name_cells(cell(code)).startswith("<div hidden") is hidden


def test_what_only_loads_but_shows_something_stays():
    """A cell with a result is never hidden."""
    assert not name_cells(cell("import re", rows(("done", "办结")))).startswith("<div hidden")


def lines_of(html: str) -> dict[str, str]:
    """Returns the text of the line behind each anchor."""
    lines = re.search(r"<pre><span></span>(.*?)</pre>|<pre>(.*?)</pre>", html, re.DOTALL)
    return {
        key: re.sub(r"<[^>]+>", "", line)
        for line in (lines[1] or lines[2]).split("\n") for key in re.findall(r'<span id="calculation-([^"]+)">', line)
    }


def test_each_statistic_has_its_line():
    """The line that names it; of a family the longest beginning; in a loop the line that reports; all cells of a page apart."""
    code = 'all = f(x)\nreport("rate", y)\nreport("rate-by-level", z)\nfor item in t["item"]:\n    bulletin.report(item, v)'
    html = name_cells("<p>前</p>" + cell(code, rows(("rate", "甲"), ("rate-by-level-city", "乙"), ("other", "丙"))) + "<p>后</p>" + cell("1"))
    assert lines_of(html) == {"rate": 'report("rate", y)', "rate-by-level-city": 'report("rate-by-level", z)', "other": "    bulletin.report(item, v)"}
    assert html.startswith("<p>前</p>") and "<p>后</p>" in html and html.count("准备数据") == 1


def test_a_line_inside_a_long_string_keeps_the_elements_whole():
    """The anchor stands before such a line; no element is closed in another."""
    html = name_cells(cell('<span class="s">"""a\nreport("rate")\nb"""</span>', rows(("rate", "甲"))))
    assert html.count("<span") == html.count("</span>") and "calculation-rate" in html


def test_other_text_stays():
    """Text without cells is returned as it was."""
    text = '<p>x</p><div class="highlight"><pre>y</pre></div>'
    assert name_cells(text) == text
