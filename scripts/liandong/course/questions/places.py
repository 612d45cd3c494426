"""Finds the passages to reread: ``page#heading`` or ``page#label`` in the text of the book's pages."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt

from liandong.data.text_files import path_inside

BOOK = "book"
LABEL = re.compile(r"^\(([^()\s]+)\)=$", re.MULTILINE)
ROLE = re.compile(r"\{[a-z:-]+\}(?=`)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
NOTHING, NO_PAGE, NO_PASSAGE = "", "page", "passage"


class Places:
    """The headings and labels of the book's pages, read when they are asked for."""

    def __init__(self, root: Path):
        self.folder = root / BOOK
        self._known: dict[str, Passages | None] = {}

    def problem(self, target: str) -> str:
        """Return what is wrong with ``page#passage``: NO_PAGE, NO_PASSAGE, or NOTHING."""
        page, _, passage = target.partition("#")
        if page not in self._known:
            path = path_inside(self.folder, f"{page}.md")
            self._known[page] = Passages(path.read_text(encoding="utf-8")) if path and path.is_file() else None
        passages = self._known[page]
        if passages is None:
            return NO_PAGE
        return NOTHING if passage in passages.labels or passage in passages.headings else NO_PASSAGE

    def passages(self, page: str) -> list[str]:
        """Return the headings and labels of a page that ``problem`` has looked at."""
        known = self._known.get(page)
        return [*known.headings, *known.labels] if known else []


class Passages:
    """What can be named of one page."""

    def __init__(self, text: str):
        self._text = text

    @cached_property
    def headings(self) -> list[str]:
        """The headings as readers see them."""
        tokens = MarkdownIt().parse(self._text)
        return [plain_heading(after.content) for token, after in zip(tokens, tokens[1:], strict=False) if token.type == "heading_open"]

    @cached_property
    def labels(self) -> list[str]:
        """The labels ``(name)=`` before blocks."""
        return LABEL.findall(self._text)


def plain_heading(text: str) -> str:
    """Return a heading without its markup."""
    return LINK.sub(r"\1", ROLE.sub("", text)).replace("`", "").replace("*", "").strip()
