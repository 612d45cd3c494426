"""Tables: from a CSV file to rows with their row numbers, and to a DataFrame with exact values.

Rows are numbered as Excel and WPS show them: the header is row 1, and a record is one row even if a quoted cell holds
a line break.
A `resource` is a resource descriptor from datapackage.json, a `schema` its Table Schema.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from liandong.data.fields import Value, expected_text, read_cell
from liandong.data.text_files import label, path_inside, read_text, refused_path
from liandong.findings import DataError, Finding, errors_among, messages, quote

if TYPE_CHECKING:
    import pandas as pd

MESSAGES = messages(__name__)

_DELIMITERS = {";": "分号", "\t": "制表符（Tab）", "，": "中文逗号", "|": "竖线"}
_CSV_ERRORS = {"unexpected end of data": "unclosed", "field larger": "too_long", "expected after": "bad_quote"}
_ROWS_LOST = {"E101", "E102", "E209", "E217", "E218"}
CELL_LENGTH = 100_000  # characters; a longer cell is the rest of a file behind a lost quote
FINDINGS_A_COLUMN = 20  # of one code; more of them help nobody


class TableRow(NamedTuple):
    """The cells of a record and its row number."""

    number: int
    cells: list[str]


@dataclass
class RawTable:
    """A CSV file's heading and well-formed rows as text."""

    file: str  # path relative to the project's root
    header: list[str] = field(default_factory=list)  # the headings; empty if the file could not be read
    header_row: int = 1  # its row number, 1 unless blank lines come before it
    rows: list[TableRow] = field(default_factory=list)  # rows that have as many cells as the header and are not blank
    findings: list[Finding] = field(default_factory=list)  # what reading found: notes, and errors of form
    private: bool = False  # whether the table has private columns

    def report(self, code: str, row: int | None, words: str, column: str | None = None, **values: object) -> None:
        """Add a finding about the file's form, in the words of that key."""
        self.findings.append(Finding.worded(code, self.file, MESSAGES[words], row, column, **values))

    def shown(self, *texts: str) -> str:
        """Return texts of the file for a message: in quotation marks, or 不公开 if the table has private columns."""
        return MESSAGES["private"] if self.private else MESSAGES["joint"].join(map(quote, texts))

    @property
    def name(self) -> str:
        """The file's name without its folders, for mention in another file's finding."""
        return self.file.rsplit("/", 1)[-1]

    @property
    def complete(self) -> bool:
        """Whether no row was lost to an error of form, so that keys and sums can be judged."""
        return bool(self.rows) and not {finding.code for finding in self.findings} & _ROWS_LOST


@dataclass
class TypedTable:
    """The values of a table by column, for the columns that both the file and the schema have."""

    raw: RawTable  # the table as text
    private: frozenset[str]  # the columns that are marked private; no message shows their cells
    # Values by column, in the order of `raw.rows`; None for a missing or refused cell.
    values: dict[str, list[Value]] = field(default_factory=dict)
    # Text of the cells in the plain form (dates as ISO 8601), in the same order.
    plain: dict[str, list[str]] = field(default_factory=dict)
    # (row number, column) of the cells that are no value of their field.
    refused: set[tuple[int, str]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)  # what typing found, without `raw.findings`

    def shown(self, column: str, text: str) -> str:
        """Return a cell's text for a message: in quotation marks, or 不公开 in a private column."""
        return MESSAGES["private"] if column in self.private else quote(text)


def private_columns(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the fields that are marked private."""
    return frozenset(item["name"] for item in schema["fields"] if item.get("private", False))


def scan_rows(path: Path, root: Path | None = None, *, private: bool = False) -> RawTable:
    """Return the rows of a CSV file and all that is wrong with its form; never raises for broken content.

    If the table has private columns, a row that is torn apart could show them anywhere, even in the place of the
    headings: no message quotes any text of the file.
    """
    table = RawTable(label(path, root), private=private)
    try:
        text_file = read_text(path, root)
    except DataError as error:
        table.findings += error.findings
        return table
    table.findings += text_file.notes
    records, filled = _records(text_file.text, table), []
    for row in records:
        if any(cell.strip() for cell in row.cells):
            filled.append(row)
        else:
            table.report("E208", row.number, "blank_row")
    if not records and not errors_among(table.findings):
        table.report("E210", None, "no_content")
    if not filled or not _has_commas(filled[0], table):
        return table
    (table.header_row, table.header), *rows = filled
    _check_headings(table)
    for row in rows:
        if len(row.cells) == len(table.header):
            table.rows.append(row)
        else:
            counts = {"count": len(row.cells), "headings": len(table.header)}
            table.report("E209", row.number, "cells", shown=table.shown(*row.cells[:8]), **counts)
    if not rows and not errors_among(table.findings):
        table.report("E210", None, "no_rows")
    return table


def scan_table(resource: Mapping[str, Any], folder: Path, root: Path | None = None) -> RawTable:
    """Return what `scan_rows` does of a described table; of a path that leads out of the folder only E107."""
    path = path_inside(folder, resource["path"])
    if path is None:
        file = label(folder / "datapackage.json", root)
        return RawTable(file, findings=[refused_path(resource["path"], file)])
    return scan_rows(path, root, private=bool(private_columns(resource["schema"])))


def read_rows(path: Path, root: Path | None = None) -> RawTable:
    """Return the header and rows of a CSV file.

    Raises:
        DataError: The file is missing, unreadable, not separated by commas, or has broken rows.
    """
    table = scan_rows(path, root)
    if errors_among(table.findings):
        raise DataError(table.findings)
    return table


def type_cells(raw: RawTable, schema: Mapping[str, Any]) -> TypedTable:
    """Return the values of a table's cells, with findings for headings and cells, not for constraints."""
    table = TypedTable(raw, private_columns(schema))
    if not raw.header:
        return table
    fields = {item["name"]: item for item in schema["fields"]}
    _compare_headings(table, fields)
    keys = key_fields(schema)
    for index, name in enumerate(raw.header):
        if name not in fields or raw.header.count(name) > 1:
            continue
        cells = [read_cell(row.cells[index], fields[name], name in keys) for row in raw.rows]
        table.values[name] = [cell.value for cell in cells]
        table.plain[name] = [cell.plain for cell in cells]
        expected = expected_text(fields[name])
        for row, cell in zip(raw.rows, cells, strict=True):
            code, next_step = cell.problem or (cell.note, "")
            if cell.problem:
                table.refused.add((row.number, name))
            if name in table.private:
                next_step = ""  # the advice of a refused cell may spell out what to write instead
            if code:
                found = table.shown(name, row.cells[index])
                table.findings.append(Finding(code, raw.file, row.number, name, found, expected, next_step))
    return table


def read_values(raw: RawTable, schema: Mapping[str, Any]) -> TypedTable:
    """Return the values of a table's cells.

    Raises:
        DataError: The rows or a cell cannot be read; it carries all findings.
    """
    table = type_cells(raw, schema)
    if errors_among([*raw.findings, *table.findings]):
        raise DataError(raw.findings + limit_findings(table.findings))
    return table


def load_table(resource: Mapping[str, Any], folder: Path, root: Path | None = None) -> pd.DataFrame:
    """Return a table of a bulletin as a DataFrame, one column a field in the schema's order.

    The index, named `row`, is the row number in the file (the first row of data is 2).
    `attrs["table"]` is the resource's name.
    Fields marked `"private": true` are left out.
    Dtypes: integer is `Int64` (missing `pandas.NA`), number is object with exact `decimal.Decimal` (missing None),
    date is object with `datetime.date` (missing None), string is `str` (missing NaN).
    `isna()` finds every missing value.
    Constraints and keys are the business of `package_check.check_package`.

    Raises:
        DataError: The file or a cell cannot be read; it carries all findings.
    """
    return build_frame(scan_table(resource, folder, root), resource)


def build_frame(raw: RawTable, resource: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of a file as `load_table` returns them.

    Raises:
        DataError: The rows or a cell cannot be read; it carries all findings.
    """
    if errors_among(raw.findings):
        read_values(raw, resource["schema"])
    content = json.dumps([raw.file, raw.header, raw.header_row, raw.rows, raw.private, resource["schema"]])
    frame = _frame(content).copy(deep=False)
    frame.attrs["table"] = resource["name"]
    return frame


@lru_cache(maxsize=128)
def _frame(content: str) -> pd.DataFrame:
    """Return the frame of some rows; the cells of a book ask for the same few tables hundreds of times."""
    import pandas as pd

    file, header, header_row, rows, private, schema = json.loads(content)
    raw = RawTable(file, header, header_row, [TableRow(*row) for row in rows], private=private)
    table = read_values(raw, schema)
    dtypes = {"integer": "Int64", "string": "str"}
    index = pd.Index([row.number for row in raw.rows], name="row", dtype="int64")
    columns = {}
    for item in schema["fields"]:
        if item["name"] not in table.private:
            dtype = dtypes.get(item.get("type", "string"), "object")
            columns[item["name"]] = pd.Series(table.values[item["name"]], index=index, dtype=dtype)
    return pd.DataFrame(columns, index=index)


def key_fields(schema: Mapping[str, Any]) -> set[str]:
    """Return the fields that make up a schema's primary and foreign keys."""
    groups = [schema.get("primaryKey", []), *(key["fields"] for key in schema.get("foreignKeys", []))]
    return {name for group in groups for name in as_names(group)}


def as_names(names: str | list[str]) -> list[str]:
    """Return field names as a list; Table Schema writes a single one as a string."""
    return [names] if isinstance(names, str) else list(names)


def limit_findings(findings: list[Finding]) -> list[Finding]:
    """Return at most `FINDINGS_A_COLUMN` findings of one code for a column, and one more that counts the rest."""
    groups = defaultdict(list)
    for finding in sorted(findings, key=lambda item: item.sort_key):
        groups[finding.file, finding.column, finding.code].append(finding)
    kept = []
    for (file, column, code), group in groups.items():
        kept += group[:FINDINGS_A_COLUMN]
        if rest := group[FINDINGS_A_COLUMN:]:
            found = MESSAGES["more"].format(len(rest), rest[0].row)
            kept.append(Finding(code, file, rest[0].row, column, found, rest[0].expected))
    return kept


def _records(text: str, table: RawTable) -> list[TableRow]:
    # strict: an unclosed quote would swallow the rest of the file without a word.
    reader = csv.reader(io.StringIO(text), strict=True)
    records: list[TableRow] = []
    try:
        for number, cells in enumerate(reader, 1):
            # The csv module has such a limit too, but libraries raise it for the whole process.
            if any(len(cell) > CELL_LENGTH for cell in cells):
                raise csv.Error(f"field larger than {CELL_LENGTH}")
            records.append(TableRow(number, cells))
    except csv.Error as error:
        kind = next((key for part, key in _CSV_ERRORS.items() if part in str(error)), "other")
        table.report("E218", len(records) + 1, "csv_error", error=MESSAGES[kind])
    while records and not records[-1].cells:
        records.pop()  # line breaks after the last row are no rows
    return records


def _has_commas(header: TableRow, table: RawTable) -> bool:
    delimiter = next((char for char in _DELIMITERS if char in header.cells[0]), None)
    if len(header.cells) > 1 or delimiter is None:
        return True
    table.report("E217", header.number, "delimiter", name=_DELIMITERS[delimiter], shown=table.shown(header.cells[0]))
    return False


def _check_headings(table: RawTable) -> None:
    places = defaultdict(list)
    for position, heading in enumerate(table.header, 1):
        places[heading].append(str(position))
        if not heading.strip():
            table.report("E202", table.header_row, "blank_heading", position=position)
    for heading, positions in places.items():
        if len(positions) > 1 and heading.strip():
            words = {"heading": table.shown(heading), "positions": MESSAGES["joint"].join(positions)}
            table.report("E211", table.header_row, "duplicate", None if table.private else heading, **words)


def _compare_headings(table: TypedTable, fields: Mapping[str, Any]) -> None:
    raw, joint = table.raw, MESSAGES["joint"]
    # In the place of missing headings stand cells: in a table with private columns only known headings are shown.
    shown = {heading: quote(heading) if heading in fields else raw.shown(heading) for heading in raw.header}
    headings, known = joint.join(shown[heading] for heading in raw.header), joint.join(fields)

    def report(code: str, column: str | None, words: str, **values: object) -> None:
        table.findings.append(Finding.worded(code, raw.file, MESSAGES[words], raw.header_row, column, **values))

    for name in fields:
        if name not in raw.header:
            report("E201", name, "lacking", headings=headings, expected=expected_text(fields[name]))
    for heading, text in shown.items():
        if heading.strip() and heading not in fields:
            column = MESSAGES["nth_column"].format(raw.header.index(heading) + 1) if raw.private else heading
            report("E202", column, "extra", heading=text, known=known)
    if sorted(raw.header) == sorted(fields) and raw.header != list(fields):
        report("N214", None, "order", headings=headings, known=known)
