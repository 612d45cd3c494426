"""Takes what cells display and puts them on their page: reports as rows of one table, tables as tables."""

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer, load_mime_renders
from sphinx.application import Sphinx

from liandong.model import STATISTIC_MIME, Statistic
from liandong.model.outputs import BASES_MIME, FIGURE_MIME, TABLE_MIME
from liandong.sphinx_ext import store
from liandong.sphinx_ext.directives import FillPlaces, place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.bases import fill_switch
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.charts import fill_figure, note_caption, take_along

# myst-nb counts a cell's line from two lines behind its fence, whatever options follow.
LINES_AFTER_FENCE = 2


def fill_reports(at: FillPlaces, first: place) -> nodes.table:
    """Return one table of all statistics that a cell reported, in its order, in the place of the first."""
    rows = [row for row in first.parent if isinstance(row, place) and row["fill"] is fill_reports]
    for row in rows[1:]:
        row["fill"] = fill_nothing
    # Where a figure is reported twice the build has stopped; other pages than the first have no address of their own.
    found = [Statistic.from_json(row["shown"], page=at.env.docname) for row in rows]
    return build.statistics_table(*at.page, [catalogue(at.app).statistics.get(one.key, one) for one in found],
                                  anchors=True)


def fill_nothing(at: FillPlaces, place: place) -> list[nodes.Node]:
    """Return nothing for a report that stands in the table of its cell."""
    return []


def fill_table(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return the table of data, and the line that takes it along."""
    data, bulletin = here["shown"], here["bulletin"]
    table = build.table_of_data(*at.page, bulletin, data, "table", data["name"], data["caption"])
    # A table with a title must have an id, which Sphinx gives only to those that are there when a page is read.
    at.document.note_implicit_target(table)
    at.document.set_id(table, suggested_prefix=f"data-{data['name']}-")
    return [table, *take_along(at, bulletin, table["ids"][0], data)]


# Of each of our MIME types: where it is kept, and what shows it.
SHOWN = {
    STATISTIC_MIME: (store.REPORTS, fill_reports), TABLE_MIME: (store.TABLES, fill_table),
    FIGURE_MIME: (store.FIGURES, fill_figure), BASES_MIME: (store.BASES, fill_switch),
}


class OutputRenderer:
    """Renders our MIME types: myst-nb calls it for each output of each cell while a page is parsed."""

    mime_priority_overrides = [("*", mime, 1) for mime in SHOWN]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return the place of one of our outputs, or ``None`` for any other MIME type."""
        if data.mime_type not in SHOWN:
            return None
        env, line = renderer.renderer.sphinx_env, data.line - LINES_AFTER_FENCE if data.line else None
        (kept_in, fill), shown = SHOWN[data.mime_type], dict(data.content)
        store.add(env, kept_in, (line, shown) if kept_in == store.REPORTS else shown)
        if kept_in == store.FIGURES:
            note_caption(env, shown, line)
        return [place(fill=fill, shown=shown, bulletin=store.bulletin_of(env, env.docname))]


def setup(app: Sphinx) -> None:
    """Register the renderer with myst-nb."""
    # myst-nb finds renderers by entry points of installed packages; ours is not installed, so it joins the cached list.
    renderers = load_mime_renders()
    if OutputRenderer not in renderers:
        renderers.append(OutputRenderer)
