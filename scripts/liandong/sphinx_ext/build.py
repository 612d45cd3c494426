"""Makes docutils nodes from records: values in prose, tables of statistics, plain tables. Pure functions of their arguments."""

from docutils import nodes
from sphinx.builders import Builder

from liandong.proof import VERDICT_LABELS, Verdict
from liandong.records import quantity_text
from liandong.sphinx_ext.origins import STATISTIC, data_table

# Used by plain text only, which never ends if a wide character does not fit into a column.
COLUMN_WIDTH = 20
HEADINGS = ["指标", "简报", "复算", "结论", "算式"]
TEACHING = "teaching"
TEACHING_HEADINGS = ["指标", "数值", "性质", "算式"]
DERIVED_LABEL = "推算"
NOT_STATED = "未写出"
NO_VALUE = "无解"
DISPUTED_MARK = "（{label}）"
TITLE = "{name}：{verdict}。{formula}"


def value(builder: Builder, docname: str, record: dict) -> nodes.Node:
    """Returns a statistic as prose prints it: a link to where it was computed, marked if disputed or derived."""
    link = nodes.reference("", "", internal=True, refuri=uri(builder, docname, record), classes=_classes(record))
    link["reftitle"] = TITLE.format(name=record["name_zh"], verdict=verdict_label(record), formula=record["formula_zh"])
    link += nodes.inline("", record["text"])
    if record["verdict"] == Verdict.DISPUTED:
        link += nodes.inline("", DISPUTED_MARK.format(label=verdict_label(record)), classes=["verdict-mark"])
    if record["kind"] == "derived":
        link += nodes.superscript("", DERIVED_LABEL, classes=["verdict-mark"])
    return link


def statistics_table(builder: Builder, docname: str, records: list[dict], anchors: bool = False) -> nodes.table:
    """Returns a table of statistics: name, reported, computed, verdict, formula.

    Args:
        builder: the builder that writes the page, for links.
        docname: the page.
        records: the records, in order.
        anchors: whether the rows carry the statistics' anchors (where they were computed) or link to them.
    """
    # A figure of the teaching ledger was never reported by anybody.
    teaching = bool(records) and all(record["kind"] == TEACHING for record in records)
    rows = []
    for record in records:
        name = nodes.paragraph()
        if anchors:
            name += nodes.Text(record["name_zh"])
        else:
            name += nodes.reference("", record["name_zh"], internal=True, refuri=uri(builder, docname, record))
        reported = [] if teaching else [reported_text(record)]
        rows.append([name, *reported, computed_text(record), badge(record), record["formula_zh"]])
    headings = TEACHING_HEADINGS if teaching else HEADINGS
    result = table(headings, rows, STATISTIC, "statistics.json", classes=["statistics"])
    if anchors:
        for row, record in zip(result.findall(nodes.row), [None, *records], strict=True):
            if record:
                row["ids"].append(anchor(record))
    return result


def table(headings: list[str], rows: list[list], kind: str, source: str, *, caption: str = "", classes: list[str] | None = None) -> nodes.table:
    """Returns a table that was printed from data; a cell is text, which the writer escapes, or a node.

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


def badge(record: dict) -> nodes.Node:
    """Returns the verdict in words, with a class for its colour."""
    paragraph = nodes.paragraph()
    paragraph += nodes.inline("", verdict_label(record), classes=["verdict", *_classes(record)])
    return paragraph


def verdict_label(record: dict) -> str:
    """Returns the verdict in words; a derived figure has none and is called so, one of the teaching ledger says what it is."""
    if record["kind"] == TEACHING:
        return record["label_zh"]
    return VERDICT_LABELS[Verdict(record["verdict"])] if record["verdict"] else DERIVED_LABEL


def reported_text(record: dict) -> str:
    """Returns the bulletin's figure with hedge and unit, or that it states none."""
    reported = record["reported"]
    return quantity_text(reported["value"], record["unit"], reported["hedge"]) if reported else NOT_STATED


def computed_text(record: dict) -> str:
    """Returns the computed figure with its unit."""
    printed = record["computed"]["printed"]
    return f"{printed}{record['unit']}" if printed else NO_VALUE


def anchor(record: dict) -> str:
    """Returns the stable anchor of a statistic on the page that computes it."""
    return f"stat-{record['id']}"


def uri(builder: Builder, docname: str, record: dict) -> str:
    """Returns the address of the place that computed a record, relative to a page."""
    page = builder.get_relative_uri(docname, record["docname"]) if docname != record.get("docname") else ""
    return f"{page}#{anchor(record)}"


def _row(cells: list) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        entry = nodes.entry()
        entry += cell if isinstance(cell, nodes.Node) else nodes.paragraph("", cell)
        row += entry
    return row


def _classes(record: dict) -> list[str]:
    return ["statistic", f"verdict-{record['verdict'] or record['kind']}"]
