"""What pages say about themselves, and the page for addresses that are none."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document

from liandong.sphinx_ext.furniture.not_found import not_found_page
from liandong.sphinx_ext.furniture.page_head import DESCRIPTION_LIMIT, describe


def document(*paragraphs: str) -> nodes.document:
    """Returns a page of one section."""
    result = new_document("page")
    section = nodes.section("", nodes.title("", "题"))
    section += [nodes.paragraph("", text) for text in paragraphs]
    result += section
    return result


class TestDescription:
    """The first paragraph, in one line."""

    def test_lines_are_joined(self):
        """Chinese lines are joined without a space, others with one."""
        assert describe(document("第一句。\n第二句用 Excel\nWPS。")) == "第一句。第二句用 Excel WPS。"

    def test_long_text_ends_with_a_sentence(self):
        """A long paragraph is cut after its last whole sentence that fits; one without is cut with a mark."""
        assert describe(document("甲" * 80 + "。" + "乙" * 80)) == "甲" * 80 + "。"
        cut = describe(document("甲" * 300))
        assert len(cut) == DESCRIPTION_LIMIT and cut.endswith("…")

    def test_no_text(self):
        """A page without a paragraph of its own has none; what stands in a list is not its first paragraph."""
        page = document()
        page[0] += nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", "项")))
        assert describe(page) == ""


@pytest.mark.thorough
def test_every_page_has_title_description_and_picture(site):
    """Each page of the book says its title, its description and the picture, and all files it names are there."""
    pages = sorted((site / "book").rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        head = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").head
        found = {tag["property"]: tag["content"] for tag in head.find_all("meta", property=True)}
        assert found["og:title"] and found["og:title"] in head.title.get_text()
        assert found["og:image"] and (path.parent / found["og:image"]).is_file()
        assert found["og:description"] == head.find("meta", attrs={"name": "description"})["content"], path
        icons = [tag["href"] for tag in head.find_all("link") if "icon" in " ".join(tag["rel"])]
        assert len(icons) == 3 and all((path.parent / icon.split("?")[0]).is_file() for icon in icons)


class _Everything(HTMLParser):
    """Notes each address and each attribute that a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.forbidden: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        self.forbidden += [name for name, _ in attrs if name == "style" or name.startswith("on")] + ([tag] if tag == "script" else [])


@pytest.mark.parametrize(("base", "path"), [
    ("", "/"), ("https://example.org/", "/"), ("https://example.org/a/b", "/a/b/"), ("https://example.org/a/", "/a/"),
])
def test_not_found_links_from_the_top(base, path):
    """Its links begin at the site's path, so that they lead home from any depth; nothing is loaded from anywhere, not even an icon."""
    page = _Everything()
    page.feed(not_found_page("书", base))
    assert page.addresses == ["data:,", path, f"{path}search.html"] and not page.forbidden


def test_not_found_style_is_allowed_by_its_checksum():
    """The policy in the page allows exactly the style that is in it."""
    page = not_found_page("书", "")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#x27;sha256-{digest}&#x27;" in page or f"style-src 'sha256-{digest}'" in page


def test_not_found_escapes():
    """The site's title is text."""
    assert "<b>" not in not_found_page("<b>书", "https://example.org/\"><b>")
