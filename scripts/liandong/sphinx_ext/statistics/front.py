"""For the home page: ``{verdict-totals}``, how many statistics of the current bulletin have each verdict, and ``{finding}``, the same in a sentence."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.findings import messages
from liandong.model import Reach, Statistic, Verdict
from liandong.model.bulletin import open_bulletin
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED, printed
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.tables import totals_table

STYLE = "front.css"
LABELS = messages(__name__, "labels")
STANDING = (Verdict.REPRODUCED, Verdict.CONSISTENT, Verdict.REFERENCED)


class verdict_totals(nodes.General, nodes.Element):
    """The place of the totals, until all pages are read: ``bulletin``."""


class finding_sentence(nodes.General, nodes.Element):
    """The place of the finding, until all pages are read: ``bulletin``."""


class VerdictTotalsDirective(SphinxDirective):
    """Shows the totals of the page's bulletin; a page that speaks of none shows those of the configured one."""

    place: type[nodes.Element] = verdict_totals

    def run(self) -> list[nodes.Node]:
        """Return the place of the table, and note that the page shows every statistic's verdict."""
        slug = store.bulletin_of(self.env, self.env.docname)
        for name in open_bulletin(slug, self.env.srcdir).statistics:
            store.add(self.env, store.USES, self.env.docname, store.Use("statistic", slug, name, self.env.docname, self.lineno))
        return [self.place(bulletin=slug)]


class FindingDirective(VerdictTotalsDirective):
    """Says how many figures hold, by what, how many cannot be checked, and which cannot be right together."""

    place = finding_sentence


def fill_finding(at: FillPlaces, place: finding_sentence) -> list[nodes.Node]:
    """Return the sentences; every number in them is counted here."""
    bulletin = open_bulletin(place["bulletin"], at.app.srcdir)
    found = [one for one in catalogue(at.app).statistics.values() if one.bulletin == place["bulletin"] and one.verdict]
    by = {verdict: [one for one in found if one.verdict == verdict] for verdict in Verdict}
    parts = LABELS["and"].join(
        LABELS["part"].format(label=verdict.label, count=len(by[verdict]), reaches=_reaches(by[verdict])) for verdict in STANDING if by[verdict]
    )
    sentences = [LABELS["all"].format(document=bulletin.info.get("document", ""), count=len(found))]
    if parts:
        sentences.append(LABELS["stand"].format(count=sum(len(by[verdict]) for verdict in STANDING), parts=parts))
    for key, verdict in (("open", Verdict.TRANSCRIBED), ("updated", Verdict.UPDATED)):
        if by[verdict]:
            sentences.append(LABELS[key].format(count=len(by[verdict])))
    doubted = by[Verdict.DISPUTED]
    sentences.append(LABELS["doubted"].format(count=len(doubted)) if doubted else LABELS["none"])
    result = build.paragraph(printed("".join(sentences), COMPUTED, "statistics.json"))
    for number, one in enumerate(doubted):
        result += [nodes.Text(LABELS["joined"] if number else ""), nodes.Text(one.name_zh), build.value(*at.page, one)]
    result += nodes.Text(LABELS["stop"] if doubted else "")
    result["classes"].append("finding")
    # Of several figures that one sum binds the sum is told once; what was only copied has none.
    reasons = {one.formula_zh: one for one in doubted if one.relation or not one.copied}
    why = build.paragraph(*([nodes.Text(LABELS["why"])] if reasons else []))
    for number, one in enumerate(reasons.values()):
        why += [nodes.Text(LABELS["stop"] if number else ""), build.formula(*at.page, one)]
    why += nodes.Text(LABELS["stop"])
    return [result, why] if reasons else [result]


def _reaches(statistics: list[Statistic]) -> str:
    """Return how far the relations of figures carry, counted; what was computed has none."""
    counts = {reach: sum(bool(one.relation) and one.relation.reach == reach for one in statistics) for reach in Reach}
    words = [LABELS["reach"].format(reach=reach.label, count=count) for reach, count in counts.items() if count]
    return LABELS["joined"].join(words) or LABELS["computed"]


def fill_totals(at: FillPlaces, place: verdict_totals) -> nodes.table:
    """Return the table, whose rows carry the verdicts' colours."""
    table = totals_table([one for one in catalogue(at.app).statistics.values() if one.bulletin == place["bulletin"] and one.verdict])
    table["classes"].append("verdict-totals")
    body = next(table.findall(nodes.tbody))
    # The last row is the sum.
    for row, verdict in zip(body.children, Verdict, strict=False):
        row["classes"].append(f"verdict-{verdict}")
    return table


def add_style(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Load the home page's style sheet on the home page."""
    if pagename == app.config.root_doc:
        app.add_css_file(STYLE)


def setup(app: Sphinx) -> None:
    """Register directive, place and style."""
    add_place(app, verdict_totals, fill_totals)
    add_place(app, finding_sentence, fill_finding)
    app.add_directive("finding", FindingDirective)
    app.add_directive("verdict-totals", VerdictTotalsDirective)
    app.connect("html-page-context", add_style)
