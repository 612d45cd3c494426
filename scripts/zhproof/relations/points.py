"""Judges a rise or fall in percentage points against the two rates.

Title: 百分点
Meaning: 两个百分比相减，差用“个百分点”表示，应等于文中的变动数。
True: 基本养老保险参保率从91%提高到95%，提高4个百分点。
False 矛盾: 护理型床位占比由46%提高到60%，提高了12个百分点。
False 存疑: 基本养老保险参保率从91%提高到95%，提高5个百分点。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, meets, show, show_decimal
from zhproof.relations.changes import Change, find_changes
from zhproof.relations.context import Context
from zhproof.relations.judging import confirmed, mismatched

RULE = "points"


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on changes in percentage points."""
    for change in find_changes(context):
        if change.before.is_percent and change.by.is_points:
            yield _judge(change)


def _judge(change: Change) -> Finding:
    before, after, by = change.numerals
    sign = change.direction
    difference = (after.value - before.value) * sign
    high, low = (after, before) if sign > 0 else (before, after)
    arithmetic = f"{show(high)} - {show(low)} = {show_decimal(difference, 6)}个百分点"

    def holds(trial: Sequence[Numeral]) -> bool:
        return (trial[1].value - trial[0].value) * sign == trial[2].value

    if holds(change.numerals) or by.decimals < max(before.decimals, after.decimals) and _meets(change):
        return confirmed(RULE, change.numerals, arithmetic, "两个比率之差与文中的百分点一致。")
    if _meets(change):
        return mismatched(
            RULE, change.numerals, holds, f"{arithmetic} ≠ {show(by)}",
            "只有用修约前的比率相减，才可能得到文中的百分点；按印出的比率相减不是这个数。", DOUBT, "请核对修约前的比率，或改用印出的比率之差。",
        )  # fmt: skip
    return mismatched(RULE, change.numerals, holds, f"{arithmetic} ≠ {show(by)}", "两个比率之差与文中的百分点不符。", CONTRADICTION)


def _meets(change: Change) -> bool:
    """Return whether the rates before rounding may differ by what is printed."""
    before, after, by = (admitted(numeral) for numeral in change.numerals)
    return meets(after - before if change.direction > 0 else before - after, by)
