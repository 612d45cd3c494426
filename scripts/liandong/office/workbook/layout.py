"""The shape of a bulletin's workbook: its sheets, headings, marks and vocabularies. Writing and reading both ask here.

Row 1 of a table's sheet is hidden and holds a mark `table.column` in each column, so that a heading that was reworded,
a column that was moved and a sheet that was renamed are told apart.
Row 2 holds the headings, row 3 the first row of data.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liandong.data.description import check_description
from liandong.data.tables import RawTable, as_names, key_fields, type_cells
from liandong.data.text_files import label, path_inside, refused_path
from liandong.findings import DataError, errors_among
from liandong.model.data_package import DataPackage

MARK_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3
COVER, VOCABULARIES, INDEX = "说明", "选项", "索引"
INDEX_MARK, INDEX_VERSION = "liandong-workbook", 1
TITLE_LENGTH = 31  # characters of a sheet's title that Excel admits

_FORBIDDEN_IN_TITLE = str.maketrans("[]:*?/\\", "（）：＊？／＼")
_RESERVED_TITLES = {"history"}
_BROKEN_TABLE = {"E201", "E202", "E211"}  # the heading differs from the dictionary, so that no column is sure


@dataclass(frozen=True)
class Column:
    """A public field of a table."""

    name: str
    heading: str  # what stands above it in the workbook
    field: dict[str, Any]
    is_key: bool  # whether it belongs to a primary or foreign key
    labels: dict[str, str]  # Chinese label by value of a closed vocabulary that has labels, else empty
    choices: tuple[str, ...]  # what a drop-down list offers, empty for an open field

    @property
    def kind(self) -> str:
        """The field's type: string, integer, number or date."""
        return self.field.get("type", "string")

    def shown(self, value: str) -> str:
        """Return a value as the workbook shows it."""
        return self.labels.get(value, value)


@dataclass(frozen=True)
class Sheet:
    """A table, and the sheet of that title that its public columns are written to."""

    name: str
    title: str
    resource: dict[str, Any]
    columns: tuple[Column, ...]
    private: tuple[str, ...]  # names of the private columns
    key: tuple[str, ...]  # names of the primary key's columns
    path: Path  # the CSV file
    raw: RawTable  # its content now

    def mark(self, column: Column) -> str:
        """Return what the hidden row holds above a column."""
        return f"{self.name}.{column.name}"

    def column(self, name: str) -> Column | None:
        """Return the public column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def public_rows(self) -> list[list[str]]:
        """Return the cells of the public columns, row by row."""
        places = [self.raw.header.index(column.name) for column in self.columns]
        return [[row.cells[place] for place in places] for row in self.raw.rows]

    def digest(self) -> str:
        """Return a sha256 (hex) of the public content, so that a workbook knows which state it was made from.

        Private cells are left out: a checksum of few digits, such as a telephone's, can be guessed back.
        """
        content = [[column.name for column in self.columns], *self.public_rows()]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8")).hexdigest()


def plan_sheets(bulletin: DataPackage) -> list[Sheet]:
    """Return the sheets of a bulletin's tables, in the order of datapackage.json.

    A cell that breaks a rule is no obstacle, so that it can be mended in the workbook.

    Raises:
        DataError: datapackage.json is wrong, or a table cannot be read as rows and columns.
    """
    description_file = label(bulletin.folder / "datapackage.json", bulletin.root)
    description = check_description(bulletin.package, description_file)
    findings, sheets = list(description.findings), []
    titles = {COVER, VOCABULARIES, INDEX, *_RESERVED_TITLES}
    for name, resource in description.resources.items():
        path = path_inside(bulletin.folder, resource["path"])
        if path is None:
            findings.append(refused_path(resource["path"], description_file))
            continue
        raw = bulletin.scan(name)
        # An empty table can be filled in the workbook.
        problems = [item for item in errors_among(raw.findings) if item.code != "E210" or not raw.header]
        problems += [item for item in type_cells(raw, resource["schema"]).findings if item.code in _BROKEN_TABLE]
        findings += problems
        if not problems:
            sheets.append(_sheet(name, sheet_title(resource["title"], titles), resource, path, raw))
            titles.add(sheets[-1].title.casefold())
    if errors_among(findings):
        raise DataError(findings)
    return sheets


def sheet_title(title: str, taken: set[str]) -> str:
    """Return a sheet's title made of a table's: at most 31 characters, none that Excel forbids, not among `taken`.

    Those are casefolded: Excel does not tell upper case from lower.
    """
    plain = re.sub(r"\s+", " ", title.translate(_FORBIDDEN_IN_TITLE)).strip().strip("'") or "表"
    result, number = plain[:TITLE_LENGTH], 1
    while result.casefold() in taken:
        number += 1
        suffix = f"（{number}）"
        result = plain[: TITLE_LENGTH - len(suffix)] + suffix
    return result


def _sheet(name: str, title: str, resource: dict[str, Any], path: Path, raw: RawTable) -> Sheet:
    schema = resource["schema"]
    fields, keys = {field["name"]: field for field in schema["fields"]}, key_fields(schema)
    columns: list[Column] = []
    for column, field in ((column, fields[column]) for column in raw.header if not fields[column].get("private")):
        heading = f"{field['title']}（{field['unit']}）" if field.get("unit") else field["title"]
        if any(heading == other.heading for other in columns):
            heading = f"{heading}（{column}）"
        columns.append(Column(column, heading, field, column in keys, *_vocabulary(field)))
    private = tuple(column for column in raw.header if fields[column].get("private"))
    key = tuple(as_names(schema.get("primaryKey", [])))
    return Sheet(name, title, resource, tuple(columns), private, key, path, raw)


def _vocabulary(field: dict[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return labels and choices of a field; labels that could be read back in two ways are not used."""
    values = [str(value) for value in field.get("constraints", {}).get("enum", [])]
    labels = {value: field.get("labels", {}).get(value, value) for value in values}
    ambiguous = len(set(labels.values())) < len(labels)
    ambiguous |= any(text in labels and text != value for value, text in labels.items())
    if ambiguous or field.get("type", "string") != "string":
        labels = {}
    return labels, tuple(labels.get(value, value) for value in values)
