"""The directive ``{statistics}``: a table of a chosen few statistics; and the table of totals by verdict."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from liandong.model import Statistic, Verdict
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue

TOTAL_HEADINGS = ["结论", "个数", "意思"]
ALL = "合计"


class statistics_reference(nodes.General, nodes.Element):
    """A table of statistics, until all pages are read; ``statistics`` are ids."""


class StatisticsDirective(SphinxDirective):
    """Lists statistics by id, one a line: a table of name, reported, computed, verdict and formula."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Returns the place of the table."""
        bulletin = store.bulletin_of(self.env, self.env.docname)
        # content_offset is not the page's line in MyST; the content begins on the line after the directive's.
        places = [(self.lineno + number, line.strip()) for number, line in enumerate(self.content, start=1) if line.strip()]
        for line, name in places:
            store.add(self.env, store.USES, self.env.docname, store.Use("statistic", bulletin, name, self.env.docname, line, "row"))
        return [statistics_reference(bulletin=bulletin, statistics=[name for _, name in places])]


class FillTables(SphinxPostTransform):
    """Fills the tables of statistics."""

    default_priority = 9

    def run(self, **kwargs) -> None:
        """Replaces each place by its table."""
        known = catalogue(self.app).statistics
        for place in list(self.document.findall(statistics_reference)):
            slug, names = place["bulletin"], place["statistics"]
            statistics = [known[slug, name] for name in names if (slug, name) in known]
            place.replace_self(build.statistics_table(self.app.builder, self.env.docname, statistics))


def verdict_name(verdict: Verdict) -> nodes.paragraph:
    """Returns a verdict in words with its colour."""
    return build.paragraph(nodes.inline("", verdict.label, classes=["verdict", f"verdict-{verdict}"]))


def totals_table(statistics: list[Statistic]) -> nodes.table:
    """Returns how many statistics have each verdict, and what the verdict means."""
    counts = {verdict: sum(statistic.verdict == verdict for statistic in statistics) for verdict in Verdict}
    rows = [[verdict_name(verdict), str(count), verdict.meaning] for verdict, count in counts.items()]
    return build.table(TOTAL_HEADINGS, [*rows, [ALL, str(len(statistics)), ""]], COMPUTED, "statistics.json", classes=["totals"])


def setup(app: Sphinx) -> None:
    """Registers node and transform; the domain registers the directive."""
    app.add_node(statistics_reference)
    app.add_post_transform(FillTables)
