"""Every page of the site opens in a real browser, over http and from disk, and asks no other host for anything."""

import re

import pytest
from browsing import SCHEMES


@pytest.fixture(params=SCHEMES)
def visits(request, page_visits) -> dict:
    """Returns what was seen on every page over one scheme."""
    return page_visits[request.param]


@pytest.mark.thorough
def test_pages_open(visits, site):
    """Each page has a title and a first heading, and all pages that the site has were visited."""
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert set(visits) == names and len(names) > 20
    assert [name for name, seen in visits.items() if not seen["title"].strip() or not seen["heading"].strip()] == []


@pytest.mark.thorough
def test_no_page_asks_another_host(visits):
    """No page requests anything but the site's own files."""
    assert {name: seen["foreign"] for name, seen in visits.items() if seen["foreign"]} == {}


@pytest.mark.thorough
def test_no_page_has_an_error_on_its_console(visits):
    """No script fails, nothing is missing, and the Content-Security-Policy has nothing to refuse."""
    assert {name: seen["errors"] for name, seen in visits.items() if seen["errors"]} == {}


def test_the_policy_stands_before_everything_that_is_loaded(site):
    """In each page the policy comes right behind the character set."""
    for path in site.rglob("*.html"):
        head = path.read_text(encoding="utf-8").partition("<head>")[2]
        before, found, _ = head.partition('<meta http-equiv="Content-Security-Policy"')
        assert found, path
        assert re.sub(r'<meta (charset|name="viewport")[^>]*>', "", before).strip() == "", path


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_policy_stops_a_request_to_another_host(scheme, browser, site, site_address):
    """A script, picture, style sheet, font, frame or call that gets into a page asks nobody, and inline code does not run."""
    from browsing import address_of, open_page

    attempt = """() => {
        const add = (name, values) => document.head.appendChild(Object.assign(document.createElement(name), values));
        add("script", {src: "https://elsewhere.invalid/a.js"});
        add("script", {textContent: "window.ran = 1"});
        add("img", {src: "https://elsewhere.invalid/a.png"});
        add("link", {rel: "stylesheet", href: "https://elsewhere.invalid/a.css"});
        add("iframe", {src: "https://elsewhere.invalid/"});
        add("style", {textContent: "@font-face {font-family: x; src: url(https://elsewhere.invalid/a.woff2)} body {font-family: x}"});
        try { window.ran = new Function("return 2")(); } catch (refused) {}
        return fetch("https://elsewhere.invalid/").then(() => "asked", () => "refused").then(answer => [answer, window.ran || 0]);
    }"""
    with open_page(browser) as (page, watch):
        page.goto(address_of("book/index.html", scheme, site, site_address))
        # Playwright's own evaluation is exempt from the policy; what it adds to the page is not.
        answer, _ = page.evaluate(attempt)
        page.wait_for_timeout(200)
        assert answer == "refused" and page.evaluate("window.ran || 0") in (0, 2)
        assert watch.foreign == []
        assert sum("Content Security Policy" in error for error in watch.errors) >= 6
