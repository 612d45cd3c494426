"""The line below a chart and a table of data: its permanent address, the files of the tables behind it, and where citing is told."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.builders import Builder

from liandong.course.training.ledger import NOT_PUBLISHED
from liandong.findings import messages
from liandong.sphinx_ext import store
from liandong.sphinx_ext.statistics.cards import Addresses
from liandong.sphinx_ext.statistics.citing import PAGE

LABELS = messages(__name__, "labels")


def take_along(builder: Builder, docname: str, bulletin: str, anchor: str, data: dict) -> list[nodes.Node]:
    """Return the line; nothing in a book that has no page to download and to cite.

    Args:
        builder: the builder that writes the page.
        docname: the page.
        bulletin: whose data it is.
        anchor: the anchor of the chart or the table.
        data: what the cell handed on, with the origin of each row or cell.
    """
    env = builder.env
    if PAGE not in env.found_docs:
        return []
    address = Addresses(builder, docname)
    resources = {one["name"]: one for one in store.package_of(env, bulletin).package["resources"] if one["name"] not in NOT_PUBLISHED}
    tables = dict.fromkeys(name for name in _tables(data.get("origins") or []) if name in resources)
    links = [(LABELS["address"], f"#{anchor}")]
    links += [(LABELS["file"].format(title=resources[name]["title"]), address.file(bulletin, resources[name]["path"])) for name in tables]
    links += [(LABELS["more"], builder.get_relative_uri(docname, PAGE))]
    line = nodes.paragraph(classes=["take-along", "no-search", "no-terms", "d-print-none"])
    for words, target in links:
        line += [nodes.reference("", words, internal=True, refuri=target), nodes.Text(" ")]
    return [line]


def _tables(origins: list) -> Iterator[str]:
    """Yield the names of the tables in the origins of rows or cells, however they are nested."""
    for entry in origins:
        if isinstance(entry, dict):
            yield entry["table"]
        else:
            yield from _tables(entry)
