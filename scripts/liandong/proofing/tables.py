"""Heads of a table's cells, and what they say of the numbers below them: the unit that is printed once for a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from liandong.proofing.draft import LABELS, Draft, Place
from zhproof.quantities import COUNT, DATE, MONEY, ORDINAL, PERCENT, POINTS, Numeral
from zhproof.reading.units import read_unit

_NUMBER = re.compile(r"[-－—–+]?[\d０-９][\d０-９,，.．\s]*[%％‰]?")
# 床位数（张）, 金额（万元）, 占比（%）, 单位：万元
_NAMED = r"([%％‰]|[^\d（）()\s，,、:：]{1,6})"
_UNIT = re.compile(rf"[（(]\s*(?:单位[:：]\s*)?{_NAMED}\s*[）)]\s*$|单位[:：]\s*{_NAMED}")
_CAPTION = re.compile(r"[（(]?\s*(?:计量)?单位\s*[:：][^，。；]{1,12}?[）)]?")
_SCALES = {"万": 10**4, "千": 10**3, "百万": 10**6, "亿": 10**8, "万亿": 10**12}
_SCALED = re.compile("(万亿|百万|亿|万|千)(?=[^克瓦米伏分])(.+)")
_YEAR_HEAD = re.compile("^(?:年份|年度|时间|年)$")
# What parts the columns of a plain text: a tab, a bar, or so many blanks that nobody types them inside a cell.
_TAB, _BAR, _GAP = re.compile("\t"), re.compile(r"(?<!\\)\|"), re.compile(" {2,}|\u3000{2,}")
_RULE = re.compile(r"[ \t|:-]+")
_EMPTY = re.compile(r"[-—–/\s]*")
_NUMBER_HEAD = re.compile("^(?:序号|编号|排名|位次|名次)$")
SENTENCE = "{heads}：{cell}"


def is_number(text: str) -> bool:
    """Return whether a cell holds a number alone, a percent sign included."""
    return _NUMBER.fullmatch(text.strip()) is not None


def heads_of(rows: Sequence[Sequence[str]], before: str = "") -> Callable[[int, int], tuple[str, ...]]:
    """Return a function that gives a cell's heads by its row and column, from 1: first the row's, then the column's.

    Head rows are the rows at the top without a number; the row's head is its first cell with words. Where the paragraph
    before the table is only 单位：万元 it is the first head of every number. Rows may differ in length.
    """
    caption = before.strip() if _CAPTION.fullmatch(before.strip()) else ""
    # Of a table of words only the first row is the head.
    depth = next((depth for depth, row in enumerate(rows) if any(map(is_number, row))), min(1, len(rows)))
    # Of each row the first cell with words, and its column.
    labels = [next(((at, cell) for at, cell in enumerate(row, 1) if cell.strip() and not is_number(cell)), (0, ""))
              for row in rows]

    def heads(row: int, column: int) -> tuple[str, ...]:
        names = []
        if row > depth:
            at, label = labels[row - 1]
            names = [label if at < column else "", caption if is_number(rows[row - 1][column - 1]) else ""]
            names += [head[column - 1] for head in rows[:depth] if column <= len(head)]
        return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))

    return heads


def unit_of(heads: Sequence[str]) -> str:
    """Return the unit that a cell's heads state in brackets or after 单位, the last head first; empty if none does."""
    return next(reversed(units_of(heads)), "")


def units_of(heads: Sequence[str]) -> dict[str, str]:
    """Return the units that heads state in brackets or after 单位, in their order, each with the head that states it.

    （含基本满意） states none, and 单位：万元、人 none for certain.
    """
    found: dict[str, str] = {}
    for head in heads:
        match = _UNIT.search(head)
        unit = (match.group(1) or match.group(2)).replace("％", "%") if match else ""
        if unit and not head[match.end() :].lstrip().startswith(("、", "，", ",", "/", "及", "和")) and _is_unit(unit):
            found.pop(unit, None)
            found[unit] = head
    return found


def _is_unit(word: str) -> bool:
    scaled = _SCALED.match(word)
    measure = scaled[2] if scaled else word
    return measure in ("%", "‰", "百分点") or read_unit(measure, 0).end == len(measure)


def heads_say_no_amount(head: str) -> bool:
    """Return whether the numbers below a head only number rows, or name years."""
    return bool(_NUMBER_HEAD.match(head) or _YEAR_HEAD.match(head))


class TextCell(NamedTuple):
    """A cell of a table in a plain text: its offsets, its heads (the row's first), the line 单位：… above the table."""

    start: int
    end: int
    heads: tuple[str, ...]
    caption: str


def text_cells(text: str) -> list[TextCell]:
    """Return the cells below the heads of all tables in a plain text, in reading order.

    A table is two lines or more of as many columns each, parted by tabs or bars; or three or more, parted by blanks,
    with nothing but numbers below the heads and behind the first column. Where the lines have unequal columns nobody
    can tell which head is whose.
    """
    found: list[TextCell] = []
    table: list[list[tuple[int, int]]] = []
    parted, before, start = None, "", 0
    for line in [*text.split("\n"), ""]:
        by, cells = _cells_of(line, start)
        if table and (by is not parted or len(cells) != len(table[0])):
            found += _below_heads(text, table, before, parted)
            before, table = "", []
        if by and not _RULE.fullmatch(line):
            table.append(cells)
        parted, start = by, start + len(line) + 1
        before = line.strip() if line.strip() and not by else before
    return found


def _cells_of(line: str, start: int) -> tuple[re.Pattern | None, list[tuple[int, int]]]:
    """Return what parts the columns of a line, None if it has only one, and the offsets of its cells."""
    first, last = len(line) - len(line.lstrip(" \u3000|")), len(line.rstrip(" \u3000|"))
    by = next((by for by in (_TAB, _BAR, _GAP) if by.search(line, first, last)), None)
    if by is None:
        return None, []
    first, last = (0, len(line)) if by is _TAB else (first, last)
    ends = [match.span() for match in by.finditer(line, first, last)]
    starts = [first, *(end for _, end in ends)]
    return by, [(start + one, start + other) for one, other in zip(starts, [*(one for one, _ in ends), last], strict=True)]


def _below_heads(
    text: str, table: list[list[tuple[int, int]]], before: str, parted: re.Pattern | None
) -> Iterator[TextCell]:
    rows = [[text[start:end].strip() for start, end in row] for row in table]
    depth = next((depth for depth, row in enumerate(rows) if any(map(is_number, row))), 0)
    if parted is _GAP:
        below = [cell for row in rows[depth:] for cell in row[1:]]
        if len(rows) < 3 or not all(is_number(cell) or _EMPTY.fullmatch(cell) for cell in below):
            return
    if not depth or len(rows) < 2:
        return
    for head in rows[: depth - 1]:
        for column in range(1, len(head)):
            # A head over several columns is printed once, at the first of them.
            head[column] = head[column] or head[column - 1]
    heads = heads_of(rows)
    caption = before if _CAPTION.fullmatch(before) else ""
    for row, cells in enumerate(table[depth:], depth + 1):
        for column, (start, end) in enumerate(cells, 1):
            yield TextCell(start, end, heads(row, column), caption)


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
