"""The search's text: what of a page is read, the words of newcomers, line breaks of the source in Chinese text."""

import json
import re

import pytest
from docutils import nodes
from docutils.utils import new_document

from liandong.sphinx_ext.furniture.line_breaks import JoinChineseLines
from liandong.sphinx_ext.furniture.search import WORDS, read_page, read_words, text_entry, tidy

PAGE = """<html><body><p>外面</p><article class="bd-article"><h1>题目<a class="headerlink" href="#x">#</a></h1>
<p>第一段，共 <a href="#"><span>79.3%</span></a>。
换了一行。</p><script>var secret = "答案";</script><div class="no-search"><p>标准答案</p></div>
<section id="part"><h2>小节</h2><ul><li><p>甲</p></li><li>乙&lt;b&gt;</li></ul>
<details class="admonition hide above-input"><summary>展开</summary><pre>code</pre></details><svg><text>图</text></svg>
<table><tr><th>名</th><td>值</td></tr></table></section></article></body></html>"""


def test_a_page_is_read_as_a_reader_sees_it():
    """Sections with their anchors, one line a block; no scripts, pictures, folded code, nor what is marked as not to be found."""
    first, second = read_page(PAGE)
    assert (first.anchor, first.heading, first.lines) == ("", "题目", ["第一段，共 79.3%。换了一行。"])
    assert (second.anchor, second.heading, second.lines) == ("part", "小节", ["甲", "乙<b>", "名", "值"])


def test_a_page_without_an_article_has_no_text():
    """It is not in the index."""
    assert read_page("<html><body>x</body></html>") == read_page("") == []


def test_the_text_file_holds_a_page_section_by_section():
    """Name and title, then anchor, heading and text of each section."""
    entry = json.loads(json.dumps(text_entry("page", read_page(PAGE))))
    assert entry[:2] == ["page", "题目"] and entry[2][1] == ["part", "小节", "甲\n乙<b>\n名\n值"]


def test_the_words_of_newcomers_are_a_table():
    """Each word once, as the search folds it, with at least one word of the book, which is another one."""
    words = read_words()
    assert len(words) > 10 and all(words.values())
    assert [typed for typed, written in words.items() if typed != re.sub(r"\s", "", typed).lower() or typed in written] == []
    lines = WORDS.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert len(lines) == len(words)


@pytest.mark.parametrize("text, read", [("甲\n 乙", "甲乙"), ("甲\nA", "甲 A"), ("a  b", "a b"), ("。\n（", "。（"), ("3\n个", "3 个")])
def test_a_broken_line_is_no_space_in_chinese(text, read):
    """Between Latin words and at numbers it is one."""
    assert tidy(text) == read


def joined(*parts) -> str:
    """Returns the text of a paragraph after the transform."""
    document = new_document("")
    paragraph = nodes.paragraph()
    paragraph += [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    document += paragraph
    JoinChineseLines(document).run()
    return paragraph.astext()


def test_line_breaks_of_the_source_vanish_in_chinese_text():
    """Inside a text, and where a link or value begins or ends at the break; not beside Latin letters, digits, nor in code."""
    assert joined("整改。\n台账\n记的") == "整改。台账记的"
    assert joined("整改。", "\n", "台账", "\n", nodes.strong("", "记的"), "\n", "A") == "整改。台账记的\nA"
    assert joined("整改。\n", nodes.strong("", "台账"), "\n记的") == "整改。台账记的"
    assert joined("共\n", nodes.strong("", "29"), "\n项") == "共\n29\n项"
    assert joined("甲\nExcel\n乙") == "甲\nExcel\n乙"
    assert joined("看", nodes.literal("", "甲\n乙"), "丙") == "看甲\n乙丙"
