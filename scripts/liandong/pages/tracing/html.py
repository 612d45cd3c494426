"""The article text of a built page: every block with what of it is marked, every region printed from data."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser

from liandong.pages.marking.kinds import KINDS, STRUCTURE
from liandong.pages.tracing.rules import PLACEHOLDER, Piece

# What an element may say of itself. The marks of authors; a statistic; the bulletin's text; what a directive prints
# from data: a figure or a table that a cell handed on, the content of a file, what was counted or compared.
FIGURE, TABLE, FILE, COMPUTED, BASES = "figure", "table", "data", "computed", "bases"
STATISTIC, SOURCE = "statistic", "source"
TRACED_KINDS = frozenset({*KINDS, FIGURE, TABLE, FILE, COMPUTED, BASES, STATISTIC, SOURCE})
REGION_KINDS = frozenset({FIGURE, TABLE, FILE, BASES})
# Elements of docutils' own nodes carry no attributes of ours: their classes say it.
CLASS_KINDS = {
    "statistic": STATISTIC, "formula": STATISTIC, "statistics": STATISTIC, "source-text": SOURCE,
    "source-quotation": SOURCE,
    # The headings of other pages, which are marked there.
    "toctree-wrapper": STRUCTURE,
}

ARTICLE_TAG, ARTICLE_CLASS = "article", "body"
DIVISION = re.compile(r"""<div\b[^>]*\brole=["']main["']""")
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "font", "i", "ins", "label", "mark", "q",
    "ruby", "s", "small",
    "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr", "code", "kbd", "samp",
})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
CODE = frozenset({"code", "kbd", "samp"})
NOT_SHOWN = frozenset({"script", "style"})
# What a cell prints is no code.
OUTPUT_CLASS = "cell_output"
# What the theme puts behind a heading, and what stands before the heading in the name of a table below it.
LINK_MARK, NAME_OF_TABLE = "#", "表："
READ_ATTRIBUTES = ("alt", "title", "aria-label", "aria-description", "aria-valuetext", "placeholder", "label")


@dataclass
class Region:
    """What a directive printed from data, by its kind and source: texts, with attributes that readers see, in order.

    ``rows`` are the texts of the cells of a table in it.
    """

    kind: str
    source: str
    texts: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Article:
    """An article as built: its blocks, each a list of pieces, and its regions."""

    blocks: list[list[Piece]] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)


def read_article(page: str, titles: Collection[str] = ()) -> Article:
    """Return the article of a built page; navigation, head and foot are no part of it.

    A link that shows one of the titles of the site's pages shows what is marked at the heading.
    """
    reader = _PageReader(titles)
    reader.feed(page)
    reader.close()
    return reader.article


def cut_article(page: str) -> str:
    """Return the part of a built page in which ``read_article`` finds what it finds in the page."""
    start, end = page.find(f"<{ARTICLE_TAG}"), page.rfind(f"</{ARTICLE_TAG}>")
    # Themes without that element mark a division instead.
    if start < 0 or end < start or DIVISION.search(page):
        return page
    return page[start : end + len(f"</{ARTICLE_TAG}>")]


@dataclass
class _Element:
    tag: str = ""
    starts_article: bool = False
    code: bool = False
    traced: bool = False
    output: bool = False
    region: Region | None = None
    link: bool = False


class _PageReader(HTMLParser):
    def __init__(self, titles: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.titles = titles
        self.article = Article()
        self.stack: list[_Element] = []
        self.block: list[Piece] = []
        self.said: set[str] = set()
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "").split()
        above = self.stack[-1] if self.stack else _Element()
        starts = tag == ARTICLE_TAG or (tag == "div" and ARTICLE_CLASS in classes and values.get("role") == "main")
        if not self.depth and not starts:
            if tag not in VOID:
                self.stack.append(_Element(tag))
            return
        kind = values.get("data-kind")
        kind = kind if kind in TRACED_KINDS else next(filter(None, map(CLASS_KINDS.get, classes)), None)
        region = above.region
        if kind in REGION_KINDS:
            region = Region(kind, values.get("data-source", ""))
            self.article.regions.append(region)
        output = above.output or OUTPUT_CLASS in classes
        code = above.code or tag in NOT_SHOWN or (not output and (tag in CODE or tag == "pre"))
        traced = above.traced or kind is not None
        link = above.link or (tag == "a" and "internal" in classes)
        if tag not in INLINE:
            self._end_block()
        if region and tag == "tr":
            region.rows.append([])
        if region and tag in ("td", "th") and region.rows:
            region.rows[-1].append("")
        if not code:
            self._attributes(values, traced, region)
        elif tag in CODE and not above.code:
            self.block.append(Piece(PLACEHOLDER))
        if tag not in VOID:
            self.depth += starts
            self.stack.append(_Element(tag, starts, code, traced, output, region, link))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        # Nearly always the last one that was opened.
        if not any(element.tag == tag for element in reversed(self.stack)):
            return
        while self.stack:
            element = self.stack.pop()
            self.depth -= element.starts_article
            if element.tag not in INLINE:
                self._end_block()
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.depth or not self.stack or self.stack[-1].code:
            return
        element = self.stack[-1]
        self.block.append(Piece(data, element.traced or (element.link and data.strip() in self.titles)))
        if element.region:
            element.region.texts.append(data)
            if element.region.rows and element.region.rows[-1]:
                element.region.rows[-1][-1] += data

    def close(self) -> None:
        super().close()
        self._end_block()

    def _attributes(self, values: dict[str, str], traced: bool, region: Region | None) -> None:
        for name in READ_ATTRIBUTES:
            if values.get(name, "").strip():
                # The name of a table repeats its heading, which is looked at where it stands.
                repeated = _words(values[name].removeprefix(NAME_OF_TABLE)) in self.said
                self.article.blocks.append([Piece(values[name], traced or repeated)])
                if region:
                    region.texts.append(values[name])

    def _end_block(self) -> None:
        if any(piece.text.strip() for piece in self.block):
            self.article.blocks.append(self.block)
            self.said.add(_words("".join(piece.text for piece in self.block).removesuffix(LINK_MARK)))
        self.block = []


def _words(text: str) -> str:
    return " ".join(text.split())
