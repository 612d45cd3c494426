"""``{comparison}``: the statistics that bulletins have in common, side by side; ``{bulletin-list}`` lists bulletins."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.charts import value_bars
from liandong.data.bulletins import bulletin_slugs
from liandong.findings import messages
from liandong.model import PERCENT, Kind, plain
from liandong.model.bulletin import Bulletin, open_bulletin
from liandong.model.comparison import ComparedStatistic, compare, stated_by_one
from liandong.model.outputs import FIGURE_MIME
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import on
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.charts import show_figure

LABELS = messages(__name__, "labels")
# A drawing weighs more than its table: rates are drawn first, then what the bulletins state first.
MOST_CHARTS = 12
CHART = "compare-{statistic}"


@directive("comparison")
def show_comparison(page: BookDirective) -> place:
    """Return the place where the bulletins stand side by side; one alone has nothing to compare."""
    inputs = _inputs(page.root)
    store.add(page.env, store.COMPARISONS, inputs)
    for slug, names in inputs:
        for name in names:
            page.note_use("statistic", slug, name)
    # Read here and not when the tables are filled: what a page depends on is noted while it is read.
    return place(fill=fill_comparison, bulletins=[_head(open_bulletin(slug, page.root)) for slug, _ in inputs],
                 inputs=inputs)


def fill_comparison(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return the table of the bulletins and one of each common statistic."""
    bulletins = here["bulletins"]
    if len(bulletins) < 2:
        return [nodes.paragraph("", LABELS["one"])]
    compared = _compare(at.app, here["inputs"])
    result: list[nodes.Node] = [_bulletin_table(at, bulletins)]
    if not compared:
        return [*result, nodes.paragraph("", LABELS["nothing"])]
    titles = {head["slug"]: LABELS["row"].format(**head) for head in bulletins}
    own = store.bulletin_of(at.env, at.env.docname)
    drawn = {one.statistic: store.figures(at.env).get((own, CHART.format(statistic=one.statistic)))
             for one in _drawn(compared)}
    for kind, heading in (("statistic", "statistics"), ("derived", "derived")):
        chosen = [statistic for statistic in compared if statistic.kind == kind]
        result += [nodes.rubric("", LABELS[heading])] if chosen else []
        for statistic in chosen:
            result += _statistic_tables(at, statistic, titles)
            if drawn.get(statistic.statistic):
                result += show_figure(at, own, drawn[statistic.statistic])
    rows = [[titles[slug], LABELS["joined"].join(names)]
            for slug, names in stated_by_one([*titles], catalogue(at.app).statistics).items() if names]
    if rows:
        # Titles and names may hold numerals: a table says of all its words where they are from.
        result += [nodes.rubric("", LABELS["alone"]), _table([LABELS["bulletin_headings"][0], LABELS["alone"]], rows)]
    return result


def _table(headings: list[str], rows: list[list]) -> nodes.table:
    return build.table(headings, rows, "statistic", build.STATISTICS, classes=["comparison"])


def _compare(app: Sphinx, inputs: list[tuple[str, tuple[str, ...]]]) -> list[ComparedStatistic]:
    """Return what the bulletins have in common, in the order of the first."""
    return compare([slug for slug, _ in inputs], catalogue(app).statistics,
                   [name for _, names in inputs for name in names])


def _drawn(compared: list[ComparedStatistic]) -> list[ComparedStatistic]:
    """Return the statistics of which charts are drawn: rates first, then those that stand first."""
    return sorted((one for one in compared if one.kind == Kind.STATISTIC),
                  key=lambda one: one.unit != PERCENT)[:MOST_CHARTS]


@on("env-updated", 390)
def draw_comparisons(app: Sphinx, env: BuildEnvironment) -> None:
    """Add the charts of a comparison to the figures of its page, once all cells have reported."""
    figures = store.entries(env, store.FIGURES)
    for docname, (inputs, *_) in store.entries(env, store.COMPARISONS).items():
        heads = {slug: _head(open_bulletin(slug, Path(app.srcdir))) for slug, names in inputs if names}
        if len(heads) > 1:
            own = [one for one in figures.get(docname, []) if not one["name"].startswith(CHART.format(statistic=""))]
            figures[docname] = own + [_chart(statistic, heads) for statistic in _drawn(_compare(app, inputs))]


def _chart(statistic: ComparedStatistic, heads: dict[str, dict]) -> dict:
    """Return a chart of a statistic in the order of days: a trend of one place, else the spread over places."""
    import pandas as pd

    stated = sorted(((heads[slug], entry) for slug, entry in statistic.entries if entry),
                    key=lambda pair: (pair[0]["place"], pair[0]["date"]))
    trend = len({head["place"] for head, _ in stated}) == 1
    rows = [
        {"name_zh": head["number"] if trend else LABELS["row"].format(**head), "value": entry.digits,
         "unit": entry.unit, "label": entry.text}
        for head, entry in stated
    ]
    caption = LABELS["trend" if trend else "spread"].format(name=statistic.name_zh, place=stated[0][0]["place"])
    return value_bars(pd.DataFrame(rows), name=CHART.format(statistic=statistic.statistic),
                      caption=caption)._repr_mimebundle_()[FIGURE_MIME]


def _statistic_tables(at: FillPlaces, statistic: ComparedStatistic, titles: dict[str, str]) -> list[nodes.Node]:
    """Return a statistic's table, one row a bulletin, and a warning where the definitions differ."""
    rows = []
    for bulletin, entry in statistic.entries:
        if entry is None:
            rows.append([titles[bulletin], LABELS["none"], *[LABELS["unknown"]] * (len(LABELS["headings"]) - 2)])
            continue
        rate = entry.unit == PERCENT
        fraction = LABELS["not_published" if rate else "unknown"]
        if entry.fraction:
            fraction = LABELS["fraction"].format(numerator=plain(entry.part), denominator=plain(entry.whole))
        rows.append([
            titles[bulletin], build.paragraph(build.value(*at.page, entry)), build.badge(entry), entry.definition_zh,
            fraction,
            LABELS["joined"].join(entry.counted) or LABELS["unknown"],
            entry.as_of.isoformat() if entry.as_of else LABELS["unknown"],
        ])
    name = nodes.rubric("", statistic.name_zh, ids=[f"compare-{statistic.statistic}"], classes=["comparison-name"])
    warning = nodes.paragraph("", LABELS["differ"], classes=["comparison-warning"])
    return [name, _table(LABELS["headings"], rows), *([] if statistic.same_definition else [warning])]


def _head(bulletin: Bulletin) -> dict[str, str]:
    """Return what names a bulletin beside others."""
    words = {key: str(bulletin.info.get(key) or LABELS["unknown"]) for key in ("title", "place", "number")}
    return words | {"slug": bulletin.slug, "date": bulletin.published.isoformat()}


@directive("bulletin-list")
def list_bulletins(page: BookDirective) -> list[nodes.Node]:
    """Return the place of the bulletins with their pages where there are several; of one nothing is said."""
    slugs = bulletin_slugs(page.root)
    # Noted like a comparison: a new bulletin changes no file that the page read.
    store.add(page.env, store.COMPARISONS, [(slug, ()) for slug in slugs])
    heads = [_head(open_bulletin(slug, page.root)) for slug in slugs]
    return [place(fill=fill_list, bulletins=heads)] if len(heads) > 1 else []


def fill_list(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return the table of the bulletins, each leading to its pages."""
    return [nodes.rubric("", LABELS["bulletins"]), _bulletin_table(at, here["bulletins"])]


def _bulletin_table(at: FillPlaces, heads: list[dict]) -> nodes.table:
    builder, docname = at.page
    rows = []
    for head in heads:
        page = f"book/bulletins/{head['slug']}/index"
        title = nodes.Text(head["title"])
        if page in at.env.found_docs:
            title = build.link(head["title"], builder.get_relative_uri(docname, page))
        rows.append([build.paragraph(title), head["place"], head["number"], head["date"]])
    return _table(LABELS["bulletin_headings"], rows)


def _inputs(root: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Return which statistics and derived figures which bulletins have; with one bulletin nothing is compared."""
    bulletins = [open_bulletin(slug, root) for slug in bulletin_slugs(root)]
    if len(bulletins) < 2:
        return [(bulletin.slug, ()) for bulletin in bulletins]
    return [(bulletin.slug, (*bulletin.statistics, *bulletin.derived)) for bulletin in bulletins]


@on("env-get-outdated")
def _outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages that compare other bulletins than there are now: a new one changes no file that they read."""
    comparing = store.entries(env, store.COMPARISONS)
    if not comparing:
        return []
    now = _inputs(Path(app.srcdir))
    listed = [(slug, ()) for slug, _ in now]
    return [docname for docname, entries in comparing.items() if any(entry not in (now, listed) for entry in entries)]
