"""The code cells of the book's chapters: where each begins, and its code without options."""

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from liandong.data.bulletins import page_files
from liandong.findings import DataError
from liandong.pages.files import unreadable_texts

CELL_INFO = "{code-cell}"
OPTION_MARK = ":"
OPTION_BLOCK = "---"


@dataclass(frozen=True)
class CodeCell:
    """A code cell: the line of the page on which its code begins (1-based), and the code without options."""

    line: int
    code: str

    @property
    def source(self) -> str:
        """The code as a notebook holds it."""
        return self.code.rstrip("\n")


def read_cells(text: str) -> list[CodeCell]:
    """Return the code cells of a MyST Markdown page, in order."""
    cells = []
    # Fences are blocks; what stands inside lines of text is read by others.
    for token in MarkdownIt().disable("inline").parse(text) if CELL_INFO in text else []:
        # As in the built book, a fence inside a list or a quotation is shown and not run.
        if token.type != "fence" or token.level or token.info.split()[:1] != [CELL_INFO]:
            continue
        lines = token.content.removesuffix("\n").split("\n")
        options = _count_option_lines(lines)
        cells.append(CodeCell(token.map[0] + 2 + options, "\n".join(lines[options:]) + "\n"))
    return cells


def _count_option_lines(lines: list[str]) -> int:
    """Return how many lines at the head of a cell are options: ``:key: value`` lines, or YAML between two ``---``."""
    if lines[0].strip() == OPTION_BLOCK:
        return next((number for number, line in enumerate(lines[1:], start=2) if line.strip() == OPTION_BLOCK), 0)
    return next((number for number, line in enumerate(lines) if not line.startswith(OPTION_MARK)), len(lines))


def pages_with_cells(root: Path) -> list[Path]:
    """Return the book's pages that have code cells, sorted by path.

    Raises:
        DataError: E102 for each page that is no text in UTF-8.
    """
    unreadable = unreadable_texts(root)
    if unreadable:
        raise DataError(unreadable)
    return [page for page in page_files(root) if CELL_INFO in page.read_text(encoding="utf-8")]
