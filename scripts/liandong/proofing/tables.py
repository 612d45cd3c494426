"""Heads of a table's cells, and what they say of the numbers below them: a unit that is printed once for a whole column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"[-－—–+]?[\d０-９][\d０-９,，.．\s]*[%％‰]?")
# 床位数（张）, 金额（万元）, 占比（%）, 单位：万元
_UNIT = re.compile(r"[（(]\s*(?:单位[:：]\s*)?([%％‰]|[^\d（）()\s，,、:：]{1,6})\s*[）)]\s*$|单位[:：]\s*([%％‰]|[^\d（）()\s，,、:：]{1,6})")

_CAPTION = re.compile(r"[（(]?\s*(?:计量)?单位\s*[:：][^，。；]{1,12}?[）)]?")


def is_number(text: str) -> bool:
    """Return whether a cell holds a number alone, a percent sign included."""
    return _NUMBER.fullmatch(text.strip()) is not None


def heads_of(rows: Sequence[Sequence[str]], before: str = "") -> Callable[[int, int], tuple[str, ...]]:
    """Return a function that gives the heads of a cell by its row and column, both from 1: first the row's, then the column's.

    Head rows are the rows at the top without a number; the row's head is its first cell with words.

    Args:
        rows: The texts of the cells, row by row; rows may differ in length.
        before: The paragraph before the table; where it is only 单位：万元 it is the first head of every number.
    """
    caption = before.strip() if _CAPTION.fullmatch(before.strip()) else ""
    depth = 0
    for row in rows:
        if any(is_number(cell) for cell in row):
            break
        depth += 1
    # A table of words only: its first row is the head.
    depth = depth if depth < len(rows) else min(1, len(rows))

    def heads(row: int, column: int) -> tuple[str, ...]:
        names = []
        if row > depth:
            first = next((cell for cell in rows[row - 1][: column - 1] if cell.strip() and not is_number(cell)), "")
            names = [first, caption if is_number(rows[row - 1][column - 1]) else "", *(head[column - 1] for head in rows[:depth] if column <= len(head))]
        return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))

    return heads


def unit_of(heads: Sequence[str]) -> str:
    """Return the unit that a cell's heads state in brackets or after 单位; empty if none does."""
    for head in reversed(heads):
        match = _UNIT.search(head)
        if match:
            return (match.group(1) or match.group(2)).replace("％", "%")
    return ""
