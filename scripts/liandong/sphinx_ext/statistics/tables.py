"""Tables of chosen statistics, ``{statistics}``, and their verdicts: ``{verdict-totals}``, ``{finding}`` in words."""

from docutils import nodes

from liandong.findings import messages
from liandong.model import Reach, Statistic, Verdict
from liandong.model.bulletin import open_bulletin
from liandong.sphinx_ext.building import load_where
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place
from liandong.sphinx_ext.elements import printed
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue

DIRECTIVE = "statistics"
LABELS = messages(__name__, "labels")
load_where('class="flow-steps', "front.css")
STANDING = (Verdict.REPRODUCED, Verdict.CONSISTENT, Verdict.REFERENCED)


@directive(DIRECTIVE, content=True)
def show_statistics(page: BookDirective) -> place:
    """Return the place of a table of statistics by id, one a line: name, reported, computed, verdict and formula."""
    # content_offset is not the page's line in MyST; the content begins on the line after the directive's.
    lines = [(page.lineno + number, line.strip()) for number, line in enumerate(page.content, start=1) if line.strip()]
    for line, name in lines:
        page.note_use("statistic", page.slug, name, "row", line)
    return place(fill=fill_table, keys=[(page.slug, name) for _, name in lines])


def fill_table(at: FillPlaces, here: place) -> nodes.table:
    """Return the table of the chosen statistics."""
    known = catalogue(at.app).statistics
    return build.statistics_table(*at.page, [known[key] for key in here["keys"] if key in known])


@directive("verdict-totals")
@directive("finding")
def show_verdicts(page: BookDirective) -> place:
    """Return the place of what the verdicts of the page's bulletin come to, or the configured one's."""
    for name in open_bulletin(page.slug, page.root).statistics:
        page.note_use("statistic", page.slug, name)
    return place(fill=fill_finding if page.name == "finding" else fill_totals, bulletin=page.slug)


def _judged(at: FillPlaces, here: place) -> list[Statistic]:
    return [one for one in catalogue(at.app).statistics.values() if one.bulletin == here["bulletin"] and one.verdict]


def fill_finding(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return in words, all counted: how many figures hold, by what, what nobody can check, what cannot be right."""
    found = _judged(at, here)
    by = {verdict: [one for one in found if one.verdict == verdict] for verdict in Verdict}
    parts = LABELS["and"].join(
        LABELS["part"].format(label=verdict.label, count=len(by[verdict]), reaches=_reaches(by[verdict]))
        for verdict in STANDING if by[verdict]
    )
    document = open_bulletin(here["bulletin"], at.app.srcdir).info.get("document", "")
    sentences = [LABELS["all"].format(document=document, count=len(found))]
    if parts:
        sentences.append(LABELS["stand"].format(count=sum(len(by[verdict]) for verdict in STANDING), parts=parts))
    for key, verdict in (("open", Verdict.TRANSCRIBED), ("updated", Verdict.UPDATED)):
        if by[verdict]:
            sentences.append(LABELS[key].format(count=len(by[verdict])))
    doubted = by[Verdict.DISPUTED]
    sentences.append(LABELS["doubted"].format(count=len(doubted)) if doubted else LABELS["none"])
    result = build.paragraph(printed("".join(sentences), "computed", build.STATISTICS))
    for number, one in enumerate(doubted):
        result += [nodes.Text(LABELS["joined"] if number else ""), nodes.Text(one.name_zh), build.value(*at.page, one)]
    result += nodes.Text(LABELS["stop"] if doubted else "")
    result["classes"].append("finding")
    # Of several figures that one sum binds the sum is told once; what was only copied has none.
    reasons = {one.formula_zh: one for one in doubted if one.relation or not one.copied}
    why = build.paragraph(nodes.Text(LABELS["why"]))
    for number, one in enumerate(reasons.values()):
        why += [nodes.Text(LABELS["stop"] if number else ""), build.formula(*at.page, one)]
    why += nodes.Text(LABELS["stop"])
    return [result, why] if reasons else [result]


def _reaches(statistics: list[Statistic]) -> str:
    """Return how far the relations of figures carry, counted; what was computed has none."""
    counts = {reach: sum(bool(one.relation) and one.relation.reach == reach for one in statistics) for reach in Reach}
    words = [LABELS["reach"].format(reach=reach.label, count=count) for reach, count in counts.items() if count]
    return LABELS["joined"].join(words) or LABELS["computed"]


def fill_totals(at: FillPlaces, here: place) -> nodes.table:
    """Return the table of totals, whose rows carry the verdicts' colours."""
    table = totals_table(_judged(at, here))
    table["classes"].append("verdict-totals")
    body = next(table.findall(nodes.tbody))
    # The last row is the sum.
    for row, verdict in zip(body.children, Verdict, strict=False):
        row["classes"].append(f"verdict-{verdict}")
    return table


def totals_table(statistics: list[Statistic]) -> nodes.table:
    """Return how many statistics have each verdict and what it means, and how many have none: nobody states them."""
    counts = {verdict: sum(statistic.verdict == verdict for statistic in statistics) for verdict in Verdict}
    rows = [[build.paragraph(build.verdict(verdict.label, verdict)), str(count), verdict.meaning]
            for verdict, count in counts.items()]
    derived = [statistic for statistic in statistics if not statistic.verdict]
    rows += [[build.badge(derived[0]), str(len(derived)), LABELS["not_stated"]]] if derived else []
    rows.append([LABELS["total"], str(len(statistics)), ""])
    return build.table(LABELS["headings"], rows, "computed", build.STATISTICS, classes=["totals"])
