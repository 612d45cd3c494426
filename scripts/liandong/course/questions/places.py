"""Finds the passages to reread: ``page#heading`` or ``page#label`` in the text of the book's pages."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from liandong.data.text_files import path_inside

BOOK = "book"
LABEL = re.compile(r"^\(([^()\s]+)\)=$", re.MULTILINE)
ROLE = re.compile(r"\{[a-z:-]+\}(?=`)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Places:
    """The headings and labels of the book's pages, read when they are asked for."""

    def __init__(self, root: Path):
        self.folder = root / BOOK
        self._known: dict[str, list[str] | None] = {}

    def passages(self, page: str) -> list[str] | None:
        """Return the headings of a page as readers see them, then its labels; ``None`` if there is no such page."""
        if page not in self._known:
            path = path_inside(self.folder, f"{page}.md")
            self._known[page] = _passages(path.read_text(encoding="utf-8")) if path and path.is_file() else None
        return self._known[page]


def _passages(text: str) -> list[str]:
    tokens = MarkdownIt().disable("inline").parse(text)
    headings = [plain_heading(after.content)
                for token, after in zip(tokens, tokens[1:], strict=False) if token.type == "heading_open"]
    return [*headings, *LABEL.findall(text)]


def plain_heading(text: str) -> str:
    """Return a heading without its markup."""
    return LINK.sub(r"\1", ROLE.sub("", text)).replace("`", "").replace("*", "").strip()
