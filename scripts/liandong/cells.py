"""Runs the code cells of the book's pages in this process, without Jupyter, and returns what they reported.

The checks and the tests ask here what the book computes. The cells are the same text that the site's build executes, so
nothing is computed a second way; only the display of results is left out.
"""

import ast
import os
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

from liandong.findings import DataError
from liandong.records import REPORT_MIME, Record, collecting

CELL_INFO = "{code-cell}"
OPTION_MARK = ":"
OPTION_BLOCK = "---"


@dataclass(frozen=True)
class Cell:
    """A code cell: the line of the page on which its code begins (1-based), and the code without options."""

    line: int
    code: str


@dataclass(frozen=True)
class CellError:
    """A cell that failed: its page, the line of the page, the error, and the cell's code."""

    page: Path
    line: int
    error: BaseException
    code: str


@dataclass(frozen=True)
class PageRun:
    """What running a page's cells gave.

    Attributes:
        page: the page.
        records: the records in order, with the line of their cell.
        errors: the cells that failed.
        shown: what a notebook would show below each of the others (a figure is not drawn until somebody asks for it).
    """

    page: Path
    records: list[tuple[int, Record]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    shown: list[tuple[int, object]] = field(default_factory=list)

    @property
    def reports(self) -> list[tuple[int, dict]]:
        """Returns the data of the statistic and derived records, with the line of the cell that reported each."""
        return [(line, record.data) for line, record in self.records if record.mime == REPORT_MIME]


def read_cells(text: str) -> list[Cell]:
    """Returns the code cells of a MyST Markdown page, in order."""
    cells = []
    for token in MarkdownIt().parse(text):
        # As in the built book, a fence inside a list or a quotation is shown and not run.
        if token.type != "fence" or token.level or token.info.split()[:1] != [CELL_INFO]:
            continue
        lines = token.content.removesuffix("\n").split("\n")
        options = _count_option_lines(lines)
        cells.append(Cell(token.map[0] + 2 + options, "\n".join(lines[options:]) + "\n"))
    return cells


def _count_option_lines(lines: list[str]) -> int:
    """Returns how many lines at the head of a cell are options: ``:key: value`` lines, or YAML between two ``---``."""
    if lines[0].strip() == OPTION_BLOCK:
        return next((number for number, line in enumerate(lines[1:], start=2) if line.strip() == OPTION_BLOCK), 0)
    return next((number for number, line in enumerate(lines) if not line.startswith(OPTION_MARK)), len(lines))


def pages_with_cells(root: Path) -> list[Path]:
    """Returns the book's pages that have code cells, sorted by path."""
    pages = sorted((root / "book").rglob("*.md"))
    return [page for page in pages if CELL_INFO in page.read_text(encoding="utf-8")]


def run_page(page: Path) -> PageRun:
    """Returns what a page's cells report; they share one namespace and run in the page's folder, as in the built book.

    A failing cell does not end the page, so that all that is wrong is told at once; a name that is missing because an
    earlier cell failed is not told again.
    """
    run = PageRun(page)
    namespace: dict = {"__name__": "__main__"}
    # Read before the folder changes, so that a relative path is found.
    cells = read_cells(page.read_text(encoding="utf-8"))
    with _working_in(page.parent):
        for cell in cells:
            with collecting() as records:
                try:
                    run.shown.append((cell.line, _execute(cell, page, namespace)))
                except (Exception, SystemExit) as error:
                    if not (run.errors and isinstance(error, NameError)):
                        run.errors.append(CellError(page, _failing_line(error, page, cell), error, cell.code))
            run.records.extend((cell.line, record) for record in records)
    return run


def _execute(cell: Cell, page: Path, namespace: dict) -> object:
    """Returns what a notebook would show below the cell: the value of its last line if that is an expression, else None."""
    # The padding makes tracebacks name the line of the page.
    tree = ast.parse("\n" * (cell.line - 1) + cell.code, str(page))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(page), "exec"), namespace)
    return None if last is None else eval(compile(ast.Expression(last.value), str(page), "eval"), namespace)


def run_book(root: Path) -> list[PageRun]:
    """Returns the runs of all pages that have cells."""
    return [run_page(page) for page in pages_with_cells(root)]


def data_errors(error: CellError) -> list:
    """Returns the findings that a failing cell carries, if it failed over the data."""
    return list(error.error.findings) if isinstance(error.error, DataError) else []


def _failing_line(error: BaseException, page: Path, cell: Cell) -> int:
    """Returns the line of the page that raised the error, or the cell's first line."""
    if isinstance(error, SyntaxError) and error.filename == str(page):
        return error.lineno or cell.line
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(page)]
    return frames[-1].lineno if frames else cell.line


@contextmanager
def _working_in(folder: Path):
    """Makes ``folder`` the current folder inside the block, as a page's kernel has it."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
