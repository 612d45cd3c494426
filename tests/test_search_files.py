"""The search's terms and texts: how text is cut, what of a page is read, line breaks of the source in Chinese text."""

import json

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from liandong.sphinx_ext.furniture.line_breaks import JoinChineseLines
from liandong.sphinx_ext.furniture.page_text import read_page, tidy
from liandong.sphinx_ext.furniture.search import index_document, text_entry
from liandong.sphinx_ext.furniture.search_language import SearchChinese, fold, split


@pytest.mark.parametrize("text, terms", [
    ("养老", ["养", "养老", "老"]),
    ("台", ["台"]),
    ("办结率79.3%", ["办", "办结", "结", "结率", "率", "79.3"]),
    ("ＧＢ／Ｔ 15835", ["gb", "t", "15835"]),
    ("Excel、WPS", ["excel", "wps"]),
    ("二〇二四", ["二", "二〇", "〇", "〇二", "二四", "四"]),
    ("，。 ", []),
])
def test_chinese_gives_characters_and_pairs_the_rest_stays_whole(text, terms):
    """Each term once, in the order in which it begins; full-width forms and capitals are folded."""
    assert split(text) == terms


@given(st.text(alphabet="养老服务办结率79.3aB 。", max_size=30), st.integers(0, 29), st.integers(1, 8))
def test_terms_of_a_chinese_piece_are_terms_of_the_text(text, start, length):
    """Whatever run of Chinese is cut out of a text, the text has all its terms: the page is found."""
    piece = text[start:start + length]
    if piece and all("\u4e00" <= character <= "\u9fff" for character in piece):
        assert set(split(piece)) <= set(split(text))


def test_folding_is_the_same_again():
    """What is folded stays as it is."""
    for text in ("ＡＢＣ１２３％", "①㎡", "İ"):
        assert fold(fold(text)) == fold(text)


def test_no_term_is_dropped():
    """English stop words and single characters are terms too."""
    language = SearchChinese({})
    assert all(language.word_filter(term) for term in ("的", "the", "a", "3"))


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


def test_index_and_text_hold_the_same():
    """Sphinx's index is fed with the sections that the text file holds."""
    sections = read_page(PAGE)
    document = index_document(sections)
    assert [title.astext() for title in document.findall(nodes.title)] == ["题目", "小节"]
    assert [part["ids"] for part in document.findall(nodes.section)] == [[], ["part"]]
    entry = json.loads(json.dumps(text_entry("page", sections)))
    assert entry[:2] == ["page", "题目"] and entry[2][1] == ["part", "小节", "甲\n乙<b>\n名\n值"]


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
