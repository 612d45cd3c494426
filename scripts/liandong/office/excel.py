"""Fills an Excel template: a row of placeholders ``{{table.column}}`` becomes one row for each row of the table, formulas go on with it.

The row of placeholders is the last thing on its sheet: rows are written downwards from it. Elsewhere ``{{name}}`` stands inside a text.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from liandong.office.fixed import without_clock
from liandong.office.xlsx import begins_like_formula, count_lines, put_text

PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>[a-z_]+)(?:\.(?P<column>[a-z_]+))?\s*\}\}")
SPARE_ROWS = 20  # of an empty form, to fill in by hand
PRINTED = re.compile(r"\$?(?P<from>[A-Z]+)\$?[0-9]+:\$?(?P<to>[A-Z]+)\$?[0-9]+")
POINTS_A_LINE, LOWEST, HIGHEST = 15, 24, 400


class UnknownPlaceholder(KeyError):
    """A placeholder that stands for nothing."""


def fill_workbook(template: Path, words: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]], moment: datetime) -> bytes:
    """Return the filled workbook, the same bytes for the same content.

    Args:
        template: the .xlsx file.
        words: what single placeholders stand for; a cell that is nothing else gets the value itself, such as a date.
        tables: the rows by name; an empty table leaves lines to fill in by hand.
        moment: the time that the file is said to be of.

    Raises:
        UnknownPlaceholder: a placeholder stands for nothing.
    """
    book = openpyxl.load_workbook(template)
    book.properties.created = book.properties.modified = moment
    book.properties.title = _filled(book.properties.title or "", words)
    for page in book:
        row = _pattern_row(page)
        for cell in _texts(page):
            if cell.row != row:
                _put(cell, _value(cell.value, words))
        if row:
            _repeat(page, row, tables)
    book.calculation.fullCalcOnLoad = True
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(content)
    return without_clock(content.getvalue(), moment)


def workbook_placeholders(template: Path) -> set[str]:
    """Return the placeholders of a template: ``name`` or ``table.column``."""
    book = openpyxl.load_workbook(template)
    return {match[0].strip("{} ") for page in book for cell in _texts(page) for match in PLACEHOLDER.finditer(cell.value)}


def _texts(page: Worksheet) -> Iterator[Cell]:
    yield from (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str) and "{{" in cell.value)


def _pattern_row(page: Worksheet) -> int:
    """Return the row whose cells name columns of a table, 0 if the sheet has none."""
    return next((cell.row for cell in _texts(page) if (match := PLACEHOLDER.fullmatch(cell.value)) and match["column"]), 0)


def _repeat(page: Worksheet, first: int, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    pattern = list(page[first])
    names = {match["name"] for cell in pattern if isinstance(cell.value, str) and (match := PLACEHOLDER.fullmatch(cell.value))}
    for name in names - set(tables):
        raise UnknownPlaceholder(name)
    values, height = [cell.value for cell in pattern], page.row_dimensions[first].height
    rows = next(iter(tables[name] for name in names))
    last = first + (len(rows) or SPARE_ROWS) - 1
    for number in range(first, last + 1):
        row = rows[number - first] if rows else {}
        for cell, value in zip(pattern, values, strict=True):
            match = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
            if value is not None and not match and not str(value).startswith("="):
                continue  # words of another list, which stand once
            target = page.cell(number, cell.column)
            target._style = copy(cell._style)
            if match:
                if rows and match["column"] not in row:
                    raise UnknownPlaceholder(f"{match['name']}.{match['column']}")
                _put(target, row.get(match["column"]))
            elif value is not None:
                target.value = Translator(value, origin=cell.coordinate).translate_formula(target.coordinate)
        shown = [cell.value if isinstance(cell.value, str) and not cell.value.startswith("=") else "" for cell in page[number]]
        page.row_dimensions[number].height = max(height or LOWEST, min(count_lines(page, shown) * POINTS_A_LINE + 6, HIGHEST))
    printed = PRINTED.search(page.print_area or "")
    if printed:
        page.print_area = f"{printed['from']}1:{printed['to']}{last}"


def _value(text: str, words: Mapping[str, Any]) -> Any:
    """Return a text with its placeholders filled; a text that is nothing else is the value itself."""
    match = PLACEHOLDER.fullmatch(text)
    if match and not match["column"]:
        return _known(match["name"], words)
    return _filled(text, words)


def _filled(text: str, words: Mapping[str, Any]) -> str:
    return PLACEHOLDER.sub(lambda match: str(_known(match["name"], words) or ""), text)


def _known(name: str, words: Mapping[str, Any]) -> Any:
    if name not in words:
        raise UnknownPlaceholder(name)
    return words[name]


def _put(cell: Cell, value: Any) -> None:
    """Write a value; a text stays one, whatever it begins with."""
    if isinstance(value, str):
        put_text(cell, value)
        if begins_like_formula(value):
            cell.quotePrefix = True
    else:
        cell.value = value
