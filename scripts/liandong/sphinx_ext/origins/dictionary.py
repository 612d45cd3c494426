"""The directive ``{data-dictionary}``: the data dictionary of a bulletin, rendered from its datapackage.json."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.findings import messages
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import FILE, printed
from liandong.sphinx_ext.statistics import build

HEADINGS = ["列", "名称", "类型", "要求", "含义"]
TYPES = {"string": "文字", "integer": "整数", "number": "数（可带小数）", "date": "日期（年-月-日）", "boolean": "是否"}
REQUIRED = "必填"
UNIQUE = "主键"
PRIVATE = "不公开"
LABELS = messages(__name__, "labels")


def requirements(field: dict, schema: dict) -> list[str]:
    """Return what a field must satisfy, in words.

    Args:
        field: the field's description.
        schema: the table's schema, for keys.
    """
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


class DataDictionaryDirective(SphinxDirective):
    """Shows each table of the page's bulletin: what it holds, and each column's type, requirements and meaning."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each table, then the totals that must agree."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        result: list[nodes.Node] = []
        source = (bulletin.place / "datapackage.json").as_posix()
        for resource in bulletin.package["resources"]:
            schema = resource["schema"]
            rows = [
                [f["name"], f["title"], TYPES.get(f["type"], f["type"]), "；".join(requirements(f, schema)), f["description"]]
                for f in schema["fields"]
            ]
            paragraph = nodes.paragraph()
            paragraph += [printed(resource["description"], FILE, source), nodes.Text(" ")]
            paragraph += nodes.inline("", LABELS["file"].format(path=resource["path"]), classes=["file-name"])
            title = nodes.rubric(ids=[f"table-{resource['name']}"])
            title += printed(f"{resource['title']}（{resource['name']}）", FILE, source)
            result += [title, paragraph, build.table(HEADINGS, rows, FILE, source, classes=["data-dictionary"])]
        if bulletin.package.get("totals"):
            items = nodes.bullet_list()
            for total in bulletin.package["totals"]:
                item = nodes.list_item()
                paragraph = nodes.paragraph()
                paragraph += printed(total["title"], FILE, source)
                item += paragraph
                items += item
            result += [nodes.rubric("", LABELS["totals"], ids=["table-totals"]), items]
        return result


def _listed(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("data-dictionary", DataDictionaryDirective)
