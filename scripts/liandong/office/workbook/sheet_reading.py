"""One sheet of a workbook read into a table: where its headings are, which column is which, and its rows as text."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liandong.findings import Finding, messages, quote
from liandong.office.workbook.cell_text import read_workbook_cell, unescape_text
from liandong.office.workbook.layout import Column, Sheet

MESSAGES = messages(__name__)
# What people write under a table.
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|总数|平均)[:：]?")
_REMARK = re.compile(
    r"(?:注|备注|附注|说明|数据来源|资料来源|来源|填表人|填表单位|填表日期|填报人|填报单位|填报日期|制表人?|制表单位|"
    r"审核人?|负责人|联系人|联系电话)[0-9]*[:：]"
)
_SEARCHED_ROWS = 30  # a title above the headings is not longer
_ROWS_SHOWN = 10


def place_of(file: str, title: str) -> str:
    """Return a workbook's sheet as findings name it."""
    return MESSAGES["place"].format(file, title)


@dataclass
class ReadRow:
    """A row of a sheet: its number, and the text by column name."""

    number: int
    cells: dict[str, str]


@dataclass
class ReadTable:
    """A table as a workbook's sheet, which has that title now, holds it."""

    sheet: Sheet
    title: str
    letters: dict[str, str] = field(default_factory=dict)  # letter by column name
    rows: list[ReadRow] = field(default_factory=list)
    # (row number, column name) of the cells that gave no text.
    refused: set[tuple[int, str]] = field(default_factory=set)

    def place(self, file: str) -> str:
        """Return the sheet as findings name it."""
        return place_of(file, self.title)

    def column(self, name: str) -> str:
        """Return a column as findings name it: its title and letter."""
        column = self.sheet.column(name)
        if column is None or name not in self.letters:
            return name
        return MESSAGES["column"].format(column.field["title"], self.letters[name])


class Grid:
    """The cells of a sheet that hold something, by row and column number.

    A sheet whose last row was once formatted has a million rows; only its filled cells are looked at.
    """

    def __init__(self, page: Worksheet) -> None:
        self.page, self.title = page, page.title.strip()
        self.rows: dict[int, dict[int, Cell]] = {}
        # The worksheet's own iterators make every cell of the declared rectangle.
        for (row, column), cell in sorted(page._cells.items()):
            if cell.value is not None and cell.value != "":
                self.rows.setdefault(row, {})[column] = cell

    def text(self, row: int, column: int) -> str:
        """Return a heading's text without blanks at its ends or line breaks; empty for an empty cell."""
        cell = self.rows.get(row, {}).get(column)
        return "" if cell is None else _plain(str(cell.value))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", unescape_text(text)))


def marks_in(grid: Grid, sheets: list[Sheet]) -> dict[tuple[int, int], str]:
    """Return the marks `table.column` of known columns near the sheet's top, by row and column number."""
    known = {sheet.mark(column) for sheet in sheets for column in sheet.columns}
    places = [(row, place) for row in sorted(grid.rows)[:_SEARCHED_ROWS] for place in grid.rows[row]]
    return {place: mark for place in places if (mark := grid.text(*place)) in known}


class SheetReader:
    """Reads one sheet into a table."""

    def __init__(self, table: ReadTable, grid: Grid, place: str, epoch: datetime) -> None:
        self.table, self.sheet, self.grid, self.place, self.epoch = table, table.sheet, grid, place, epoch
        self.findings: list[Finding] = []
        self.columns: dict[int, Column] = {}

    def read(self) -> list[Finding]:
        """Fill the table and return what was found."""
        marks = marks_in(self.grid, [self.sheet])
        marked = {place: mark.partition(".")[2] for (_, place), mark in marks.items()}
        mark_row = min((row for row, _ in marks), default=0)
        heading_row = self._heading_row(mark_row)
        if heading_row is None:
            self._report("E609", None, None, "no_headings", known=self._known())
        elif heading_row < mark_row:
            # Sorted with the rest: rows above it would be lost without a word.
            self._report("E611", mark_row, None, "marks_below", heading_row=heading_row)
        else:
            most = max(2, len(self.sheet.columns) / 2)  # a title fills a cell or two; what fills more looks like data
            for row, cells in self.grid.rows.items():
                if row < heading_row and row != mark_row and len(cells) >= most:
                    self._report("N636", row, None, "row_above")
            self._map_columns(heading_row, marked)
            self._read_rows(heading_row)
            self._check_merged(heading_row)
            self._note_hidden(heading_row)
        return self.findings

    def _heading_row(self, mark_row: int) -> int | None:
        """Return the first row in which half of the headings stand; if they were all reworded, that below the marks."""
        wanted = {_plain(text) for column in self.sheet.columns for text in _names(column)}
        rows = [row for row in sorted(self.grid.rows) if row != mark_row]
        for row in rows[:_SEARCHED_ROWS]:
            known = {self.grid.text(row, place) for place in self.grid.rows[row]} & wanted
            if 2 * len(known) >= len(self.sheet.columns):
                return row
        return next((row for row in rows if row > mark_row), None) if mark_row else None

    def _map_columns(self, heading_row: int, marked: dict[int, str]) -> None:
        by_heading = _by_heading(self.sheet.columns)
        places: dict[str, list[int]] = defaultdict(list)
        used = {place for row, cells in self.grid.rows.items() if row >= heading_row for place in cells}
        for place in sorted(used | set(marked)):
            heading, letter = self.grid.text(heading_row, place), get_column_letter(place)
            named = by_heading.get(heading)
            column = self.sheet.column(marked[place]) if place in marked else named
            if column is None:
                rows = (row for row, cells in self.grid.rows.items() if row >= heading_row and place in cells)
                if heading:
                    self._report("E612", heading_row, letter, "extra", heading=quote(heading), known=self._known())
                else:
                    self._report("E612", min(rows), letter, "no_heading", known=self._known())
                continue
            if place in marked and named is not None and named is not column:
                both = {"marked": quote(column.heading), "named": quote(named.heading)}
                self._report("E611", heading_row, letter, "crossed", **both)
            elif named is None and heading:
                words = {"heading": quote(heading), "own": quote(column.heading)}
                self._report("N632", heading_row, letter, "reworded", **words)
            places[column.name].append(place)
            self.columns[place] = column
        headings = [quote(text) for place in sorted(used) if (text := self.grid.text(heading_row, place))]
        for name, found in places.items():
            letters = [get_column_letter(place) for place in found]
            self.table.letters[name] = letters[0]
            if len(found) > 1:
                words = {"heading": quote(self.sheet.column(name).heading), "letters": MESSAGES["joint"].join(letters)}
                self._report("E610", heading_row, letters[1], "two_columns", **words)
        for column in self.sheet.columns:
            if column.name not in places:
                words = {"headings": MESSAGES["joint"].join(headings), "wanted": quote(column.heading)}
                self._report("E609", heading_row, column.heading, "headings", **words)

    def _read_rows(self, heading_row: int) -> None:
        blank, struck, expected_row = [], [], heading_row + 1
        for number in sorted(row for row in self.grid.rows if row > heading_row):
            if self._is_no_row(number):
                expected_row = number + 1
                continue
            cells = self.grid.rows[number]
            own = [(self.columns[place], cell) for place, cell in cells.items() if place in self.columns]
            readings = {column.name: read_workbook_cell(cell, column, self.epoch) for column, cell in own}
            if not any(reading.text.strip() or reading.refused for reading in readings.values()):
                continue
            blank += range(expected_row, number)
            expected_row = number + 1
            for name, reading in readings.items():
                if reading.refused:
                    self.table.refused.add((number, name))
                if reading.code:
                    place = (self.place, number, self.table.column(name))
                    self.findings.append(Finding(reading.code, *place, *reading[2:]))
            cells = {name: reading.text for name, reading in readings.items()}
            self.table.rows.append(ReadRow(number, dict.fromkeys((one.name for one in self.sheet.columns), "") | cells))
            if any(cell.font.strike for _, cell in own):
                struck.append(number)
        if struck:
            self._report("N642", struck[0], None, "struck", rows=_numbers(struck))
        if blank:
            self._report("N635", blank[0], None, "blank_rows", rows=_numbers(blank))

    def _is_no_row(self, number: int) -> bool:
        """Return whether a row is a total or a remark that a person wrote under the rows; says so.

        A word that the table itself holds in that column is a row's.
        """
        place = min(self.grid.rows[number])
        text, column = self.grid.text(number, place), self.columns.get(place)
        is_remark = len(self.grid.rows[number]) <= 2 and _REMARK.match(text)
        if not (is_remark or _TOTAL.fullmatch(text)):
            return False
        if column is not None:
            index = self.sheet.raw.header.index(column.name)
            if text in {_plain(column.shown(row.cells[index])) for row in self.sheet.raw.rows}:
                return False
        self._report("E204", number, get_column_letter(place), "remark" if is_remark else "total", text=quote(text))
        return True

    def _check_merged(self, heading_row: int) -> None:
        for area in sorted(self.grid.page.merged_cells.ranges, key=lambda item: (item.min_row, item.min_col)):
            if area.max_row <= heading_row or not self.columns or area.min_col > max(self.columns):
                continue
            rows = [cells for row, cells in self.grid.rows.items() if area.min_row <= row <= area.max_row]
            if any(area.min_col <= place <= area.max_col for cells in rows for place in cells):
                row, letter = max(area.min_row, heading_row + 1), get_column_letter(area.min_col)
                self._report("E615", row, letter, "merged", area=area.coord)

    def _note_hidden(self, heading_row: int) -> None:
        rows = [row.number for row in self.table.rows if self.grid.page.row_dimensions[row.number].hidden]
        if rows:
            self._report("N631", rows[0], None, "hidden_rows", rows=_numbers(rows))
        # A run of equal columns is described once, by its first.
        runs = [(item.min or 0, item.max or 0) for item in self.grid.page.column_dimensions.values() if item.hidden]
        hidden = [place for place in sorted(self.columns) if any(first <= place <= last for first, last in runs)]
        if hidden:
            letters = [get_column_letter(place) for place in hidden]
            self._report("N631", heading_row, letters[0], "hidden_columns", letters=MESSAGES["joint"].join(letters))

    def _known(self) -> str:
        return MESSAGES["joint"].join(column.heading for column in self.sheet.columns)

    def _report(self, code: str, row: int | None, column: str | None, words: str, **values: object) -> None:
        self.findings.append(Finding.worded(code, self.place, MESSAGES[words], row, column, **values))


def _names(column: Column) -> tuple[str, ...]:
    """Return all that a column may be headed: as exported, without the unit, by the machine's name."""
    return (column.heading, column.field["title"], column.name)


def _by_heading(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Return columns by what they may be headed; what two columns share names neither."""
    found = defaultdict(list)
    for column in columns:
        for text in {_plain(name) for name in _names(column)}:
            found[text].append(column)
    return {text: named[0] for text, named in found.items() if len(named) == 1}


def _numbers(rows: list[int]) -> str:
    return MESSAGES["joint"].join(map(str, rows[:_ROWS_SHOWN])) + ("…" if len(rows) > _ROWS_SHOWN else "")
