"""The directive ``{references} figures`` or ``timeline``: public figures from elsewhere, or dated events, each row with its source."""

from docutils import nodes

from liandong.data.fields import cell_text
from liandong.findings import messages
from liandong.model.references import PLACE, TABLE, TIMELINE, References
from liandong.pages.tracing.html import FILE
from liandong.sphinx_ext import store
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.statistics import build

HEADINGS = {TABLE: ["名称", "数值", "时点", "出处", "说明"], TIMELINE: ["时间", "层级", "事件", "出处"]}
LABELS = messages(__name__, "labels")


@directive("references", arguments=1)
def show_references(page: BookDirective) -> nodes.table:
    """Return one of the two tables; the rows of the figures carry the anchors that cards lead to, on the page of references."""
    name, references = page.arguments[0], References(page.root)
    frame, schema = references.table(name), references.resource(name)["schema"]
    if name == TABLE:
        store.add(page.env, store.REFERENCES, name)
    fields = {field["name"]: field for field in schema["fields"]}
    write = _figure if name == TABLE else _event
    rows = [write({key: cell_text(value, fields[key]) for key, value in row.items()}) for _, row in frame.iterrows()]
    ids = [f"reference-{anchor}" for anchor in frame[schema["primaryKey"][0]]]
    return build.table(HEADINGS[name], rows, FILE, PLACE.as_posix(), classes=["references"], ids=ids)


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
