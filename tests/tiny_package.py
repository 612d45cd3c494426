"""A tiny data package for the tests of the package check: six tables, two totals, nothing wrong with them."""

import json
from pathlib import Path
from typing import Any

from liandong.data.package_check import check_package
from liandong.findings import Finding

LEVELS = {"province": "省级", "city": "市级"}


def field(name: str, kind: str = "string", labels: dict[str, str] | None = None, **constraints: Any) -> dict[str, Any]:
    """A complete field descriptor; labels make an enumeration."""
    described = {"name": name, "type": kind, "title": name, "description": "说明", "description_en": "Meaning"}
    if labels:
        described |= {"labels": labels}
        constraints |= {"enum": list(labels)}
    return described | {"constraints": constraints}


def resource(name: str, path: str, fields: list[dict[str, Any]], key: list[str], **references: str) -> dict[str, Any]:
    """A complete resource descriptor; references are given as column="table.column"."""
    foreign_keys = [
        {"fields": column, "reference": {"resource": target.split(".")[0], "fields": target.split(".")[1]}}
        for column, target in references.items()
    ]
    schema = {"fields": fields, "primaryKey": key, "foreignKeys": foreign_keys, "missingValues": [""]}
    return {"name": name, "path": path, "title": name, "description": "说明", "schema": schema}


PACKAGE = {
    "$schema": "https://example.invalid/profile.json",
    "name": "tiny",
    "title": "小例",
    "description": "说明",
    "resources": [
        resource(
            "statistics",
            "statistics.csv",
            [
                field("id", required=True, pattern="[a-z]+|[a-z]+-[a-z]+"),
                field("name_zh", required=True),
                field("unit"),
            ],
            ["id"],
        ),
        resource(
            "derived", "derived.csv", [field("id", required=True), field("decimals", "integer", maximum=6)], ["id"]
        ),
        resource(
            "beds",
            "tables/beds.csv",
            [
                field("item", required=True),
                field("name_zh", required=True),
                field("value", "number", required=True, minimum=0),
                field("unit", required=True),
                field("as_of", "date", required=True),
            ],
            ["item"],
            item="statistics.id",
        ),
        resource(
            "assignments",
            "tables/assignments.csv",
            [field("level", labels=LEVELS, required=True), field("problems", "integer", required=True, minimum=0)],
            ["level"],
        ),
        resource(
            "status",
            "tables/status.csv",
            [
                field("level", labels=LEVELS, required=True),
                field("status", required=True, minLength=2, maxLength=9),
                field("problems", "integer", required=True, minimum=0),
            ],
            ["level", "status"],
            level="assignments.level",
        ),
        resource("list", "tables/list.csv", [field("problem", unique=True), field("level", required=True)], []),
    ],
    "totals": [
        {
            "name": "city",
            "title": "市级交办等于各状态之和",
            "total": {"resource": "assignments", "field": "problems", "where": {"level": "city"}},
            "parts": {"resource": "status", "field": "problems", "where": {"level": "city"}},
        },
        {
            "name": "province",
            "title": "省级交办等于列出的行数",
            "total": {"resource": "assignments", "field": "problems", "where": {"level": "province"}},
            "parts": {"resource": "list", "where": {"level": "province"}},
        },
    ],
}

FILES = {
    "statistics.csv": "id,name_zh,unit\nbeds,床位,张\ncare-beds,养老床位,张\n",
    "derived.csv": "id,decimals\nbed-share,1\n",
    "tables/beds.csv": (
        "item,name_zh,value,unit,as_of\nbeds,床位,5470,张,2024-11-27\ncare-beds,养老床位,44.28,张,2024-11-27\n"
    ),
    "tables/assignments.csv": "level,problems\nprovince,2\ncity,29\n",
    "tables/status.csv": "level,status,problems\ncity,done,23\ncity,ongoing,2\ncity,design,4\n",
    "tables/list.csv": "problem,level\na,province\nb,province\n",
}
BEDS, STATUS, ASSIGNMENTS = "tables/beds.csv", "tables/status.csv", "tables/assignments.csv"


def make(folder: Path, package: Any = PACKAGE, **changed: str | bytes | None) -> Path:
    """A copy of the tiny package; `changed` gives other contents by file name, None to leave the file out."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    text = package if isinstance(package, str) else json.dumps(package, ensure_ascii=False)
    for name, content in {"datapackage.json": text, **FILES, **changed}.items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def replaced(file: str, old: str, new: str) -> dict[str, str]:
    """A file of the tiny package with the first `old` replaced."""
    assert old in FILES[file]
    return {file: FILES[file].replace(old, new, 1)}


def check(folder: Path, package: Any = PACKAGE, **changed: str | bytes | None) -> list[Finding]:
    """The findings about a changed copy of the tiny package."""
    return check_package(make(folder, package, **changed), folder)
