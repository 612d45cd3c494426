"""Constraints, primary and foreign keys of the tables (Table Schema), judged on the values that `tables` read."""

from __future__ import annotations

import difflib
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from liandong.data.fields import Value, expected_text
from liandong.data.tables import FINDINGS_A_COLUMN, TypedTable, as_names
from liandong.findings import Finding, messages, quote

MESSAGES = messages(__name__)
ROWS_SHOWN = 10
NEAR_LOOKED_AT = 2000  # ids; comparing texts takes time
# How a value of a cell keeps to a bound of its field.
_BOUNDS = {
    "minimum": operator.le, "maximum": operator.ge,
    "minLength": lambda bound, text: bound <= len(text), "maxLength": lambda bound, text: bound >= len(text),
}
Key = tuple[Value, ...]


def check_values(tables: Mapping[str, TypedTable], schemas: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Return findings about constraints, primary and foreign keys, one for a cell and code.

    A cell that `tables` refused is not judged again, nor is a key that holds one.
    Foreign keys into a table that lost rows to errors of form are left until that table is whole.
    """
    found = [finding for name, table in tables.items() for finding in _check_table(name, table, schemas[name], tables)]
    return list({(item.file, item.row, item.column, item.code): item for item in reversed(found)}.values())


def _check_table(
    name: str, table: TypedTable, schema: Mapping[str, Any], tables: Mapping[str, TypedTable]
) -> Iterator[Finding]:
    if not table.plain:
        return
    blank = {index for index in range(len(table.raw.rows)) if not any(cells[index] for cells in table.plain.values())}
    for index in blank:
        # Only columns that the schema does not know have text here; such a row's cells are not judged one by one.
        row = table.raw.rows[index].number
        yield Finding("E208", table.raw.file, row, found=MESSAGES["blank"], expected=MESSAGES["not_blank"])
    fields = [field for field in schema["fields"] if field["name"] in table.plain]
    for field in fields:
        yield from _check_cells(table, field, blank)
    unique = [[field["name"]] for field in fields if field.get("constraints", {}).get("unique")]
    primary = as_names(schema.get("primaryKey", []))
    for columns in [*unique, primary]:
        if columns and set(columns) <= set(table.plain):
            yield from _check_unique(table, columns, blank, is_primary=columns is primary)
    for key in schema.get("foreignKeys", []):
        target = tables.get(key["reference"]["resource"] or name)
        columns, wanted = as_names(key["fields"]), as_names(key["reference"]["fields"])
        if target and target.raw.complete and set(columns) <= set(table.plain) and set(wanted) <= set(target.plain):
            yield from _check_reference(table, columns, target, wanted)


def _check_cells(table: TypedTable, field: Mapping[str, Any], blank: set[int]) -> Iterator[Finding]:
    name, required, tests = field["name"], field.get("constraints", {}).get("required"), _tests(field)
    for index, (row, value) in enumerate(zip(table.raw.rows, table.values[name], strict=True)):
        bad = required if value is None else not all(test(value) for test in tests)
        if bad and index not in blank and (row.number, name) not in table.refused:
            found = table.shown(name, table.plain[name][index])
            yield Finding("E204", table.raw.file, row.number, name, found, expected_text(field))


def _tests(field: Mapping[str, Any]) -> list[Callable[[Any], bool]]:
    """Return whether a value of the field keeps each of its constraints."""

    def typed(bound: Any) -> Any:
        """Return a value of the description as the cells have it: exact, so that 0.1 in JSON is one tenth."""
        if field["type"] == "string":
            return bound
        return date.fromisoformat(bound) if field["type"] == "date" else Decimal(str(bound))

    tests: list[Callable[[Any], bool]] = []
    for name, bound in field.get("constraints", {}).items():
        if name == "enum":
            tests.append({typed(item) for item in bound}.__contains__)
        elif name == "pattern":
            tests.append(re.compile(bound).fullmatch)
        elif name in _BOUNDS:
            tests.append(partial(_BOUNDS[name], typed(bound)))
    return tests


def _keys(table: TypedTable, columns: list[str]) -> list[Key | None]:
    """Return the key of each row, None where all its cells are empty.

    A refused cell takes part as its text without the blanks around it: a key refused only for them must not make every
    row that refers to it dangle.
    """
    parts = []
    for name in columns:
        cells = zip(table.values[name], table.plain[name], strict=True)
        parts.append([text.strip() if value is None else value for value, text in cells])
    return [key if any(part != "" for part in key) else None for key in zip(*parts, strict=True)]


def _check_unique(table: TypedTable, columns: list[str], blank: set[int], *, is_primary: bool) -> Iterator[Finding]:
    keys = list(zip(_keys(table, columns), table.raw.rows, strict=True))
    rows = defaultdict(list)
    for key, row in keys:
        rows[key].append(row.number)
    for index, (key, row) in enumerate(keys):
        if index in blank or _is_refused(table, columns, row.number):
            continue
        if key is None and is_primary:
            yield Finding("E204", table.raw.file, row.number, columns[0], MESSAGES["empty_key"], MESSAGES["unique"])
        elif key is not None and row.number != rows[key][0]:
            numbers = MESSAGES["joint"].join(map(str, rows[key][:ROWS_SHOWN]))
            found = MESSAGES["duplicate"].format(_shown(table, columns, index), numbers)
            column = MESSAGES["joint"].join(columns)
            yield Finding("E205", table.raw.file, row.number, column, found, MESSAGES["unique"])


def _check_reference(
    table: TypedTable, columns: list[str], target: TypedTable, wanted: list[str]
) -> Iterator[Finding]:
    known, place = set(_keys(target, wanted)), (target.raw.name, MESSAGES["joint"].join(wanted))
    # A near miss gives the text away, on either side of the key.
    hidden = columns[0] in table.private or wanted[0] in target.private
    near = [] if hidden else list(dict.fromkeys(target.plain[wanted[0]]))[:NEAR_LOOKED_AT]
    found_before = 0
    for index, (key, row) in enumerate(zip(_keys(table, columns), table.raw.rows, strict=True)):
        if key is None or key in known or _is_refused(table, columns, row.number):
            continue
        text, next_step = table.plain[columns[0]][index], ""
        # No more findings of a column are shown, and a near miss is looked for in the whole table.
        if found_before < FINDINGS_A_COLUMN:
            for closest in difflib.get_close_matches(text, [item for item in near if item != text], n=1):
                next_step = MESSAGES["closest"].format(quote(closest))
        found_before += 1
        found = MESSAGES["dangling"].format(_shown(table, columns, index), *place)
        expected = MESSAGES["reference"].format(*place)
        yield Finding("E206", table.raw.file, row.number, columns[0], found, expected, next_step)


def _is_refused(table: TypedTable, columns: list[str], number: int) -> bool:
    return any((number, column) in table.refused for column in columns)


def _shown(table: TypedTable, columns: list[str], index: int) -> str:
    return MESSAGES["joint"].join(table.shown(column, table.plain[column][index]) for column in columns)
