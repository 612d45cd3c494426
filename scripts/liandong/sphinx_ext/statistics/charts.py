"""Shows a figure that a cell drew: on its own page, and wherever ``{chart}`` asks for it."""

import hashlib
import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from liandong.charts.svg import render_svg
from liandong.findings import Finding, messages, printable
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import FIGURE, attributes
from liandong.sphinx_ext.kept import keep, read_kept
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.grammar import Mention, parse_target, split_roles
from liandong.sphinx_ext.statistics.take_along import take_along
from liandong.sphinx_ext.stopping import stop_if_any

# The tools are loaded when the reader reaches a chart.
LOADER, TOOLS, STYLE = "charts-loader.js", "charts.js", "charts.css"
DATA_SUMMARY = "图中数据"
LABELS = messages(__name__, "labels")
SAVED_AS = ("PNG", "SVG", "CSV")
SERIES = re.compile(r' data-series="([^"]+)"')
KEPT = "liandong-charts.json"
MESSAGES = messages(__name__)


class chart_figure(nodes.General, nodes.Element):
    """A drawn figure: its SVG, alternative text, caption and the table behind it, as plain data in ``figure``."""


class chart_reference(nodes.General, nodes.Element):
    """A place that shows a figure drawn elsewhere, until all pages are read."""


class ChartDirective(SphinxDirective):
    """``{chart} name``: shows the figure of that name of the page's bulletin."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place; what the figure is, is known when all pages are read."""
        bulletin, name = store.split_target(self.env, self.env.docname, self.arguments[0])
        use = store.Use("figure", bulletin, name, self.env.docname, self.lineno)
        store.add(self.env, store.USES, self.env.docname, use)
        return [chart_reference(bulletin=bulletin, figure_name=name)]


class ShowFigures(SphinxPostTransform):
    """Puts the figures in their places, each with the table behind it."""

    # After JoinReportRows' kin have selected outputs, before Sphinx resolves links.
    default_priority = 9

    def run(self, **kwargs) -> None:
        """Replace references by figures and follows each figure by its table."""
        drawn = store.figures(self.env)
        for reference in list(self.document.findall(chart_reference)):
            figure = drawn.get((reference["bulletin"], reference["figure_name"]))
            # A missing figure has stopped the build in the consistency check; other builders may go on.
            reference.replace_self(chart_figure(figure=figure, bulletin=reference["bulletin"]) if figure else [])
        for node in list(self.document.findall(chart_figure)):
            figure = node["figure"]
            bulletin = store.bulletin_of(self.env, figure.get("docname", self.env.docname))
            node += self._caption(bulletin, figure["caption"])
            start = nodes.raw("", f'<details class="chart-data"><summary>{DATA_SUMMARY}</summary>', format="html")
            end = nodes.raw("", "</details>", format="html")
            node["source"] = f"{node.get('bulletin') or bulletin}:{figure['name']}"
            node["drawings"] = {kind: self.app.liandong_drawings[digest] for kind, digest in _digests(figure).items()}
            table = build.table_of_data(self.app.builder, self.env.docname, bulletin, figure, FIGURE, node["source"])
            place = node.parent.index(node) + 1
            line = take_along(self.app.builder, self.env.docname, node.get("bulletin") or bulletin, f"chart-{figure['name']}", figure)
            node.parent.insert(place, [start, table, end, *line])

    def _caption(self, bulletin: str, text: str) -> list[nodes.Node]:
        """Return a caption; a statistic stands in it as in prose, by its role."""
        found: list[nodes.Node] = []
        for piece in split_roles(text):
            target = parse_target(piece.target) if isinstance(piece, Mention) else None
            statistic = catalogue(self.app).statistics.get((target.bulletin or bulletin, target.statistic)) if target else None
            if statistic is None:
                found.append(nodes.Text(piece if isinstance(piece, str) else piece.target))
            elif piece.part == "formula":
                found.append(build.formula(self.app.builder, self.env.docname, statistic))
            else:
                text = statistic.reported_text if piece.part == "reported" else None
                found.append(build.value(self.app.builder, self.env.docname, statistic, text, marked=True))
        return found


def draw(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw the figures of all pages in one engine before pages are written; a drawing is kept by the digest of its specification."""
    kept, drawings, findings = read_kept(app, KEPT), {}, []
    for docname, entries in store.entries(env, store.FIGURES).items():
        for figure in entries:
            for kind, digest in _digests(figure).items():
                try:
                    drawings[digest] = kept.get(digest) or drawings.get(digest) or render_svg(figure["specifications"][kind], _id(figure, kind))
                except ValueError as error:
                    reason = str(error).strip().splitlines()[1:2] or [str(error)]
                    found = MESSAGES["not_drawn"].format(name=figure["name"], reason=printable(reason[0]))
                    findings.append(Finding("E509", f"{docname}.md", found=found, expected=MESSAGES["drawable"]))
                    break
    stop_if_any(findings)
    app.liandong_drawings = drawings
    if drawings != kept:
        keep(app, KEPT, drawings)


def _digests(figure: dict) -> dict[str, str]:
    """Return the digest of each drawing of a figure, and of the ids in it."""
    drawings = {kind: json.dumps([_id(figure, kind), specification], sort_keys=True) for kind, specification in figure["specifications"].items()}
    return {kind: hashlib.sha256(drawing.encode()).hexdigest() for kind, drawing in drawings.items()}


def _id(figure: dict, kind: str) -> str:
    """Return what every id in a drawing begins with."""
    return figure["name"] if kind == "wide" else f"{figure['name']}-{kind}"


def note_caption(env: BuildEnvironment, figure: dict, line: int | None) -> None:
    """Note the statistics that a figure's caption prints; one that is unknown stops the build like any other."""
    for piece in split_roles(figure["caption"]):
        if isinstance(piece, Mention):
            bulletin, name = parse_target(piece.target) or (None, piece.target)
            part = "value" if piece.part == "stat" else piece.part
            use = store.Use("statistic", bulletin or store.bulletin_of(env, env.docname), name, env.docname, line, part)
            store.add(env, store.USES, env.docname, use)


def tools_html(svg: str) -> str:
    """Return the tools of a chart, as yet without function: their place is there before their script is, so that nothing moves."""
    names = list(dict.fromkeys(SERIES.findall(svg)))
    # The names come from the SVG, where they are escaped already.
    choice = "".join(f'<button type="button" aria-pressed="false" data-only="{name}">{name}</button>' for name in names)
    series = f'<span role="group" aria-label="{LABELS["series"]}">{LABELS["series"]} {choice}</span>' if len(names) > 1 else ""
    saving = "".join(f'<button type="button" data-save="{kind.lower()}">{kind}</button>' for kind in SAVED_AS)
    return (
        f'<div class="chart-tools pst-js-only d-print-none" role="group" aria-label="{LABELS["tools"]}">{series}'
        f'<span role="group" aria-label="{LABELS["save"]}">{LABELS["save"]} {saving}</span></div>'
    )


def visit_html(self, node: chart_figure) -> None:
    """Write the figure up to its caption; the SVG is our own, all words are escaped."""
    figure, origin = node["figure"], attributes(FIGURE, node["source"])
    # A phone gets a drawing of its own, so that nothing has to be scrolled or shrunk; the style sheet chooses.
    # Each is held against the data by itself, since each may have an axis of its own.
    drawings = "".join(f'<div class="chart-{kind}" {origin}>{svg}</div>' for kind, svg in node["drawings"].items())
    self.body.append(
        f'<figure class="chart" id="chart-{escape(figure["name"], quote=True)}">'
        f'<div class="chart-image" role="img" {origin} aria-label="{escape(figure["alt"], quote=True)}">{drawings}</div>'
        f"{tools_html(node['drawings'].get('wide', ''))}"
        "<figcaption>"
    )


def depart_html(self, node: chart_figure) -> None:
    """End the caption and the figure."""
    self.body.append("</figcaption></figure>")


def load_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give pages with a figure the small script that loads the chart's tools when the reader reaches one."""
    if doctree is not None and any(True for _ in doctree.findall(chart_figure)):
        digest = hashlib.sha256(Path(__file__).with_name(TOOLS).read_bytes()).hexdigest()[:8]
        app.add_css_file(STYLE)
        app.add_js_file(LOADER, loading_method="defer", **{"data-tools": f"{TOOLS}?v={digest}"})


def setup(app: Sphinx) -> None:
    """Register directive, nodes and transform."""
    # After the check of what pages ask for, before pages are written, perhaps by other processes.
    app.connect("env-updated", draw, priority=450)
    app.connect("html-page-context", load_scripts)
    app.add_node(chart_figure, html=(visit_html, depart_html))
    app.add_node(chart_reference)
    app.add_directive("chart", ChartDirective)
    app.add_post_transform(ShowFigures)
