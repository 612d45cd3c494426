"""One HTML document from the built site's pages, in which every link between pages is a link within it.

Headings are moved down so that part, chapter and section follow each other, which gives the bookmarks; all ids of a page begin with
the page's name, so that no two are alike.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from liandong.findings import messages
from liandong.printing.contents import Chapter

TEMPLATE = Path(__file__).parent / "templates" / "book.html"
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


@dataclass(frozen=True)
class Cover:
    """What the first page says.

    Attributes:
        title: the book's title.
        lines: label and text of each line below it.
    """

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass
class Assembly:
    """The parts of the document.

    Attributes:
        cover: the first page.
        chapters: the book's pages in order.
        titles: the pages' titles.
        bodies: the pages' text as HTML.
        sheets: the style sheets, relative to the document, in the order in which the pages load them.
    """

    cover: Cover
    chapters: list[Chapter]
    titles: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)

    def render(self, numbers: dict[str, int] | None = None) -> str:
        """Return the document.

        Args:
            numbers: the page on which each chapter begins, by its anchor; without it the list of contents shows placeholders.
        """
        cover = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>" for label, text in self.cover.lines)
        return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
            title=escape(self.cover.title),
            sheets="\n".join(f'<link rel="stylesheet" href="{escape(sheet)}"{media}>' for sheet, media in self.sheets.items()),
            running="\n".join(self._running_heads()),
            cover=cover,
            contents_title=LABELS["contents"],
            contents="\n".join(self._contents(numbers or {})),
            chapters="\n".join(self._chapters()),
        )

    def _running_heads(self) -> Iterable[str]:
        """Yield a named page for each chapter, which prints its title at the top."""
        for chapter in self.chapters:
            title = self.titles[chapter.page].replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ").replace("\n", " ")
            yield f'@page {chapter.anchor} {{ @top-right {{ content: "{title}"; }} }}'
            yield f"#{chapter.anchor} {{ page: {chapter.anchor}; }}"

    def _contents(self, numbers: dict[str, int]) -> Iterable[str]:
        part = ""
        for chapter in self.chapters:
            if chapter.part != part:
                part = chapter.part
                yield f'<li class="part">{escape(part)}</li>'
            number = str(numbers.get(chapter.anchor, UNKNOWN_NUMBER))
            yield (
                f'<li class="depth-{min(chapter.depth, 2)}"><a href="#{chapter.anchor}"><span class="entry">'
                f'{escape(self.titles[chapter.page])}</span><span class="leader"></span><span class="number">{number}</span></a></li>'
            )

    def _chapters(self) -> Iterable[str]:
        part = ""
        for chapter in self.chapters:
            heading = ""
            if chapter.part != part:
                part = chapter.part
                heading = f'<h1 class="part-title">{escape(part)}</h1>'
            yield f'<section class="chapter" id="{chapter.anchor}">{heading}<div class="bd-article">{self.bodies[chapter.page]}</div></section>'


def assemble(site: Path, chapters: list[Chapter], cover: Cover, place: Path) -> Assembly:
    """Return the document's parts.

    Args:
        site: the folder of the built site.
        chapters: the book's pages in order.
        cover: what the first page says.
        place: the folder where the document will lie; links to style sheets and pictures are relative to it.
    """
    result = Assembly(cover, chapters)
    soups = {chapter.page: BeautifulSoup((site / f"{chapter.page}.html").read_text(encoding="utf-8"), "html.parser") for chapter in chapters}
    known = {chapter.page: chapter for chapter in chapters}
    ids = {page: {tag["id"] for tag in soup.select("article.bd-article [id]")} for page, soup in soups.items()}
    for chapter in chapters:
        soup = soups[chapter.page]
        article = soup.select_one("article.bd-article")
        for tag in article.select(NOT_PRINTED):
            tag.decompose()
        _prefix_ids(article, chapter.anchor)
        _turn_links(article, chapter, known, ids, site, place)
        for heading in article.find_all(_HEADING):
            # The part is the first level, so that chapters are the second; the front page stands alone.
            heading["class"] = [*heading.get("class", []), f"was-{heading.name}"]
            heading.name = f"h{min(int(heading.name[1]) + chapter.depth + bool(chapter.part), _LOWEST)}"
        title = article.find(_HEADING)
        result.titles[chapter.page] = title.get_text().strip() if title else chapter.page
        result.bodies[chapter.page] = article.decode_contents()
        for link in soup.select('head > link[rel="stylesheet"]'):
            sheet = _local(link["href"], chapter.page, site, place)
            media = f' media="{escape(link["media"], quote=True)}"' if link.get("media") else ""
            result.sheets.setdefault(sheet, media)
    return result


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


def _turn_links(article: Tag, chapter: Chapter, known: dict[str, Chapter], ids: dict[str, set[str]], site: Path, place: Path) -> None:
    for tag in article.find_all(src=True):
        if not urlsplit(tag["src"]).scheme:
            tag["src"] = _local(tag["src"], chapter.page, site, place)
    for link in article.find_all(href=True):
        address = urlsplit(link["href"])
        if address.scheme or address.netloc:
            continue
        page = chapter.page if not address.path else posixpath.normpath(
            posixpath.join(posixpath.dirname(chapter.page), unquote(address.path))).removesuffix(".html")
        if page in known:
            fragment = unquote(address.fragment)
            anchor = known[page].anchor
            link["href"] = f"#{anchor}--{fragment}" if fragment in ids[page] else f"#{anchor}"
        else:
            # Files and lists of the site have no place in the document; the words stay.
            del link["href"]


def _local(address: str, page: str, site: Path, place: Path) -> str:
    path = urlsplit(address).path
    target = site / posixpath.dirname(page) / unquote(path)
    return Path(os.path.relpath(target.resolve(), place.resolve())).as_posix()
