"""Says on the page where printed data came from: tables and words that a directive printed, as elements with kind and source.

The check of the built pages (``untraced``) compares what stands in such an element with what it was printed from.
"""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from liandong.pages.tracing.html import BASES, COMPUTED, FIGURE, FILE, STATISTIC, TABLE

__all__ = ["BASES", "COMPUTED", "FIGURE", "FILE", "STATISTIC", "TABLE", "attributes", "data_table", "printed_text", "printed"]


class data_table(nodes.table):
    """A table that was printed from data: ``kind`` is one of ``TRACED_KINDS``, ``source`` names what it was printed from."""


class printed_text(nodes.Inline, nodes.TextElement):
    """Words that were printed from data, with ``kind`` and ``source``."""


def printed(text: str, kind: str, source: str, **attributes) -> printed_text:
    """Return words with their origin; quotation marks, hyphens and dots stay as they are."""
    return printed_text("", text, kind=kind, source=source, support_smartquotes=False, **attributes)


def attributes(kind: str, source: str) -> str:
    """Return the attributes of an element that was printed from data, for HTML that is written by hand."""
    return f'data-kind="{escape(kind, quote=True)}" data-source="{escape(source, quote=True)}"'


def visit_table(self, node: data_table) -> None:
    """Open the table as the theme does, with its origin."""
    before = len(self.body)
    self.visit_table(node)
    for place in range(before, len(self.body)):
        if "<table" in self.body[place]:
            self.body[place] = self.body[place].replace("<table", f"<table {attributes(node['kind'], node['source'])}", 1)


def depart_table(self, node: data_table) -> None:
    """Close the table."""
    self.depart_table(node)


def visit_printed(self, node: printed_text) -> None:
    """Open the words."""
    self.body.append(self.starttag(node, "span", "").replace("<span", f"<span {attributes(node['kind'], node['source'])}", 1))


def depart_printed(self, node: printed_text) -> None:
    """Close the words."""
    self.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Register the nodes."""
    # Every other format writes the table as any table.
    app.add_node(data_table, html=(visit_table, depart_table))
    app.add_node(printed_text, html=(visit_printed, depart_printed))
