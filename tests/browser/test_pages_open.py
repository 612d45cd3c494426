"""Every page of the site opens in a real browser, over http and from disk."""

import pytest
from browsing import open_page
from conftest import ROOT

PAGES = sorted(path.relative_to(ROOT).with_suffix(".html").as_posix() for path in (ROOT / "book").rglob("*.md"))


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_pages_open(scheme, browser, site, site_address):
    """Each page shows its title."""
    with open_page(browser) as (page, _watch):
        for name in PAGES:
            page.goto(f"{site_address}/{name}" if scheme == "http" else (site / name).as_uri())
            assert page.locator("h1").first.inner_text().strip(), name
