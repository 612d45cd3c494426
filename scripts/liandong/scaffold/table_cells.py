"""Numbers in the tables of a text: what they count and in which unit, from the heads of their row and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from liandong.proofing.tables import heads_say_no_amount, text_cells, units_of
from zhproof.quantities import COUNT, Numeral

# What of a head only says the unit.
_UNITS = re.compile(r"[（(][^（）()]*[)）]|[（(]?(?:计量)?单位[:：].*")
# 单位：万元 above a table says nothing of a rate, of a growth or, if it is money, of how many there are.
_OTHER_UNIT = re.compile("率|占|比|均|增|降|减|排名|位次|名次|年龄")
_DAYS = re.compile("日期$|年月$|时间$")
_COUNTED = re.compile("数$|个数|人数|数量")


@dataclass(frozen=True)
class TableCell:
    """The cell of a table that holds a number alone."""

    heads: tuple[str, ...]  # the heads of its row and column, that of the row first
    unit: str = ""  # the unit that they state; empty if they state none, or several
    stated_by: str = ""  # the head that states the unit
    is_amount: bool = True  # whether it states how many or how much: not so in a column of numbers or of years

    @property
    def name(self) -> str:
        """What it counts: the heads without their units."""
        return "".join(_UNITS.sub("", head).replace(" ", "") for head in self.heads)


def find_table_cells(text: str, numerals: Sequence[Numeral]) -> dict[int, TableCell]:
    """Return the cells of the numerals, by id, that stand alone in a table with heads and have no unit beside them."""
    cells = iter(text_cells(text))
    cell = next(cells, None)
    found = {}
    for numeral in numerals:
        while cell and cell.end < numeral.end:
            cell = next(cells, None)
        if cell is None:
            break
        alone = cell.start <= numeral.start and text[cell.start : cell.end].strip() == numeral.printed
        if alone and numeral.kind == COUNT and not numeral.unit and numeral.scale == 1 and (cell.heads or cell.caption):
            found[numeral.id] = _read(cell.heads, cell.caption)
    return found


def _read(heads: tuple[str, ...], caption: str) -> TableCell:
    if heads and (heads_say_no_amount(heads[-1]) or _DAYS.search(heads[-1])):
        return TableCell(heads, is_amount=False)
    stated = units_of(heads)
    if not stated and caption:
        stated = units_of([caption])
        words = "".join(heads)
        money = any(unit.endswith("元") for unit in stated)
        if _OTHER_UNIT.search(words) or money and any(map(_COUNTED.search, heads)):
            stated = {}
    (unit, by), *others = stated.items() or [("", "")]
    return TableCell(heads, *(("", "") if others else (unit, by)))
