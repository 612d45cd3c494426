"""The node of a link to a file of the site, which a browser saves under a name of its own."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx


class download_link(nodes.Inline, nodes.TextElement):
    """A link to a file of the site: ``file`` below the site's root, ``save_as`` the name that a browser gives it."""


def visit_html(self, node: download_link) -> None:
    """Open the link."""
    up = "../" * self.builder.current_docname.count("/")
    href, save_as = (escape(text, quote=True) for text in (f"{up}{node['file']}", node["save_as"]))
    self.body.append(f'<a class="template-file" href="{href}" download="{save_as}">')


def depart_html(self, node: download_link) -> None:
    """Close the link."""
    self.body.append("</a>")


def setup(app: Sphinx) -> None:
    """Register the node."""
    app.add_node(download_link, html=(visit_html, depart_html))
