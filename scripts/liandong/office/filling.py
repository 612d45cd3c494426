"""Fills the office's templates, the same bytes for the same content.

In Word an office writes placeholders ``{{ … }}`` and repeated rows ``{%tr … %}`` itself (docxtpl).
In Excel a row of placeholders ``{{table.column}}`` becomes one row for each row of the table, and formulas go on with
it; it is the last thing on its sheet: rows are written downwards from it. Elsewhere ``{{name}}`` stands inside a text.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from liandong.office.xlsx import count_lines, put_text, to_bytes, without_clock

PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>[a-z_]+)(?:\.(?P<column>[a-z_]+))?\s*\}\}")
SPARE_ROWS = 20  # of an empty form, to fill in by hand
PRINTED = re.compile(r"\$?(?P<from>[A-Z]+)\$?[0-9]+:\$?(?P<to>[A-Z]+)\$?[0-9]+")
POINTS_A_LINE, LOWEST, HIGHEST = 15, 24, 400
Tables = Mapping[str, Sequence[Mapping[str, Any]]]


class TemplateProblem(ValueError):
    """A template that cannot be filled; the message is Jinja2's."""


def fill_word(template: Path, context: Mapping[str, Any], moment: datetime) -> bytes:
    """Return the filled .docx, said to be of a moment; a text of the context stays text, whatever it holds.

    Raises:
        TemplateProblem: a placeholder is unknown, or the template cannot be read.
    """
    document = DocxTemplate(template)
    try:
        document.render(_plain(dict(context)), _environment(), autoescape=True)
    except TemplateError as error:
        raise TemplateProblem(str(error)) from error
    result = io.BytesIO()
    document.save(result)
    return without_clock(result.getvalue(), moment)


def word_placeholders(template: Path) -> set[str]:
    """Return the names that a template asks for, without those of its own loops."""
    try:
        return DocxTemplate(template).get_undeclared_template_variables(_environment())
    except TemplateError as error:
        raise TemplateProblem(str(error)) from error


def _environment() -> SandboxedEnvironment:
    # A template may come from anybody in the office: it fills texts in and does nothing else.
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _plain(value: Any) -> Any:
    """Return the values without the characters that XML and Word cannot hold."""
    if isinstance(value, str):
        return "".join(char for char in value if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def fill_workbook(template: Path, words: Mapping[str, Any], tables: Tables, moment: datetime) -> bytes:
    """Return the filled workbook, the same bytes for the same content.

    A cell that is nothing but the placeholder of a word gets the value itself, such as a date. An empty table leaves
    lines to fill in by hand. The file is said to be of the moment.

    Raises:
        KeyError: a placeholder stands for nothing.
    """
    book = openpyxl.load_workbook(template)
    book.properties.created = book.properties.modified = moment
    book.properties.title = _filled(book.properties.title or "", words)
    for page in book:
        # The row whose cells name columns of a table.
        pattern = next((cell.row for cell in _texts(page) if (match := _alone(cell)) and match["column"]), 0)
        for cell in _texts(page):
            if cell.row != pattern:
                match = _alone(cell)
                whole = match and not match["column"]
                _put(cell, words[match["name"]] if whole else _filled(cell.value, words))
        if pattern:
            _repeat(page, pattern, tables)
    book.calculation.fullCalcOnLoad = True
    return to_bytes(book)


def workbook_placeholders(template: Path) -> set[str]:
    """Return the placeholders of a template: ``name`` or ``table.column``."""
    texts = (cell.value for page in openpyxl.load_workbook(template) for cell in _texts(page))
    return {match[0].strip("{} ") for text in texts for match in PLACEHOLDER.finditer(text)}


def _texts(page: Worksheet) -> Iterator[Cell]:
    yield from (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str) and "{{" in cell.value)


def _alone(cell: Cell) -> re.Match[str] | None:
    """Return the placeholder that is all of a cell."""
    return PLACEHOLDER.fullmatch(cell.value) if isinstance(cell.value, str) else None


def _repeat(page: Worksheet, first: int, tables: Tables) -> None:
    pattern, height = list(page[first]), page.row_dimensions[first].height or LOWEST
    values = [(cell, cell.value, _alone(cell)) for cell in pattern]
    rows = next(tables[match["name"]] for _, _, match in values if match)
    last = first + (len(rows) or SPARE_ROWS) - 1
    for number in range(first, last + 1):
        row = rows[number - first] if rows else {}
        for cell, value, match in values:
            if value is not None and not match and not str(value).startswith("="):
                continue  # words of another list, which stand once
            target = page.cell(number, cell.column)
            target._style = copy(cell._style)
            if match:
                _put(target, row[match["column"]] if rows else None)
            elif value is not None:
                target.value = Translator(value, origin=cell.coordinate).translate_formula(target.coordinate)
        texts = [cell.value if isinstance(cell.value, str) and cell.value[:1] != "=" else "" for cell in page[number]]
        needed = min(count_lines(page, texts) * POINTS_A_LINE + 6, HIGHEST)
        page.row_dimensions[number].height = max(height, needed)
    if printed := PRINTED.search(page.print_area or ""):
        page.print_area = f"{printed['from']}1:{printed['to']}{last}"


def _filled(text: str, words: Mapping[str, Any]) -> str:
    return PLACEHOLDER.sub(lambda match: str(words[match["name"]] or ""), text)


def _put(cell: Cell, value: Any) -> None:
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value
