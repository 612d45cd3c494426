"""Takes the records that cells display and puts them on their page: reports as rows of one table, tables as tables."""

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer, load_mime_renders
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from liandong.charts.figure import MIME_TYPE as FIGURE_MIME
from liandong.records import REPORT_MIME, TABLE_MIME
from liandong.sphinx_ext import build, store
from liandong.sphinx_ext.charts import chart_figure
from liandong.sphinx_ext.origins import TABLE

# myst-nb counts a cell's line from two lines behind its fence, whatever options follow.
LINES_AFTER_FENCE = 2


class report_row(nodes.General, nodes.Element):
    """One reported statistic below its cell, until the rows of the cell are joined to a table."""


class RecordRenderer:
    """Renders our MIME types: myst-nb calls it for each output of each cell while a page is parsed."""

    mime_priority_overrides = [("*", mime, 1) for mime in (REPORT_MIME, TABLE_MIME, FIGURE_MIME)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Returns the nodes of one of our records, or ``None`` for any other MIME type."""
        if data.mime_type not in (REPORT_MIME, TABLE_MIME, FIGURE_MIME):
            return None
        env = renderer.renderer.sphinx_env
        if data.mime_type == TABLE_MIME:
            content = dict(data.content)
            store.add(env, store.TABLES, env.docname, content)
            return [build.table(content["headings"], content["rows"], TABLE, content["name"], caption=content["caption"])]
        if data.mime_type == FIGURE_MIME:
            store.add(env, store.FIGURES, env.docname, dict(data.content))
            return [chart_figure(figure=dict(data.content))]
        line = data.line - LINES_AFTER_FENCE if data.line else None
        store.add(env, store.REPORTS, env.docname, dict(data.content) | {"line": line})
        return [report_row(record=dict(data.content))]


class JoinReportRows(SphinxPostTransform):
    """Joins the reports of one cell to one table, in the order in which the cell reported them."""

    # After myst-nb has selected the MIME type of each output.
    default_priority = 8

    def run(self, **kwargs) -> None:
        """Replaces the first row of each run of rows by the table, and drops the others."""
        parents = {id(row.parent): row.parent for row in self.document.findall(report_row)}
        for parent in parents.values():
            rows = [child for child in parent.children if isinstance(child, report_row)]
            table = build.statistics_table(self.app.builder, self.env.docname, [row["record"] for row in rows], anchors=True)
            rows[0].replace_self(table)
            for row in rows[1:]:
                parent.remove(row)


def setup(app: Sphinx) -> None:
    """Registers the renderer with myst-nb, and the nodes."""
    # myst-nb finds renderers by entry points of installed packages; ours is not installed, so it joins the cached list.
    renderers = load_mime_renders()
    if RecordRenderer not in renderers:
        renderers.append(RecordRenderer)
    app.add_node(report_row)
    app.add_post_transform(JoinReportRows)
