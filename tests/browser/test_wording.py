"""Everything around the text is Chinese."""

import re

import pytest

# Each opens every page.
pytestmark = pytest.mark.thorough
LATIN = re.compile(r"[A-Za-z]{2,}")
# File formats, keys, names and terms that Chinese readers know by these letters. Each is here because it stands on a page.
ALLOWED = {
    "Ctrl",  # the key
    "PNG", "SVG", "CSV", "JSON",  # file formats on buttons
    "GB",  # national standards, named in headings
    "MIT",  # the licence, at the foot
}


def latin_words(texts: list[str]) -> set[str]:
    """Returns the Latin words in texts that are not on the list, each with its text."""
    return {f"{word} in {text!r}" for text in texts for word in LATIN.findall(text) if word not in ALLOWED}


def test_no_word_around_the_text_is_english(page_visits, site):
    """Navigation, buttons, tips, labels, titles, search page: no Latin word but those of a short list; titles of pages may hold their own."""
    found = {}
    titles = " ".join(seen["heading"] + seen["title"] for seen in page_visits["http"].values())
    own = set(LATIN.findall(titles))
    for name, seen in page_visits["http"].items():
        assert len(seen["words"]) > 2, name
        words = {text for text in latin_words(seen["words"]) if text.split(" in ")[0] not in own}
        if words:
            found[name] = sorted(words)
    assert found == {}


def test_titles_are_chinese(page_visits):
    """What is let through as a page's own word is no English title."""
    for name, seen in page_visits["http"].items():
        assert re.search(r"[\u4e00-\u9fff]", seen["heading"]) and re.search(r"[\u4e00-\u9fff]{2,}", seen["title"]), name
