"""Text of an HTML page as a reader sees it: without scripts and what is hidden, each block and each cell a piece."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser

from liandong.proofing.draft import Draft, Place
from liandong.proofing.plain_text import decode
from liandong.proofing.tables import heads_of

_UNREAD = frozenset("script style template head noscript svg canvas iframe object select textarea math".split())
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td "
    "tfoot th thead tr ul".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_CHINESE_CHARSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8", "utf8": "utf-8", "big5": "big5",
}  # fmt: skip
# Places that the cells of one table may take besides their own: more is a trap, and the rest takes one place each.
_MOST_SPANNED = 100_000
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_WIDE = "[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
# A line break in the source between two wide characters is none on the page (CSS Text, segment break transformation).
_SOURCE_BREAK = re.compile(rf"(?<={_WIDE})[ \t\f]*\r?\n[ \t\r\n\f]*(?={_WIDE})")


def read_html(name: str, content: bytes) -> Draft:
    """Return the draft in an HTML page, in the encoding that it states or, where the bytes are in another, that one."""
    reader = _Reader(Draft(name, "html"))
    reader.feed(_decode_page(name, content))
    reader.close()
    reader.end_block()
    return reader.draft.finish()


def _decode_page(name: str, content: bytes) -> str:
    stated = _CHARSET.search(content[:4096])
    encoding = _CHINESE_CHARSETS.get(stated.group(1).decode("ascii").lower()) if stated else None
    with suppress(UnicodeDecodeError):
        if encoding:
            return content.decode(encoding)
    return decode(name, content)


class _Reader(HTMLParser):
    """Collects the blocks of a page; cells wait until their table is whole, because their heads may stand anywhere."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(convert_charrefs=True)
        self.draft = draft
        self.words: list[str] = []
        self.paragraph = 0
        self.tables = 0
        # The block before a table may state its unit.
        self.last = ""
        self.rows: list[list[list[str]]] | None = None
        # Of each cell how many columns and rows it takes.
        self.spans: list[list[tuple[int, int]]] = []
        self.nested = 0
        self.preformatted = 0
        # The open elements in which nothing is read.
        self.unread: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        hidden = "hidden" in values or _HIDDEN.search(values.get("style") or "")
        if self.unread or tag in _UNREAD or (hidden and tag not in _VOID):
            if tag not in _VOID:
                self.unread.append(tag)
            return
        if tag in _BLOCKS:
            self.end_block()
        self.preformatted += tag == "pre"
        if tag == "table":
            self.nested += self.rows is not None
            if self.rows is None:
                self.rows, self.spans = [], []
        elif self.rows is not None and not self.nested:
            is_cell = tag in ("td", "th")
            if tag == "tr" or is_cell and not self.rows:
                self.rows.append([])
                self.spans.append([])
            if is_cell:
                self.rows[-1].append([])
                self.spans[-1].append((_span(values.get("colspan")), _span(values.get("rowspan"))))

    def handle_endtag(self, tag: str) -> None:
        if self.unread:
            if tag in self.unread:
                del self.unread[len(self.unread) - 1 - self.unread[::-1].index(tag) :]
            return
        if tag in _BLOCKS:
            self.end_block()
        if tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        if tag == "table" and self.nested:
            self.nested -= 1
        elif tag == "table" and self.rows is not None:
            self._end_table()

    def handle_data(self, data: str) -> None:
        if self.unread:
            return
        first, *others = data.split("\n") if self.preformatted else [data]
        self.words.append(first)
        for line in others:
            self.end_block()
            self.words.append(line)

    def close(self) -> None:
        super().close()
        if self.rows is not None:
            self.end_block()
            self._end_table()

    def end_block(self) -> None:
        """End the present block; nothing happens when it is empty."""
        text = _BLANKS.sub(" ", _SOURCE_BREAK.sub("", "".join(self.words))).strip(" ")
        self.words.clear()
        if not text.strip():
            return
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(text)
        else:
            self.paragraph += 1
            self.last = text
            self.draft.add(text, Place(self.paragraph))

    def _end_table(self) -> None:
        rows: list[dict[int, str]] = [{} for _ in self.rows or []]
        cells: list[tuple[int, int, str]] = []
        spare = _MOST_SPANNED
        for row, (words, spans) in enumerate(zip(self.rows or [], self.spans, strict=True), 1):
            column = 1
            for cell, (wide, high) in zip(words, spans, strict=True):
                while column in rows[row - 1]:
                    column += 1
                text = "\n".join(cell)
                cells.append((row, column, text))
                # A cell over several columns or rows is the head of all of them, down to the end of its table.
                high = min(high, len(rows) - row + 1)
                spare -= wide * high - 1
                wide, high = (wide, high) if spare >= 0 else (1, 1)
                for below in rows[row - 1 : row - 1 + high]:
                    below |= dict.fromkeys(range(column, column + wide), text)
                column += wide
        self.rows = None
        self.tables += 1
        heads = heads_of([[row.get(column, "") for column in range(1, max(row, default=0) + 1)] for row in rows],
                         self.last)
        for row, column, text in cells:
            if text.strip():
                cell = {"table": self.tables, "row": row, "column": column, "heads": heads(row, column)}
                self.draft.add(text, Place(self.paragraph or None, **cell))


def _span(value: str | None) -> int:
    """Return how many columns or rows a cell says that it takes."""
    digits = (value or "")[:9]
    return min(max(int(digits), 1), _MOST_SPANNED) if digits.isascii() and digits.isdecimal() else 1
