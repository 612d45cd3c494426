"""The directive ``{statistics}``: a table of a chosen few statistics; and the table of totals by verdict."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.model import Statistic, Verdict
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue

TOTAL_HEADINGS = ["结论", "个数", "意思"]
ALL = "合计"
NOT_STATED = "简报没有写出，由简报写出的数推算。"


class statistics_reference(nodes.General, nodes.Element):
    """A table of statistics, until all pages are read; ``statistics`` are ids."""


class StatisticsDirective(SphinxDirective):
    """Lists statistics by id, one a line: a table of name, reported, computed, verdict and formula."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the place of the table."""
        bulletin = store.bulletin_of(self.env, self.env.docname)
        # content_offset is not the page's line in MyST; the content begins on the line after the directive's.
        places = [(self.lineno + number, line.strip()) for number, line in enumerate(self.content, start=1) if line.strip()]
        for line, name in places:
            store.add(self.env, store.USES, self.env.docname, store.Use("statistic", bulletin, name, self.env.docname, line, "row"))
        return [statistics_reference(bulletin=bulletin, statistics=[name for _, name in places])]


def fill_table(at: FillPlaces, place: statistics_reference) -> nodes.table:
    """Return the table of the chosen statistics."""
    known = catalogue(at.app).statistics
    keys = [(place["bulletin"], name) for name in place["statistics"]]
    return build.statistics_table(*at.page, [known[key] for key in keys if key in known])


def verdict_name(verdict: Verdict) -> nodes.paragraph:
    """Return a verdict in words with its colour."""
    return build.paragraph(nodes.inline("", verdict.label, classes=["verdict", f"verdict-{verdict}"]))


def totals_table(statistics: list[Statistic]) -> nodes.table:
    """Return how many statistics have each verdict and what it means, and how many have none because nobody states them."""
    counts = {verdict: sum(statistic.verdict == verdict for statistic in statistics) for verdict in Verdict}
    rows = [[verdict_name(verdict), str(count), verdict.meaning] for verdict, count in counts.items()]
    derived = [statistic for statistic in statistics if not statistic.verdict]
    rows += [[build.badge(derived[0]), str(len(derived)), NOT_STATED]] if derived else []
    return build.table(TOTAL_HEADINGS, [*rows, [ALL, str(len(statistics)), ""]], COMPUTED, "statistics.json", classes=["totals"])


def setup(app: Sphinx) -> None:
    """Register the place; the domain registers the directive."""
    add_place(app, statistics_reference, fill_table)
