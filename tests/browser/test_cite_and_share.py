"""Citing and sharing in a real browser: two clicks from a figure to what is copied; an anchor that is no more; nothing without a script."""

import re

import pytest
from browsing import SCHEMES, address_of, open_page

HOME = "book/index.html"
INDEX = "book/bulletins/2024-59-zhumadian/statistics.html"


def copied(page) -> str:
    """Returns what was copied, pasted into a box of the page."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    page.locator("#paste").focus()
    page.keyboard.press("Control+V")
    return page.locator("#paste").evaluate("box => { const text = box.value; box.remove(); return text; }")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_two_clicks_cite_or_share_a_figure(browser, site, site_address, scheme):
    """The reference names figure, verdict, today and the address, which opens the figure's entry; none names a folder of this computer."""
    with open_page(browser) as (page, watch):
        page.goto(address_of(HOME, scheme, site, site_address))
        value = page.locator("a.statistic[data-note]").first
        value.click()
        name, verdict = page.locator(".card-popup .card-head strong").inner_text(), page.locator(".card-popup .verdict").inner_text()
        page.locator(".card-popup .card-copy").nth(1).click()
        assert page.locator(".card-popup .card-copy").nth(1).inner_text() == "已复制"
        reference = copied(page)
        assert name in reference and f"（{verdict}）[DS/OL]" in reference
        assert re.search(r"\[20\d\d-\d\d-\d\d\]\. ", reference) and "{" not in reference and "file:" not in reference
        value.click()
        page.locator(".card-popup .card-copy").first.click()
        address = copied(page)
        page.goto(address)
        assert page.locator(f"[id='{address.partition('#')[2]}'] .card-head strong").inner_text() == name
        assert not page.locator(".anchor-gone").count()
        assert not watch.errors and not watch.foreign


def test_the_entry_has_both_forms_to_copy(browser, site, site_address):
    """Opened, the box has this site's address and today's day, and a button for each form."""
    with open_page(browser) as (page, _):
        page.goto(f"{site_address}/{INDEX}")
        page.locator(".statistic-entry > details > summary").first.click()
        box = page.locator(".citing").first
        box.locator("summary").click()
        assert f"{site_address}/{INDEX}#" in box.locator("p").first.inner_text()
        box.locator(".card-copy").nth(1).click()
        assert copied(page) == box.locator("pre").evaluate("form => form.textContent")
        assert "引用日期" not in copied(page)


@pytest.mark.parametrize("anchor", ["stat-no-more", "%E0%A4%A", "<script>alert(1)</script>", "甲" * 600])
def test_an_anchor_that_is_no_more_says_so(browser, site, site_address, anchor):
    """In words and in sight, with a way on; once."""
    with open_page(browser) as (page, watch):
        page.goto(f"{site_address}/{INDEX}#{anchor}")
        note = page.locator(".anchor-gone")
        note.wait_for(state="visible")
        assert note.count() == 1 and "可能改了编号" in note.inner_text() and note.locator("a").get_attribute("href").endswith("search.html")
        assert 0 <= note.bounding_box()["y"] < 600
        page.evaluate("location.hash = 'stat-problem-list'")
        page.wait_for_timeout(50)
        assert note.count() <= 1 and not watch.errors


def test_without_a_script_the_address_is_a_link(browser, site):
    """The entry's permanent address and its reference stand there all the same."""
    with open_page(browser, java_script_enabled=False) as (page, _):
        page.goto((site / INDEX).as_uri())
        entry = page.locator(".statistic-entry").first
        assert entry.locator("a.card-entry").get_attribute("href") == f"#{entry.get_attribute('id')}"
        entry.locator("summary").first.click()
        entry.locator(".citing summary").click()
        assert "[DS/OL]" in entry.locator(".citing p").inner_text()
