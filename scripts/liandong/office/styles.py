"""Cell styles made once and copied: openpyxl finds a style again by all its parts, which costs more than writing the cell."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell

_styles: WeakKeyDictionary[Workbook, dict[Hashable, object]] = WeakKeyDictionary()


def give_style(cell: Cell, key: Hashable, make: Callable[[Cell], None]) -> None:
    """Gives a cell the style of a key.

    Args:
        cell: The cell, with its value.
        key: What the style depends on, different from every other style of the workbook.
        make: Styles the first cell of the key.
    """
    styles = _styles.setdefault(cell.parent.parent, {})
    if key not in styles:
        make(cell)
        styles[key] = cell._style
    cell._style = copy(styles[key])
