"""One HTML document from the built site's pages, in which every link between pages is a link within it.

Headings are moved down so that part, chapter and section follow each other, which gives the bookmarks; all ids of a
page begin with the page's name, so that no two are alike.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader
from sphinx_external_toc.api import Document, FileItem, SiteMap
from sphinx_external_toc.parsing import parse_toc_yaml

from liandong.findings import messages

FOLDER = Path(__file__).parent / "templates"
TEMPLATE = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True,
                       lstrip_blocks=True).get_template("book.html")
LABELS = messages(__name__, "labels")
# What has no use on paper.
NOT_PRINTED = "script, noscript, button, template, dialog, a.headerlink, .d-print-none, .screen-only"
# What refers to an id of the same page.
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers", "list")
_SVG_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_HEADING = re.compile(r"h[1-6]")
_LOWEST = 6
# As many digits as any book needs: the lines of the list of contents keep their width when the numbers come.
UNKNOWN_NUMBER = "000"


@dataclass
class Chapter:
    """One page of the book: where it lies below the site, without ``.html``, and what of it is printed.

    ``part`` is the caption of its part, empty for the front page; ``depth`` 0 for the front page and for chapters, 1
    for a page below a chapter, and so on.
    """

    page: str
    part: str
    depth: int
    begins_part: bool = field(default=False, compare=False)
    title: str = field(default="", compare=False)
    body: str = field(default="", compare=False)

    @property
    def anchor(self) -> str:
        """The id of the chapter in the printed document, and the beginning of all ids in it."""
        return "page-" + self.page.replace("/", "-")

    @property
    def running_head(self) -> str:
        """The title as a string of a style sheet."""
        return self.title.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ").replace("\n", " ")


class Cover(NamedTuple):
    """What the first page says: the book's title, label and text of each line below it."""

    title: str
    lines: tuple[tuple[str, str], ...]


class PrintDocument(NamedTuple):
    """The parts of the document; ``sheets`` are style sheets with their media, relative to it, in their order."""

    cover: Cover
    chapters: list[Chapter]
    sheets: dict[str, str]

    def render(self, numbers: dict[str, int] | None = None) -> str:
        """Return the document; ``numbers`` are the pages where chapters begin, by anchor, placeholders without them."""
        return TEMPLATE.render(self._asdict(), labels=LABELS, numbers=numbers or {}, unknown=UNKNOWN_NUMBER)


def read_contents(root: Path) -> list[Chapter]:
    """Return the book's pages in the order of ``_toc.yml``."""
    site = parse_toc_yaml(root / "_toc.yml")
    return [Chapter(_name(site.root.docname), "", 0), *_below(site, site.root, "", 0)]


def _below(site: SiteMap, document: Document, part: str, depth: int) -> Iterator[Chapter]:
    for tree in document.subtrees:
        caption = part if depth else tree.caption or ""
        for item in tree.items:
            # An address outside the book stands in the list of contents only.
            if isinstance(item, FileItem):
                yield Chapter(_name(item), caption, depth)
                yield from _below(site, site[item if item in site else _name(item)], caption, depth + 1)


def _name(file: str) -> str:
    return Path(file).with_suffix("").as_posix() if file.endswith((".md", ".ipynb")) else file


def assemble(site: Path, chapters: list[Chapter], cover: Cover, place: Path) -> PrintDocument:
    """Return the document's parts from the built site's pages, in the order of the chapters.

    Links to style sheets and pictures are relative to ``place``, the folder where the document will lie.
    """
    sheets: dict[str, str] = {}
    soups = {chapter.page: BeautifulSoup((site / f"{chapter.page}.html").read_text(encoding="utf-8"), "html.parser")
             for chapter in chapters}
    known = {chapter.page: chapter for chapter in chapters}
    ids = {page: {tag["id"] for tag in soup.select("article.bd-article [id]")} for page, soup in soups.items()}
    part = ""
    for chapter in chapters:
        chapter.begins_part, part = chapter.part != part, chapter.part
        article = soups[chapter.page].select_one("article.bd-article")
        for tag in article.select(NOT_PRINTED):
            tag.decompose()
        _prefix_ids(article, chapter.anchor)
        _turn_links(article, chapter, known, ids, site, place)
        for heading in article.find_all(_HEADING):
            # The part is the first level, so that chapters are the second; the front page stands alone.
            heading["class"] = [*heading.get("class", []), f"was-{heading.name}"]
            heading.name = f"h{min(int(heading.name[1]) + chapter.depth + bool(chapter.part), _LOWEST)}"
        title = article.find(_HEADING)
        chapter.title = title.get_text().strip() if title else chapter.page
        chapter.body = article.decode_contents()
        for link in soups[chapter.page].select('head > link[rel="stylesheet"]'):
            sheets.setdefault(_local(link["href"], chapter.page, site, place), link.get("media", ""))
    return PrintDocument(cover, chapters, sheets)


def _prefix_ids(article: Tag, prefix: str) -> None:
    for tag in article.find_all(True):
        if tag.get("id"):
            tag["id"] = f"{prefix}--{tag['id']}"
        for name in REFERENCES:
            if tag.get(name):
                value = tag[name] if isinstance(tag[name], str) else " ".join(tag[name])
                tag[name] = " ".join(f"{prefix}--{one}" for one in value.split())
        for name, value in list(tag.attrs.items()):
            if isinstance(value, str) and "url(#" in value:
                tag[name] = _SVG_REFERENCE.sub(rf"url(#{prefix}--\1)", value)


def _turn_links(article: Tag, chapter: Chapter, known: dict[str, Chapter], ids: dict[str, set[str]], site: Path,
                place: Path) -> None:
    for tag in article.find_all(src=True):
        if not urlsplit(tag["src"]).scheme:
            tag["src"] = _local(tag["src"], chapter.page, site, place)
    for link in article.find_all(href=True):
        address = urlsplit(link["href"])
        if address.scheme or address.netloc:
            continue
        path = posixpath.join(posixpath.dirname(chapter.page), unquote(address.path))
        page = posixpath.normpath(path).removesuffix(".html") if address.path else chapter.page
        if page in known:
            fragment = unquote(address.fragment)
            link["href"] = f"#{known[page].anchor}" + (f"--{fragment}" if fragment in ids[page] else "")
        else:
            # Files and lists of the site have no place in the document; the words stay.
            del link["href"]


def _local(address: str, page: str, site: Path, place: Path) -> str:
    target = site / posixpath.dirname(page) / unquote(urlsplit(address).path)
    return Path(os.path.relpath(target.resolve(), place.resolve())).as_posix()
