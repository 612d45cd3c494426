"""Heads of a table's cells, and what they say of the numbers below them: the unit that is printed once for a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from liandong.proofing.draft import LABELS, Draft, Place
from zhproof.quantities import COUNT, DATE, MONEY, ORDINAL, PERCENT, POINTS, Numeral

_NUMBER = re.compile(r"[-－—–+]?[\d０-９][\d０-９,，.．\s]*[%％‰]?")
# 床位数（张）, 金额（万元）, 占比（%）, 单位：万元
_NAMED = r"([%％‰]|[^\d（）()\s，,、:：]{1,6})"
_UNIT = re.compile(rf"[（(]\s*(?:单位[:：]\s*)?{_NAMED}\s*[）)]\s*$|单位[:：]\s*{_NAMED}")
_CAPTION = re.compile(r"[（(]?\s*(?:计量)?单位\s*[:：][^，。；]{1,12}?[）)]?")
_SCALES = {"万": 10**4, "千": 10**3, "百万": 10**6, "亿": 10**8, "万亿": 10**12}
_SCALED = re.compile("(万亿|百万|亿|万|千)(?=[^克瓦米伏分])(.+)")
_YEAR_HEAD = re.compile("^(?:年份|年度|时间|年)$")
_NUMBER_HEAD = re.compile("^(?:序号|编号|排名|位次|名次)$")
SENTENCE = "{heads}：{cell}"


def is_number(text: str) -> bool:
    """Return whether a cell holds a number alone, a percent sign included."""
    return _NUMBER.fullmatch(text.strip()) is not None


def heads_of(rows: Sequence[Sequence[str]], before: str = "") -> Callable[[int, int], tuple[str, ...]]:
    """Return a function that gives a cell's heads by its row and column, from 1: first the row's, then the column's.

    Head rows are the rows at the top without a number; the row's head is its first cell with words.

    Args:
        rows: The texts of the cells, row by row; rows may differ in length.
        before: The paragraph before the table; where it is only 单位：万元 it is the first head of every number.
    """
    caption = before.strip() if _CAPTION.fullmatch(before.strip()) else ""
    # Of a table of words only the first row is the head.
    depth = next((depth for depth, row in enumerate(rows) if any(map(is_number, row))), min(1, len(rows)))

    def heads(row: int, column: int) -> tuple[str, ...]:
        names = []
        if row > depth:
            first = next((cell for cell in rows[row - 1][: column - 1] if cell.strip() and not is_number(cell)), "")
            names = [first, caption if is_number(rows[row - 1][column - 1]) else ""]
            names += [head[column - 1] for head in rows[:depth] if column <= len(head)]
        return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))

    return heads


def unit_of(heads: Sequence[str]) -> str:
    """Return the unit that a cell's heads state in brackets or after 单位; empty if none does."""
    for head in reversed(heads):
        match = _UNIT.search(head)
        if match:
            return (match.group(1) or match.group(2)).replace("％", "%")
    return ""


def read_heads(draft: Draft, numerals: Sequence[Numeral]) -> list[Numeral]:
    """Return the numerals; of those in cells with heads the heads begin the sentence.

    A count without a unit takes the one that its heads state: 床位（张）, 金额（万元）.
    """
    return [_with_heads(draft.place_at(numeral.start), numeral) for numeral in numerals]


def _with_heads(place: Place, numeral: Numeral) -> Numeral:
    if place.table is None or not place.heads:
        return numeral
    heads = LABELS["joined"].join(place.heads)
    numeral = replace(numeral, sentence=SENTENCE.format(heads=heads, cell=numeral.sentence))
    if numeral.kind != COUNT or numeral.unit or numeral.value is None:
        return numeral
    head = place.heads[-1]
    if _NUMBER_HEAD.match(head):
        return replace(numeral, kind=ORDINAL)
    if _YEAR_HEAD.match(head) and numeral.value.denominator == 1 and 1900 <= numeral.value <= 2100:
        return replace(numeral, kind=DATE, unit="年")
    unit = unit_of(place.heads)
    scaled = _SCALED.match(unit)
    if scaled:
        factor = Fraction(_SCALES[scaled[1]])
        numeral = replace(numeral, value=numeral.value * factor, scale=numeral.scale * factor)
        unit = scaled[2]
    if not unit:
        return numeral
    kind = PERCENT if unit in "%‰" else POINTS if unit.endswith("百分点") else MONEY if unit.endswith("元") else COUNT
    return replace(numeral, unit=unit, kind=kind)
