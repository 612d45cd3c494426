"""The article text of a page's Markdown source, and the words of its cells that readers see, block by block."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from liandong.pages.cells import read_cells
from liandong.pages.marking.kinds import KINDS
from liandong.pages.tracing.rules import CURRENT, PLACEHOLDER, STATISTIC_ROLES, Piece, marked_pieces

# As in _config.yml.
EXTENSIONS = ["colon_fence", "deflist", "tasklist"]
TRACED_ROLES = frozenset({*KINDS, *STATISTIC_ROLES})
# Roles whose text is an address or a name of something, unless it has a title before <…>.
TARGET_ROLES = frozenset({"ref", "numref", "doc", "download", "any", "eq", "cite", "code", "math", "file", "kbd"})
TITLE = re.compile(r"^(?P<title>.*?)\s*<[^<>]*>$", re.DOTALL)

# A line that ends so introduces what follows.
INTRODUCING = ("：", ":")
DIRECTIVE = re.compile(r"^\{(?P<name>[A-Za-z0-9:_-]+)\}\s*(?P<argument>.*)$")
OPTION = re.compile(r"^:(?P<name>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)$")
# Directives whose content is prose, and those whose argument is. What the others print is checked in the built page.
ADMONITIONS = frozenset({"note", "warning", "tip", "important", "caution", "attention", "danger", "error", "hint",
                         "seealso"})
PROSE = ADMONITIONS | {
    "admonition", "dropdown", "figure", "margin", "sidebar", "topic", "epigraph", "table", "list-table", "card", "grid",
    "grid-item",
    "grid-item-card", "tab-set", "tab-item", "container", "div", "image", "glossary",
}
PROSE_ARGUMENT = ADMONITIONS | {"admonition", "dropdown", "topic", "sidebar", "table", "list-table", "rubric", "card",
                                "tab-item"}
PROSE_OPTIONS = frozenset({"alt", "title", "caption", "header", "footer"})
# Of a cell: strings in Chinese, and what is passed under these names, whatever script it is in.
CJK = re.compile("[\u4e00-\u9fff]")
SHOWN = frozenset({"alt", "caption", "axis", "title", "heading", "headings", "label", "labels", "unit"})
# An element that says itself where it comes from.
CLAIM = "data-kind"
READ_ATTRIBUTES = frozenset({"alt", "title", "aria-label", "aria-description", "placeholder", "label"})
# Only the extension may say that something is traced in a way that no check looks behind.
RESERVED = re.compile(
    r"data-kind"
    r"|\b(?:exempt|statistic|statistics|formula|source-text|source-quotation|chart-data)\b(?=[^<>]*>|\s*$|[ \"'])"
)


@dataclass(frozen=True)
class Block:
    """A block of article text.

    Attributes:
        pieces: its pieces, each with the line of the page on which it begins (1-based).
        context: the words that it stands under: the head of its column and the first cell of its row, the line with a
            colon before its list.
        heading: whether it is a heading.
        forged: whether a page itself writes there what only the extension writes.
    """

    pieces: tuple[tuple[Piece, int], ...]
    context: str = ""
    heading: bool = False
    forged: bool = False


@lru_cache(maxsize=2)
def read_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a page in order: headings, paragraphs, items, cells, titles, alternative texts, admonitions.

    One check of a page asks after the other, so the last pages are kept.
    """
    return tuple(_blocks(chapter_parser().parse(text), 0))


@cache
def chapter_parser() -> MarkdownIt:
    """Return what parses a chapter as the build does, its directives and roles as tokens."""
    return create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML)


def _blocks(tokens: list[Token], before: int) -> Iterator[Block]:
    line, heading = before, False
    for token, context in zip(tokens, _contexts(tokens), strict=True):
        line = token.map[0] + before + 1 if token.map else line
        if token.type == "inline":
            yield from _inline(token.children or [], line, context, heading)
        elif token.type == "html_block":
            yield from _html(token.content, line)
        elif token.type in ("fence", "colon_fence"):
            yield from _directive(token, line)
        heading = token.type == "heading_open"


def _contexts(tokens: list[Token]) -> Iterator[str]:
    """Yield for each token the words that it stands under."""
    introduction, heads, row, in_head = "", [], [], False
    for token in tokens:
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
            heads = [] if in_head else heads
        elif token.type == "tr_open":
            row = []
        elif token.type == "table_close":
            heads, row = [], []
        context = introduction
        if token.type == "inline":
            if row or heads or in_head:
                column = len(row)
                context += "".join([*heads[column : column + 1], *row[:1]])
                row.append(token.content)
                if in_head:
                    heads.append(token.content)
            elif token.level == 1:
                context, introduction = "", token.content if token.content.endswith(INTRODUCING) else ""
        yield context


def _inline(children: list[Token], line: int, context: str, heading: bool) -> Iterator[Block]:
    """Yield one block for the text, and one for each attribute that readers see."""
    pieces: list[tuple[Piece, int]] = []
    beside: list[Block] = []
    for child in children:
        if child.type == "text":
            pieces.append((Piece(child.content), line))
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append((Piece("\n"), line))
            line += 1
        elif child.type == "myst_role":
            pieces.append((_role(child.meta["name"], child.content), line))
        elif child.type == "html_inline":
            beside += _html(child.content, line)
        elif child.type in ("code_inline", "math_inline"):
            pieces.append((Piece(PLACEHOLDER), line))
        if child.type == "image":
            beside += _plain(child.content, line)
        title = child.attrs.get("title")
        if title:
            beside += _plain(str(title), line)
    yield Block(tuple(pieces), context, heading)
    yield from beside


def _role(name: str, content: str) -> Piece:
    if name in TRACED_ROLES:
        return Piece(content if name in KINDS else PLACEHOLDER, traced=True, shows=content if name == CURRENT else "",
                     kind=name)
    titled = TITLE.match(content)
    if titled:
        return Piece(titled["title"])
    return Piece(PLACEHOLDER if name in TARGET_ROLES or ":" in name else content)


def _directive(token: Token, line: int) -> Iterator[Block]:
    """Yield what a directive holds of prose; a fence without a directive is code."""
    match = DIRECTIVE.match(token.info.strip())
    if not match:
        return
    name, argument = match["name"], match["argument"]
    lines = token.content.split("\n")
    count = 0
    if lines[0].strip() == "---":
        count = next((n for n, text in enumerate(lines[1:], start=1) if text.strip() == "---"), 0) + 1
    while count < len(lines) and OPTION.match(lines[count]):
        count += 1
    for number, text in enumerate(lines[:count], start=1):
        key, _, value = text.strip().lstrip(":").partition(":")
        if key in PROSE_OPTIONS:
            yield from _plain(value, line + number)
        if key in ("class", "classes") and RESERVED.search(value):
            yield _forged(text, line + number)
    if name in ("container", "div", "rst-class") and RESERVED.search(argument):
        yield _forged(token.info, line)
    if name in PROSE_ARGUMENT and argument:
        yield from _blocks(chapter_parser().parse(argument), line - 1)
    if name == "raw" and RESERVED.search(token.content):
        yield _forged(token.info, line)
    if name == "toctree":
        for number, text in enumerate(lines[count:], start=count + 1):
            titled = TITLE.match(text.strip())
            yield from _plain(titled["title"], line + number) if titled else []
    if name in PROSE:
        yield from _blocks(chapter_parser().parse("\n".join(lines[count:])), line + count)


def _forged(text: str, line: int) -> Block:
    return Block(((Piece(text.strip(), traced=True), line),), forged=True)


def _plain(text: str, line: int) -> list[Block]:
    return [Block(((Piece(text), line),))] if text.strip() else []


class _Html(HTMLParser):
    """Collects the text and the attributes that readers see of a piece of HTML written in a page."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.first = line
        self.texts: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [(value, self.first + self.getpos()[0] - 1)
                       for name, value in attrs if name in READ_ATTRIBUTES and value]

    def handle_data(self, data: str) -> None:
        self.texts += [(text, self.first + self.getpos()[0] - 1 + number)
                       for number, text in enumerate(data.split("\n"))]


def _html(text: str, line: int) -> Iterator[Block]:
    if RESERVED.search(text):
        yield _forged(text, line)
    parser = _Html(line)
    parser.feed(text)
    parser.close()
    for found, place in parser.texts:
        yield from _plain(found, place)


def read_cell_texts(text: str) -> Iterator[Block]:
    """Yield what of the code readers will see: strings in Chinese or passed as something shown, and decimal fractions.

    Strings of other scripts are ids, names of columns and paths; whole numbers count columns and rows. A decimal
    fraction in a cell is a figure typed by hand: those of the data come from tables, exactly. A cell that is no Python
    is the build's to refuse.
    """
    for cell in read_cells(text):
        try:
            tree = ast.parse(cell.code)
        except (SyntaxError, ValueError):
            continue
        keywords = (node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in SHOWN)
        shown = {id(constant) for keyword in keywords for constant in ast.walk(keyword.value)}
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.Constant)):
            line = cell.line + node.lineno - 1
            if isinstance(node.value, float):
                yield Block(((Piece(ast.get_source_segment(cell.code, node) or str(node.value)), line),))
            elif isinstance(node.value, str) and CLAIM in node.value:
                yield _forged(node.value, line)
            elif isinstance(node.value, str) and (id(node) in shown or CJK.search(node.value)):
                yield Block(tuple((piece, line) for piece in marked_pieces(node.value)))
