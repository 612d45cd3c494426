"""Lets myst-nb take a page's outputs from the book's run instead of starting a kernel for each page."""

from __future__ import annotations

import time
from pathlib import Path

import myst_nb.sphinx_
import nbformat
from myst_nb.core.execute import create_client as create_stock_client
from myst_nb.core.execute.base import ExecutionError, NotebookClientBase
from sphinx.application import Sphinx

from liandong.pages.cells import CELL_INFO, read_cells
from liandong.run.book import run_pages, sources_of
from liandong.run.processes import stock_kernels
from liandong.run.shell import PageResult

_results: dict[Path, PageResult] = {}


class RunClient(NotebookClientBase):
    """A notebook client whose cells were executed by the book's run."""

    def start_client(self) -> None:
        """Put the outputs into the notebook.

        Raises:
            ExecutionError: If a cell failed, in the same words as with a stock kernel.
        """
        started = time.time()
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        result = _results[self.path]
        # A notebook ends at its first error.
        last = result.failures[0].cell + 1 if result.failures else len(cells)
        for cell, outcome in zip(cells[:last], result.cells, strict=False):
            cell.outputs = [nbformat.from_dict(output) for output in outcome.outputs]
            cell.execution_count = outcome.execution_count
        self.notebook.metadata["language_info"] = nbformat.from_dict(result.language)
        if result.failures:
            # Jupyter's client takes a quarter of a second to import, and only its words are wanted.
            from nbclient.exceptions import CellExecutionError

            first = result.failures[0]
            words = {"ename": first.kind, "evalue": first.message, "traceback": first.traceback}
            raise ExecutionError(str(self.path)) from CellExecutionError.from_cell_and_msg(cells[first.cell], words)
        self.exec_metadata = {
            "mtime": started, "runtime": time.time() - started, "method": self.nb_config.execution_mode,
            "succeeded": True, "error": None, "traceback": None,
        }


def reads_of(path: Path) -> list[tuple[str, str]] | None:
    """Return the data files (path, sha256) that a page's cells read.

    None if a stock kernel ran them, who does not tell.
    """
    return _results[path].reads if path in _results else None


def create_client(notebook, source, nb_config, logger, read_fmt=None):
    """Our client for a page of the run, myst-nb's own for any other."""
    path = Path(source)
    if nb_config.execution_mode == "force" and path in _results:
        sources = [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        # Both read the same page, each with its own parser: where they differ, the stock client has the last word.
        if sources == _results[path].sources:
            return RunClient(notebook, path, nb_config, logger)
        del _results[path]
    return create_stock_client(notebook, source, nb_config, logger, read_fmt)


def start(app: Sphinx, env, docnames: list[str]) -> None:
    """Get the results of the pages that will be read, before the first is read."""
    _results.clear()
    app.liandong_results = _results
    if stock_kernels() or app.config.nb_execution_mode != "force":
        return
    pages = {}
    for docname in docnames:
        path = Path(env.doc2path(docname))
        text = path.read_text(encoding="utf-8") if path.suffix == ".md" else ""
        sources = sources_of(read_cells(text)) if CELL_INFO in text else []
        if sources:
            pages[path] = sources
    _results.update(run_pages(Path(app.srcdir), pages)[0])


def setup(app: Sphinx) -> None:
    """Put our client in the place where myst-nb makes its own."""
    myst_nb.sphinx_.create_client = create_client
    # Late, so that components that change the list of pages have done so.
    app.connect("env-before-read-docs", start, priority=900)
