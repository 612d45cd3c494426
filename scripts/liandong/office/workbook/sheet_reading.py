"""One sheet of a workbook read into a table: where its headings are, which column is which, and its rows as text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liandong.findings import Finding, messages, quote
from liandong.office.workbook.cell_text import Reading, read_workbook_cell, unescape_text
from liandong.office.workbook.layout import Column, Sheet

MESSAGES = messages(__name__)
# What people write under a table.
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|总数|平均)[:：]?")
_REMARK = re.compile(r"(?:注|备注|附注|说明|数据来源|资料来源|来源|填表人|填表单位|填表日期|填报人|填报单位|填报日期|制表人?|制表单位|审核人?|负责人|联系人|联系电话)[0-9]*[:：]")
_SEARCHED_ROWS = 30  # a title above the headings is not longer
_ROWS_SHOWN = 10


@dataclass
class ReadRow:
    """A row of a sheet: its number, and the text by column name."""

    number: int
    cells: dict[str, str]


@dataclass
class ReadTable:
    """A table as a workbook's sheet holds it.

    Attributes:
        sheet: The planned sheet.
        title: The title that the sheet has now.
        letters: Letter by column name.
        rows: Its rows.
        refused: (row number, column name) of the cells that gave no text.
    """

    sheet: Sheet
    title: str
    letters: dict[str, str] = field(default_factory=dict)
    rows: list[ReadRow] = field(default_factory=list)
    refused: set[tuple[int, str]] = field(default_factory=set)

    def place(self, file: str) -> str:
        """Return the sheet as findings name it."""
        return MESSAGES["place"].format(file, self.title)

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
        self.title = page.title.strip()
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


def marks_in(grid: Grid, by_name: dict[str, Sheet]) -> dict[tuple[int, int], str]:
    """Return the marks `table.column` of known columns near the sheet's top, by row and column number."""
    known = {sheet.mark(column) for sheet in by_name.values() for column in sheet.columns}
    return {
        (row, place): mark
        for row in sorted(grid.rows)[:_SEARCHED_ROWS]
        for place in grid.rows[row]
        if (mark := grid.text(row, place)) in known
    }


class SheetReader:
    """Reads one sheet into a table."""

    def __init__(self, table: ReadTable, page: Worksheet, grid: Grid, place: str, epoch) -> None:
        self.table, self.page, self.grid, self.place, self.epoch = table, page, grid, place, epoch
        self.sheet = table.sheet
        self.findings: list[Finding] = []
        self.columns: dict[int, Column] = {}

    def read(self) -> list[Finding]:
        """Fill the table; returns what was found."""
        marks = marks_in(self.grid, {self.sheet.name: self.sheet})
        marked = {place: mark.partition(".")[2] for (_, place), mark in marks.items()}
        mark_row = min((row for row, _ in marks), default=0)
        heading_row = self._heading_row(mark_row)
        if heading_row is None:
            self._report("E609", found=MESSAGES["no_headings"], expected=self._known())
            return self.findings
        if heading_row < mark_row:
            # Sorted with the rest: rows above it would be lost without a word.
            self._report("E611", mark_row, None, MESSAGES["marks_below"].format(heading_row), MESSAGES["marks_above"])
            return self.findings
        self._note_above(mark_row, heading_row)
        self._map_columns(heading_row, marked)
        self._read_rows(heading_row)
        self._check_merged(heading_row)
        self._note_hidden(heading_row)
        return self.findings

    def _heading_row(self, mark_row: int) -> int | None:
        """Return the first row in which half of the headings stand; if they were all reworded, the row below the marks."""
        wanted = {_plain(text) for column in self.sheet.columns for text in _names(column)}
        rows = [row for row in sorted(self.grid.rows) if row != mark_row]
        for row in rows[:_SEARCHED_ROWS]:
            known = {self.grid.text(row, place) for place in self.grid.rows[row]} & wanted
            if 2 * len(known) >= len(self.sheet.columns):
                return row
        return next((row for row in rows if row > mark_row), None) if mark_row else None

    def _note_above(self, mark_row: int, heading_row: int) -> None:
        """Note a row above the headings that looks like data; a title fills a cell or two."""
        for row, cells in self.grid.rows.items():
            if row < heading_row and row != mark_row and len(cells) > 1 and 2 * len(cells) >= len(self.sheet.columns):
                self._report("N636", row, None, MESSAGES["row_above"].format(row), MESSAGES["rows_below"])

    def _map_columns(self, heading_row: int, marked: dict[int, str]) -> None:
        by_heading = _by_heading(self.sheet.columns)
        places: dict[str, list[int]] = {}
        used = {place for row, cells in self.grid.rows.items() if row >= heading_row for place in cells}
        for place in sorted(used | set(marked)):
            heading = self.grid.text(heading_row, place)
            named = by_heading.get(heading)
            column = self.sheet.column(marked[place]) if place in marked else named
            letter = get_column_letter(place)
            if column is None:
                self._report_extra(heading_row, place, heading)
                continue
            if place in marked and named is not None and named is not column:
                words = MESSAGES["crossed"].format(quote(column.heading), quote(named.heading))
                self._report("E611", heading_row, letter, words, MESSAGES["same_column"])
            elif named is None and heading:
                words = MESSAGES["reworded"].format(quote(heading))
                self._report("N632", heading_row, letter, words, quote(column.heading))
            places.setdefault(column.name, []).append(place)
            self.columns[place] = column
        for name, found in places.items():
            letters = [get_column_letter(place) for place in found]
            self.table.letters[name] = letters[0]
            if len(found) > 1:
                heading = quote(self.sheet.column(name).heading)
                words = MESSAGES["two_columns"].format(heading, MESSAGES["joint"].join(letters))
                self._report("E610", heading_row, letters[1], words, MESSAGES["one_column"])
        headings = [quote(text) for place in sorted(used) if (text := self.grid.text(heading_row, place))]
        for column in self.sheet.columns:
            if column.name not in places:
                words = MESSAGES["headings"].format(MESSAGES["joint"].join(headings))
                self._report(
                    "E609", heading_row, column.heading, words, MESSAGES["wanted_column"].format(quote(column.heading))
                )

    def _report_extra(self, heading_row: int, place: int, heading: str) -> None:
        first = min(row for row, cells in self.grid.rows.items() if row >= heading_row and place in cells)
        words = MESSAGES["extra"].format(quote(heading)) if heading else MESSAGES["no_heading"].format(first)
        self._report("E612", heading_row if heading else first, get_column_letter(place), words, self._known())

    def _read_rows(self, heading_row: int) -> None:
        blank, expected_row = [], heading_row + 1
        struck = []
        for number in sorted(row for row in self.grid.rows if row > heading_row):
            if self._is_no_row(number):
                expected_row = number + 1
                continue
            readings = {
                self.columns[place].name: read_workbook_cell(cell, self.columns[place], self.epoch)
                for place, cell in self.grid.rows[number].items()
                if place in self.columns
            }
            if not any(reading.text.strip() or reading.refused for reading in readings.values()):
                continue
            blank += range(expected_row, number)
            expected_row = number + 1
            cells = {column.name: "" for column in self.sheet.columns}
            for name, reading in readings.items():
                cells[name] = reading.text
                if reading.code:
                    self._report_cell(number, name, reading)
            self.table.rows.append(ReadRow(number, cells))
            if any(self.grid.rows[number][place].font.strike for place in self.columns if place in self.grid.rows[number]):
                struck.append(number)
        if struck:
            self._report("N642", struck[0], None, MESSAGES["struck"].format(_numbers(struck)), MESSAGES["not_struck"])
        if blank:
            self._report("N635", blank[0], None, MESSAGES["blank_rows"].format(_numbers(blank)), MESSAGES["no_blank"])

    def _is_no_row(self, number: int) -> bool:
        """Return whether a row is a total or a remark that a person wrote under the rows; says so.

        A word that the table itself holds in that column is a row's.
        """
        places = sorted(self.grid.rows[number])
        text = _plain(str(self.grid.rows[number][places[0]].value))
        is_remark = len(places) <= 2 and _REMARK.match(text)
        if not (is_remark or _TOTAL.fullmatch(text)) or text in self._old_words(places[0]):
            return False
        words = MESSAGES["remark" if is_remark else "total"].format(quote(text))
        self._report("E204", number, get_column_letter(places[0]), words, MESSAGES["only_rows"], MESSAGES["take_out"])
        return True

    def _old_words(self, place: int) -> set[str]:
        """Return what the table holds now in the column of a place, as the workbook shows it."""
        column = self.columns.get(place)
        if column is None:
            return set()
        index = self.sheet.raw.header.index(column.name)
        return {_plain(column.shown(row.cells[index])) for row in self.sheet.raw.rows}

    def _report_cell(self, number: int, name: str, reading: Reading) -> None:
        if reading.refused:
            self.table.refused.add((number, name))
        self._report(reading.code, number, self.table.column(name), reading.found, reading.expected, reading.next_step)

    def _check_merged(self, heading_row: int) -> None:
        for area in sorted(self.page.merged_cells.ranges, key=lambda item: (item.min_row, item.min_col)):
            filled = any(
                place in cells
                for row, cells in self.grid.rows.items()
                if area.min_row <= row <= area.max_row
                for place in range(area.min_col, area.max_col + 1)
            )
            if area.max_row > heading_row and filled and self.columns and area.min_col <= max(self.columns):
                row = max(area.min_row, heading_row + 1)
                words = MESSAGES["merged"].format(area.coord)
                self._report("E615", row, get_column_letter(area.min_col), words, MESSAGES["not_merged"])

    def _note_hidden(self, heading_row: int) -> None:
        rows = [row.number for row in self.table.rows if self.page.row_dimensions[row.number].hidden]
        if rows:
            words = MESSAGES["hidden_rows"].format(_numbers(rows))
            self._report("N631", rows[0], None, words, MESSAGES["shown"])
        letters = [get_column_letter(place) for place in sorted(self.columns) if self._is_hidden(place)]
        if letters:
            words = MESSAGES["hidden_columns"].format(MESSAGES["joint"].join(letters))
            self._report("N631", heading_row, letters[0], words, MESSAGES["shown"])

    def _is_hidden(self, place: int) -> bool:
        """Return whether a column is hidden; a run of equal columns is described once, by its first."""
        return any(
            item.hidden and (item.min or 0) <= place <= (item.max or 0) for item in self.page.column_dimensions.values()
        )

    def _known(self) -> str:
        headings = MESSAGES["joint"].join(column.heading for column in self.sheet.columns)
        return MESSAGES["known_columns"].format(headings)

    def _report(
        self, code: str, row: int | None = None, column: str | None = None, found: str = "", expected: str = "", next_step: str = ""
    ) -> None:
        self.findings.append(Finding(code, self.place, row, column, found, expected, next_step))


def _names(column: Column) -> tuple[str, ...]:
    """Return all that a column may be headed: as exported, without the unit, by the machine's name."""
    return (column.heading, column.field["title"], column.name)


def _by_heading(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Return columns by what they may be headed; what two columns share names neither."""
    result: dict[str, Column] = {}
    shared = set()
    for column in columns:
        for text in {_plain(name) for name in _names(column)}:
            if result.setdefault(text, column) is not column:
                shared.add(text)
    return {text: column for text, column in result.items() if text not in shared}


def _numbers(rows: list[int]) -> str:
    shown = MESSAGES["joint"].join(str(row) for row in rows[:_ROWS_SHOWN])
    return shown + ("…" if len(rows) > _ROWS_SHOWN else "")
