"""The nodes of a statistic that is printed: its value as a link that opens its card, and its formula. HTML and plain text."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx


class printed_statistic(nodes.Inline, nodes.TextElement):
    """A statistic's value in its place.

    Attributes:
        key: bulletin and id.
        refuri: the address of its entry, relative to the page; empty where the value is no link (a second one beside a link).
        reftitle: name and verdict in words.
        note: the number of its card on the page, given when the page is whole.
    """


class formula_text(nodes.Inline, nodes.TextElement):
    """A formula with the numbers put in; those that are statistics are ``printed_statistic``."""


def visit_statistic_html(self, node: printed_statistic) -> None:
    """Write the value as a link to its entry; the script makes it open its card."""
    attributes = {"class": " ".join(node["classes"]), "data-note": node.get("note"), "id": next(iter(node["ids"]), None)}
    if node["refuri"]:
        attributes |= {"href": node["refuri"], "title": node["reftitle"]}
    words = "".join(f' {name}="{escape(str(value), quote=True)}"' for name, value in attributes.items() if value)
    self.body.append(f"<{_tag(node)}{words}>")


def depart_statistic_html(self, node: printed_statistic) -> None:
    """End the value."""
    self.body.append(f"</{_tag(node)}>")


def visit_formula_html(self, node: formula_text) -> None:
    """Write the formula as one run of text."""
    self.body.append('<span class="formula">')


def depart_formula_html(self, node: formula_text) -> None:
    """End the formula."""
    self.body.append("</span>")


def _tag(node: printed_statistic) -> str:
    return "a" if node["refuri"] else "span"


def setup(app: Sphinx) -> None:
    """Register the nodes; in plain text a formula is its text alone."""
    app.add_node(printed_statistic, html=(visit_statistic_html, depart_statistic_html))
    app.add_node(formula_text, html=(visit_formula_html, depart_formula_html))
