"""The directive ``{references} figures`` or ``timeline``: public figures from elsewhere, or dated events, each row with its source."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.data.fields import cell_text
from liandong.findings import messages
from liandong.model.references import PLACE, TABLE, TIMELINE, References
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import FILE
from liandong.sphinx_ext.statistics import build

HEADINGS = {TABLE: ["名称", "数值", "时点", "出处", "说明"], TIMELINE: ["时间", "层级", "事件", "出处"]}
LABELS = messages(__name__, "labels")


class ReferencesDirective(SphinxDirective):
    """Shows one of the two tables; the rows of the figures carry the anchors that cards lead to."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, and note that this is the page of references."""
        name = self.arguments[0]
        references = References(Path(self.env.srcdir))
        frame = references.table(name)
        if name == TABLE:
            store.add(self.env, store.REFERENCES, self.env.docname, name)
        fields = {field["name"]: field for field in references.resource(name)["schema"]["fields"]}
        write = _figure if name == TABLE else _event
        rows = [write({key: cell_text(value, fields[key]) for key, value in row.items()}) for _, row in frame.iterrows()]
        table = build.table(HEADINGS[name], rows, FILE, PLACE.as_posix(), classes=["references"])
        key = references.resource(name)["schema"]["primaryKey"][0]
        for row, anchor in zip(list(table.findall(nodes.row))[1:], frame[key], strict=True):
            row["ids"].append(f"reference-{anchor}")
        return [table]


def _figure(row: dict[str, str]) -> list:
    source = _source(row)
    source += [nodes.Text(LABELS["joined"]), nodes.Text(row["agreement"])]
    if row["second_address"].startswith("http"):
        source += [nodes.Text(LABELS["joined"]), nodes.reference("", LABELS["second"], refuri=row["second_address"], internal=False)]
    return [row["name_zh"], f"{row['value']}{row['unit']}", row["as_of"], source, row["note_zh"]]


def _event(row: dict[str, str]) -> list:
    one_day = row["from"] == row["until"]
    day = row["from"] if one_day else LABELS["period"].format(first=row["from"], last=row["until"])
    return [day, row["level"], row["event_zh"], _source(row)]


def _source(row: dict[str, str]) -> nodes.paragraph:
    link = nodes.reference("", LABELS["page"], refuri=row["address"], internal=False)
    words = LABELS["joined"] + LABELS["read_on"].format(day=row["read_on"])
    return build.paragraph(nodes.Text(row["publisher_zh"] + LABELS["joined"]), link, nodes.Text(words))


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("references", ReferencesDirective)
