"""One document from the site's pages, and the PDF's text mended; nothing here needs a browser."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from liandong.printing import book
from liandong.printing.assembly import Chapter, Cover, assemble, read_contents
from liandong.printing.finishing import LOOKALIKES, RADICALS, _section, meant

TOC = """format: jb-book
root: book/index
parts:
  - caption: 方法
    chapters:
      - file: book/method/a
        sections:
          - file: book/method/b
          - url: https://example.org/x
            title: 外面
  - caption: 维护
    chapters:
      - file: book/c.md
"""
PAGE = """<!DOCTYPE html><html><head>{head}</head><body><nav id="top">导航</nav><article class="bd-article">
<section id="s1"><h1>{title}<a class="headerlink" href="#s1">#</a></h1>{body}</section></article></body></html>"""
SHEET = '<link rel="stylesheet" href="{up}_static/x.css?v=1">'


def write_site(folder: Path, bodies: dict[str, str]) -> Path:
    """Returns a folder of pages with one style sheet."""
    for name, body in bodies.items():
        path = folder / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * name.count("/")
        path.write_text(PAGE.format(head=SHEET.format(up=up), title=f"题 {name}", body=body), encoding="utf-8")
    return folder


def render(tmp_path: Path, bodies: dict[str, str], depths: dict[str, int] | None = None) -> BeautifulSoup:
    """Returns the assembled document of some pages of one part."""
    site = write_site(tmp_path / "html", bodies)
    chapters = [Chapter(name, "部", (depths or {}).get(name, 0)) for name in bodies]
    (tmp_path / "work").mkdir()
    return BeautifulSoup(assemble(site, chapters, Cover("书<名", (("甲", "乙&丙"),)), tmp_path / "work").render({}), "html.parser")


def test_contents_follow_the_toc(tmp_path):
    """Pages come in the order of _toc.yml, each with its part and depth; addresses outside are no pages."""
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    assert read_contents(tmp_path) == [
        Chapter("book/index", "", 0), Chapter("book/method/a", "方法", 0), Chapter("book/method/b", "方法", 1), Chapter("book/c", "维护", 0),
    ]


def test_links_between_pages_become_links_within(tmp_path):
    """A link to a page leads to its chapter, one to a place on it to that place; a place that is not there leads to the chapter."""
    links = '<a href="../b.html">1</a><a href="../b.html#s1">2</a><a href="#s1">3</a><a href="../b.html#gone">4</a>'
    soup = render(tmp_path, {"m/a": links, "b": '<a href="m/a.html#s1">5</a>'})
    found = {link.get_text(): link["href"] for link in soup.select(".chapter a")}
    assert found == {"1": "#page-b", "2": "#page-b--s1", "3": "#page-m-a--s1", "4": "#page-b", "5": "#page-m-a--s1"}
    ids = {tag["id"] for tag in soup.find_all(id=True)}
    assert {href[1:] for href in found.values()} <= ids


def test_no_two_ids_are_alike(tmp_path):
    """Pages with the same ids keep them apart, and what refers to an id follows it, in SVG too."""
    body = '<p id="x">甲</p><div aria-labelledby="x s1"></div><svg><clipPath id="k"></clipPath><g clip-path="url(#k)"></g></svg>'
    soup = render(tmp_path, {"a": body, "b": body})
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert [tag["aria-labelledby"] for tag in soup.find_all(attrs={"aria-labelledby": True})] == ["page-a--x page-a--s1", "page-b--x page-b--s1"]
    assert [tag["clip-path"] for tag in soup.find_all("g")] == ["url(#page-a--k)", "url(#page-b--k)"]


def test_files_and_other_hosts(tmp_path):
    """A link to a file of the site loses its address, one to another host keeps it; the words of both stay."""
    soup = render(tmp_path, {"a": '<a href="data.json">数据</a><a href="https://example.org/">外面</a>'})
    assert [(link.get_text(), link.get("href")) for link in soup.select(".chapter a")] == [("数据", None), ("外面", "https://example.org/")]


def test_headings_step_down(tmp_path):
    """The part is the first level, a chapter the second, a page below a chapter the third; none is lower than h6."""
    soup = render(tmp_path, {"a": "<h2>节</h2>", "b": "<h2>节</h2><h6>末</h6>"}, {"b": 1})
    levels = [(tag.name, tag.get_text()) for tag in soup.select("main h1, main h2, main h3, main h4, main h5, main h6")]
    assert levels == [("h1", "部"), ("h2", "题 a"), ("h3", "节"), ("h3", "题 b"), ("h4", "节"), ("h6", "末")]


def test_what_is_left_out(tmp_path):
    """Navigation, scripts, buttons and link marks are not printed; a folded answer stays folded."""
    soup = render(tmp_path, {"a": "<script>1</script><button>复制</button><details><summary>答案</summary>丙</details>"})
    assert "导航" not in soup.get_text() and "复制" not in soup.get_text() and "#" not in soup.select_one(".chapter").get_text()
    assert not soup.find("script") and "open" not in soup.find("details").attrs


def test_sheets_are_named_once_from_the_document(tmp_path):
    """Each style sheet is loaded once, by a path from where the document lies."""
    soup = render(tmp_path, {"m/a": "", "b": ""})
    assert [link["href"] for link in soup.select("link")] == ["../html/_static/x.css"]


def test_text_from_data_is_escaped(tmp_path):
    """Titles and the cover's words are text, wherever they land."""
    text = str(render(tmp_path, {"a": ""}))
    assert "书&lt;名" in text and "乙&amp;丙" in text


class TestCopiedText:
    """Radicals that Chromium notes instead of characters."""

    @pytest.mark.parametrize(("noted", "written", "wanted"), [
        ("⽼", "老人", "老"), ("⻓", "长", "长"), ("\uf900", "\u8c48", "\u8c48"), ("〈", "〈", "〈"), ("―", "—", "—"), ("戶", "户", "户"),
        ("⼾", "户", "户"), ("ﬁ", "fi", "fi"), ("⽼", "⽼老", "⽼"), ("⽼", "甲", "⽼"), ("养", "", "养"), ("㎡", "m2㎡", "㎡"),
    ])
    def test_meant(self, noted, written, wanted):
        """A glyph stands for a character that the document holds; where none fits, or the noted one is in it, nothing changes."""
        assert meant(noted, set(written)) == wanted

    def test_table_of_radicals(self):
        """Each entry leads from the supplement block to a character outside it, none twice."""
        pairs = RADICALS.read_text(encoding="utf-8").split()
        assert all(len(pair) == 2 and "\u2e80" <= pair[0] <= "\u2ef3" and not "\u2e80" <= pair[1] <= "\u2fdf" for pair in pairs)
        assert len({pair[0] for pair in pairs}) == len(pairs) > 100

    def test_groups_of_lookalikes(self):
        """No character is in two groups."""
        text = "".join(LOOKALIKES.read_text(encoding="utf-8").split())
        assert len(set(text)) == len(text)

    def test_ranges_are_written_out(self):
        """A range of glyphs may lead to characters that are no range any more; more than a hundred entries take two sections."""
        assert _section(b"bfrange", b"<01> <02> <2F00>\n", {"一"}) == b"2 beginbfchar\n<01> <4E00>\n<02> <2F01>\nendbfchar"
        many = _section(b"bfrange", b"<0000> <0064> <4E00>\n", set())
        assert many.count(b"begin") == 2 and b"<0064> <4E64>" in many

    def test_single_entries(self):
        """A glyph that stands for several characters keeps them all."""
        assert _section(b"bfchar", b"<0A> <2F0000410042>\n", {"一"}) == b"1 beginbfchar\n<0A> <4E0000410042>\nendbfchar"


def test_no_browser(tmp_path, monkeypatch):
    """Without a browser nothing is made; the message says what to install and which command to run again."""
    monkeypatch.setattr(book, "find_chromium", lambda: None)
    result = book.make_pdf(tmp_path)
    assert not result.ok and not (tmp_path / "_build").exists()
    message = result.message
    assert message.startswith("错误 PDF201") and "下一步" in message and "build --pdf" in message


def test_browser_that_fails(tmp_path, monkeypatch):
    """A browser that does not start is told with its name, and the former PDF stays."""
    old = tmp_path / "_build" / "pdf" / "liandong.pdf"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")

    def fail(root, work, program):
        raise book.PrintingError("it broke")

    monkeypatch.setattr(book, "_print_book", fail)
    result = book.make_pdf(tmp_path, say=lambda words: None, program="/x/chrome")
    assert not result.ok and old.read_bytes() == b"old"
    message = result.message
    assert message.startswith("错误 PDF202") and "/x/chrome" in message and "it broke" in message
