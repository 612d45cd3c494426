"""The article text of a built page: every block with what of it is marked, every region printed from data."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import html

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
    reader = _ArticleReader(titles)
    for element in html.document_fromstring(page).iter(ARTICLE_TAG, "div"):
        if _starts_article(element) and not any(map(_starts_article, element.iterancestors())):
            reader.read(element, _Context())
    return reader.article


def _starts_article(element: html.HtmlElement) -> bool:
    division = element.get("role") == "main" and ARTICLE_CLASS in element.get("class", "").split()
    return element.tag == ARTICLE_TAG or (element.tag == "div" and division)


def cut_article(page: str) -> str:
    """Return the part of a built page in which ``read_article`` finds what it finds in the page."""
    start, end = page.find(f"<{ARTICLE_TAG}"), page.rfind(f"</{ARTICLE_TAG}>")
    # Themes without that element mark a division instead.
    if start < 0 or end < start or DIVISION.search(page):
        return page
    return page[start : end + len(f"</{ARTICLE_TAG}>")]


@dataclass(frozen=True)
class _Context:
    """What holds of an element and of all in it: code, traced, the output of a cell, in a region, in a link."""

    code: bool = False
    traced: bool = False
    output: bool = False
    region: Region | None = None
    link: bool = False


class _ArticleReader:
    def __init__(self, titles: Collection[str]) -> None:
        self.titles = titles
        self.article = Article()
        self.block: list[Piece] = []
        self.said: set[str] = set()

    def read(self, element: html.HtmlElement, above: _Context) -> None:
        """Read an element and all in it, in order."""
        tag, classes, kind = element.tag, element.get("class", "").split(), element.get("data-kind")
        kind = kind if kind in TRACED_KINDS else next(filter(None, map(CLASS_KINDS.get, classes)), None)
        region, output = above.region, above.output or OUTPUT_CLASS in classes
        if kind in REGION_KINDS:
            region = Region(kind, element.get("data-source", ""))
            self.article.regions.append(region)
        within = _Context(
            above.code or tag in NOT_SHOWN or (not output and (tag in CODE or tag == "pre")),
            above.traced or kind is not None, output, region, above.link or (tag == "a" and "internal" in classes),
        )
        if tag not in INLINE:
            self._end_block()
        if region and tag == "tr":
            region.rows.append([])
        if region and tag in ("td", "th") and region.rows:
            region.rows[-1].append("")
        if not within.code:
            self._read_attributes(element, within)
        elif tag in CODE and not above.code:
            self.block.append(Piece(PLACEHOLDER))
        self._read_text(element.text, within)
        for child in element:
            # A comment is an element without a name.
            if isinstance(child.tag, str):
                self.read(child, within)
            self._read_text(child.tail, within)
        if tag not in INLINE:
            self._end_block()

    def _read_text(self, text: str | None, within: _Context) -> None:
        if not text or within.code:
            return
        self.block.append(Piece(text, within.traced or (within.link and text.strip() in self.titles)))
        if within.region:
            within.region.texts.append(text)
            if within.region.rows and within.region.rows[-1]:
                within.region.rows[-1][-1] += text

    def _read_attributes(self, element: html.HtmlElement, within: _Context) -> None:
        for text in filter(str.strip, (element.get(name, "") for name in READ_ATTRIBUTES)):
            # The name of a table repeats its heading, which is looked at where it stands.
            repeated = _words(text.removeprefix(NAME_OF_TABLE)) in self.said
            self.article.blocks.append([Piece(text, within.traced or repeated)])
            if within.region:
                within.region.texts.append(text)

    def _end_block(self) -> None:
        if any(piece.text.strip() for piece in self.block):
            self.article.blocks.append(self.block)
            self.said.add(_words("".join(piece.text for piece in self.block).removesuffix(LINK_MARK)))
        self.block = []


def _words(text: str) -> str:
    return " ".join(text.split())
