"""Terms and articles of law in a real browser: a card like a figure's, and a plain link without the script."""

import pytest
from browsing import open_page

pytestmark = pytest.mark.thorough

PAGE = "book/method/rectification.html"
CARD = ".card-popup"
WORDS = ["a.term", "a.law-article[data-note]"]


@pytest.fixture
def page(browser, site):
    """Yields a page of the method, from disk, with its watch."""
    with open_page(browser) as (opened, watch):
        opened.goto((site / PAGE).as_uri())
        yield opened, watch


@pytest.mark.parametrize("words", WORDS)
def test_the_keyboard_opens_the_card_and_escape_closes_it(page, words):
    """Focus shows the card, Enter goes into it, Escape gives the focus back; the link leads to the whole."""
    opened, watch = page
    link, card = opened.locator(words).first, opened.locator(CARD)
    link.focus()
    assert card.is_visible() and link.get_attribute("role") == "button"
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.className").startswith("card-popup")
    assert card.locator(".card-links a").get_attribute("href") == link.get_attribute("href")
    opened.keyboard.press("Escape")
    assert not card.is_visible() and link.evaluate("link => link === document.activeElement")
    assert not watch.errors


@pytest.mark.parametrize("words", WORDS)
def test_a_click_opens_the_text_on_the_same_page(page, words):
    """The card has the words of the whole's page, and the reader stays where they are."""
    opened, _ = page
    before = opened.url
    link = opened.locator(words).first
    link.click()
    first = opened.locator(f"{CARD} .statistic-card div p").first.inner_text()
    assert opened.url == before
    opened.locator(f"{CARD} .card-links a").click()
    opened.wait_for_url("**#*")
    assert first in opened.locator("article.bd-article").inner_text()


def test_every_card_stays_inside_a_narrow_window(page):
    """On a phone no card runs out of the window."""
    opened, _ = page
    opened.set_viewport_size({"width": 360, "height": 640})
    for words in WORDS:
        for link in opened.locator(words).all():
            link.focus()
            box = opened.locator(CARD).bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= 360
            assert box["y"] >= 0 and box["y"] + box["height"] <= 640


@pytest.mark.parametrize(("words", "target"), [*zip(WORDS, ["glossary.html#term-", "#article-"], strict=True)])
def test_without_scripts_the_word_is_a_link(browser, site, words, target):
    """Nothing but the card needs the script."""
    with open_page(browser, java_script_enabled=False) as (opened, _):
        opened.goto((site / PAGE).as_uri())
        assert target in opened.locator(words).first.get_attribute("href")
