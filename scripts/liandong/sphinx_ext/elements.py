"""The nodes of what the book prints: elements of HTML, and tables and words that say what data they came from.

The check of the built pages (``checks``) compares what stands in such an element with what it was printed from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from types import ModuleType

from docutils import nodes
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx.application import Sphinx
from sphinx.transforms import SphinxContentsFilter

FOLDER = Path(__file__).resolve().parent


class element(nodes.inline):
    """Words in an element of HTML: ``tag``, ``html`` its attributes beside class and id; elsewhere the words alone.

    ``note`` ties it to a card of the page; ``key`` is the statistic that it prints, ``card`` the card of a word.
    """


class made_html(nodes.General, nodes.Element):
    """HTML in ``html``: it holds no text, so that no index of words has it and no other format shows it."""


class data_table(nodes.table):
    """A table that was printed from data: ``kind`` is one of ``TRACED_KINDS``, ``source`` what it was printed from."""


def printed(text: str, kind: str, source: str, **html: str) -> element:
    """Return words with their origin; quotation marks, hyphens and dots stay as they are."""
    return element("", text, tag="span", html={"data-kind": kind, "data-source": source, **html},
                   support_smartquotes=False)


def download_link(docname: str, file: str, save_as: str, words: str = "") -> element:
    """Return a link to a file below the site's root, which a browser saves under a name of its own."""
    html = {"href": f"{'../' * docname.count('/')}{file}", "download": save_as}
    return element("", words or save_as, tag="a", html=html, classes=["template-file"])


def written(html: str) -> made_html:
    """Return HTML that was made, and escaped, by a template."""
    return made_html(html=html)


def append(document: nodes.document, node: nodes.Node) -> None:
    """Put a node at the end of a page's text."""
    place = next(document.findall(nodes.section), document)
    place += node


class _Loader(FileSystemLoader):
    """Loads templates whose line breaks and indentation are for whoever reads them: none of them is in a page."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_current = super().get_source(environment, template)
        return "".join(line.strip() for line in source.splitlines()), path, is_current


@cache
def _environment() -> Environment:
    return Environment(loader=_Loader(FOLDER), autoescape=True, undefined=StrictUndefined)


def macros(template: str, labels: Mapping[str, str]) -> ModuleType:
    """Return the macros of a template below this folder, functions that return HTML; ``labels`` are its words."""
    return _environment().get_template(template, globals={"labels": labels}).module


def visit_element(self, node: element) -> None:
    """Open the element."""
    own = {"class": " ".join(node["classes"]), "data-note": node.get("note"), "id": next(iter(node["ids"]), None)}
    words = (f' {name}="{escape(str(value))}"' for name, value in (*own.items(), *node["html"].items()) if value)
    self.body.append(f"<{node['tag']}{''.join(words)}>")


def depart_element(self, node: element) -> None:
    """Close the element."""
    self.body.append(f"</{node['tag']}>")


def visit_made(self, node: made_html) -> None:
    """Write the HTML."""
    self.body.append(node["html"])
    raise nodes.SkipNode


def skip(self, node: made_html) -> None:
    """Leave it out."""
    raise nodes.SkipNode


def visit_in_contents(self, node: element) -> None:
    """Show in tables of contents the plain words of a heading's marks, and what is printed in it as it is."""
    visit = self.ignore_node_but_process_children if "written" in node else self.default_visit
    visit(node)


def visit_table(self, node: data_table) -> None:
    """Open the table as the theme does, with its origin."""
    before = len(self.body)
    self.visit_table(node)
    origin = f'<table data-kind="{escape(node["kind"])}" data-source="{escape(node["source"])}"'
    self.body[before:] = [part.replace("<table", origin, 1) for part in self.body[before:]]


def setup(app: Sphinx) -> None:
    """Register the nodes: every other format writes them as the nodes of docutils that they are."""
    app.add_node(element, html=(visit_element, depart_element))
    app.add_node(made_html, html=(visit_made, None), text=(skip, None))
    app.add_node(data_table, html=(visit_table, lambda self, node: self.depart_table(node)))
    SphinxContentsFilter.visit_element = visit_in_contents
