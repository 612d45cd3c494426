"""The sidebar's table of contents, made once for the pages of a folder instead of once for each page.

The theme resolves, renders and rearranges the whole table of contents for every page, though within a folder only the
marks of the current page differ. Here it is made by the theme itself for a page that stands nowhere in it, and the
marks are put in for each page. What comes out is compared with the theme's own work for one page of each folder; if
they ever differ, as they may with another theme or other options, the theme does it all again. What was made and
compared is kept for the next build of the same navigation.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable

import pydata_sphinx_theme
import sphinx
import sphinx_book_theme
from docutils import nodes
from sphinx.application import Sphinx

from liandong.run.processes import accelerated
from liandong.sphinx_ext.building import keep, read_kept

TAG = re.compile(r"<[^>]+>")
CLASS = re.compile(r' class="([^"]*)"')
HREF = re.compile(r' href="([^"]*)"')
# No page has this name: nothing in the table of contents is current for it.
NOWHERE = "-"
# Below this many pages in a folder the theme's own way is no slower.
WORTHWHILE = 3
# Written at each build, beside the book's pages.
OTHER_PAGES = ("404", "search")
KEPT = "liandong-sidebars.json"


class Sidebar:
    """A folder's sidebar with no current page, cut at its tags.

    Attributes:
        parts: texts and tags in turn; a tag has an odd index.
        links: for each link target the indices of the tags from the outermost list to the link itself.
    """

    def __init__(self, html: str) -> None:
        """Cut the sidebar."""
        self.parts = re.split(f"({TAG.pattern})", html)
        self.links: dict[str, list[list[int]]] = {}
        self._lists: dict[int, int] = {}
        open_tags: list[int] = []
        for index in range(1, len(self.parts), 2):
            tag = self.parts[index]
            name = tag.strip("</>").split(None, 1)[0]
            if tag.startswith("</"):
                while open_tags and not self.parts[open_tags.pop()].startswith(f"<{name}"):
                    pass
                continue
            if name == "details" and open_tags:
                # The entry's own fold: opened with it.
                self._lists[open_tags[-1]] = index
            if name == "a" and (href := HREF.search(tag)):
                self.links.setdefault(href[1], []).append([*open_tags, index])
            if not tag.endswith("/>") and name not in ("input", "br", "img"):
                open_tags.append(index)

    def with_current(self, href: str) -> str | None:
        """Return the sidebar as the page under this address shows it; None if it is entered more than once."""
        places = self.links.get(href, [])
        if not places:
            return "".join(self.parts)
        if len(places) > 1:
            return None
        parts = list(self.parts)
        for index in places[0]:
            tag = parts[index]
            if tag.startswith("<ul"):
                parts[index] = _with_classes(tag, lambda classes: ["current", *classes])
            elif tag.startswith("<li"):
                parts[index] = _with_classes(tag, lambda classes: [*classes[:1], "current", "active", *classes[1:]])
                if index in self._lists:
                    parts[self._lists[index]] = '<details open="open">'
            elif tag.startswith("<a"):
                parts[index] = HREF.sub(' href="#"', _with_classes(tag, lambda classes: ["current", *classes]))
        return "".join(parts)


class Sidebars:
    """The sidebars of a build, by folder and by what the template asks for."""

    def __init__(self, app: Sphinx, pages: list[str], kept: dict[str, dict[str, str]] | None = None) -> None:
        """Sort the pages by folder.

        Args:
            app: the application.
            pages: the pages that will be written.
            kept: what an earlier build of the same navigation made, by options and folder.
        """
        self.kept = kept or {}
        self.app = app
        self.usable = True
        self._folders: dict[str, list[str]] = {}
        for page in pages:
            self._folders.setdefault(posixpath.dirname(page), []).append(page)
        self._made: dict[tuple, dict[str, Sidebar]] = {}

    def get(self, page: str, theme: Callable, context: dict, options: dict):
        """Return a page's sidebar; ``theme`` makes it in the theme's own way."""
        if not self.usable or options.get("collapse"):
            return theme(**options)
        key = tuple(sorted(options.items()))
        if key not in self._made:
            # All at once: the first page is written before Sphinx forks the processes that write the others.
            self._made[key] = self._make(context, options)
        sidebar = self._made[key].get(posixpath.dirname(page)) if self.usable else None
        return (sidebar and sidebar.with_current(self._address(page))) or theme(**options)

    def _make(self, context: dict, options: dict) -> dict[str, Sidebar]:
        """Return the folders' sidebars, each compared with the theme's own for one of its pages."""
        made = {}
        kept = self.kept.setdefault(repr(sorted(options.items())), {})
        for folder, pages in self._folders.items():
            if folder in kept:
                made[folder] = Sidebar(kept[folder])
            elif self.usable and len(pages) >= WORTHWHILE:
                kept[folder] = self._theme(posixpath.join(folder, NOWHERE), context, options)
                made[folder] = Sidebar(kept[folder])
                example = pages[-1]
                self.usable = (made[folder].with_current(self._address(example))
                               == self._theme(example, context, options))
        return made

    def _theme(self, page: str, context: dict, options: dict) -> str:
        """Return the theme's sidebar for a page, which need not exist."""
        from pydata_sphinx_theme.toctree import add_toctree_functions

        copy = dict(context, toctree=lambda **kwargs: self.app.builder._get_local_toctree(page, **kwargs))
        add_toctree_functions(self.app, page, "page.html", copy, None)
        return str(copy["generate_toctree_html"](**options))

    def _address(self, page: str) -> str:
        """Return how the pages of its folder link to a page."""
        return self.app.builder.get_relative_uri(posixpath.join(posixpath.dirname(page), NOWHERE), page)


def _with_classes(tag: str, change: Callable[[list[str]], list[str]]) -> str:
    """Return a tag with its classes changed; one that has none gets them."""
    found = CLASS.search(tag)
    classes = " ".join(change(found[1].split() if found else []))
    if found:
        return tag[: found.start()] + f' class="{classes}"' + tag[found.end() :]
    return f'{tag[:-1]} class="{classes}">'


def put_sidebar(app: Sphinx, page: str, context: dict) -> None:
    """Let the template have the sidebar from here."""
    theme = context["generate_toctree_html"]
    if not hasattr(app, "liandong_sidebars"):
        app.liandong_sidebars = Sidebars(app, [*getattr(app, "liandong_writing", []), *OTHER_PAGES], _read_kept(app))

    def generate(kind: str, **options):
        if kind != "sidebar":
            return theme(kind, **options)
        return app.liandong_sidebars.get(page, theme, context, {"kind": kind, **options})

    context["generate_toctree_html"] = generate


def keep_sidebars(app: Sphinx) -> None:
    """Keep what was made, at the end of a whole build."""
    sidebars = getattr(app, "liandong_sidebars", None)
    if sidebars and sidebars.usable:
        keep(app, KEPT, {"navigation": _navigation(app), "sidebars": sidebars.kept})


def _read_kept(app: Sphinx) -> dict[str, dict[str, str]]:
    kept = read_kept(app, KEPT)
    return kept["sidebars"] if kept.get("navigation") == _navigation(app) else {}


def _navigation(app: Sphinx) -> str:
    """Return a digest of all that the sidebars are made from."""
    shown = getattr(app, "liandong_shown", {})
    versions = [module.__version__ for module in (sphinx, pydata_sphinx_theme, sphinx_book_theme)]
    return hashlib.sha256(repr((
        shown.get("navigation"), shown.get("settings"), app.config.liandong_package, versions,
    )).encode()).hexdigest()


def follow_theme(app: Sphinx) -> None:
    """Put our function in the place of the theme's as soon as the theme has offered it.

    The next listener calls it already.
    """
    if not accelerated():
        return
    listeners = app.events.listeners["html-page-context"]
    for number, listener in enumerate(listeners):
        if getattr(listener.handler, "__name__", "") == "add_toctree_functions":
            listeners[number] = listener._replace(handler=_followed(listener.handler))


def _followed(handler: Callable) -> Callable:
    def offer_and_replace(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
        handler(app, page, template, context, doctree)
        put_sidebar(app, page, context)

    return offer_and_replace
