"""Sums inside the tables of a draft: the row or the column of a table that is called 合计 against the rows or columns that it sums.

Only where the table leaves no doubt what is summed: one total row, first or last of the rows with numbers; no row that is a part of another
(其中, 小计); no column of rates, averages or ranks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from liandong.findings import messages
from liandong.proofing.draft import Draft
from liandong.proofing.tables import is_number, unit_of
from zhproof.findings import CONFIRMED, CONTRADICTION, Finding
from zhproof.quantities import COUNT, MONEY, Numeral
from zhproof.relations.arithmetic import meets, show, show_sum, total_of

RULE, TITLE = "table-total", "表内的合计"
MESSAGES = messages(__name__)
_TOTAL = re.compile(r"(?:[^（(]{0,6})(?:合计|总计|共计)")
_PART_OF_ANOTHER = re.compile("其中|小计|占|比|率|均|累计|同期|上年|去年|去重")
_NOT_SUMMED = re.compile("率|占|比|均|增|降|排名|位次|名次|序号|年份|年龄|%|％|‰|单价|标准")


@dataclass(frozen=True)
class _Cell:
    """A cell that holds one number and nothing else."""

    numeral: Numeral
    row: int
    column: int
    row_head: str
    column_head: str
    unit: str


def judge_tables(draft: Draft, numerals: Sequence[Numeral]) -> list[Finding]:
    """Return the findings on the totals of all tables of a draft: 已核 or 矛盾.

    Args:
        draft: The draft.
        numerals: Its numerals as printed, without the scale that a head states.
    """
    texts = dict(zip(draft.starts, _pieces(draft), strict=True))
    tables: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    for start, place in zip(draft.starts, draft.places, strict=True):
        if place.table is not None:
            tables[place.table][place.row, place.column] = texts[start]
    cells: dict[int, list[_Cell]] = defaultdict(list)
    for numeral in numerals:
        place = draft.place_at(numeral.start)
        text = tables[place.table].get((place.row, place.column), "") if place.table is not None else ""
        if is_number(text) and numeral.value is not None and numeral.kind in (COUNT, MONEY) and not numeral.hedge:
            names = [name for (row, column), name in sorted(tables[place.table].items()) if row == place.row and column < place.column]
            row_head = next((name for name in names if not is_number(name)), "")
            heads = [head for head in place.heads if "".join(head.split()) != "".join(row_head.split())]
            cells[place.table].append(_Cell(numeral, place.row, place.column, "".join(row_head.split()), "".join("".join(heads).split()), numeral.unit or unit_of(heads)))
    findings = []
    for table, found in sorted(cells.items()):
        # Every row below the heads counts, also one without a number.
        rows = {row for row, _ in tables[table] if row >= min(cell.row for cell in found)}
        findings += [*_total_rows(found, rows), *_total_columns(found)]
    return findings


def _pieces(draft: Draft) -> list[str]:
    ends = [*draft.starts[1:], len(draft.text)]
    return [draft.readable[start:end].strip() for start, end in zip(draft.starts, ends, strict=True)]


def _total_rows(cells: list[_Cell], all_rows: set[int]) -> Iterator[Finding]:
    """Yield one finding for each column with a total row; a column in which a row has no number is only confirmed."""
    rows = sorted({cell.row: cell.row_head for cell in cells}.items())
    totals = [row for row, head in rows if _TOTAL.fullmatch(head)]
    if len(totals) != 1 or totals[0] not in (rows[0][0], rows[-1][0]) or any(_PART_OF_ANOTHER.search(head) for row, head in rows if row != totals[0]):
        return
    for column in sorted({cell.column for cell in cells}):
        found = [cell for cell in cells if cell.column == column]
        total = [cell for cell in found if cell.row == totals[0]]
        parts = [cell for cell in found if cell.row != totals[0]]
        if total and len(parts) > 1 and not _NOT_SUMMED.search(total[0].column_head):
            finding = _judge("row", total[0].column_head, total[0].row_head, parts, total[0])
            if finding.severity == CONFIRMED or len(parts) == len(all_rows) - 1:
                yield finding


def _total_columns(cells: list[_Cell]) -> Iterator[Finding]:
    """Yield one finding for each row with a total column; a table in which most rows don't add up sums something else."""
    columns = sorted({cell.column: cell.column_head for cell in cells}.items())
    totals = [column for column, head in columns if _TOTAL.match(head)]
    if len(totals) != 1 or totals[0] not in (columns[0][0], columns[-1][0]):
        return
    if any(_PART_OF_ANOTHER.search(head) or _NOT_SUMMED.search(head) for _, head in columns):
        return
    findings = []
    for row in sorted({cell.row for cell in cells}):
        found = [cell for cell in cells if cell.row == row]
        total = [cell for cell in found if cell.column == totals[0]]
        parts = [cell for cell in found if cell.column != totals[0]]
        if total and len(parts) > 1 and len(parts) == len(columns) - 1 and len({cell.unit for cell in found if cell.unit}) <= 1:
            findings.append(_judge("column", total[0].row_head, total[0].column_head, parts, total[0]))
    if sum(finding.severity == CONFIRMED for finding in findings) > len(findings) / 2:
        yield from findings


def _judge(key: str, head: str, name: str, parts: list[_Cell], total: _Cell) -> Finding:
    numerals = [cell.numeral for cell in parts]
    right = meets(total_of(numerals), total.numeral.admitted)
    arithmetic = show_sum(numerals)
    if sum(numeral.value for numeral in numerals) != total.numeral.value:
        arithmetic = MESSAGES["arithmetic"].format(sum=arithmetic, sign="≈" if right else "≠", total=show(total.numeral))
    agree = MESSAGES["equal" if right else "unequal"]
    words = MESSAGES[key].format(head=head or MESSAGES["no_head"], total=name, agree=agree)
    ids = tuple(sorted(numeral.id for numeral in (*numerals, total.numeral)))
    return Finding(CONFIRMED if right else CONTRADICTION, RULE, ids, arithmetic, words, "" if right else MESSAGES["look"])
