"""The directive ``{data-dictionary}``: the data dictionary of a bulletin, rendered from its datapackage.json."""

from docutils import nodes

from liandong.findings import messages
from liandong.pages.tracing.html import FILE
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.elements import printed
from liandong.sphinx_ext.statistics.build import bullets, paragraph, table

HEADINGS = ["列", "名称", "类型", "要求", "含义"]
TYPES = {"string": "文字", "integer": "整数", "number": "数（可带小数）", "date": "日期（年-月-日）", "boolean": "是否"}
REQUIRED, UNIQUE, PRIVATE = "必填", "主键", "不公开"
LABELS = messages(__name__, "labels")


def requirements(field: dict, schema: dict) -> list[str]:
    """Return what a field of a schema must satisfy, in words."""
    constraints = field.get("constraints", {})
    words = [REQUIRED] if constraints.get("required") else []
    words += [UNIQUE] if field["name"] in _listed(schema.get("primaryKey")) else []
    words += [LABELS[key].format(value=constraints[key]) for key in ("minimum", "maximum", "pattern") if key in constraints]
    if "labels" in field:
        values = "、".join(f"{value}（{label}）" for value, label in field["labels"].items())
        words.append(LABELS["enum"].format(values=values))
    elif "enum" in constraints:
        words.append(LABELS["enum"].format(values="、".join(map(str, constraints["enum"]))))
    for key in schema.get("foreignKeys", []):
        if field["name"] in _listed(key["fields"]):
            reference = key["reference"]
            words.append(LABELS["foreign"].format(table=reference["resource"], field="、".join(_listed(reference["fields"]))))
    return words + ([PRIVATE] if field.get("private") else [])


@directive("data-dictionary")
def show_dictionary(page: BookDirective) -> list[nodes.Node]:
    """Return for each table of the page's bulletin what it holds and its columns, then the totals that must agree."""
    result: list[nodes.Node] = []
    source = (page.bulletin.place / "datapackage.json").as_posix()
    for resource in page.bulletin.package["resources"]:
        schema = resource["schema"]
        rows = [
            [field["name"], field["title"], TYPES.get(field["type"], field["type"]), "；".join(requirements(field, schema)), field["description"]]
            for field in schema["fields"]
        ]
        file = nodes.inline("", LABELS["file"].format(path=resource["path"]), classes=["file-name"])
        title = printed(f"{resource['title']}（{resource['name']}）", FILE, source)
        result += [
            nodes.rubric("", "", title, ids=[f"table-{resource['name']}"]),
            paragraph(printed(resource["description"], FILE, source), nodes.Text(" "), file),
            table(HEADINGS, rows, FILE, source, classes=["data-dictionary"]),
        ]
    totals = [paragraph(printed(total["title"], FILE, source)) for total in page.bulletin.package.get("totals", ())]
    return result + ([nodes.rubric("", LABELS["totals"], ids=["table-totals"]), bullets(totals, [])] if totals else [])


def _listed(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])
