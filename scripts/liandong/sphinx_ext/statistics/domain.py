"""The Sphinx domain ``statistics``: the roles and directives that print statistics, and each statistic as an object of the search.

Data flow: a page's cells report statistics (``outputs``, kept in ``store``); roles and directives note what they print (``store.USES``);
when all pages are read, ``catalogue`` knows them all, and the transforms put the values, each with its card, in their places.
"""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType

from liandong.findings import messages
from liandong.sphinx_ext import store
from liandong.sphinx_ext.statistics.index_page import StatisticsIndexDirective
from liandong.sphinx_ext.statistics.roles import StatisticRole
from liandong.sphinx_ext.statistics.tables import StatisticsDirective

LABELS = messages(__name__, "labels")
ROLES = {"stat": StatisticRole("value"), "reported": StatisticRole("reported"), "formula": StatisticRole("formula")}
DIRECTIVES = {"statistics": StatisticsDirective, "statistics-index": StatisticsIndexDirective}


class StatisticsDomain(Domain):
    """Statistics by ``bulletin:id``; the short names of its roles and directives are registered too, see ``setup``."""

    name = "statistics"
    label = LABELS["domain"]
    object_types = {"statistic": ObjType(LABELS["object"], *ROLES)}
    roles = ROLES
    directives = DIRECTIVES

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield for the search: full name, Chinese name, type, page and anchor of the entry, priority."""
        for statistic in store.statistics(self.env).values():
            yield ":".join(statistic.key), statistic.name_zh, "statistic", store.entry_page(self.env, statistic), statistic.anchor, 1

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:
        """Return what the search calls an object: there is one kind only, so that the domain's own name adds nothing."""
        return type.lname

    def merge_domaindata(self, docnames, otherdata: dict) -> None:
        """Do nothing: what pages report and print is kept, and merged, in ``store``."""

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode) -> list:
        """Return nothing: statistics are printed by their own roles, never by a general reference."""
        return []


def setup(app: Sphinx) -> None:
    """Register the domain, and its roles and directives under their short names, as pages write them."""
    app.add_domain(StatisticsDomain)
    for name, role in ROLES.items():
        app.add_role(name, role)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
