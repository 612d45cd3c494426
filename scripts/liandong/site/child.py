"""The process that builds the site: Jupyter Book, reporting what it does and what is wrong as data.

Standard output carries one JSON object a line to whoever started this process; what Jupyter Book prints goes to
standard error. A plain `jupyter-book build` comes to the same site without any of this, later.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from logging import LogRecord
from pathlib import Path
from types import ModuleType
from typing import IO

from liandong.run.book import begin_cells
from liandong.run.ending import end_with_starter
from liandong.run.pool import WARM_MODULES
from liandong.run.processes import accelerated, stock_kernels
from liandong.site.launch import WAITS

# myst-nb imports every way of executing, with SQLAlchemy and Jupyter's client behind them; this book's pages need none.
# Jupyter Book asks for kernels where it turns other formats into pages.
STOCK_CLIENTS = {
    "myst_nb.core.execute.cache": "NotebookClientCache",
    "myst_nb.core.execute.direct": "NotebookClientDirect",
    "myst_nb.core.execute.inline": "NotebookClientInline",
    "jupyter_client.kernelspec": "find_kernel_specs",
}
# Sphinx registers a builder for each format; this one checks links over the network and belongs to another command.
UNUSED_BUILDERS = ("sphinx.builders.linkcheck",)
NEEDED = (
    "jupyter_book.sphinx", "sphinx.builders.html", "myst_nb.sphinx_ext", "sphinx_book_theme", "sphinx_external_toc",
    "sphinx_copybutton", "sphinx_design", "sphinx_thebe", "sphinx_multitoc_numbering", "pandas", "liandong.sphinx_ext",
)
# Documents are many small objects that live as long as the build: looking for garbage among them finds none.
GARBAGE_THRESHOLD = 200_000


def main() -> None:
    """Run Jupyter Book's command line with this process's arguments."""
    # Before anything is loaded: most objects of a build are made then and stay.
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)
    end_with_starter(at_once=True)
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if not stock_kernels():
        _postpone_imports()
    if accelerated():
        _walk_documents_faster()
    if os.environ.pop(WAITS, None):
        _wait_to_be_told()
    if not stock_kernels():
        # The checks beside want the results too; they come while this process loads what it needs.
        begin_cells(Path.cwd())
    from jupyter_book.cli.main import main as jupyter_book

    reporter = Reporter(reports)
    reporter.follow_sphinx()
    try:
        jupyter_book(prog_name="jupyter-book")
    except Exception as error:
        reporter.report_error(error.__cause__ or error)
        raise
    finally:
        gc.freeze()  # nor is there any to be looked for at the end, when all of them go


def _wait_to_be_told() -> None:
    """Load everything that a build will need, and wait for a line on standard input.

    End where its other end is let go.
    """
    for name in (*NEEDED, *WARM_MODULES):
        importlib.import_module(name)
    # None of it is garbage, ever.
    gc.collect()
    gc.freeze()
    if not sys.stdin.readline():
        os._exit(0)


class Reporter:
    """Writes reports, one a line.

    They are ``{"step", "page", "share"}``, ``{"problem": {"file", "line", "text"}, "instead"}``, ``{"finding": {…}}``.

    Args:
        stream: Where a report is a line.
    """

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.app = None
        self.last: dict | None = None

    def report(self, **report) -> None:
        """Write one report."""
        self.stream.write(json.dumps(report) + "\n")

    def follow_sphinx(self) -> None:
        """Report the warnings that Sphinx shows, and the pages as they are read and written."""
        from sphinx.application import Sphinx
        from sphinx.util import logging

        set_up, begin = logging.setup, Sphinx.__init__

        def set_up_and_follow(app, status, warning) -> None:
            set_up(app, status, warning)
            self.app = app
            for handler in logging.logging.getLogger(logging.NAMESPACE).handlers:
                if isinstance(handler, logging.WarningStreamHandler):
                    handler.emit = self._and_report(handler.emit)

        def begin_and_follow(app, *arguments, **options) -> None:
            begin(app, *arguments, **options)
            app.connect("env-before-read-docs", lambda app, env, docnames: self._count("reading", docnames))
            app.connect("source-read", lambda app, docname, source: self._step("reading", docname))
            app.connect("doctree-resolved", lambda app, doctree, docname: self._step("writing", docname))

        logging.setup, Sphinx.__init__ = set_up_and_follow, begin_and_follow

    def report_warning(self, record: LogRecord) -> None:
        """Report a warning by its place and words.

        A cell that failed by its own words too, which myst-nb keeps beside.
        """
        file, _, line = (getattr(record, "location", None) or "").rpartition(":")
        if not line.isdigit():
            file, line = getattr(record, "location", None) or "", ""
        text = LogRecord.getMessage(record)
        words = self._failure_words(file) if getattr(record, "subtype", "") == "exec" else ""
        if words:
            text = f"{self.last['text']}\n{words}" if self.last and self.last["file"] == file else words
        self.last = {"file": file, "line": int(line) if line else None, "text": text}
        self.report(problem=self.last, instead=bool(words))

    def report_error(self, error: BaseException) -> None:
        """Report the exception that ended the build: findings, a failed cell, or nothing that is known here."""
        for finding in getattr(error, "findings", []):
            self.report(finding=asdict(finding))
        if type(error).__name__ == "ExecutionError" and error.__cause__:
            self.report(
                problem={"file": str(error), "line": None, "text": cell_words(str(error.__cause__))}, instead=False)

    def _and_report(self, show: Callable[[LogRecord], None]) -> Callable[[LogRecord], None]:
        """Return what reports a warning and shows it; after the filters, that hold back what is no problem."""

        def emit(record: LogRecord) -> None:
            self.report_warning(record)
            show(record)

        return emit

    def _failure_words(self, file: str) -> str:
        """Return the words of a cell that failed although the build went on, once myst-nb has noted them."""
        from myst_nb.sphinx_ import NbMetadataCollector

        found = NbMetadataCollector.get_exec_data(self.app.env, self.app.env.path2doc(file))
        return cell_words(found["traceback"]) if found and found["traceback"] else ""

    def _count(self, step: str, docnames: list[str]) -> None:
        self.counts = {"reading": len(docnames) or 1, "writing": len(self.app.env.found_docs) or 1}
        self.done = {"reading": 0, "writing": 0}

    def _step(self, step: str, docname: str) -> None:
        self.done[step] += 1
        self.report(step=step, page=docname, share=min(1.0, self.done[step] / self.counts[step]))


def cell_words(traceback: str) -> str:
    """Return a failed cell's code and error from Jupyter's words, without the sentence in front and rules around."""
    from nbclient.exceptions import exec_err_msg

    head = exec_err_msg.partition("\n")[0]
    return traceback.rpartition(head)[2].strip("-\n ")


def _postpone_imports() -> None:
    """Put something light in the place of modules that a build of ours never uses; they come when they are called."""
    for module, name in STOCK_CLIENTS.items():
        sys.modules[module] = _stand_in(module, name)
    import sphinx.application

    builders = sphinx.application.builtin_extensions
    sphinx.application.builtin_extensions = tuple(name for name in builders if name not in UNUSED_BUILDERS)


def _walk_documents_faster() -> None:
    """Let docutils look for nodes without a generator for each level of the document.

    A sixth of a build's time is spent so. The order is the same, and so is what comes of a change of the document on
    the way: children are asked for when their turn has come.
    """
    from docutils import nodes

    find = nodes.Node.findall

    def findall(node, condition=None, include_self=True, descend=True, siblings=False, ascend=False):
        if siblings or ascend or not include_self or not descend:
            return find(node, condition, include_self, descend, siblings, ascend)
        if condition is None or isinstance(condition, type):
            return find_below(node, condition or nodes.Node)
        return filter(condition, find_below(node, nodes.Node))

    nodes.Node.findall = findall


def find_below(node, kind):
    """Yield a document's nodes of a kind from this one on, in reading order."""
    if isinstance(node, kind):
        yield node
    above, level = [], iter(node.children)
    while True:
        for child in level:
            if isinstance(child, kind):
                yield child
            if child.children:
                above.append(level)
                level = iter(child.children)
                break
        else:
            if not above:
                return
            level = above.pop()


def _stand_in(module: str, name: str) -> ModuleType:
    """Return a module with one function that imports the real module and calls what has its name there.

    Asked for more, it imports it at once.
    """
    stand_in = ModuleType(module)

    def real() -> ModuleType:
        if sys.modules.get(module) is stand_in:
            del sys.modules[module]
        return importlib.import_module(module)

    def get(other: str):
        # Whoever looks through all modules asks for these.
        if other.startswith("__"):
            raise AttributeError(other)
        return getattr(real(), other)

    setattr(stand_in, name, lambda *args, **kwargs: getattr(real(), name)(*args, **kwargs))
    stand_in.__getattr__ = get
    return stand_in
