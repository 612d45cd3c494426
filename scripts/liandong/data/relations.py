"""Relations between tables that Table Schema cannot state: totals and parts, names and units, one name space of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        total, parts = (_side(relation[name], tables) for name in ("total", "parts"))
        if total is None or parts is None or (total.rows and total.amount == parts.amount):
            continue
        side = relation["total"]
        if total.rows:
            how = MESSAGES["sum" if "field" in relation["parts"] else "count"]
            found = MESSAGES["sums"].format(total.shown, how, parts.shown)
        else:
            found = MESSAGES["no_total"].format(total.shown)
        file = tables[side["resource"]].raw.file
        row = total.rows[0] if total.rows else None
        findings.append(
            Finding(
                "E207", file, row, side.get("field"), found, MESSAGES["equal"].format(relation["title"]),
                statistic=relation.get("statistic"),
            )
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
    findings = []
    for name, schema in schemas.items():
        if name in tables and _is_item_table(schema):
            findings += _compare_items(tables[name], statistics, position)
    return findings


def check_one_name_space(tables: Mapping[str, TypedTable]) -> list[Finding]:
    """Return findings E205 where derived.csv uses an id of statistics.csv: prose prints both by their id alone."""
    statistics, derived = tables.get("statistics"), tables.get("derived")
    if statistics is None or derived is None or not ("id" in statistics.plain and "id" in derived.plain):
        return []
    rows = {text: row.number for text, row in zip(statistics.plain["id"], statistics.raw.rows, strict=True) if text}
    return [
        Finding(
            "E205",
            derived.raw.file,
            row.number,
            "id",
            MESSAGES["taken"].format(quote(text), statistics.raw.name, rows[text]),
            MESSAGES["own_id"],
        )
        for text, row in zip(derived.plain["id"], derived.raw.rows, strict=True)
        if text in rows
    ]


def _side(side: Mapping[str, Any], tables: Mapping[str, TypedTable]) -> _Side | None:
    """Return one side of a relation, or None if its table cannot answer."""
    table = tables.get(side["resource"])
    where = {name: str(value) for name, value in side.get("where", {}).items()}
    columns = [*where, *([side["field"]] if "field" in side else [])]
    if table is None or not table.raw.complete or not set(columns) <= set(table.plain):
        return None
    if any(column in columns for _, column in table.refused):
        return None
    chosen = [
        (index, row.number)
        for index, row in enumerate(table.raw.rows)
        if all(table.plain[name][index] == value for name, value in where.items())
    ]
    rows = [number for _, number in chosen]
    amount: int | Decimal = len(rows)
    if "field" in side:
        values = [table.values[side["field"]][index] for index, _ in chosen]
        if None in values:
            return None  # an empty cell that must not be empty is reported where it is
        amount = sum(values)
    if rows:
        numbers = MESSAGES["joint"].join(str(row) for row in rows[:ROWS_SHOWN]) + (
            "…" if len(rows) > ROWS_SHOWN else ""
        )
        place = MESSAGES["rows"].format(table.raw.name, numbers)
    else:
        conditions = MESSAGES["joint"].join(
            MESSAGES["condition"].format(name, table.shown(name, value)) for name, value in where.items()
        )
        place = MESSAGES["no_rows"].format(table.raw.name, conditions)
        if "field" in side:
            return _Side(amount, rows, place)
    hidden = side.get("field") in table.private
    return _Side(amount, rows, MESSAGES["side"].format(MESSAGES["private"] if hidden else amount, place))


def _is_item_table(schema: Mapping[str, Any]) -> bool:
    return any(
        as_names(key["fields"]) == ["item"] and key["reference"]["resource"] == "statistics"
        for key in schema.get("foreignKeys", [])
    )


def _compare_items(table: TypedTable, statistics: TypedTable, position: Mapping[str, int]) -> Iterator[Finding]:
    for column in ("name_zh", "unit"):
        if not {"item", column} <= set(table.plain) or column not in statistics.plain:
            continue
        for index, row in enumerate(table.raw.rows):
            item = table.plain["item"][index]
            if item not in position:
                continue  # a dangling item is a finding of its own
            here, there = table.plain[column][index], statistics.plain[column][position[item]]
            if here != there:
                there_row = statistics.raw.rows[position[item]].number
                found = MESSAGES["differs"].format(table.shown(column, here), statistics.raw.name, there_row, quote(there))
                expected = MESSAGES["same"].format(statistics.raw.name, quote(there))
                yield Finding("E212", table.raw.file, row.number, column, found, expected, statistic=item)
