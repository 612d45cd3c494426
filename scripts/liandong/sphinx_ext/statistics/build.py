"""Makes docutils nodes from statistics: values in prose, tables of statistics, plain tables. Pure functions."""

from docutils import nodes
from sphinx.builders import Builder

from liandong.findings import messages
from liandong.model import Kind, Statistic, Verdict
from liandong.model.reporting import NO_VALUE
from liandong.sphinx_ext import store
from liandong.sphinx_ext.elements import data_table, element
from liandong.sphinx_ext.statistics.catalogue import Piece, catalogue, split_table

# Used by plain text only, which never ends if a wide character does not fit into a column.
COLUMN_WIDTH = 20
LABELS = messages(__name__, "labels")
# What every statistic on the site is printed from.
STATISTICS = "statistics.json"


def value(builder: Builder, docname: str, statistic: Statistic, text: str | None = None, *, link: bool = True,
          marked: bool = False) -> element:
    """Return a statistic as it is printed: a link to its entry, which opens its card, with its mark if it has one.

    Args:
        builder: the builder that writes the page, for links.
        docname: the page.
        statistic: the statistic.
        text: what is printed, where that is not the whole value with hedge, unit and mark: a cell of a table, a number
            of a formula.
        link: whether it is a link; beside another one of the same statistic it opens the card for the pointer only.
        marked: whether the mark stands behind such a text too.
    """
    title = LABELS["title"].format(name=statistic.name_zh, verdict=statistic.label)
    html = {"href": uri(builder, docname, statistic), "title": title} if link else {}
    node = element("", "", tag="a" if link else "span", html=html, key=statistic.key,
                   classes=["statistic", f"verdict-{statistic.standing}"],
                   support_smartquotes=False)
    node += nodes.inline("", statistic.text) if text is None else nodes.Text(text)
    mark = _mark(statistic) if text is None or marked else ""
    if mark:
        node += (nodes.inline if statistic.verdict else nodes.superscript)("", mark, classes=["verdict-mark"])
    return node


def formula(builder: Builder, docname: str, statistic: Statistic, *, link: bool = True) -> element:
    """Return a statistic's formula; the numbers in it that are statistics are printed as such."""
    found = pieces(builder, docname, catalogue(builder.app).formula(statistic), link=link)
    return element("", "", *found, tag="span", html={"class": "formula"}, support_smartquotes=False)


def part_of(builder: Builder, docname: str, statistic: Statistic, part: str) -> element:
    """Return what a role prints of a statistic: its formula, the figure that was reported, else its value."""
    if part == "formula":
        return formula(builder, docname, statistic)
    return value(builder, docname, statistic, statistic.reported_text if part == "reported" else None, marked=True)


def pieces(builder: Builder, docname: str, found: list[Piece], *, link: bool = True) -> list[nodes.Node]:
    """Return pieces of a text as nodes: those that are statistics printed as such."""
    return [value(builder, docname, statistic, text, link=link) if statistic else nodes.Text(text)
            for text, statistic in found]


def statistics_table(builder: Builder, docname: str, statistics: list[Statistic], anchors: bool = False) -> data_table:
    """Return a table of statistics: name, reported, computed, verdict, formula; anchored where they were computed."""
    # A figure of the teaching ledger was never reported by anybody.
    teaching = bool(statistics) and all(statistic.kind == Kind.TEACHING for statistic in statistics)
    rows = []
    for statistic in statistics:
        values = reported_and_computed(builder, docname, statistic)[teaching:]
        rows.append([statistic.name_zh, *values, badge(statistic), paragraph(formula(builder, docname, statistic))])
    ids = [statistic.anchor for statistic in statistics] if anchors else ()
    return table(LABELS["teaching" if teaching else "headings"], rows, "statistic", STATISTICS, classes=["statistics"],
                 ids=ids)


def reported_and_computed(builder: Builder, docname: str, statistic: Statistic, *,
                          link: bool = True) -> list[nodes.paragraph]:
    """Return the cells of the bulletin's and of the computed figure; no links where the row has another one."""
    stated = statistic.reported is not None
    reported = nodes.Text(LABELS["not_stated"])
    if stated:
        reported = value(builder, docname, statistic, statistic.reported_text, link=link)
    # One stop for the keyboard in a row is enough.
    computed = value(builder, docname, statistic, statistic.computed_text or NO_VALUE, link=link and not stated)
    return [paragraph(reported), paragraph(computed)]


def table_of_data(builder: Builder, docname: str, bulletin: str, data: dict, kind: str, source: str,
                  caption: str = "") -> data_table:
    """Return a table of data (headings, rows, origins); the numbers in it that are statistics are printed as such."""
    rows = [[paragraph(*pieces(builder, docname, cell)) for cell in row]
            for row in split_table(catalogue(builder.app), bulletin, data)]
    return table(data["headings"], rows, kind, source, caption=caption)


def paragraph(*content: nodes.Node) -> nodes.paragraph:
    """Return a paragraph of the nodes."""
    return nodes.paragraph("", "", *content)


def bullets(items: list[nodes.Node], classes: list[str]) -> nodes.bullet_list:
    """Return a list, each of whose items is one node."""
    return nodes.bullet_list("", *(nodes.list_item("", item) for item in items), classes=classes)


def link(words: str, uri: str) -> nodes.reference:
    """Return a link to a place of the site."""
    return nodes.reference("", words, internal=True, refuri=uri)


def table(headings: list[str], rows: list[list], kind: str, source: str, *, caption: str = "", classes=(),
          ids=()) -> data_table:
    """Return a table that was printed from data.

    Args:
        headings: the column headings.
        rows: the cells, row by row, each a node, or text, which the writer escapes.
        kind: what the numbers in it are, one of ``tracing.html.TRACED_KINDS``.
        source: what it was printed from, in the form that the kind asks for.
        caption: its title.
        classes: its classes.
        ids: the anchors of the rows, if they have any.
    """
    # Quotation marks, hyphens and dots are data here: they stay as they are.
    result = data_table(kind=kind, source=source, classes=list(classes), support_smartquotes=False)
    if caption:
        result += nodes.title("", caption)
    columns = [nodes.colspec(colwidth=COLUMN_WIDTH) for _ in headings]
    body = [_row(row) for row in rows]
    for row, anchor in zip(body, ids, strict=False):
        row["ids"] = [anchor]
    result += nodes.tgroup("", *columns, nodes.thead("", _row(headings)), nodes.tbody("", *body), cols=len(headings))
    return result


def verdict(label: str, standing: str) -> nodes.inline:
    """Return a verdict in words, with a class for its colour."""
    return nodes.inline("", label, classes=["verdict", f"verdict-{standing}"])


def badge(statistic: Statistic) -> nodes.paragraph:
    """Return a statistic's verdict, and beside it how far the relation carries: a bound is not an equality."""
    reach = [nodes.inline("", statistic.relation.reach.label, classes=["reach"])] if statistic.relation else []
    return paragraph(verdict(statistic.label, statistic.standing), *reach)


def uri(builder: Builder, docname: str, statistic: Statistic) -> str:
    """Return the address of a statistic's entry, relative to a page: in its bulletin's index, else its own page."""
    return f"{builder.get_relative_uri(docname, store.entry_page(builder.env, statistic))}#{statistic.anchor}"


def _row(cells: list) -> nodes.row:
    return nodes.row("", *(nodes.entry("", cell if isinstance(cell, nodes.Node) else nodes.paragraph("", cell))
                           for cell in cells))


def _mark(statistic: Statistic) -> str:
    """Return the words that stand behind a value that nobody may quote without them."""
    if statistic.verdict == Verdict.DISPUTED:
        return LABELS["disputed"].format(label=statistic.label)
    # 虚构数据 stands behind every number of the teaching city: two characters of it are enough there.
    return "" if statistic.verdict else statistic.label.removesuffix(LABELS["mark_drops"])
