"""Which sentence of which page prints which statistic, read from the chapters' Markdown without building the site."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it.token import Token

from liandong.data.bulletins import bulletin_of, default_bulletin, page_files
from liandong.data.text_files import read_text
from liandong.model import Statistic
from liandong.pages.tracing.markdown import chapter_parser

SENTENCE, TABLE, CHART = "sentence", "table", "chart"
# The roles that print a statistic, as prose writes them.
STAT, REPORTED, FORMULA = "stat", "reported", "formula"
# Fences whose lines are ids of statistics; fences whose text is prose of the page are any other directive.
STATISTICS, INDEX, FIGURE = "{statistics}", "{statistics-index}", "{chart}"
NOT_PROSE = {"{code-cell}", "{quote-source}", "{raw}", "{toctree}"}

_REFERENCE = re.compile(r"(?P<text>.*?)\s*<[^<>]*>", re.DOTALL)
_CLOSING = "”’」』）)】》"
_END = re.compile(rf"(?:(?<=[。！？])|(?<=[。！？][{_CLOSING}]))(?![{_CLOSING}。！？])")
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…]"
_BREAK_IN_CHINESE = re.compile(rf"(?<={_CJK})\n(?={_CJK})")
# Cannot stand in a text: read_text admits it, markdown-it replaces it.
_OPEN, _CLOSE = "\x01", "\x02"
_PLACE = re.compile(f"{_OPEN}([a-z]+) ([^{_OPEN}{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True)
class PrintedUse:
    """A place of a page that prints statistics or shows a chart."""

    kind: str  # sentence (prose), table (a directive lists statistics) or chart
    template: str  # the sentence with each statistic as {stat}`bulletin:id`; empty for tables and charts
    text: str  # the sentence as readers see it; empty for tables and charts
    statistics: tuple[str, ...]  # as bulletin:id, each once; of a chart its one name, as bulletin:name


@dataclass(frozen=True)
class Page:
    """A page of the book with the places that print statistics or show charts, in order."""

    page: str  # path below the root without suffix, for example ``book/method/channels``
    title: str  # its first heading
    uses: tuple[PrintedUse, ...]


def book_pages(root: Path, statistics: dict[str, Statistic]) -> list[Page]:
    """Return the pages that print statistics (by ``bulletin:id``) or show charts, sorted by path."""
    default = default_bulletin(root)
    pages = []
    for path in page_files(root):
        relative = path.relative_to(root)
        if not any(part.startswith((".", "_")) for part in relative.parts):
            name, bulletin = relative.with_suffix("").as_posix(), bulletin_of(relative.parts, default)
            pages.append(read_page(name, read_text(path, root).text, statistics, bulletin))
    return [page for page in pages if page.uses]


def read_page(page: str, text: str, statistics: dict[str, Statistic], bulletin: str) -> Page:
    """Return a page, read from its Markdown; `bulletin` is the one that ids without one belong to."""
    def key(target: str) -> str:
        return target.strip() if ":" in target else f"{bulletin}:{target.strip()}"

    def printed(place: re.Match[str]) -> str:
        return _printed(place[1], statistics.get(key(place[2])), place[2])

    title, uses = "", []
    for kind, content in _blocks(text):
        if kind == "heading":
            title = title or content
        elif kind == INDEX:
            uses.append(PrintedUse(
                TABLE, "", "", tuple(full for full in statistics if full.startswith(f"{bulletin}:"))))
        elif kind == FIGURE:
            uses.append(PrintedUse(CHART, "", "", (key(content),)))
        elif kind == STATISTICS:
            lines = [line for line in content.splitlines() if line.strip() and not line.startswith(":")]
            uses.append(PrintedUse(TABLE, "", "", tuple(dict.fromkeys(key(line) for line in lines))))
        else:
            for sentence in split_sentences(content):
                named = tuple(dict.fromkeys(key(target) for _, target in _PLACE.findall(sentence)))
                if named:
                    template = _PLACE.sub(lambda place: f"{{{place[1]}}}`{key(place[2])}`", sentence)
                    uses.append(PrintedUse(SENTENCE, template, _PLACE.sub(printed, sentence), named))
    return Page(page, title, tuple(uses))


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; a line break inside Chinese is none, elsewhere a space."""
    joined = re.sub(r"\s*\n\s*", " ", _BREAK_IN_CHINESE.sub("", text))
    return [part.strip() for part in _END.split(joined) if part.strip()]


def _printed(role: str, statistic: Statistic | None, target: str) -> str:
    """Return what a role prints; one whose statistic is not computed stands for itself."""
    if statistic is None:
        return f"{{{role}}}`{target}`"
    if role == REPORTED and statistic.reported:
        return statistic.reported_text
    return statistic.formula_zh if role == FORMULA else statistic.text


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the page's parts in order: headings, prose, and directives that list statistics or show a chart."""
    kind = "prose"
    for token in chapter_parser().parse(text):
        if token.type in ("fence", "colon_fence"):
            name = next(iter(token.info.split()), "")
            if name in (STATISTICS, INDEX):
                yield name, token.content
            elif name == FIGURE:
                yield name, token.info.strip().removeprefix(FIGURE)
            elif name.startswith("{") and name not in NOT_PROSE:
                yield from ((part, content) for part, content in _blocks(token.content) if part != "heading")
        elif token.type == "inline":
            yield kind, _plain(token)
        kind = "heading" if token.type == "heading_open" else "prose"


def _plain(inline: Token) -> str:
    """Return inline Markdown as readers see it, with a mark in the place of each role that prints a statistic."""
    text = ""
    for child in inline.children or []:
        if child.type == "myst_role":
            role, reference = child.meta["name"], _REFERENCE.fullmatch(child.content)
            if role in (STAT, REPORTED, FORMULA):
                text += f"{_OPEN}{role} {child.content}{_CLOSE}"
            else:
                text += reference["text"] if reference else child.content
        elif child.type in ("image", "code_inline"):
            text += child.content
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type in ("text", "text_special"):
            text += child.content.replace(_OPEN, "").replace(_CLOSE, "")
    return text
