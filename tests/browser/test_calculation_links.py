"""To the calculation means to the calculation: the link of a card opens the cell at the line that computes the figure."""

import pytest
from browsing import SCHEMES, address_of, open_page

pytestmark = pytest.mark.thorough

BULLETIN = "book/bulletins/2024-59-zhumadian"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_link_opens_the_cell_and_marks_the_line(scheme, browser, site, site_address):
    """The box around the code opens, the line that names the figure is in the window and marked; mere imports are out of sight."""
    with open_page(browser, viewport={"width": 1280, "height": 800}) as (page, watch):
        page.goto(address_of(f"{BULLETIN}/statistics.html", scheme, site, site_address))
        link = page.locator("#stat-city-completion-rate a[href*='#calculation-']").first
        link.evaluate("one => one.click()")
        page.wait_for_url("**/practice.html#calculation-city-completion-rate")
        line = page.locator(".code-line:has(#calculation-city-completion-rate)")
        line.wait_for()
        assert "city-completion-rate" in line.inner_text() and page.locator("details[open] .code-line:has(:target)").count() == 1
        box = line.bounding_box()
        assert 0 < box["y"] < 800
        assert line.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert page.locator(".cell[hidden]").count() == 1 and not page.locator(".cell[hidden]").is_visible()
        assert (watch.errors, watch.foreign) == ([], [])

