"""A real browser for tests: Chromium driven by playwright, pages over loopback http or from disk, what they ask for recorded.

Without Chromium on the machine these tests skip and say how to get it; where CI is set they fail instead.
"""

import functools
import http.server
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from liandong.data.folders import FileLock

# The headless shell is the same engine without the windows of a desktop browser: a new page costs a quarter of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
NO_BROWSER = "no Chromium on this machine; on Debian: apt-get install chromium-headless-shell fonts-noto-cjk"
SCHEMES = ("http", "file")
# What a page may load without asking anybody.
LOCAL_SCHEMES = ("data:", "blob:", "about:")


@dataclass
class Watch:
    """What one browser page did: requests to other hosts (they were refused), errors on its console, errors of its scripts."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Yields a running Chromium, one for each test process."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Yields the address of a server on loopback that serves a folder."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that writes no log."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="session")
def site_address(site: Path) -> Iterator[str]:
    """Yields the http address of the built site."""
    with serve_folder(site) as address:
        yield address


@contextmanager
def open_page(browser, **settings) -> Iterator[tuple]:
    """Yields a page in a fresh profile, and the watch over it; ``settings`` are playwright's for a context.

    Requests that leave the machine are refused and noted; the page sees a failed request, as without a network.
    """
    context = browser.new_context(locale="zh-CN", **settings)
    page = context.new_page()
    watch = Watch()

    def route(route) -> None:
        address = route.request.url
        if address.startswith(("file:", "http://127.0.0.1:", *LOCAL_SCHEMES)):
            route.continue_()
        else:
            watch.foreign.append(address)
            route.abort()

    context.route("**/*", route)
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    try:
        yield page, watch
    finally:
        context.close()


def address_of(name: str, scheme: str, site: Path, site_address: str) -> str:
    """Returns the address of a page of the site, over loopback or from disk."""
    return f"{site_address}/{name}" if scheme == "http" else (site / name).as_uri()


@pytest.fixture(scope="session")
def page_visits(browser, site: Path, site_address: str, tmp_path_factory) -> dict[str, dict[str, dict]]:
    """Returns what was seen on every page of the site, by scheme and page; all pages are opened once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "page-visits.json"
    with FileLock(kept.with_suffix(".lock")):
        if not kept.is_file():
            kept.write_text(json.dumps({scheme: _visit_all(browser, site, site_address, scheme) for scheme in SCHEMES}), encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def _visit_all(browser, site: Path, site_address: str, scheme: str) -> dict[str, dict]:
    """Opens every page over one scheme and returns for each what ``page_visit.js`` saw, requests to other hosts and errors."""
    look = (Path(__file__).parent / "browser" / "page_visit.js").read_text(encoding="utf-8")
    seen = {}
    with open_page(browser) as (page, watch):
        for name in sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html")):
            watch.foreign.clear()
            watch.errors.clear()
            page.goto(address_of(name, scheme, site, site_address))
            if 'http-equiv="refresh"' in (site / name).read_text(encoding="utf-8"):
                # It leads on to another page, which is the one that is seen.
                page.wait_for_url(lambda address, name=name: not address.endswith(f"/{name}") or address.endswith(f"book/{name}"))
            seen[name] = page.evaluate(look) | {"foreign": list(watch.foreign), "errors": list(watch.errors)}
    return seen
