"""The roles ``{stat}``, ``{reported}`` and ``{formula}``: print in prose the value now, the bulletin's own, and how it was computed."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from liandong.sphinx_ext import store
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.grammar import parse_target


class statistic_reference(nodes.Inline, nodes.TextElement):
    """A place in prose that prints a statistic, until all pages are read; ``part`` is "value", "reported" or "formula"."""


class StatisticRole(SphinxRole):
    """Prints one part of a reported statistic."""

    def __init__(self, part: str):
        super().__init__()
        self.part = part

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the place; what it prints is known when all pages are read."""
        # A target of the wrong form is kept as an id, so that the consistency check names it with its line.
        bulletin, name = parse_target(self.text) or (None, self.text)
        bulletin = bulletin or store.bulletin_of(self.env, self.env.docname)
        line = self.get_source_info()[1]
        store.add(self.env, store.USES, self.env.docname, store.Use("statistic", bulletin, name, self.env.docname, line, self.part))
        return [statistic_reference(self.rawtext, self.text, bulletin=bulletin, statistic=name, part=self.part)], []


def print_statistic(at: FillPlaces, place: statistic_reference) -> nodes.Node | None:
    """Return the value with its link, or the formula."""
    statistic = catalogue(at.app).statistics.get((place["bulletin"], place["statistic"]))
    if statistic is None:
        return None
    if place["part"] == "formula":
        return build.formula(*at.page, statistic)
    return build.value(*at.page, statistic, statistic.reported_text if place["part"] == "reported" else None, marked=True)


def visit_unresolved(self, node: statistic_reference) -> None:
    """Write the id itself; only a build that has already failed comes here."""


def depart_unresolved(self, node: statistic_reference) -> None:
    """End the unresolved place."""


def setup(app: Sphinx) -> None:
    """Register the place; the domain registers the roles."""
    unresolved = (visit_unresolved, depart_unresolved)
    add_place(app, statistic_reference, print_statistic, html=unresolved, text=unresolved)
