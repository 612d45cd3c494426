"""The site is light: bytes of a first visit, and nothing that moves on its own. The README names the budgets."""

import gzip
from urllib.parse import unquote, urlsplit

import pytest

# Each opens every page.
pytestmark = pytest.mark.thorough
KIB = 1024
FIRST_PAGE_KIB = 300
CHART_TOOLS = "charts.js"
LAYOUT_SHIFT = 0.02
CHART_LAYOUT_SHIFT = 0.01
SEARCH_KIB = 400


def compressed(site, names) -> int:
    """Returns how many bytes the named files have when a server compresses them."""
    return sum(len(gzip.compress((site / name).read_bytes(), 6)) for name in names)


def first_visit(name: str, seen: dict) -> set[str]:
    """Returns the files that a first visit of a page loads, itself included, without the charts' tools."""
    files = {unquote(urlsplit(address).path).lstrip("/") for address in seen["resources"] if address.startswith("http")}
    # The browser asks for favicon.ico of its own accord, whether a site has one or not.
    return {file for file in files if not file.endswith(f"/{CHART_TOOLS}") and file != "favicon.ico"} | {name}


def test_a_first_visit_is_light(page_visits, site, capsys):
    """Each page with all that it loads stays within the budget when compressed."""
    sizes = {
        name: compressed(site, first_visit(name, seen)) / KIB
        for name, seen in page_visits["http"].items() if name not in ("404.html", "index.html", "search.html")
    }
    heaviest = {name: round(size) for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:3]}
    with capsys.disabled():
        print(f"\nfirst visit, KiB compressed: first page {sizes['book/index.html']:.0f}, heaviest {heaviest}")
    assert len(sizes) > 20 and all(len(first_visit(name, seen)) > 5 for name, seen in page_visits["http"].items() if name in sizes)
    assert {name: size for name, size in sizes.items() if size > FIRST_PAGE_KIB} == {}


def test_the_search_is_light(page_visits, site, capsys):
    """The search page loads the index and the text of the whole book, and stays within its own budget."""
    size = compressed(site, first_visit("search.html", page_visits["http"]["search.html"])) / KIB
    with capsys.disabled():
        print(f"\nsearch page, KiB compressed: {size:.0f}")
    assert "searchtext.js" in first_visit("search.html", page_visits["http"]["search.html"])
    assert size <= SEARCH_KIB


def test_the_charts_tools_come_when_a_chart_is_reached_and_move_nothing(page_visits, capsys):
    """Every chart gets its tools, and the page does not shift."""
    with_charts = {name: seen for name, seen in page_visits["http"].items() if seen["charts"]}
    assert len(with_charts) > 5
    assert {name: seen for name, seen in with_charts.items() if seen["equipped"] != seen["charts"]} == {}
    with capsys.disabled():
        print(f"\nlayout shift: {max(seen['shift'] for seen in page_visits['http'].values()):.4f} at most, {len(with_charts)} pages with charts")
    assert {name: seen["shift"] for name, seen in with_charts.items() if seen["shift"] > CHART_LAYOUT_SHIFT} == {}
    assert {name: seen["shift"] for name, seen in page_visits["http"].items() if seen["shift"] > LAYOUT_SHIFT} == {}


def test_nothing_is_shipped_that_no_page_asks_for(site, page_visits):
    """No icon font, source map, live kernel or search tool of others is on the site; what pages name exists."""
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    unwanted = ("fontawesome", "thebe", ".map", "mathjax", "bootstrap.js", "doctools.js", "searchtools.js", ".mo", ".ttf", "_sources/")
    assert [name for name in names if any(part in name for part in unwanted)] == []
    for name, seen in page_visits["http"].items():
        assert {file for file in first_visit(name, seen) if file not in names} == set(), name
