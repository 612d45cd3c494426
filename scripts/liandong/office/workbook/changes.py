"""What a workbook would change in a bulletin's tables: compared cell by cell, as text, and as the new CSV files."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from os.path import commonprefix

from liandong.findings import CELL_LIMIT, Finding, messages, printable
from liandong.office.workbook.layout import Column, Sheet
from liandong.office.workbook.sheet_reading import ReadRow, ReadTable

MESSAGES = messages(__name__)
DATE_COLUMN = "as_of"
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_CONTEXT = 12  # characters shown before the first difference of two long texts
_SHOWN = 200  # changes of one table that are listed

Key = tuple[str, ...]


@dataclass(frozen=True)
class CellChange:
    """A cell that changes: the sheet's row, the row's key, the column, the old and the new text."""

    row: int
    key: str
    column: Column
    old: str
    new: str


@dataclass
class TableChange:
    """What changes in one table."""

    read: ReadTable
    # All rows as they will be, in the file's column order, private columns included.
    rows: list[list[str]] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)
    added: list[ReadRow] = field(default_factory=list)
    removed: list[dict[str, str]] = field(default_factory=list)  # old rows (public cells) that are gone
    moved: bool = False  # whether rows that stay change their order
    # Numbers of sheet rows in which a value changed and the date did not.
    undated: list[int] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        """The table's plan."""
        return self.read.sheet

    def __bool__(self) -> bool:
        """Return whether anything changes."""
        return bool(self.cells or self.added or self.removed or self.moved)

    def removed_keys(self) -> list[str]:
        """Return what the rows that are gone are called."""
        return [_key_text(self.sheet, row) for row in self.removed]

    def counts(self) -> Counter[str]:
        """Return how many cells and rows change, for the total."""
        return Counter(cells=len(self.cells), added=len(self.added), removed=len(self.removed), tables=1)

    def csv_bytes(self) -> bytes:
        """Return the new CSV file: UTF-8, line feeds."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([self.sheet.raw.header, *self.rows])
        return text.getvalue().encode("utf-8")


def compare(read: ReadTable) -> TableChange:
    """Return what a sheet changes in its table; rows are matched by the primary key, without one by all their cells.

    A cell that could not be read counts as unchanged, and a row whose key could not be read as neither new nor gone.
    """
    sheet, change = read.sheet, TableChange(read)
    names = [column.name for column in sheet.columns]
    old_rows = [dict(zip(names, cells, strict=True)) for cells in sheet.public_rows()]
    key = sheet.key if sheet.key and set(sheet.key) <= set(names) else tuple(names)
    old_keys = _numbered(tuple(row[name] for name in key) for row in old_rows)
    new_keys = _numbered(tuple(row.cells[name] for name in key) for row in read.rows)
    position = {found: index for index, found in enumerate(old_keys)}
    for found, row in zip(new_keys, read.rows, strict=True):
        old: dict[str, str] = {}
        if found in position:
            _compare_row(change, row, old_rows[position[found]])
            old = dict(zip(sheet.raw.header, sheet.raw.rows[position[found]].cells, strict=True))
        elif not any((row.number, name) in read.refused for name in key):
            change.added.append(row)
        # Private cells come from the old row, or are empty.
        change.rows.append([row.cells.get(name, old.get(name, "")) for name in sheet.raw.header])
    gone = set() if any(name in key for _, name in read.refused) else set(old_keys) - set(new_keys)
    change.removed = [row for found, row in zip(old_keys, old_rows, strict=True) if found in gone]
    staying = [position[found] for found in new_keys if found in position]
    change.moved = staying != sorted(staying)
    return change


def _compare_row(change: TableChange, row: ReadRow, old: dict[str, str]) -> None:
    sheet, key = change.sheet, _key_text(change.sheet, row.cells)
    changed = [
        column for column in sheet.columns
        if row.cells[column.name] != old[column.name] and (row.number, column.name) not in change.read.refused
    ]
    for column in changed:
        change.cells.append(CellChange(row.number, key, column, old[column.name], row.cells[column.name]))
    dated = sheet.column(DATE_COLUMN) is not None and DATE_COLUMN not in {column.name for column in changed}
    if dated and any(column.kind in ("integer", "number") or column.choices for column in changed):
        change.undated.append(row.number)


def _numbered(keys: Iterable[Key]) -> list[tuple[Key, int]]:
    """Return keys with a number each: one that is there twice is matched twice, and the table check tells of it."""
    seen: Counter[Key] = Counter()
    result = []
    for key in keys:
        result.append((key, seen[key]))
        seen[key] += 1
    return result


def notes_on(change: TableChange, file: str, digest: str | None) -> list[Finding]:
    """Return notes and errors about a table's change that the tables themselves cannot tell.

    The digest is the table's when the workbook was exported, None if the workbook does not say.
    """
    sheet, place = change.sheet, change.read.place(file)
    findings: list[Finding] = []
    if not change:
        return findings

    def report(code: str, words: str, row: int | None = None, column: str | None = None, **values: object) -> None:
        named = None if column is None else change.read.column(column)
        findings.append(Finding.worded(code, place, MESSAGES[words], row, named, **values))

    private = MESSAGES["joint"].join(sheet.private)
    if private and not (sheet.key and all(map(sheet.column, sheet.key))):
        report("E617", "not_matched", private=private)
    elif private and (change.added or change.removed):
        report("N640", "private", private=private, counts=MESSAGES["total"].format(**change.counts()).rstrip("。"))
    if digest and digest != sheet.digest():
        report("N638", "stale", table=sheet.raw.file)
    for number in change.undated:
        report("N639", "same_date", number, DATE_COLUMN)
    for row, column, words, values in _unusual(change):
        report("N642", words, row, column, **values)
    return findings


def _unusual(change: TableChange) -> Iterator[tuple[int, str, str, dict[str, object]]]:
    """Yield row, column, words and their values of what is likely a slip: a shifted decimal point, a date to come."""
    new = [(row.number, column, row.cells[column.name]) for row in change.added for column in change.sheet.columns]
    new += [(cell.row, cell.column, cell.new) for cell in change.cells]
    today = date.today().isoformat()
    for row, column, text in new:
        if column.kind == "date" and _ISO_DATE.fullmatch(text) and text > today:
            yield row, column.name, "future", {"day": text}
    for cell in change.cells:
        is_number = cell.column.kind in ("integer", "number")
        if not (is_number and _NUMBER.fullmatch(cell.old) and _NUMBER.fullmatch(cell.new)):
            continue
        old, new_value = Decimal(cell.old), Decimal(cell.new)
        values = {"old": cell.old, "new": cell.new}
        if times := _shift(old, new_value):
            yield cell.row, cell.column.name, "scaled", values | {"times": times}
        elif abs(old) >= 1 > abs(new_value) > 0:
            # A rate typed as Excel keeps it: 0.793 for 79.3 %.
            percent = format((new_value * 100).normalize(), "f")
            yield cell.row, cell.column.name, "share", values | {"percent": percent}


def _shift(old: Decimal, new: Decimal) -> int:
    """Return how many times one number is the other where only the point moved, else 0; one digit tells nothing."""
    before, after = old.normalize().as_tuple(), new.normalize().as_tuple()
    shifted = before.digits == after.digits and len(before.digits) > 1 and before.exponent != after.exponent
    return 10 ** abs(before.exponent - after.exponent) if shifted else 0


def render_changes(changes: Iterable[TableChange]) -> str:
    """Return the changes as text: by sheet, cell by cell, with a total."""
    blocks, counts = [], Counter()
    for change in filter(None, changes):
        entries = _entries(change)
        lines = [MESSAGES["sheet"].format(printable(change.read.title), change.sheet.raw.file), *entries[:_SHOWN]]
        if len(entries) > _SHOWN:
            lines.append(MESSAGES["more"].format(len(entries) - _SHOWN))
        blocks.append("\n".join(lines))
        counts.update(change.counts())
    return "\n\n".join([*blocks, MESSAGES["total"].format(**counts)]) if blocks else MESSAGES["none"]


def _entries(change: TableChange) -> list[str]:
    sheet, lines = change.sheet, []
    for cell in change.cells:
        old, new = _shown_pair(cell.column.shown(cell.old), cell.column.shown(cell.new))
        lines.append(MESSAGES["cell"].format(row=cell.row, key=cell.key, column=cell.column.heading, old=old, new=new))
    rows = [("added", row.number, row.cells) for row in change.added] + [("removed", 0, row) for row in change.removed]
    for kind, number, cells in rows:
        shown = [
            MESSAGES["cell_text"].format(column.heading, _shown(column.shown(cells[column.name])))
            for column in sheet.columns if column.name not in (*sheet.key, "name_zh")
        ]
        text = MESSAGES["cells_joint"].join(shown)
        lines.append(MESSAGES[kind].format(row=number, key=_key_text(sheet, cells), cells=text))
    return lines + [MESSAGES["moved"]] * change.moved


def _key_text(sheet: Sheet, cells: dict[str, str]) -> str:
    """Return what a row is called: its key, and its Chinese name where the key is a machine's."""
    names = [name for name in sheet.key if name in cells] or [sheet.columns[0].name]
    parts = [_shown(sheet.column(name).shown(cells[name])) for name in names]
    if "name_zh" in cells and "name_zh" not in names:
        parts.append(_shown(cells["name_zh"]))
    return MESSAGES["key_joint"].join(parts)


def _shown(text: str) -> str:
    return printable(text) if text else MESSAGES["empty"]


def _shown_pair(old: str, new: str) -> tuple[str, str]:
    """Return both texts for display; of long ones the part from a little before the first difference."""
    if max(len(old), len(new)) > CELL_LIMIT:
        same = len(commonprefix([old, new]))
        if same > _CONTEXT:
            old, new = (f"…{text[same - _CONTEXT :]}" for text in (old, new))
    return _shown(old), _shown(new)
