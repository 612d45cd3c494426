"""Makes docutils nodes from statistics: values in prose, tables of statistics, plain tables. Pure functions of their arguments."""

from docutils import nodes
from sphinx.builders import Builder

from liandong.model import Kind, Statistic, Verdict
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import STATISTIC, data_table
from liandong.sphinx_ext.statistics.catalogue import Piece, catalogue, split_table
from liandong.sphinx_ext.statistics.printed import formula_text, printed_statistic

# Used by plain text only, which never ends if a wide character does not fit into a column.
COLUMN_WIDTH = 20
HEADINGS = ["指标", "简报", "复算", "结论", "算式"]
TEACHING_HEADINGS = ["指标", "数值", "性质", "算式"]
NOT_STATED = "未写出"
NO_VALUE = "无解"
DISPUTED_MARK = "（{label}）"
# 虚构数据 stands behind every number of the teaching city: two characters of it are enough there.
MARK_DROPS = "数据"
TITLE = "{name}：{verdict}"


def value(builder: Builder, docname: str, statistic: Statistic, text: str | None = None, *, link: bool = True, marked: bool = False) -> printed_statistic:
    """Return a statistic as it is printed: a link to its entry, which opens its card; marked if disputed, derived or fictional.

    Args:
        builder: the builder that writes the page, for links.
        docname: the page.
        statistic: the statistic.
        text: what is printed, where that is not the whole value with hedge, unit and mark: a cell of a table, a number of a formula.
        marked: whether the mark stands behind such a text too.
        link: whether it is a link; beside another one of the same statistic it opens the card for the pointer only.
    """
    node = printed_statistic(
        "", "", key=statistic.key, classes=["statistic", f"verdict-{statistic.standing}"], refuri=uri(builder, docname, statistic) if link else "",
        reftitle=TITLE.format(name=statistic.name_zh, verdict=statistic.label), support_smartquotes=False,
    )
    node += nodes.inline("", statistic.text) if text is None else nodes.Text(text)
    mark = _mark(statistic) if text is None or marked else ""
    if mark:
        words = nodes.inline if statistic.verdict else nodes.superscript
        node += words("", mark, classes=["verdict-mark"])
    return node


def formula(builder: Builder, docname: str, statistic: Statistic, *, link: bool = True) -> formula_text:
    """Return a statistic's formula; the numbers in it that are statistics are printed as such."""
    return formula_text("", "", *pieces(builder, docname, catalogue(builder.app).formula(statistic), link=link), support_smartquotes=False)


def pieces(builder: Builder, docname: str, found: list[Piece], *, link: bool = True) -> list[nodes.Node]:
    """Return pieces of a text as nodes: those that are statistics printed as such."""
    return [value(builder, docname, statistic, text, link=link) if statistic else nodes.Text(text) for text, statistic in found]


def statistics_table(builder: Builder, docname: str, statistics: list[Statistic], anchors: bool = False) -> nodes.table:
    """Return a table of statistics: name, reported, computed, verdict, formula.

    Args:
        builder: the builder that writes the page, for links.
        docname: the page.
        statistics: the statistics, in order.
        anchors: whether the rows carry the statistics' anchors, where they were computed.
    """
    # A figure of the teaching ledger was never reported by anybody.
    teaching = bool(statistics) and all(statistic.kind == Kind.TEACHING for statistic in statistics)
    rows = []
    for statistic in statistics:
        reported, computed = reported_and_computed(builder, docname, statistic)
        rows.append([
            statistic.name_zh, *([] if teaching else [reported]), computed, badge(statistic), paragraph(formula(builder, docname, statistic)),
        ])
    result = table(TEACHING_HEADINGS if teaching else HEADINGS, rows, STATISTIC, "statistics.json", classes=["statistics"])
    if anchors:
        for row, statistic in zip(result.findall(nodes.row), [None, *statistics], strict=True):
            if statistic:
                row["ids"].append(statistic.anchor)
    return result


def reported_and_computed(builder: Builder, docname: str, statistic: Statistic, *, link: bool = True) -> tuple[nodes.paragraph, nodes.paragraph]:
    """Return the cells of the bulletin's and of the computed figure; no links where the row has another one."""
    stated = statistic.reported is not None
    reported = value(builder, docname, statistic, statistic.reported_text, link=link) if stated else nodes.Text(NOT_STATED)
    # One stop for the keyboard in a row is enough.
    computed = value(builder, docname, statistic, statistic.computed_text or NO_VALUE, link=link and not stated)
    return paragraph(reported), paragraph(computed)


def table_of_data(builder: Builder, docname: str, bulletin: str, data: dict, kind: str, source: str, caption: str = "") -> nodes.table:
    """Return a table of data (headings, rows, origins); the numbers in it that are statistics are printed as such.

    ``kind`` and ``source`` say what it was printed from, as for ``table``.
    """
    rows = [
        [paragraph(*pieces(builder, docname, cell)) for cell in row] for row in split_table(catalogue(builder.app), bulletin, data)
    ]
    return table(data["headings"], rows, kind, source, caption=caption)


def paragraph(*content: nodes.Node) -> nodes.paragraph:
    """Return a paragraph of the nodes."""
    return nodes.paragraph("", "", *content)


def table(headings: list[str], rows: list[list], kind: str, source: str, *, caption: str = "", classes: list[str] | None = None) -> nodes.table:
    """Return a table that was printed from data; a cell is text, which the writer escapes, or a node.

    Args:
        headings: the column headings.
        rows: the cells, row by row.
        kind: what the numbers in it are, one of ``tracing.html.TRACED_KINDS``.
        source: what it was printed from, in the form that the kind asks for.
        caption: its title.
        classes: its classes.
    """
    # Quotation marks, hyphens and dots are data here: they stay as they are.
    result = data_table(kind=kind, source=source, classes=classes or [], support_smartquotes=False)
    if caption:
        result += nodes.title("", caption)
    group = nodes.tgroup(cols=len(headings))
    group += [nodes.colspec(colwidth=COLUMN_WIDTH) for _ in headings]
    head, body = nodes.thead(), nodes.tbody()
    head += _row(headings)
    body += [_row(row) for row in rows]
    group += [head, body]
    result += group
    return result


def badge(statistic: Statistic) -> nodes.Node:
    """Return the verdict in words, with a class for its colour."""
    paragraph = nodes.paragraph()
    paragraph += nodes.inline("", statistic.label, classes=["verdict", f"verdict-{statistic.standing}"])
    if statistic.relation:
        # A bound is not an equality: how far the relation carries stands beside every verdict.
        paragraph += nodes.inline("", statistic.relation.reach.label, classes=["reach"])
    return paragraph


def uri(builder: Builder, docname: str, statistic: Statistic) -> str:
    """Return the address of a statistic's entry, relative to a page: in its bulletin's index, else where it is computed."""
    target = store.entry_page(builder.env, statistic)
    page = builder.get_relative_uri(docname, target) if docname != target else ""
    return f"{page}#{statistic.anchor}"


def _row(cells: list) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        entry = nodes.entry()
        entry += cell if isinstance(cell, nodes.Node) else nodes.paragraph("", cell)
        row += entry
    return row


def _mark(statistic: Statistic) -> str:
    """Return the words that stand behind a value that nobody may quote without them."""
    if statistic.verdict == Verdict.DISPUTED:
        return DISPUTED_MARK.format(label=statistic.label)
    return "" if statistic.verdict else statistic.label.removesuffix(MARK_DROPS)
