"""Sums inside the tables of a draft: the row or the column that is called 合计 against the rows or columns that it sums.

Only where the table leaves no doubt what is summed: one total row, first or last of the rows with numbers; no row that
is a part of another (其中, 小计); no column of rates, averages or ranks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from liandong.findings import messages
from liandong.proofing.draft import Draft
from liandong.proofing.tables import is_number, unit_of
from zhproof.findings import CONFIRMED, CONTRADICTION, Finding
from zhproof.quantities import COUNT, MONEY, Numeral
from zhproof.relations.arithmetic import meets, show, show_sum, total_of

RULE = "table-total"
MESSAGES = messages(__name__)
_TOTAL = re.compile(r"(?:[^（(]{0,6})(?:合计|总计|共计)")
_PART_OF_ANOTHER = re.compile("其中|小计|占|比|率|均|累计|同期|上年|去年|去重")
_NOT_SUMMED = re.compile("率|占|比|均|增|降|排名|位次|名次|序号|年份|年龄|%|％|‰|单价|标准")


class _Cell(NamedTuple):
    """A cell that holds one number and nothing else; its heads without blanks."""

    numeral: Numeral
    row: int
    column: int
    row_head: str
    column_head: str
    unit: str


def judge_tables(draft: Draft, numerals: Sequence[Numeral]) -> list[Finding]:
    """Return the findings on the totals of all tables of a draft: 已核 or 矛盾.

    The numerals are those printed, without the scale that a head states.
    """
    tables: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    for start, end, place in draft.pieces:
        if place.table is not None:
            tables[place.table][place.row, place.column] = draft.readable[start:end].strip()
    cells: dict[int, list[_Cell]] = defaultdict(list)
    for numeral in numerals:
        place = draft.place_at(numeral.start)
        texts = tables.get(place.table, {})
        if not is_number(texts.get((place.row, place.column), "")) or numeral.value is None or numeral.hedge:
            continue
        if numeral.kind in (COUNT, MONEY):
            line = sorted((column, text) for (row, column), text in texts.items() if row == place.row)
            names = (text for column, text in line if column < place.column and not is_number(text))
            row_head = _squeezed(next(names, ""))
            heads = [head for head in place.heads if _squeezed(head) != row_head]
            own = (row_head, _squeezed("".join(heads)), numeral.unit or unit_of(heads))
            cells[place.table].append(_Cell(numeral, place.row, place.column, *own))
    findings = []
    for table, found in sorted(cells.items()):
        # Every row below the heads counts, also one without a number.
        rows = {row for row, _ in tables[table] if row >= min(cell.row for cell in found)}
        findings += [*_total_rows(found, len(rows)), *_total_columns(found)]
    return findings


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _total_rows(cells: list[_Cell], height: int) -> Iterator[Finding]:
    """Yield one finding for each column with a total row; a column in which a row has no number is only confirmed."""
    heads = sorted({cell.row: cell.row_head for cell in cells}.items())
    last = _total_of(heads, _TOTAL.fullmatch)
    if last is None or any(_PART_OF_ANOTHER.search(head) for row, head in heads if row != last):
        return
    for column in sorted({cell.column for cell in cells}):
        parts, total = _parted([cell for cell in cells if cell.column == column], "row", last)
        if total and not _NOT_SUMMED.search(total.column_head):
            finding = _judge("row", total.column_head, total.row_head, parts, total)
            if finding.severity == CONFIRMED or len(parts) == height - 1:
                yield finding


def _total_columns(cells: list[_Cell]) -> Iterator[Finding]:
    """Yield one finding for each row with a total column, unless most rows don't add up: they sum something else."""
    heads = sorted({cell.column: cell.column_head for cell in cells}.items())
    last = _total_of(heads, _TOTAL.match)
    if last is None or any(_PART_OF_ANOTHER.search(head) or _NOT_SUMMED.search(head) for _, head in heads):
        return
    findings = []
    for row in sorted({cell.row for cell in cells}):
        parts, total = _parted([cell for cell in cells if cell.row == row], "column", last)
        units = {cell.unit for cell in (*parts, total) if cell and cell.unit}
        if total and len(parts) == len(heads) - 1 and len(units) <= 1:
            findings.append(_judge("column", total.row_head, total.column_head, parts, total))
    if sum(finding.severity == CONFIRMED for finding in findings) > len(findings) / 2:
        yield from findings


def _total_of(heads: list[tuple[int, str]], is_total: Callable[[str], object]) -> int | None:
    """Return the only row or column that is called a total, first or last of all."""
    totals = [number for number, head in heads if is_total(head)]
    return totals[0] if len(totals) == 1 and totals[0] in (heads[0][0], heads[-1][0]) else None


def _parted(cells: list[_Cell], side: str, last: int) -> tuple[list[_Cell], _Cell | None]:
    """Return the parts and the total among cells; no total where it is missing or has fewer than two parts."""
    parts = [cell for cell in cells if getattr(cell, side) != last]
    total = next((cell for cell in cells if getattr(cell, side) == last), None)
    return parts, total if len(parts) > 1 else None


def _judge(key: str, head: str, name: str, parts: list[_Cell], total: _Cell) -> Finding:
    numerals = [cell.numeral for cell in parts]
    right = meets(total_of(numerals), total.numeral.admitted)
    arithmetic = show_sum(numerals)
    if sum(numeral.value for numeral in numerals) != total.numeral.value:
        sign = "≈" if right else "≠"
        arithmetic = MESSAGES["arithmetic"].format(sum=arithmetic, sign=sign, total=show(total.numeral))
    agree = MESSAGES["equal" if right else "unequal"]
    words = MESSAGES[key].format(head=head or MESSAGES["no_head"], total=name, agree=agree)
    ids = tuple(sorted(numeral.id for numeral in (*numerals, total.numeral)))
    if right:
        return Finding(CONFIRMED, RULE, ids, arithmetic, words)
    return Finding(CONTRADICTION, RULE, ids, arithmetic, words, MESSAGES["look"])
