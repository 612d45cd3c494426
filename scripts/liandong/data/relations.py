"""Relations between tables that Table Schema cannot state: totals and parts, names and units, one name space of ids."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from liandong.data.tables import TypedTable, as_names
from liandong.findings import Finding, messages, quote

MESSAGES = messages(__name__)
ROWS_SHOWN = 20


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
        found, row = MESSAGES["no_total"].format(total.shown), None
        if total.rows:
            how = MESSAGES["sum" if "field" in relation["parts"] else "count"]
            found, row = MESSAGES["sums"].format(total.shown, how, parts.shown), total.rows[0]
        file, expected = tables[side["resource"]].raw.file, MESSAGES["equal"].format(relation["title"])
        findings.append(
            Finding("E207", file, row, side.get("field"), found, expected, statistic=relation.get("statistic"))
        )
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
                    found = MESSAGES["differs"].format(table.shown(column, here), file, there_row, quote(there))
                    expected = MESSAGES["same"].format(file, quote(there))
                    findings.append(
                        Finding("E212", table.raw.file, row.number, column, found, expected, statistic=item)
                    )
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
            found = MESSAGES["taken"].format(quote(text), statistics.raw.name, rows[text])
            findings.append(Finding("E205", derived.raw.file, row.number, "id", found, MESSAGES["own_id"]))
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
        numbers = MESSAGES["joint"].join(map(str, rows[:ROWS_SHOWN])) + ("…" if len(rows) > ROWS_SHOWN else "")
        place = MESSAGES["rows"].format(table.raw.name, numbers)
    else:
        conditions = [MESSAGES["condition"].format(name, table.shown(name, value)) for name, value in where.items()]
        place = MESSAGES["no_rows"].format(table.raw.name, MESSAGES["joint"].join(conditions))
        if summed is not None:
            return _Side(amount, rows, place)
    shown = MESSAGES["private"] if summed in table.private else amount
    return _Side(amount, rows, MESSAGES["side"].format(shown, place))
