"""Constraints and keys of the tables, judged by frictionless (Table Schema) and told in this project's findings.

frictionless gets the cells inline, as `tables` read them: it opens no file and no address, and row numbers, encodings
and partly broken tables stay ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from liandong.data.fields import expected_text
from liandong.data.tables import TypedTable, as_names
from liandong.findings import Finding, quote

if TYPE_CHECKING:
    from frictionless import Error

MESSAGES = {
    "duplicate": "{} 在第 {} 行都有",
    "unique": "每行不同",
    "dangling": "{} 不在 {} 的 {} 列里",
    "reference": "{} 的 {} 列里已有的编号",
    "closest": "最接近的是 {}；改成对方表里已有的编号，或者先在对方表里补上这一行。",
    "empty_key": "编号为空",
    "blank": "数据说明里的各列都是空的",
    "not_blank": "每行都有数据",
    "engine": "校验程序读不懂：{}",
    "engine_expected": "符合 Table Schema 的数据说明",
    "joint": "、",
}


def check_values(
    tables: Mapping[str, TypedTable], schemas: Mapping[str, Mapping[str, Any]], description_file: str
) -> list[Finding]:
    """Findings about constraints, primary and foreign keys.

    A cell that `tables` refused is not judged again, nor is a key that holds one.
    Foreign keys into a table that lost rows to errors of form are left until that table is whole.

    Args:
        tables: Typed tables by resource name.
        schemas: Table Schema of the same resources, well formed.
        description_file: datapackage.json relative to the root, for what frictionless refuses as a whole.
    """
    # frictionless takes half a second to import, and `--help` must not wait for it.
    from frictionless import FrictionlessException, Package

    judged = {name: table for name, table in tables.items() if table.plain and table.raw.rows}
    if not judged:
        return []
    resources = [
        {"name": name, "type": "table", "data": _inline(table), "schema": _schema(name, table, schemas[name], judged)}
        for name, table in judged.items()
    ]
    try:
        report = Package.from_descriptor({"name": "package", "resources": resources}).validate(limit_errors=1_000_000)
    except FrictionlessException as error:
        return [_refused(description_file, error.error)]
    findings = [_refused(description_file, error) for error in report.errors]
    for task in report.tasks:
        table = judged[task.name]
        for error in task.errors:
            findings += _translate(error, table, schemas[task.name], tables, description_file)
    return list({(item.file, item.row, item.column, item.code): item for item in reversed(findings)}.values())


def _inline(table: TypedTable) -> list[list[str]]:
    names = list(table.plain)
    # A key refused only for the blanks around it must not make every row that refers to it dangle.
    return [
        names,
        *([cell.strip() for cell in cells] for cells in zip(*(table.plain[name] for name in names), strict=True)),
    ]


def _schema(
    name: str, table: TypedTable, schema: Mapping[str, Any], judged: Mapping[str, TypedTable]
) -> dict[str, Any]:
    """The schema for frictionless: only columns that the file has, and keys that can be judged."""
    fields = {field["name"]: field for field in schema["fields"]}
    primary = as_names(schema.get("primaryKey", []))
    return {
        "fields": [_field(fields[column]) for column in table.plain],
        "primaryKey": primary if set(primary) <= set(table.plain) else [],
        "foreignKeys": [
            {
                "fields": as_names(key["fields"]),
                "reference": {
                    "resource": "" if key["reference"]["resource"] == name else key["reference"]["resource"],
                    "fields": as_names(key["reference"]["fields"]),
                },
            }
            for key in schema.get("foreignKeys", [])
            if _can_judge(key, name, table, judged)
        ],
        "missingValues": [""],
    }


def _can_judge(key: Mapping[str, Any], name: str, table: TypedTable, judged: Mapping[str, TypedTable]) -> bool:
    target = judged.get(key["reference"]["resource"] or name)
    return (
        target is not None
        and target.raw.complete
        and set(as_names(key["fields"])) <= set(table.plain)
        and set(as_names(key["reference"]["fields"])) <= set(target.plain)
    )


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    constraints = dict(field.get("constraints", {}))
    if "pattern" in constraints:
        # frictionless puts ^ and $ around the bare pattern, which an alternation would escape.
        constraints["pattern"] = f"(?:{constraints['pattern']})"
    return {"name": field["name"], "type": field["type"], "constraints": constraints}


def _translate(
    error: Error, table: TypedTable, schema: Mapping[str, Any], tables: Mapping[str, TypedTable], description_file: str
) -> Iterator[Finding]:
    """The findings for one error of frictionless; none if the cell was refused before."""
    row_number = getattr(error, "row_number", None)
    if row_number is None:
        if table.private:
            # The words of the engine may hold a cell.
            yield Finding("E106", description_file, found=MESSAGES["engine"].format(error.type), expected=MESSAGES["engine_expected"])
        else:
            yield _refused(description_file, error)
        return
    index = row_number - 2  # frictionless counts the inline header as row 1
    row = table.raw.rows[index].number
    if error.type == "blank-row":  # only columns that the schema does not know have text
        yield Finding("E208", table.raw.file, row, found=MESSAGES["blank"], expected=MESSAGES["not_blank"])
        return
    if not any(cells[index] for cells in table.plain.values()):
        return  # an empty row is told once
    if error.type == "primary-key":
        columns = as_names(schema["primaryKey"])
    elif error.type == "foreign-key":
        columns = list(error.field_names)
    else:
        columns = [error.field_name]
    if any((row, column) in table.refused for column in columns):
        return
    cells = MESSAGES["joint"].join(table.shown(column, table.plain[column][index]) for column in columns)
    file, column = table.raw.file, columns[0]
    if error.type in ("primary-key", "unique-error"):
        yield _duplicate(table, columns, index, cells)
    elif error.type == "foreign-key":
        target = tables[error.reference_name] if error.reference_name else table
        yield _dangling(table, columns, index, target, list(error.reference_field_names))
    else:
        field = next(field for field in schema["fields"] if field["name"] == column)
        yield Finding("E203" if error.type == "type-error" else "E204", file, row, column, cells, expected_text(field))


def _duplicate(table: TypedTable, columns: list[str], index: int, cells: str) -> Finding:
    file, row = table.raw.file, table.raw.rows[index].number
    keys = list(zip(*(table.plain[column] for column in columns), strict=True))
    if not any(keys[index]):
        return Finding("E204", file, row, columns[0], MESSAGES["empty_key"], MESSAGES["unique"])
    rows = [str(other.number) for other, key in zip(table.raw.rows, keys, strict=True) if key == keys[index]]
    found = MESSAGES["duplicate"].format(cells, MESSAGES["joint"].join(rows[:10]))
    return Finding("E205", file, row, MESSAGES["joint"].join(columns), found, MESSAGES["unique"])


def _dangling(
    table: TypedTable, columns: list[str], index: int, target: TypedTable, target_columns: list[str]
) -> Finding:
    text = table.plain[columns[0]][index]
    place = (target.raw.name, MESSAGES["joint"].join(target_columns))
    found = MESSAGES["dangling"].format(
        MESSAGES["joint"].join(table.shown(column, table.plain[column][index]) for column in columns), *place
    )
    closest = difflib.get_close_matches(text, set(target.plain[target_columns[0]]) - {text}, n=1)
    # A near miss gives the text away, on either side of the key.
    hidden = columns[0] in table.private or target_columns[0] in target.private
    next_step = MESSAGES["closest"].format(quote(closest[0])) if closest and not hidden else ""
    row = table.raw.rows[index].number
    return Finding("E206", table.raw.file, row, columns[0], found, MESSAGES["reference"].format(*place), next_step)


def _refused(description_file: str, error: Error) -> Finding:
    found = MESSAGES["engine"].format(quote(error.message))
    return Finding("E106", description_file, found=found, expected=MESSAGES["engine_expected"])
