"""The sidebar made once a folder: the current page's marks are those that the theme sets."""

import pytest

from liandong.sphinx_ext.incremental.navigation import Sidebar, Sidebars

NAVIGATION = (
    '<p class="caption">方法</p><ul class="nav bd-sidenav">'
    '<li class="toctree-l1"><a class="reference internal" href="one.html">一</a></li>'
    '<li class="toctree-l1 has-children"><a class="reference internal" href="two.html">二</a>'
    '<details><summary><span class="toctree-toggle"><i class="fa"></i></span></summary><ul>'
    '<li class="toctree-l2"><a class="reference internal" href="two/below.html">二之一</a></li></ul></details></li></ul>'
)


def test_a_page_at_the_top_is_marked_with_its_list():
    """The list, the entry and the link get their classes, the link leads nowhere, nothing else changes."""
    expected = NAVIGATION.replace('<ul class="nav', '<ul class="current nav', 1).replace(
        '<li class="toctree-l1"><a class="reference internal" href="one.html">',
        '<li class="toctree-l1 current active"><a class="current reference internal" href="#">',
    )
    assert Sidebar(NAVIGATION).with_current("one.html") == expected


def test_a_page_below_opens_what_it_stands_in():
    """Every list and entry above the page is marked, and the fold that holds it is open."""
    shown = Sidebar(NAVIGATION).with_current("two/below.html")
    assert '<li class="toctree-l1 current active has-children">' in shown
    assert '<details open="open">' in shown
    assert '<ul class="current"><li class="toctree-l2 current active"><a class="current reference internal" href="#">' in shown
    assert '<a class="reference internal" href="two.html">' in shown


def test_a_page_that_is_not_entered_has_no_marks():
    """The search page sees the table of contents as it is."""
    assert Sidebar(NAVIGATION).with_current("search.html") == NAVIGATION


def test_a_page_that_is_entered_twice_is_left_to_the_theme():
    """Which of two entries is the current one is the theme's business."""
    assert Sidebar(NAVIGATION + NAVIGATION).with_current("one.html") is None


@pytest.mark.parametrize(("made", "answer"), [("same", "made here"), ("other", "the theme's")])
def test_what_differs_from_the_theme_is_not_used(made, answer, monkeypatch):
    """Where the theme makes another sidebar than this module, for one page of a folder, every page gets the theme's."""
    pages = [f"folder/{name}" for name in "abcd"]

    class Builder:
        def get_relative_uri(self, page: str, target: str) -> str:
            return target.rpartition("/")[2] + ".html"

    class App:
        builder = Builder()

    def theme_for(self, page: str, context: dict, options: dict) -> str:
        link = '<ul><li class="l"><a class="r" href="d.html">丁</a></li></ul>'
        marked = '<ul class="current"><li class="l current active"><a class="current r" href="#">丁</a></li></ul>'
        return link if page.endswith("-") else marked if made == "same" else link + "<hr>"

    monkeypatch.setattr(Sidebars, "_theme", theme_for)
    shown = Sidebars(App(), pages).get("folder/a", lambda **options: "theme", {}, {"kind": "sidebar"})
    assert ("the theme's" if shown == "theme" else "made here") == answer


def test_what_an_earlier_build_made_is_used_for_any_page(monkeypatch):
    """A kept sidebar needs neither the theme nor several pages; one with other options is made anew."""

    class Builder:
        def get_relative_uri(self, page: str, target: str) -> str:
            return target.rpartition("/")[2] + ".html"

    class App:
        builder = Builder()

    monkeypatch.setattr(Sidebars, "_theme", lambda *_: pytest.fail("asked the theme"))
    kept = {repr([("kind", "sidebar")]): {"folder": NAVIGATION}}
    sidebars = Sidebars(App(), ["folder/one"], kept)
    assert sidebars.get("folder/one", lambda **options: "theme", {}, {"kind": "sidebar"}) == Sidebar(NAVIGATION).with_current("one.html")
    assert sidebars.get("folder/one", lambda **options: "theme", {}, {"kind": "sidebar", "depth": 1}) == "theme"
