"""Shows a figure that a cell drew, on its page and by ``{chart}``, and what readers take along of charts and tables."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.charts.svg import render_svg
from liandong.course.training.ledger import NOT_PUBLISHED
from liandong.findings import Finding, messages, printable
from liandong.model.outputs import FIGURE_MIME
from liandong.run.processes import begin_beside
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import keep, load_where, on, read_kept, stop_if_any
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place
from liandong.sphinx_ext.elements import element, macros, written
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.cards import Addresses
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.citing import PAGE
from liandong.sphinx_ext.statistics.grammar import RoleMention, parse_target, split_roles

# The tools are loaded when the reader reaches a chart.
TOOLS = Path(__file__).with_name("charts.js")
_VERSION = hashlib.sha256(TOOLS.read_bytes()).hexdigest()[:8]
load_where('<figure class="chart"', "charts.css", "charts-loader.js", **{"data-tools": f"{TOOLS.name}?v={_VERSION}"})
SAVED_AS = ("PNG", "SVG", "CSV")
SERIES = re.compile(r' data-series="([^"]+)"')
KEPT = "liandong-charts.json"
LABELS, MESSAGES = messages(__name__, "labels"), messages(__name__)


@directive("chart", arguments=1)
def show_elsewhere(page: BookDirective) -> place:
    """Return the place of the figure of a name."""
    return page.leave_place("figure", fill_figure)


def fill_figure(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return a figure with the table behind it: what a cell of the page drew, or the one that the page asks for."""
    # A missing figure has stopped the build; other builders may go on.
    figure = here.get("shown") or store.figures(at.env).get((here["bulletin"], here["name"]))
    return show_figure(at, here["bulletin"], figure) if figure else []


def show_figure(at: FillPlaces, bulletin: str, figure: dict) -> list[nodes.Node]:
    """Return the nodes of a figure of a bulletin."""
    source = f"{bulletin}:{figure['name']}"
    drawings = {kind: at.app.liandong_drawings[digest] for kind, digest in _digests(figure).items()}
    series = list(dict.fromkeys(SERIES.findall(drawings.get("wide", ""))))
    return [
        written(macros("statistics/charts.html", LABELS).chart(figure, source, drawings, series, SAVED_AS)),
        element("", "", *_caption(at, bulletin, figure["caption"]), tag="figcaption", html={}), written("</figure>"),
        written(f'<details class="chart-data"><summary>{LABELS["data"]}</summary>'),
        build.table_of_data(*at.page, bulletin, figure, "figure", source), written("</details>"),
        *take_along(at, bulletin, f"chart-{figure['name']}", figure),
    ]


def _caption(at: FillPlaces, bulletin: str, text: str) -> Iterator[nodes.Node]:
    """Yield a caption; a statistic stands in it as in prose, by its role."""
    for piece, statistic in catalogue(at.app).split_caption(bulletin, text):
        if statistic is None:
            yield nodes.Text(piece if isinstance(piece, str) else piece.target)
        else:
            yield build.part_of(*at.page, statistic, piece.part)


# As soon as the cells have run.
@on("env-before-read-docs", 950)
def begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Begin to draw, while pages are read, the figures of their cells of which no drawing is kept."""
    kept = read_kept(app, KEPT)
    outputs = [output.get("data", {}) for result in app.liandong_results.values() for cell in result.cells
               for output in cell.outputs]
    figures = [data[FIGURE_MIME] for data in outputs if FIGURE_MIME in data]
    wanted = {digest: (figure, kind) for figure in figures
              for kind, digest in _digests(figure).items() if digest not in kept}

    def draw_wanted() -> None:
        made = {digest: render_svg(one["specifications"][kind], _id(one, kind))
                for digest, (one, kind) in wanted.items()}
        keep(app, KEPT, kept | made)

    app.liandong_wait_for_drawings = begin_beside(draw_wanted) if wanted else None


# After the check of what pages ask for, before pages are written, perhaps by other processes.
@on("env-updated", 450)
def draw(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw the figures of all pages in one engine; a drawing is kept by the digest of its specification."""
    if app.liandong_wait_for_drawings:
        # One that cannot be drawn is told below, with its page.
        with suppress(ValueError):
            app.liandong_wait_for_drawings()
    kept, drawings, findings = read_kept(app, KEPT), {}, []
    drawn = [(page, figure) for page, figures in store.entries(env, store.FIGURES).items() for figure in figures]
    for docname, figure in drawn:
        for kind, digest in _digests(figure).items():
            try:
                known = kept.get(digest) or drawings.get(digest)
                drawings[digest] = known or render_svg(figure["specifications"][kind], _id(figure, kind))
            except ValueError as error:
                reason = str(error).strip().splitlines()[1:2] or [str(error)]
                findings.append(Finding.worded("E509", f"{docname}.md", MESSAGES["not_drawn"], name=figure["name"],
                                               reason=printable(reason[0])))
                break
    stop_if_any(findings)
    app.liandong_drawings = drawings
    if drawings != kept:
        keep(app, KEPT, drawings)


def _digests(figure: dict) -> dict[str, str]:
    """Return the digest of each drawing of a figure, and of the ids in it."""
    drawings = {kind: json.dumps([_id(figure, kind), specification], sort_keys=True)
                for kind, specification in figure["specifications"].items()}
    return {kind: hashlib.sha256(drawing.encode()).hexdigest() for kind, drawing in drawings.items()}


def _id(figure: dict, kind: str) -> str:
    """Return what every id in a drawing begins with."""
    return figure["name"] if kind == "wide" else f"{figure['name']}-{kind}"


def note_caption(env: BuildEnvironment, figure: dict, line: int | None) -> None:
    """Note the statistics that a figure's caption prints; one that is unknown stops the build like any other."""
    for piece in split_roles(figure["caption"]):
        if isinstance(piece, RoleMention):
            bulletin, name = parse_target(piece.target) or (None, piece.target)
            part = "value" if piece.part == "stat" else piece.part
            store.note_use(env, "statistic", bulletin or store.bulletin_of(env, env.docname), name, line, part)


def take_along(at: FillPlaces, bulletin: str, anchor: str, data: dict) -> list[nodes.Node]:
    """Return the line below a chart or a table: its address, the files of the tables behind it, where to cite.

    There is none in a book that has no page to download and to cite.

    Args:
        at: the page.
        bulletin: whose data it is.
        anchor: the anchor of the chart or the table.
        data: what the cell handed on, with the origin of each row or cell.
    """
    if PAGE not in at.env.found_docs:
        return []
    address = Addresses(*at.page)
    resources = {one["name"]: one for one in store.package_of(at.env, bulletin).package["resources"]
                 if one["name"] not in NOT_PUBLISHED}
    links = [(LABELS["address"], f"#{anchor}")]
    for name in dict.fromkeys(_tables(data.get("origins") or [])):
        if name in resources:
            links.append((LABELS["file"].format(title=resources[name]["title"]),
                          address.file(bulletin, resources[name]["path"])))
    links.append((LABELS["more"], at.app.builder.get_relative_uri(at.env.docname, PAGE)))
    line = build.paragraph(*(node for words, target in links for node in (build.link(words, target), nodes.Text(" "))))
    line["classes"] = ["take-along", "no-search", "no-terms", "d-print-none"]
    return [line]


def _tables(origins: list) -> Iterator[str]:
    """Yield the names of the tables in the origins of rows or cells, however they are nested."""
    for entry in origins:
        yield from [entry["table"]] if isinstance(entry, dict) else _tables(entry)
