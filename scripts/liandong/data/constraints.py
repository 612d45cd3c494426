"""Constraints and keys of the tables, as Table Schema states them, judged on the values that `tables` read.

And what Table Schema cannot state: totals and their parts, names and units of statistics, one name space of ids.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from liandong.data.fields import Value, expected_text
from liandong.data.tables import FINDINGS_A_COLUMN, TypedTable, as_names
from liandong.findings import Finding, messages, quote

MESSAGES, RELATIONS = messages(__name__), messages(__name__, "relations")
ROWS_SHOWN, ROWS_SUMMED = 10, 20
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
        yield Finding.worded("E208", table.raw.file, MESSAGES["blank"], table.raw.rows[index].number)
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
            yield Finding.worded("E204", table.raw.file, MESSAGES["empty_key"], row.number, columns[0])
        elif key is not None and row.number != rows[key][0]:
            joint = MESSAGES["joint"].join
            yield Finding.worded("E205", table.raw.file, MESSAGES["duplicate"], row.number, joint(columns),
                                 shown=_shown(table, columns, index), rows=joint(map(str, rows[key][:ROWS_SHOWN])))


def _check_reference(
    table: TypedTable, columns: list[str], target: TypedTable, wanted: list[str]
) -> Iterator[Finding]:
    known, place = set(_keys(target, wanted)), {"target": target.raw.name, "wanted": MESSAGES["joint"].join(wanted)}
    # A near miss gives the text away, on either side of the key.
    hidden = columns[0] in table.private or wanted[0] in target.private
    near = [] if hidden else list(dict.fromkeys(target.plain[wanted[0]]))[:NEAR_LOOKED_AT]
    found_before = 0
    for index, (key, row) in enumerate(zip(_keys(table, columns), table.raw.rows, strict=True)):
        if key is None or key in known or _is_refused(table, columns, row.number):
            continue
        text, step = table.plain[columns[0]][index], ""
        # No more findings of a column are shown, and a near miss is looked for in the whole table.
        if found_before < FINDINGS_A_COLUMN:
            for closest in difflib.get_close_matches(text, [item for item in near if item != text], n=1):
                step = MESSAGES["closest"].format(quote(closest))
        found_before += 1
        yield Finding.worded("E206", table.raw.file, MESSAGES["dangling"], row.number, columns[0],
                             shown=_shown(table, columns, index), closest=step, **place)


def _is_refused(table: TypedTable, columns: list[str], number: int) -> bool:
    return any((number, column) in table.refused for column in columns)


def _shown(table: TypedTable, columns: list[str], index: int) -> str:
    return MESSAGES["joint"].join(table.shown(column, table.plain[column][index]) for column in columns)


class _Side(NamedTuple):
    amount: int | Decimal
    rows: list[int]
    shown: str  # where the amount comes from, in Chinese


def check_totals(totals: list[dict[str, Any]], tables: Mapping[str, TypedTable]) -> list[Finding]:
    """Return findings E207 for each relation of datapackage.json's `totals` that does not hold.

    A side is the sum of its field over the rows that its `where` selects, or the number of these rows if it names no
    field.
    A relation is left until its tables have no lost rows and no refused or empty cell in the columns that it uses.
    """
    findings = []
    for relation in totals:
        side, total, parts = relation["total"], *(_side(relation[name], tables) for name in ("total", "parts"))
        if total is None or parts is None or (total.rows and total.amount == parts.amount):
            continue
        findings.append(Finding.worded(
            "E207", tables[side["resource"]].raw.file, RELATIONS["sums" if total.rows else "no_total"],
            total.rows[0] if total.rows else None, side.get("field"), relation.get("statistic"), total=total.shown,
            how=RELATIONS["sum" if "field" in relation["parts"] else "count"], parts=parts.shown,
            title=relation["title"],
        ))
    return findings


def check_items(schemas: Mapping[str, Mapping[str, Any]], tables: Mapping[str, TypedTable]) -> list[Finding]:
    """Return findings E212 where a row's name_zh or unit differs from that of its statistic.

    An item table is one whose field `item` is a foreign key to the resource `statistics`.
    """
    statistics = tables.get("statistics")
    if statistics is None or "id" not in statistics.plain:
        return []
    position = {name: index for index, name in enumerate(statistics.plain["id"]) if name}
    findings, file = [], statistics.raw.name
    for name, table in tables.items():
        keys = [(as_names(key["fields"]), key["reference"]["resource"]) for key in schemas[name].get("foreignKeys", [])]
        if (["item"], "statistics") not in keys or "item" not in table.plain:
            continue
        for column in [name for name in ("name_zh", "unit") if name in table.plain and name in statistics.plain]:
            for row, item, here in zip(table.raw.rows, table.plain["item"], table.plain[column], strict=True):
                # A dangling item is a finding of its own.
                if item in position and here != (there := statistics.plain[column][position[item]]):
                    there_row = statistics.raw.rows[position[item]].number
                    findings.append(Finding.worded(
                        "E212", table.raw.file, RELATIONS["differs"], row.number, column, item,
                        here=table.shown(column, here), file=file, there_row=there_row, there=quote(there),
                    ))
    return findings


def check_one_name_space(tables: Mapping[str, TypedTable]) -> list[Finding]:
    """Return findings E205 where derived.csv uses an id of statistics.csv: prose prints both by their id alone."""
    statistics, derived = tables.get("statistics"), tables.get("derived")
    if statistics is None or derived is None or not ("id" in statistics.plain and "id" in derived.plain):
        return []
    rows = {text: row.number for text, row in zip(statistics.plain["id"], statistics.raw.rows, strict=True) if text}
    findings = []
    for text, row in zip(derived.plain["id"], derived.raw.rows, strict=True):
        if text in rows:
            findings.append(Finding.worded("E205", derived.raw.file, RELATIONS["taken"], row.number, "id",
                                           id=quote(text), table=statistics.raw.name, taken=rows[text]))
    return findings


def _side(side: Mapping[str, Any], tables: Mapping[str, TypedTable]) -> _Side | None:
    """Return one side of a relation, or None if its table cannot answer."""
    table, summed = tables.get(side["resource"]), side.get("field")
    where = {name: str(value) for name, value in side.get("where", {}).items()}
    columns = {*where, summed} - {None}
    if table is None or not table.raw.complete or not columns <= table.plain.keys():
        return None
    if any(column in columns for _, column in table.refused):
        return None
    chosen = [index for index in range(len(table.raw.rows))
              if all(table.plain[name][index] == value for name, value in where.items())]
    rows = [table.raw.rows[index].number for index in chosen]
    amount: int | Decimal = len(rows)
    if summed is not None:
        values = [table.values[summed][index] for index in chosen]
        if None in values:
            return None  # an empty cell that must not be empty is reported where it is
        amount = sum(values)
    if rows:
        numbers = RELATIONS["joint"].join(map(str, rows[:ROWS_SUMMED])) + ("…" if len(rows) > ROWS_SUMMED else "")
        place = RELATIONS["rows"].format(table.raw.name, numbers)
    else:
        conditions = [RELATIONS["condition"].format(name, table.shown(name, value)) for name, value in where.items()]
        place = RELATIONS["no_rows"].format(table.raw.name, RELATIONS["joint"].join(conditions))
        if summed is not None:
            return _Side(amount, rows, place)
    shown = RELATIONS["private"] if summed in table.private else amount
    return _Side(amount, rows, RELATIONS["side"].format(shown, place))
