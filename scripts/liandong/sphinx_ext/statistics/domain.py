"""The Sphinx domain ``statistics``: roles and directives that print statistics, statistics as objects of the search.

``{stat}``, ``{reported}`` and ``{formula}`` print in prose the value now, the bulletin's own, and how it was computed.

Data flow: a page's cells report statistics (``outputs``, kept in ``store``); roles and directives note what they print
(``store.USES``); when all pages are read, ``catalogue`` knows them all, and the transforms put the values, each with
its card, in their places.
"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType
from sphinx.util.docutils import SphinxRole

from liandong.findings import messages
from liandong.sphinx_ext import store
from liandong.sphinx_ext.directives import DIRECTIVES, FillPlaces, place_in_text
from liandong.sphinx_ext.statistics import build, index_page, tables
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.grammar import parse_target

LABELS = messages(__name__, "labels")


class StatisticRole(SphinxRole):
    """Prints one part of a reported statistic: "value", "reported" or "formula"."""

    def __init__(self, part: str):
        super().__init__()
        self.part = part

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the place; what it prints is known when all pages are read."""
        # A target of the wrong form is kept as an id, so that the checks name it with its line.
        bulletin, name = parse_target(self.text) or (None, self.text)
        bulletin = bulletin or store.bulletin_of(self.env, self.env.docname)
        store.note_use(self.env, "statistic", bulletin, name, self.get_source_info()[1], self.part)
        return [place_in_text(self.rawtext, self.text, fill=print_statistic, statistic=(bulletin, name),
                              part=self.part)], []


def print_statistic(at: FillPlaces, here: place_in_text) -> nodes.Node:
    """Return the value with its link, or the formula; the id itself only in a build that has already failed."""
    statistic = catalogue(at.app).statistics.get(here["statistic"])
    return build.part_of(*at.page, statistic, here["part"]) if statistic else nodes.Text(here.astext())


ROLES = {"stat": StatisticRole("value"), "reported": StatisticRole("reported"), "formula": StatisticRole("formula")}


class StatisticsDomain(Domain):
    """Statistics by ``bulletin:id``; the short names of its roles and directives are registered too."""

    name = "statistics"
    label = LABELS["domain"]
    object_types = {"statistic": ObjType(LABELS["object"], *ROLES)}
    roles = ROLES
    directives = {name: DIRECTIVES[name] for name in (tables.DIRECTIVE, index_page.DIRECTIVE)}

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield for the search: full name, Chinese name, type, page and anchor of the entry, priority."""
        for statistic in store.statistics(self.env).values():
            page = store.entry_page(self.env, statistic)
            yield ":".join(statistic.key), statistic.name_zh, "statistic", page, statistic.anchor, 1

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:
        """Return what the search calls an object: of the one kind the domain's own name would add nothing."""
        return type.lname

    def merge_domaindata(self, docnames, otherdata: dict) -> None:
        """Do nothing: what pages report and print is kept, and merged, in ``store``."""

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode) -> list:
        """Return nothing: statistics are printed by their own roles, never by a general reference."""
        return []


def setup(app: Sphinx) -> None:
    """Register the domain, and its roles under their short names, as pages write them."""
    app.add_domain(StatisticsDomain)
    for name, role in ROLES.items():
        app.add_role(name, role)
