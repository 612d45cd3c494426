"""A single page on paper: what it is, its text and charts, what stays folded, and which data it shows."""

import io
import re
import unicodedata

import pytest
from browsing import open_page
from bs4 import BeautifulSoup

from liandong.printing.finishing import RADICALS

pytestmark = pytest.mark.thorough

CHAPTER = "book/method/satisfaction.html"
MODULE = "book/training/vote-counting.html"
CHART = "book/method/channels.html"


@pytest.fixture(scope="module")
def on_paper(browser, site):
    """Returns a function that gives the text of a page's sheets, printed from disk, without white space."""
    from pypdf import PdfReader

    # A browser notes radicals for the characters that look like them; only the whole book as one PDF is mended.
    meant = {ord(pair[0]): pair[1:] for pair in RADICALS.read_text(encoding="utf-8").split()}

    def text(name: str) -> list[str]:
        with open_page(browser) as (page, _watch):
            page.goto((site / name).as_uri())
            sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
            return [re.sub(r"\s+", "", unicodedata.normalize("NFKC", sheet.extract_text().translate(meant))) for sheet in sheets]

    return text


def squeezed(site, name: str, selector: str) -> str:
    """Returns the text of the first element that fits, without white space."""
    element = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser").select_one(selector)
    for link in element.select("a.headerlink"):
        link.decompose()
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", element.get_text()))


def test_a_sheet_says_what_it_is_and_which_data_it_shows(on_paper, site):
    """The title is the first line below the page's number; the foot with the data's version and date comes at the end; nothing of the navigation is there."""
    sheets = on_paper(CHAPTER)
    assert sheets[0].lstrip("1").startswith(squeezed(site, CHAPTER, "article h1"))
    assert squeezed(site, CHAPTER, ".data-version span") in "".join(sheets[-2:])
    assert "搜索" not in sheets[0] and "上一页" not in "".join(sheets)


def test_folded_answers_stay_folded(on_paper, site):
    """The solution of an exercise is not printed, nor is the code of the cells."""
    text = "".join(on_paper(MODULE))
    solution = squeezed(site, MODULE, "details.sd-dropdown .sd-card-body")
    assert len(solution) > 10 and solution not in text
    assert "open_ledger" not in text


def test_charts_keep_their_labels(on_paper, site):
    """Every word in a page's charts is on paper."""
    text = "".join(on_paper(CHART))
    pictures = BeautifulSoup((site / CHART).read_text(encoding="utf-8"), "html.parser").select(".chart-wide svg")
    words = {re.sub(r"\s+", "", label.get_text()) for picture in pictures for label in picture.select("text")}
    assert words and {word for word in words if word not in text} == set()


@pytest.mark.parametrize("name", [CHAPTER, "book/bulletins/2024-59-zhumadian/practice.html"])
def test_the_screens_dark_mode_stays_on_the_screen(name, browser, site):
    """Whatever mode the reader chose, paper is white and its text dark."""
    dark = """() => [...document.querySelectorAll("body, body *")].filter(one => one.getClientRects().length && !one.closest("svg")).filter(one => {
      const style = getComputedStyle(one);
      const shade = colour => { const [r, g, b] = colour.match(/[0-9.]+/g).map(Number); return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255; };
      const clear = /, 0\\)$/.test(style.backgroundColor);
      const words = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
      return !clear && shade(style.backgroundColor) < 0.5 || words && shade(style.color) > 0.6;
    }).map(one => one.className)"""
    with open_page(browser, color_scheme="dark") as (page, _watch):
        page.goto((site / name).as_uri())
        assert page.locator("html").get_attribute("data-theme") == "dark"
        page.emulate_media(media="print")
        assert page.evaluate(dark) == []
