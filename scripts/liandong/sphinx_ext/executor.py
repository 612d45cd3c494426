"""Lets myst-nb take a page's outputs from the dispatcher instead of starting a kernel for each page."""

from __future__ import annotations

import time
from pathlib import Path

import myst_nb.sphinx_
import nbformat
from myst_nb.core.execute import create_client as create_stock_client
from myst_nb.core.execute.base import ExecutionError, NotebookClientBase
from sphinx.application import Sphinx

from liandong.execution.dispatcher import Dispatcher, can_fork, cell_sources, take_running

_running: dict[str, Dispatcher] = {}
_reads: dict[Path, list[tuple[str, str]]] = {}


class DispatchedClient(NotebookClientBase):
    """A notebook client whose cells are executed by the dispatcher."""

    def start_client(self) -> None:
        """Put the outputs into the notebook.

        Raises:
            ExecutionError: If a cell failed, in the same words as with a stock kernel.
        """
        started = time.time()
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        timeout = self.nb_config.execution_timeout * max(1, len(cells))
        result = _running["dispatcher"].result(self.path, timeout)
        for cell, outcome in zip(cells, result.cells, strict=False):
            cell.outputs = [nbformat.from_dict(output) for output in outcome.outputs]
            cell.execution_count = outcome.execution_count
        self.notebook.metadata["language_info"] = nbformat.from_dict(result.language)
        _reads[self.path] = result.reads
        if result.error:
            # Jupyter's client takes a quarter of a second to import, and only its words are wanted.
            from nbclient.exceptions import CellExecutionError

            name, message, traceback = result.error
            words = {"ename": name, "evalue": message, "traceback": traceback}
            failed = cells[len(result.cells) - 1]
            raise ExecutionError(str(self.path)) from CellExecutionError.from_cell_and_msg(failed, words)
        self.exec_metadata = {
            "mtime": started, "runtime": time.time() - started, "method": self.nb_config.execution_mode,
            "succeeded": True, "error": None, "traceback": None,
        }


def reads_of(path: Path) -> list[tuple[str, str]] | None:
    """The data files (path, sha256) that a page's cells read in this run; None if a stock kernel ran them, who does not tell."""
    return _reads.get(path)


def create_client(notebook, source, nb_config, logger, read_fmt=None):
    """The dispatcher's client for a page that it executes, myst-nb's own for any other."""
    dispatcher = _running.get("dispatcher")
    path = Path(source)
    if dispatcher and nb_config.execution_mode == "force" and path in dispatcher.pages:
        sources = [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        # Both read the same page, each with its own parser: where they differ, the stock client has the last word.
        if sources == dispatcher.pages[path]:
            return DispatchedClient(notebook, path, nb_config, logger)
    return create_stock_client(notebook, source, nb_config, logger, read_fmt)


def warm_up(app: Sphinx, config) -> None:
    """Start the dispatcher early: it loads its libraries on another processor while Sphinx loads its own."""
    if can_fork() and "dispatcher" not in _running:
        _running["dispatcher"] = take_running()


def start(app: Sphinx, env, docnames: list[str]) -> None:
    """Start executing the pages that will be read, before the first is read."""
    dispatcher = _running.get("dispatcher")
    if not dispatcher:
        return
    pages = {}
    for docname in docnames:
        path = Path(env.doc2path(docname))
        text = path.read_text(encoding="utf-8") if path.suffix == ".md" else ""
        sources = cell_sources(text)
        if sources:
            pages[path] = sources
    if pages:
        dispatcher.run(pages)
    else:
        stop(app)


def stop(app: Sphinx, *_args) -> None:
    """End the dispatcher when all pages are read, or the build has failed."""
    dispatcher = _running.pop("dispatcher", None)
    if dispatcher:
        dispatcher.close()


def setup(app: Sphinx) -> None:
    """Put our client in the place where myst-nb makes its own."""
    myst_nb.sphinx_.create_client = create_client
    app.connect("config-inited", warm_up)
    # Late, so that components that change the list of pages have done so.
    app.connect("env-before-read-docs", start, priority=900)
    app.connect("env-updated", stop, priority=100)
    app.connect("build-finished", stop, priority=100)
