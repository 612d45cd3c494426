"""Constraints and keys, compared with an outside judge: frictionless, the reference program of Table Schema."""

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frictionless import Resource
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_package import field

from liandong.data.constraints import check_values
from liandong.data.tables import scan_rows, type_cells

CODES = {
    "constraint-error": "E204", "unique-error": "E205", "primary-key": "E205", "foreign-key": "E206", "blank-row": "E208",
}
FIELDS = [
    field("id", pattern="(?:[a-c]|[a-c]-[a-c])", maxLength=2),
    field("kind", labels={"x": "甲", "y": "乙"}, unique=True),
    field("count", "integer", required=True, minimum=0, maximum=5),
    field("rate", "number", minimum=0.1, enum=[0.1, 2.5, 3]),
    field("day", "date", minimum="2024-03-01", maximum="2024-11-27"),
    field("parent"),
]
SCHEMA = {
    "fields": FIELDS, "primaryKey": ["id"], "missingValues": [""],
    "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}],
}
ROWS = st.tuples(
    st.sampled_from(["", "a", "b", "c", "a-b", "d", "ab"]), st.sampled_from(["", "x", "y", "z"]), st.sampled_from(["", "0", "5", "6", "-1"]),
    st.sampled_from(["", "0.1", "0.10", "2.5", "3", "0.09", "4"]), st.dates(date(2024, 2, 28), date(2024, 11, 29)).map(str) | st.just(""),
    st.sampled_from(["", "a", "b", "a-b", "e"]),
)


def judged_outside(schema: dict[str, Any], text: str) -> set[tuple[int, str]]:
    """The rows and codes of what frictionless finds; its findings for one cell and code are one."""
    resource = Resource.from_descriptor({"name": "t", "type": "table", "data": list(csv.reader(io.StringIO(text))), "schema": schema})
    found = set()
    for error in resource.validate().flatten(["rowNumber", "type", "note"]):
        row, kind, note = error
        found.add((row, "E204" if kind == "primary-key" and "None" in note else CODES[kind]))
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=6))
def test_the_outside_judge_finds_the_same(rows: list[tuple[str, ...]]) -> None:
    """Whatever stands in a table, the same rows break the same kinds of constraints and keys for both."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[item["name"] for item in FIELDS], *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        table = type_cells(scan_rows(path), SCHEMA)
    # A row without any cell is a finding of the table's form, and no row of it.
    if not table.raw.complete or len(table.raw.rows) != len(rows):
        return
    assert not table.findings
    ours = {(item.row, item.code) for item in check_values({"t": table}, {"t": SCHEMA})}
    assert ours == judged_outside(SCHEMA, text.getvalue())
