"""Finds percent where percentage points are meant, and points where percent is meant.

Title: 百分比与百分点混用
Meaning: 比率由45.8%升至77.3%，是提高31.5个百分点，不是提高31.5%；数量由50增至60，是增长20%，不是增长20个百分点。
True: 城市天然气普及率从45.8%提升至77.3%，提高31.5个百分点。
False 存疑: 城市天然气普及率从45.8%提升至77.3%，提高31.5%。
"""

from __future__ import annotations

from collections.abc import Iterator

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.relations.arithmetic import admitted, show, show_decimal
from zhproof.relations.change import percent_change_holds
from zhproof.relations.changes import Change, find_changes
from zhproof.relations.context import Context
from zhproof.relations.judging import confirmed, mismatched

RULE = "percent-points"


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on changes whose unit and values do not go together."""
    for change in find_changes(context):
        if change.before.is_percent and change.by.is_percent:
            yield _judge_percent(change)
        elif change.before.is_amount and change.by.is_points:
            yield _judge_points(change)


def _judge_percent(change: Change) -> Finding:
    before, after, by = change.numerals
    sign = change.direction
    high, low = (after, before) if sign > 0 else (before, after)
    difference = (after.value - before.value) * sign
    relative = f"{show_decimal(difference / before.value * 100, by.decimals + 2)}%"
    arithmetic = f"{show(high)} - {show(low)} = {show_decimal(difference, 6)}个百分点；{show_decimal(difference, 6)} ÷ {show(before)} = {relative}"
    if difference == by.value or difference in admitted(by):
        return Finding(
            DOUBT, RULE, _ids(change), arithmetic, f"两个比率相差{show_decimal(difference, 6)}个百分点，文中写成了“{show(by)}”。",
            f"请改为“{show_decimal(by.value, by.decimals)}个百分点”。",
        )  # fmt: skip
    if percent_change_holds(change.numerals, sign):
        return confirmed(RULE, change.numerals, arithmetic, "文中的比率是相对变动，与前后两个比率一致。")
    return mismatched(
        RULE, change.numerals, lambda trial: (trial[1].value - trial[0].value) * sign == trial[2].value, arithmetic,
        "文中的变动数既不是两个比率之差，也不是相对变动。", CONTRADICTION,
    )  # fmt: skip


def _judge_points(change: Change) -> Finding:
    before, after, by = change.numerals
    sign = change.direction
    relative = (after.value - before.value) * sign / before.value * 100
    arithmetic = f"({show(after)} - {show(before)}) ÷ {show(before)} = {show_decimal(relative * sign, by.decimals + 2)}%"
    return Finding(
        DOUBT if percent_change_holds(change.numerals, sign) else CONTRADICTION, RULE, _ids(change), arithmetic,
        "前后是数量而不是比率，变动不能用百分点表示。", "数量的变动请用百分比表示。",
    )  # fmt: skip


def _ids(change: Change) -> tuple[int, ...]:
    return tuple(sorted(numeral.id for numeral in change.numerals))
