"""What the pages offer besides the picture and the mouse, read from the built HTML: texts of charts, names of regions, heads of tables."""

import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup

from liandong.sphinx_ext.furniture.accessibility import mend

TABLE = '<div class="pst-scrollable-table-container"><table class="table">{caption}<tbody></tbody></table></div>'


@pytest.fixture(scope="module")
def pages(site) -> dict[str, BeautifulSoup]:
    """Returns the parsed pages of the book."""
    return {path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in sorted((site / "book").rglob("*.html"))}


def test_each_chart_has_its_message_and_its_table(pages):
    """Beside each chart stand a sentence with its message, which is not the caption, and the table behind it."""
    count = 0
    for name, page in pages.items():
        for figure in page.select("figure.chart"):
            count += 1
            image = figure.select_one('[role="img"]')
            caption = figure.figcaption.get_text().strip()
            assert re.search(r"\d", image["aria-label"]) or "，" in image["aria-label"], name
            assert image["aria-label"].strip() != caption and len(image["aria-label"]) > len(caption) // 2, name
            data = figure.find_next("details", class_="chart-data")
            assert data is not None and data.find_previous("figure") is figure and data.select("table tbody tr"), name
    assert count >= 10


def test_each_wide_table_can_be_reached_and_has_a_name(pages):
    """Each region that may scroll sideways takes the focus and says what it holds."""
    regions = [(name, region) for name, page in pages.items() for region in page.select(".pst-scrollable-table-container")]
    assert len(regions) > 50
    for name, region in regions:
        assert region["tabindex"] == "0" and region["role"] == "group" and region["aria-label"].strip() not in ("", "表"), name


def test_each_page_has_one_first_heading_and_its_language(pages):
    """One h1, no level left out, and the language is said."""
    for name, page in pages.items():
        assert page.html["lang"] == "zh-CN" and len(page.select("article h1")) == 1, name
        levels = [int(tag.name[1]) for tag in page.select("article h1, article h2, article h3, article h4, article h5, article h6")]
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), name


def test_no_link_stands_in_a_link(site):
    """A browser would take them apart and print the mark of a value at full size."""
    class Links(HTMLParser):
        depth, nested = 0, 0

        def handle_starttag(self, tag, attrs):
            if tag == "a":
                self.nested += self.depth
                self.depth += 1

        def handle_endtag(self, tag):
            self.depth -= tag == "a"

    found = {}
    for path in (site / "book").rglob("*.html"):
        links = Links()
        links.feed(path.read_text(encoding="utf-8"))
        found[path.name] = links.nested
    assert len(found) > 20 and {name: count for name, count in found.items() if count} == {}


class TestMending:
    """The HTML of a page's text, mended."""

    def test_name_from_the_heading_before(self):
        """A table takes the name of the last heading, without the mark that links to it and without markup."""
        text = mend('<h2>甲<b>&amp;</b>乙<a class="headerlink" href="#x">#</a></h2>' + TABLE.format(caption=""))
        assert 'tabindex="0" role="group" aria-label="表：甲&amp;乙"' in text

    def test_name_from_its_own_caption(self):
        """A table with a caption is named by it."""
        assert 'aria-label="表：丙"' in mend("<h2>甲</h2>" + TABLE.format(caption="<caption>丙</caption>"))

    def test_no_heading(self):
        """Without any, it is still called a table."""
        assert 'aria-label="表"' in mend(TABLE.format(caption=""))

    def test_names_are_escaped(self):
        """A heading's quotation marks do not end the attribute."""
        assert 'aria-label="表：&quot;x&quot;"' in mend("<h2>&quot;x&quot;</h2>" + TABLE.format(caption=""))

    def test_empty_head_cell(self):
        """A head cell without words is a cell; one with words stays."""
        assert mend('<th class="head"><p></p></th><th class="head"><p>甲</p></th>') == '<td></td><th class="head"><p>甲</p></th>'

    def test_cells_of_a_table_with_columns_say_them(self):
        """Each cell has its column's heading, escaped; a row with fewer cells has none, and a table of two columns stays."""
        head = "<table><thead><tr><th>甲</th><th><p>乙 &amp; 丙</p></th><th>丁</th></tr></thead><tbody>{}</tbody></table>"
        row = '<tr><td data-label="甲">1</td><td data-label="乙 &amp; 丙">2</td><td data-label="丁" class="x">3</td></tr>'
        assert mend(head.format('<tr><td>1</td><td>2</td><td class="x">3</td></tr>')) == head.format(row).replace("<table", "<table data-cards")
        assert 'data-label=""' in mend(head.format('<tr><td colspan="3">1</td></tr>'))
        two = "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        assert mend(two) == two

    def test_task_box(self):
        """The box of a checklist is drawn, and announces nothing."""
        text = mend('<li class="task-list-item"><p><input class="task-list-item-checkbox" disabled="disabled" type="checkbox"> 甲</p></li>')
        assert "<input" not in text and 'aria-hidden="true"' in text

    def test_all_else_stays(self):
        """Text without any of this is returned as it was."""
        text = "<p>表 <code>&lt;th&gt;</code></p><table><tr><td></td></tr></table>"
        assert mend(text) == text
