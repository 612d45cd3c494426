"""A chart's tools: what a mark stands for, kinds of marks, saving; without scripts the drawing stays."""

import csv
import io
from xml.etree import ElementTree

import pytest
from browsing import SCHEMES, address_of, open_page

pytestmark = pytest.mark.thorough

PAGE = "book/method/rectification.html"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_chart_becomes_interactive_when_it_is_reached(scheme, browser, site, site_address):
    """Not before; then tips, the choice of kinds and three ways of saving work under the page's policy."""
    with open_page(browser, viewport={"width": 1280, "height": 500}) as (page, watch):
        page.goto(address_of(PAGE, scheme, site, site_address))
        page.evaluate("scrollTo(0, 0)")
        assert page.locator("script[src*='charts.js']").count() == 0
        chart = page.locator("figure.chart", has=page.locator("[data-series]")).first
        chart.scroll_into_view_if_needed()
        chart.locator(".chart-tools-ready").wait_for()
        mark = chart.locator("[data-tip]").first
        mark.hover()
        assert page.locator(".chart-tip").inner_text() == mark.get_attribute("data-tip")
        choice = chart.locator("[data-only]").first
        choice.click()
        faded = chart.locator("[data-series].chart-faded")
        assert faded.count() == chart.locator(f"[data-series]:not([data-series='{choice.get_attribute('data-only')}'])").count() > 0
        choice.click()
        assert faded.count() == 0
        saved = {}
        for kind in ("svg", "png", "csv"):
            with page.expect_download() as download:
                chart.locator(f"[data-save={kind}]").click()
            saved[kind] = download.value.path().read_bytes()
        drawing = ElementTree.fromstring(saved["svg"])
        spoken = chart.locator("[role=img]").get_attribute("aria-label")
        assert drawing.find("{*}desc").text == spoken and chart.locator("figcaption").inner_text() in drawing.find("{*}title").text
        assert saved["png"].startswith(b"\x89PNG") and len(saved["png"]) > 5000
        rows = list(csv.reader(io.StringIO(saved["csv"].decode("utf-8-sig"))))
        table = chart.locator("xpath=following-sibling::details[1]").locator("tr")
        assert len(rows) == table.count() > 2 and all(len(row) == len(rows[0]) for row in rows)
        assert (watch.errors, watch.foreign) == ([], [])


def test_without_scripts_the_drawing_stays(browser, site, site_address):
    """The SVG and its table are in the page; tools that would do nothing are not shown, marks have their native tips."""
    with open_page(browser, java_script_enabled=False) as (page, watch):
        page.goto(address_of(PAGE, "http", site, site_address))
        assert page.locator("figure.chart svg").first.is_visible() and not page.locator(".chart-tools").first.is_visible()
        assert page.locator("figure.chart svg title").count() > 0
        assert page.locator("#pst-search-dialog").count() == 1 and not page.locator(".search-button-field").first.is_visible()
        assert (watch.errors, watch.foreign) == ([], [])


@pytest.mark.parametrize(("width", "shown", "hidden"), [(390, ".chart-narrow", ".chart-wide"), (1280, ".chart-wide", ".chart-narrow")])
def test_a_phone_gets_a_drawing_of_its_own(width, shown, hidden, browser, site, site_address):
    """Of the two drawings the one that fits is shown, and every word of it is inside the window."""
    with open_page(browser, viewport={"width": width, "height": 800}) as (page, watch):
        page.goto(address_of("book/bulletins/2024-59-zhumadian/practice.html", "http", site, site_address))
        assert page.locator(f"figure.chart {shown}").count() > 5
        assert all(one.is_visible() for one in page.locator(f"figure.chart {shown} svg").all())
        assert not any(one.is_visible() for one in page.locator(f"figure.chart {hidden} svg").all())
        boxes = page.locator(f"figure.chart {shown} svg text").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
        assert [box for box in boxes if box["left"] < 0 or box["right"] > width or box["height"] < 10] == []
        assert (watch.errors, watch.foreign) == ([], [])
