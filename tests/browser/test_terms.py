"""The definitions of terms in a real browser: on focus, on pointing, closed by Escape, and a plain link without the script."""

import pytest
from browsing import open_page

PAGE = "book/method/rectification.html"
NOTE = "#term-note"


@pytest.fixture
def page(browser, site):
    """Yields a page of the method, from disk, with its watch."""
    with open_page(browser) as (opened, watch):
        opened.goto((site / PAGE).as_uri())
        yield opened, watch


def test_focus_shows_the_definition_and_escape_closes_it(page):
    """A reader at the keyboard gets the definition, named to screen readers as the link's description."""
    opened, watch = page
    link = opened.locator("a.term").first
    link.focus()
    note = opened.locator(NOTE)
    assert note.is_visible()
    assert note.inner_text() == link.get_attribute("data-definition")
    assert link.get_attribute("aria-describedby") == NOTE.removeprefix("#")
    opened.keyboard.press("Escape")
    assert not note.is_visible()
    assert link.get_attribute("aria-describedby") is None
    assert not watch.errors


def test_pointing_shows_the_definition_until_the_pointer_leaves(page):
    """The note stays while the pointer is on the word or on the note itself."""
    opened, _ = page
    link, note = opened.locator("a.term").nth(1), opened.locator(NOTE)
    link.hover()
    assert note.is_visible()
    note.hover()
    opened.wait_for_timeout(400)
    assert note.is_visible()
    opened.locator("article h1").hover()
    note.wait_for(state="hidden")


def test_the_note_stays_inside_a_narrow_window(page):
    """On a phone no definition runs out of the window."""
    opened, _ = page
    opened.set_viewport_size({"width": 360, "height": 640})
    for number in range(opened.locator("a.term").count()):
        opened.locator("a.term").nth(number).focus()
        box = opened.locator(NOTE).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_a_term_leads_to_its_entry(page):
    """The link opens the glossary at the term."""
    opened, _ = page
    link = opened.locator("a.term").first
    word = link.inner_text()
    link.focus()
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/training/glossary.html#term-*")
    entry = opened.locator(opened.evaluate("location.hash"))
    assert word in entry.inner_text() + entry.locator("xpath=following-sibling::dd[1]").inner_text()


def test_without_scripts_the_word_is_a_link(browser, site):
    """Nothing but the note needs the script."""
    with open_page(browser, java_script_enabled=False) as (opened, _):
        opened.goto((site / PAGE).as_uri())
        assert "glossary.html#term-" in opened.locator("a.term").first.get_attribute("href")
