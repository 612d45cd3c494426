"""The directives ``{statistics}`` (a chosen few) and ``{statistics-index}`` (all of a bulletin, by section, with totals)."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from liandong.proof import VERDICT_LABELS, VERDICT_MEANINGS, Verdict
from liandong.sphinx_ext import build, store
from liandong.sphinx_ext.origins import COMPUTED

TOTAL_HEADINGS = ["结论", "个数", "意思"]
ALL = "合计"
DERIVED_TITLE = "由简报推算、简报没有写出的数"


class statistics_reference(nodes.General, nodes.Element):
    """A table of statistics, until all pages are read; ``statistics`` are ids, ``None`` for the whole index."""


class StatisticsDirective(SphinxDirective):
    """Lists statistics by id, one a line: a table of name, reported, computed, verdict and formula."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Returns the place of the table."""
        bulletin = store.bulletin_of(self.env, self.env.docname)
        # content_offset is not the page's line in MyST; the content begins on the line after the directive's.
        places = [(self.lineno + number, line.strip()) for number, line in enumerate(self.content, start=1) if line.strip()]
        for line, name in places:
            store.add(self.env, store.USES, self.env.docname, store.Use("statistic", bulletin, name, self.env.docname, line))
        return [statistics_reference(bulletin=bulletin, statistics=[name for _, name in places])]


class StatisticsIndexDirective(SphinxDirective):
    """Lists all statistics of the page's bulletin, section by section, totals by verdict first."""

    def run(self) -> list[nodes.Node]:
        """Returns the sections; their tables are filled when all pages are read."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        store.add(self.env, store.INDEXES, self.env.docname, bulletin.slug)
        sections = bulletin.labels("statistics", "section")
        result: list[nodes.Node] = [statistics_reference(bulletin=bulletin.slug, statistics=None)]
        for section, title in sections.items():
            names = [key for key, row in bulletin.statistics.items() if row["section"] == section]
            result += [_heading(section, title), statistics_reference(bulletin=bulletin.slug, statistics=names)]
        result += [_heading("derived", DERIVED_TITLE), statistics_reference(bulletin=bulletin.slug, statistics=list(bulletin.derived))]
        for name in [*bulletin.statistics, *bulletin.derived]:
            use = store.Use("statistic", bulletin.slug, name, self.env.docname, self.lineno)
            store.add(self.env, store.USES, self.env.docname, use)
        return result


class FillTables(SphinxPostTransform):
    """Fills the tables of statistics."""

    default_priority = 9

    def run(self, **kwargs) -> None:
        """Replaces each place by its table."""
        reported = store.reports(self.env)
        for place in list(self.document.findall(statistics_reference)):
            slug, names = place["bulletin"], place["statistics"]
            if names is None:
                records = [record for (bulletin, _), record in reported.items() if bulletin == slug and record["verdict"]]
                place.replace_self(totals_table(records))
                continue
            records = [reported[slug, name] for name in names if (slug, name) in reported]
            place.replace_self(build.statistics_table(self.app.builder, self.env.docname, records))


def totals_table(records: list[dict]) -> nodes.table:
    """Returns how many statistics have each verdict, and what the verdict means."""
    counts = {verdict: sum(record["verdict"] == verdict for record in records) for verdict in Verdict}
    rows = [[VERDICT_LABELS[verdict], str(count), VERDICT_MEANINGS[verdict]] for verdict, count in counts.items()]
    return build.table(TOTAL_HEADINGS, [*rows, [ALL, str(len(records)), ""]], COMPUTED, "statistics.json", classes=["totals"])


def _heading(name: str, title: str) -> nodes.rubric:
    return nodes.rubric("", title, ids=[f"section-{name}"])


def setup(app: Sphinx) -> None:
    """Registers node and transform; the domain registers the directives."""
    app.add_node(statistics_reference)
    app.add_post_transform(FillTables)
