"""Takes what cells display and puts them on their page: reports as rows of one table, tables as tables."""

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer, load_mime_renders
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from liandong.model import STATISTIC_MIME, Statistic
from liandong.model.bases import BASES_MIME
from liandong.model.outputs import FIGURE_MIME, TABLE_MIME
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import TABLE
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.bases import basis_switch
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.charts import chart_figure, note_caption
from liandong.sphinx_ext.statistics.take_along import take_along

# myst-nb counts a cell's line from two lines behind its fence, whatever options follow.
LINES_AFTER_FENCE = 2


MIMES = (STATISTIC_MIME, TABLE_MIME, FIGURE_MIME, BASES_MIME)


class report_row(nodes.General, nodes.Element):
    """One reported statistic below its cell, until the rows of the cell are joined to a table."""


class pending_table(nodes.General, nodes.Element):
    """A table of data, until all pages are read and the statistics in it are known."""


class OutputRenderer:
    """Renders our MIME types: myst-nb calls it for each output of each cell while a page is parsed."""

    mime_priority_overrides = [("*", mime, 1) for mime in MIMES]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return the nodes of one of our outputs, or ``None`` for any other MIME type."""
        if data.mime_type not in MIMES:
            return None
        env = renderer.renderer.sphinx_env
        if data.mime_type == TABLE_MIME:
            store.add(env, store.TABLES, env.docname, dict(data.content))
            return [pending_table(table=dict(data.content))]
        if data.mime_type == BASES_MIME:
            store.add(env, store.BASES, env.docname, dict(data.content))
            return [basis_switch(bases=dict(data.content))]
        if data.mime_type == FIGURE_MIME:
            store.add(env, store.FIGURES, env.docname, dict(data.content))
            note_caption(env, data.content, data.line - LINES_AFTER_FENCE if data.line else None)
            return [chart_figure(figure=dict(data.content))]
        line = data.line - LINES_AFTER_FENCE if data.line else None
        store.add(env, store.REPORTS, env.docname, (line, dict(data.content)))
        return [report_row(statistic=dict(data.content))]


class JoinReportRows(SphinxPostTransform):
    """Joins the reports of one cell to one table, in the order in which the cell reported them."""

    # After myst-nb has selected the MIME type of each output.
    default_priority = 8

    def run(self, **kwargs) -> None:
        """Replace the first row of each run of rows by the table, and drop the others."""
        parents = {id(row.parent): row.parent for row in self.document.findall(report_row)}
        for parent in parents.values():
            rows = [child for child in parent.children if isinstance(child, report_row)]
            known = catalogue(self.app).statistics
            # Where a figure is reported twice the build has stopped; other pages than the first have no address of their own.
            statistics = [Statistic.from_json(row["statistic"], page=self.env.docname) for row in rows]
            statistics = [known.get(statistic.key, statistic) for statistic in statistics]
            table = build.statistics_table(self.app.builder, self.env.docname, statistics, anchors=True)
            rows[0].replace_self(table)
            for row in rows[1:]:
                parent.remove(row)


def fill_data_table(at: FillPlaces, place: pending_table) -> list[nodes.Node]:
    """Return the table of data, and the line that takes it along."""
    data, bulletin = place["table"], store.bulletin_of(at.env, at.env.docname)
    table = build.table_of_data(*at.page, bulletin, data, TABLE, data["name"], data["caption"])
    # A table with a title must have an id, which Sphinx gives only to those that are there when a page is read.
    at.document.note_implicit_target(table)
    at.document.set_id(table, suggested_prefix=f"data-{data['name']}-")
    return [table, *take_along(*at.page, bulletin, table["ids"][0], data)]


def setup(app: Sphinx) -> None:
    """Register the renderer with myst-nb, and the nodes."""
    # myst-nb finds renderers by entry points of installed packages; ours is not installed, so it joins the cached list.
    renderers = load_mime_renders()
    if OutputRenderer not in renderers:
        renderers.append(OutputRenderer)
    app.add_node(report_row)
    add_place(app, pending_table, fill_data_table)
    app.add_post_transform(JoinReportRows)
