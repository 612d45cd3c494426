"""On a phone nothing that counts is out of sight: rows are cards, formulas and values stand inside the window."""

import pytest
from browsing import address_of, open_page

pytestmark = pytest.mark.thorough

PAGES = ("bulletins/2024-59-zhumadian/practice", "bulletins/2024-59-zhumadian/statistics", "training/ledger", "upkeep/data-dictionary")
CUT = """width => [...document.querySelectorAll('main td, main .formula, main .card-value')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && (box.left < 0 || box.right > width + 1 || one.scrollWidth > one.clientWidth + 1 && one.clientWidth);
}).map(one => one.textContent.trim().slice(0, 40))"""
SCROLLING = """() => [...document.querySelectorAll('main .pst-scrollable-table-container, main table, main pre')]
  .filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1).map(one => one.className)"""


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("name", PAGES)
def test_no_value_and_no_formula_is_cut(name, width, browser, site, site_address):
    """No cell, formula or value leaves the window, and nothing has to be scrolled sideways."""
    with open_page(browser, viewport={"width": width, "height": 800}) as (page, watch):
        page.goto(address_of(f"book/{name}.html", "http", site, site_address))
        assert page.locator("main td").count() > 20
        assert page.evaluate(CUT, width) == [] and page.evaluate(SCROLLING) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (watch.errors, watch.foreign) == ([], [])


def test_a_row_is_a_card_that_says_its_columns(browser, site, site_address):
    """The first cell heads the card; the formula stands below it and says that it is one; a wide window has a table."""
    label = "one => getComputedStyle(one, '::before').content"
    with open_page(browser, viewport={"width": 390, "height": 800}) as (page, _watch):
        page.goto(address_of(f"book/{PAGES[0]}.html", "http", site, site_address))
        cells = page.locator("table.statistics tbody tr").first.locator("td")
        assert cells.last.evaluate(label) == '"算式"' and cells.first.evaluate(label) == "none"
        assert cells.last.bounding_box()["y"] > cells.first.bounding_box()["y"]
        page.set_viewport_size({"width": 1280, "height": 800})
        assert cells.last.evaluate(label) == "none" and cells.last.bounding_box()["x"] > cells.first.bounding_box()["x"]


def test_the_index_can_be_sorted_on_a_phone(browser, site, site_address):
    """The headings that sort stand above the cards."""
    with open_page(browser, viewport={"width": 390, "height": 800}) as (page, _watch):
        page.goto(address_of(f"book/{PAGES[1]}.html", "http", site, site_address))
        button = page.locator("table.statistics-index th button").first
        button.click()
        assert page.locator("table.statistics-index th[aria-sort]").first.get_attribute("aria-sort") in ("ascending", "descending")

def test_neighbouring_targets_can_be_hit(browser, site, site_address):
    """A link or control that stands close to another is at least 24 px wide and high, unless it is a word in a sentence (WCAG 2.2, 2.5.8)."""
    small = """() => {
      const all = [...document.querySelectorAll("main a[href], main button, main summary, main select, footer a[href]")]
        .map(one => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width && box.height);
      return all.filter(([one, box]) => {
        const words = [...one.parentElement.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (box.width >= 24 && box.height >= 24 || getComputedStyle(one).display === "inline" && words) { return false; }
        const x = box.x + box.width / 2, y = box.y + box.height / 2;
        return all.some(([other, near]) => other !== one && !other.contains(one) && !one.contains(other)
          && Math.hypot(Math.max(near.left - x, 0, x - near.right), Math.max(near.top - y, 0, y - near.bottom)) < 12);
      }).map(([one]) => one.outerHTML.slice(0, 80));
    }"""
    with open_page(browser, viewport={"width": 390, "height": 800}) as (page, _watch):
        for name in PAGES[:3]:
            page.goto(address_of(f"book/{name}.html", "http", site, site_address))
            assert page.evaluate(small) == [], name
