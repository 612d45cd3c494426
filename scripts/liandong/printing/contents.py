"""What the book holds, in the order of ``_toc.yml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinx_external_toc.api import Document, FileItem, SiteMap
from sphinx_external_toc.parsing import parse_toc_yaml


@dataclass(frozen=True)
class Chapter:
    """One page of the book.

    Attributes:
        page: where it lies below the site, without ``.html``.
        part: the caption of its part; empty for the front page.
        depth: 0 for the front page and for chapters, 1 for a page below a chapter, and so on.
    """

    page: str
    part: str
    depth: int

    @property
    def anchor(self) -> str:
        """The id of the chapter in the printed document, and the beginning of all ids in it."""
        return "page-" + self.page.replace("/", "-")


def read_contents(root: Path) -> list[Chapter]:
    """Return the book's pages in reading order.

    Args:
        root: the folder of ``_toc.yml``.
    """
    site = parse_toc_yaml(root / "_toc.yml")
    return [Chapter(_name(site.root.docname), "", 0), *_below(site, site.root, "", 0)]


def _below(site: SiteMap, document: Document, part: str, depth: int) -> Iterator[Chapter]:
    for tree in document.subtrees:
        caption = part if depth else tree.caption or ""
        for item in tree.items:
            # An address outside the book stands in the list of contents only.
            if isinstance(item, FileItem):
                yield Chapter(_name(item), caption, depth)
                yield from _below(site, site[_key(site, item)], caption, depth + 1)


def _name(file: str) -> str:
    return Path(file).with_suffix("").as_posix() if file.endswith((".md", ".ipynb")) else file


def _key(site: SiteMap, item: str) -> str:
    return item if item in site else _name(item)
