"""Shows a figure that a cell drew: on its own page, and wherever ``{chart}`` asks for it."""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from liandong.sphinx_ext import build, store
from liandong.sphinx_ext.origins import FIGURE, attributes

DATA_SUMMARY = "图中数据"


class chart_figure(nodes.General, nodes.Element):
    """A drawn figure: its SVG, alternative text, caption and the table behind it, as plain data in ``figure``."""


class chart_reference(nodes.General, nodes.Element):
    """A place that shows a figure drawn elsewhere, until all pages are read."""


class ChartDirective(SphinxDirective):
    """``{chart} name``: shows the figure of that name of the page's bulletin."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Returns the place; what the figure is, is known when all pages are read."""
        bulletin, name = store.split_target(self.env, self.env.docname, self.arguments[0])
        use = store.Use("figure", bulletin, name, self.env.docname, self.lineno)
        store.add(self.env, store.USES, self.env.docname, use)
        return [chart_reference(bulletin=bulletin, figure_name=name)]


class ShowFigures(SphinxPostTransform):
    """Puts the figures in their places, each with the table behind it."""

    # After JoinReportRows' kin have selected outputs, before Sphinx resolves links.
    default_priority = 9

    def run(self, **kwargs) -> None:
        """Replaces references by figures and follows each figure by its table."""
        drawn = store.figures(self.env)
        for reference in list(self.document.findall(chart_reference)):
            figure = drawn.get((reference["bulletin"], reference["figure_name"]))
            # A missing figure has stopped the build in the consistency check; other builders may go on.
            reference.replace_self(chart_figure(figure=figure, bulletin=reference["bulletin"]) if figure else [])
        for node in list(self.document.findall(chart_figure)):
            figure = node["figure"]
            start = nodes.raw("", f'<details class="chart-data"><summary>{DATA_SUMMARY}</summary>', format="html")
            end = nodes.raw("", "</details>", format="html")
            node["source"] = f"{node.get('bulletin') or store.bulletin_of(self.env, self.env.docname)}:{figure['name']}"
            table = build.table(figure["headings"], figure["rows"], FIGURE, node["source"])
            place = node.parent.index(node) + 1
            node.parent.insert(place, [start, table, end])


def visit_html(self, node: chart_figure) -> None:
    """Writes the figure; the SVG is our own, all words are escaped."""
    figure = node["figure"]
    self.body.append(
        f'<figure class="chart" id="chart-{escape(figure["name"], quote=True)}">'
        f'<div class="chart-image" {attributes(FIGURE, node["source"])} role="img" aria-label="{escape(figure["alt"], quote=True)}">{figure["svg"]}</div>'
        f"<figcaption>{escape(figure['caption'])}</figcaption></figure>"
    )
    raise nodes.SkipNode


def visit_text(self, node: chart_figure) -> None:
    """Writes the alternative text where no picture can stand."""
    self.add_text(node["figure"]["alt"])
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Registers directive, nodes and transform."""
    app.add_node(chart_figure, html=(visit_html, None), text=(visit_text, None))
    app.add_node(chart_reference)
    app.add_directive("chart", ChartDirective)
    app.add_post_transform(ShowFigures)
