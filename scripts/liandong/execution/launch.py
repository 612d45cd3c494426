"""Starts Jupyter Book for a build of ours: without libraries that only other ways of executing need.

A plain `jupyter-book build` comes to the same site without any of this, later.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import sys
from types import ModuleType

from liandong.execution import accelerated, stock_kernels

# myst-nb imports every way of executing, with SQLAlchemy and Jupyter's client behind them; this book's pages need none.
STOCK_CLIENTS = {
    "myst_nb.core.execute.cache": "NotebookClientCache",
    "myst_nb.core.execute.direct": "NotebookClientDirect",
    "myst_nb.core.execute.inline": "NotebookClientInline",
}
# Sphinx builds a site without asking the network for anything, but imports what could.
ON_FIRST_USE = ("sphinx.util.requests",)
# Sphinx registers a builder for each format; this one checks links over the network and belongs to another command.
UNUSED_BUILDERS = ("sphinx.builders.linkcheck",)
# Documents are many small objects that live as long as the build: looking for garbage among them finds none.
GARBAGE_THRESHOLD = 200_000


def main() -> None:
    """Run Jupyter Book's command line with this process's arguments."""
    if not stock_kernels():
        _postpone_imports()
    if accelerated():
        _walk_documents_faster()
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)
    from jupyter_book.cli.main import main as jupyter_book

    jupyter_book(prog_name="jupyter-book")


def _postpone_imports() -> None:
    """Put something light in the place of modules that a build of ours never uses; they come when they are called."""
    for module, name in STOCK_CLIENTS.items():
        sys.modules[module] = _stand_in(module, name)
    for module in ON_FIRST_USE:
        spec = importlib.util.find_spec(module)
        spec.loader = importlib.util.LazyLoader(spec.loader)
        sys.modules[module] = lazy = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(lazy)
    import sphinx.application

    builders = sphinx.application.builtin_extensions
    sphinx.application.builtin_extensions = tuple(name for name in builders if name not in UNUSED_BUILDERS)


def _walk_documents_faster() -> None:
    """Let docutils look for nodes without a generator for each level of the document: a sixth of a build's time is spent so.

    The order is the same, and so is what comes of a change of the document on the way: children are asked for when their turn has come.
    """
    from docutils import nodes

    nodes.Node._fast_findall = find_below


def find_below(node, kind):
    """Yield a document's nodes of a kind from this one on, in reading order."""
    if isinstance(node, kind):
        yield node
    levels = [iter(node.children)]
    while levels:
        for child in levels[-1]:
            if isinstance(child, kind):
                yield child
            if child.children:
                levels.append(iter(child.children))
                break
        else:
            levels.pop()


def _stand_in(module: str, name: str) -> ModuleType:
    """Return a module with one function that imports the real module and calls its class of that name."""

    def create(*args, **kwargs):
        del sys.modules[module]
        return getattr(importlib.import_module(module), name)(*args, **kwargs)

    stand_in = ModuleType(module)
    setattr(stand_in, name, create)
    return stand_in
