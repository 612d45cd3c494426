"""All cells of the book, run once for one state of their inputs.

`check`, `build`, `diff`, `publish`, `import` and `serve`, and the process that builds the site, take the results from
here: whoever comes first runs the pages that are not known yet, who comes meanwhile waits for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from liandong.data.documents import read_yaml
from liandong.data.folders import FileLock
from liandong.findings import Finding
from liandong.model import STATISTIC_MIME, Statistic
from liandong.pages.cells import CodeCell, pages_with_cells, read_cells
from liandong.run.inputs import cells_digest
from liandong.run.kept import CELLS, Kept, data_digests
from liandong.run.pool import execute_pages
from liandong.run.processes import begin_beside
from liandong.run.shell import PageResult, execute_cells

CONFIG = "_config.yml"
# As Jupyter Book's own default.
TIMEOUT_S = 30
_OURS = "application/vnd.liandong."
_held: list[FileLock] = []


@dataclass(frozen=True)
class CellError:
    """A cell that failed.

    Attributes:
        page: Its page.
        line: The line of the page.
        kind: Name of the exception's class.
        message: Its words.
        code: The cell's code.
        findings: What is wrong with the data, if it failed over them.
        statistic: The statistic that the error names.
    """

    page: Path
    line: int
    kind: str
    message: str
    code: str
    findings: tuple[Finding, ...] = ()
    statistic: str | None = None


@dataclass(frozen=True)
class PageRun:
    """What running a page's cells gave.

    Attributes:
        page: The page.
        shown: What the cells displayed of ours, in order: the line of the cell, the MIME type, and the data.
        errors: The cells that failed.
    """

    page: Path
    shown: list[tuple[int, str, dict]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    def of(self, mime: str) -> list[tuple[int, dict]]:
        """Return the data of one MIME type, with the line of the cell."""
        return [(line, data) for line, kind, data in self.shown if kind == mime]

    def statistics(self, root: Path) -> list[Statistic]:
        """Return the statistics that the page's cells reported.

        Each has its page, seen from the root, and the line of its cell.
        """
        page = self.page.relative_to(root).with_suffix("").as_posix()
        return [Statistic.from_json(data, page=page, line=line) for line, data in self.of(STATISTIC_MIME)]


@dataclass(frozen=True)
class BookRun:
    """What all pages with cells gave.

    Attributes:
        root: The project.
        pages: The pages, sorted by path.
        results: The same as a notebook has it, by page.
        state: Digest of every input that was there.
    """

    root: Path
    pages: list[PageRun]
    results: dict[Path, PageResult]
    state: str

    def __iter__(self) -> Iterator[PageRun]:
        return iter(self.pages)

    @property
    def statistics(self) -> dict[tuple[str, str], Statistic]:
        """Everything that the cells reported, by bulletin and id."""
        return {statistic.key: statistic for run in self.pages for statistic in run.statistics(self.root)}

    @property
    def failed(self) -> bool:
        """Whether a cell failed."""
        return any(run.errors for run in self.pages)


def run_book(root: Path, kept_in: Path | None = None, *, here: bool = False) -> BookRun:
    """Return what the cells of a project's pages give.

    Args:
        root: The project.
        kept_in: The project whose kept results are used where new data is tried in a copy; the copy then keeps none.
        here: Whether this process runs the cells: one that was started for it and needs no workers.
    """
    root = root.resolve()
    cells = {page: read_cells(page.read_text(encoding="utf-8")) for page in pages_with_cells(root)}
    results, state = run_pages(root, {page: sources_of(found) for page, found in cells.items()}, kept_in, here=here)
    return BookRun(root, [page_run(page, cells[page], results[page]) for page in cells], results, state)


def run_pages(
    root: Path, pages: Mapping[Path, list[str]], kept_in: Path | None = None, *, here: bool = False
) -> tuple[dict[Path, PageResult], str]:
    """Return the result of each page's code, taken or executed, and the digest of all inputs."""
    kept = Kept((kept_in or root).resolve())
    with _alone(kept.root):
        digests = data_digests(root)
        state = hashlib.sha256(repr((cells_digest(), digests)).encode("utf-8")).hexdigest()
        results = {page: kept.read(page, sources, root, digests, state) for page, sources in pages.items()}
        missing = {page: pages[page] for page, result in results.items() if result is None}
        if missing:
            kept.drop_former()
        for page, result in _execute(missing, _timeout(root), here):
            results[page] = result
            if kept_in is None:
                kept.write(page, result, state)
    return results, state


def _execute(pages: Mapping[Path, list[str]], timeout_s: float, here: bool) -> Iterator[tuple[Path, PageResult]]:
    if here or not pages:
        return ((page, execute_cells(sources, page.parent)) for page, sources in pages.items())
    return execute_pages(pages, timeout_s)


def run_page(page: Path) -> PageRun:
    """Return what a page's cells give, run here and now in this process."""
    page = page.resolve()
    cells = read_cells(page.read_text(encoding="utf-8"))
    return page_run(page, cells, execute_cells(sources_of(cells), page.parent))


def sources_of(cells: list[CodeCell]) -> list[str]:
    """Return the code of the cells that a notebook executes."""
    return [cell.source for cell in cells if cell.source.strip()]


def page_run(page: Path, cells: list[CodeCell], result: PageResult) -> PageRun:
    """Return the result of a page's cells by the lines of the page."""
    cells = [cell for cell in cells if cell.source.strip()]
    shown = [
        (cell.line, mime, data) for cell, found in zip(cells, result.cells, strict=False) for output in found.outputs
        for mime, data in output.get("data", {}).items() if mime.startswith(_OURS)
    ]
    errors = [
        CellError(page, cells[one.at].line + one.line - 1, one.kind, one.message, cells[one.cell].code,
                  tuple(one.findings), one.statistic)
        for one in result.failures
    ]
    return PageRun(page, shown, errors)


def begin_cells(root: Path) -> None:
    """Begin to run the cells beside, if a process can be forked; whoever asks for results waits until they are there."""
    hold_cells(root)
    run = partial(run_book, root)
    if begin_beside(run) is not run and _held:
        # The forked process has the lock too, and keeps it until it is done.
        _held.pop().__exit__()


def hold_cells(root: Path) -> None:
    """Let whoever else asks for results wait until this process has run cells, which it will do before long."""
    lock = _lock(root)
    with suppress(OSError):
        if lock.take():
            _held.append(lock)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Wait for whoever runs the same project's cells; where nothing can be written nobody is waited for."""
    try:
        lock = _held.pop() if _held else _lock(root).__enter__()
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.__exit__()


def _lock(root: Path) -> FileLock:
    return FileLock(root / CELLS.parent / "cells.lock", poll_s=0.02)


def _timeout(root: Path) -> float:
    config = read_yaml(root / CONFIG, root) if (root / CONFIG).is_file() else {}
    return ((config or {}).get("execute") or {}).get("timeout") or TIMEOUT_S
