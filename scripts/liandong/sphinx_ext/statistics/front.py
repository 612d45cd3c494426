"""The directive ``{verdict-totals}``: how many statistics of the current bulletin have each verdict, for the home page."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.bulletin import open_bulletin
from liandong.model import Verdict
from liandong.sphinx_ext import store
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.tables import totals_table

STYLE = "front.css"


class verdict_totals(nodes.General, nodes.Element):
    """The place of the totals, until all pages are read: ``bulletin``."""


class VerdictTotalsDirective(SphinxDirective):
    """Shows the totals of the page's bulletin; a page that speaks of none shows those of the configured one."""

    def run(self) -> list[nodes.Node]:
        """Returns the place of the table, and notes that the page shows every statistic's verdict."""
        slug = store.bulletin_of(self.env, self.env.docname)
        for name in open_bulletin(slug, self.env.srcdir).statistics:
            store.add(self.env, store.USES, self.env.docname, store.Use("statistic", slug, name, self.env.docname, self.lineno))
        return [verdict_totals(bulletin=slug)]


def fill_totals(at: FillPlaces, place: verdict_totals) -> nodes.table:
    """Returns the table, whose rows carry the verdicts' colours."""
    table = totals_table([one for one in catalogue(at.app).statistics.values() if one.bulletin == place["bulletin"] and one.verdict])
    table["classes"].append("verdict-totals")
    body = next(table.findall(nodes.tbody))
    # The last row is the sum.
    for row, verdict in zip(body.children, Verdict, strict=False):
        row["classes"].append(f"verdict-{verdict}")
    return table


def add_style(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Loads the home page's style sheet on the home page."""
    if pagename == app.config.root_doc:
        app.add_css_file(STYLE)


def setup(app: Sphinx) -> None:
    """Registers directive, place and style."""
    add_place(app, verdict_totals, fill_totals)
    app.add_directive("verdict-totals", VerdictTotalsDirective)
    app.connect("html-page-context", add_style)
