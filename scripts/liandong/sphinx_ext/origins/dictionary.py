"""What data files hold: ``{data-dictionary}``, its datapackage.json, ``{references}``, what is from elsewhere."""

from docutils import nodes

from liandong.data.fields import cell_text
from liandong.data.tables import as_names
from liandong.findings import messages
from liandong.model.references import PLACE, TABLE, References
from liandong.pages.tracing.html import FILE
from liandong.sphinx_ext import store
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.elements import printed
from liandong.sphinx_ext.statistics.build import bullets, paragraph, table

LABELS = messages(__name__, "labels")


def requirements(field: dict, schema: dict) -> list[str]:
    """Return what a field of a schema must satisfy, in words."""
    constraints = field.get("constraints", {})
    words = [LABELS["required"]] if constraints.get("required") else []
    words += [LABELS["unique"]] if field["name"] in as_names(schema.get("primaryKey", [])) else []
    words += [LABELS[key].format(value=constraints[key])
              for key in ("minimum", "maximum", "pattern") if key in constraints]
    if "labels" in field:
        values = "、".join(f"{value}（{label}）" for value, label in field["labels"].items())
        words.append(LABELS["enum"].format(values=values))
    elif "enum" in constraints:
        words.append(LABELS["enum"].format(values="、".join(map(str, constraints["enum"]))))
    for key in schema.get("foreignKeys", []):
        if field["name"] in as_names(key["fields"]):
            reference = key["reference"]
            fields = "、".join(as_names(reference["fields"]))
            words.append(LABELS["foreign"].format(table=reference["resource"], field=fields))
    return words + ([LABELS["private"]] if field.get("private") else [])


@directive("data-dictionary")
def show_dictionary(page: BookDirective) -> list[nodes.Node]:
    """Return for each table of the page's bulletin what it holds and its columns, then the totals that must agree."""
    result: list[nodes.Node] = []
    source = (page.bulletin.place / "datapackage.json").as_posix()
    for resource in page.bulletin.package["resources"]:
        schema = resource["schema"]
        rows = [
            [field["name"], field["title"], LABELS["types"].get(field["type"], field["type"]),
             "；".join(requirements(field, schema)), field["description"]]
            for field in schema["fields"]
        ]
        file = nodes.inline("", LABELS["file"].format(path=resource["path"]), classes=["file-name"])
        title = printed(f"{resource['title']}（{resource['name']}）", FILE, source)
        result += [
            nodes.rubric("", "", title, ids=[f"table-{resource['name']}"]),
            paragraph(printed(resource["description"], FILE, source), nodes.Text(" "), file),
            table(LABELS["headings"], rows, FILE, source, classes=["data-dictionary"]),
        ]
    totals = [paragraph(printed(total["title"], FILE, source)) for total in page.bulletin.package.get("totals", ())]
    return result + ([nodes.rubric("", LABELS["totals"], ids=["table-totals"]), bullets(totals, [])] if totals else [])


@directive("references", arguments=1)
def show_references(page: BookDirective) -> nodes.table:
    """Return public figures, with the anchors that cards lead to, or the timeline, each row with its source."""
    name, references = page.arguments[0], References(page.root)
    frame, schema = references.table(name), references.resource(name)["schema"]
    if name == TABLE:
        store.add(page.env, store.REFERENCES, name)
    fields = {field["name"]: field for field in schema["fields"]}
    write = _figure if name == TABLE else _event
    rows = [write({key: cell_text(value, fields[key]) for key, value in row.items()}) for _, row in frame.iterrows()]
    ids = [f"reference-{anchor}" for anchor in frame[schema["primaryKey"][0]]]
    return table(LABELS["references"][name], rows, FILE, PLACE.as_posix(), classes=["references"], ids=ids)


def _figure(row: dict[str, str]) -> list:
    source = _source(row)
    source += [nodes.Text(LABELS["joined"]), nodes.Text(row["agreement"])]
    if row["second_address"].startswith("http"):
        link = nodes.reference("", LABELS["second"], refuri=row["second_address"], internal=False)
        source += [nodes.Text(LABELS["joined"]), link]
    return [row["name_zh"], f"{row['value']}{row['unit']}", row["as_of"], source, row["note_zh"]]


def _event(row: dict[str, str]) -> list:
    one_day = row["from"] == row["until"]
    day = row["from"] if one_day else LABELS["period"].format(first=row["from"], last=row["until"])
    return [day, row["level"], row["event_zh"], _source(row)]


def _source(row: dict[str, str]) -> nodes.paragraph:
    link = nodes.reference("", LABELS["page"], refuri=row["address"], internal=False)
    words = LABELS["joined"] + LABELS["read_on"].format(day=row["read_on"])
    return paragraph(nodes.Text(row["publisher_zh"] + LABELS["joined"]), link, nodes.Text(words))
