"""What others find the site by: a feed of updates and corrections; sitemap.xml and robots.txt if it has an address.

All of it is from the releases and the pages; nothing is from the clock, so that the same site is the same bytes.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from liandong.findings import messages
from liandong.releases.edition import read_edition
from liandong.releases.release import KIND_LABELS, Release
from liandong.sphinx_ext.building import add_to_head, beside_html, on
from liandong.sphinx_ext.elements import macros
from liandong.sphinx_ext.furniture.page_head import site_address
from liandong.sphinx_ext.machines.releases import changes_by_release, read_releases, release_anchor

TEMPLATE = "machines/discovery.html"
FEED, SITEMAP, ROBOTS = "feed.xml", "sitemap.xml", "robots.txt"
PAGE = "book/upkeep/releases"
LABELS = messages(__name__, "labels")


class Entry(NamedTuple):
    """A release in the feed."""

    title: str
    id: str
    day: str
    anchor: str
    words: str


def feed(root: Path, title: str, base: str, page: str) -> str:
    """Return the feed of all releases, newest first; before the first one it is empty and stands all the same.

    Args:
        root: the project's root.
        title: the site's title.
        base: the site's address, empty where it knows none: addresses are then relative to the feed.
        page: the page of the releases.
    """
    releases = read_releases(root)
    changes = changes_by_release(releases)
    entries = [_entry(title, release, [change.newer.name_zh for change in changes[release.version]])
               for release, _ in reversed(releases)]
    name, edition = LABELS["feed"].format(title=title), read_edition(root)
    return str(macros(TEMPLATE, LABELS).feed(name, _id(title, ""), edition, base, page, entries))


def _entry(title: str, release: Release, names: list[str]) -> Entry:
    changes = LABELS["changes"].format(names=LABELS["joined"].join(names)) if names else ""
    return Entry(
        LABELS["entry"].format(version=release.version, kind=KIND_LABELS[release.kind]), _id(title, release.version),
        release.date,
        release_anchor(release.version), LABELS["words"].format(reason=release.reason.rstrip("。"), changes=changes),
    )


def _id(title: str, version: str) -> str:
    """Return an id that is the same in every build and wherever the site lies."""
    return uuid5(NAMESPACE_URL, f"{title}\n{version}").urn


@on("html-page-context")
def add_link(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Name the feed in the head of every page."""
    if PAGE in app.env.found_docs:
        address = relative_uri(app.builder.get_target_uri(pagename), FEED)
        title = LABELS["feed"].format(title=app.config.html_title or app.config.project)
        named = f'title="{escape(title)}" href="{escape(address)}"'
        add_to_head(context, f'<link rel="alternate" type="application/atom+xml" {named}>')


@beside_html
def write(app: Sphinx) -> None:
    """Write the files; what an address is needed for goes where there is none."""
    base, files = site_address(app), {}
    if PAGE in app.env.found_docs:
        files[FEED] = feed(Path(app.srcdir), app.config.html_title or app.config.project, base,
                           app.builder.get_target_uri(PAGE))
    if base:
        addresses = [urljoin(base, app.builder.get_target_uri(page)) for page in sorted(app.env.found_docs)]
        files[SITEMAP] = str(macros(TEMPLATE, LABELS).sitemap(addresses))
        files[ROBOTS] = f"User-agent: *\nAllow: /\nSitemap: {urljoin(base, SITEMAP)}\n"
    for name in (FEED, SITEMAP, ROBOTS):
        path = Path(app.outdir) / name
        if name in files:
            path.write_bytes(files[name].encode("utf-8"))
        else:
            path.unlink(missing_ok=True)
