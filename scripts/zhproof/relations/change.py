"""Judges a change against the values before and after it.

Title: 变动前后与变动数
Meaning: 变动后减变动前应等于变动数；变动数除以变动前应等于增长（下降）率，基数是变动前的数。
True: 经营主体从689万户增至951万户，增长38%。
False 矛盾: 全年办结案件560件，比上年的448件增加112件，增长20%。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, DOUBT, UNCHECKED, Finding
from zhproof.quantities import MONEY, Numeral
from zhproof.relations.arithmetic import admitted, is_near, meets, quotient, show, show_decimal, show_value
from zhproof.relations.changes import Change, find_changes, find_relative_changes
from zhproof.relations.context import Context
from zhproof.relations.judging import confirmed, mismatched, undecided
from zhproof.rounding import Interval, Rounding, round_exact

RULE = "change"
# The growth of these is told in constant prices, the values in current ones.
_CONSTANT_PRICES = re.compile(r"生产总值|GDP|增加值|经济总量|总产值|不变价|可比价|实际增长|名义")
_HUNDRED = Interval.exactly(100)


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on changes of amounts, in numbers and in percent."""
    for change in find_changes(context):
        if not change.before.is_amount or change.by.is_points:
            continue
        if change.by.is_percent:
            words = "".join(context.before(change.before, 40).split()) + change.by.lead + context.before(change.after, 40)
            yield _judge_percent(change, bool(_CONSTANT_PRICES.search(words)) and change.before.numeral.kind == MONEY)
        elif change.by.numeral.unit == change.before.numeral.unit:
            yield _judge_amount(change)
    for level, amount, percent, sign in find_relative_changes(context):
        words = "".join(context.before(level, 40).split()) + percent.lead
        constant = level.numeral.kind == MONEY and _CONSTANT_PRICES.search(words)
        if level.value > amount.value * sign and not constant:
            yield _judge_relative(level.numeral, amount.numeral, percent.numeral, sign)


def _judge_relative(level: Numeral, amount: Numeral, percent: Numeral, sign: int) -> Finding:
    """Return the finding on a level and its change, told both as amount and in percent."""
    numerals = [level, amount, percent]

    def holds(trial: Sequence[Numeral]) -> bool:
        after, by, rate = trial
        before = admitted(after) - admitted(by) if sign > 0 else admitted(after) + admitted(by)
        share = quotient(admitted(by), before)
        return share is not None and meets(share, admitted(rate))

    before = level.value - amount.value * sign
    exact = amount.value / before * 100
    arithmetic = (
        f"{show(level)} {'-' if sign > 0 else '+'} {show(amount)} = {show_value(before, level, 4)}；"
        f"{show(amount)} ÷ {show_value(before, level, 4)} = {show_decimal(exact, percent.decimals + 2)}%"
    )
    if holds(numerals) and not is_near(exact, percent):
        return undecided(RULE, numerals, arithmetic)
    if holds(numerals):
        return confirmed(RULE, numerals, arithmetic, "由现数和变动数推出的基数与文中的增减比率一致。")
    return mismatched(RULE, numerals, holds, arithmetic, f"由现数和变动数推出的基数算得的比率，与文中的{show(percent)}不符。")


def _judge_amount(change: Change) -> Finding:
    numerals, sign = change.numerals, change.direction
    before, after, by = numerals
    high, low = (after, before) if sign > 0 else (before, after)
    difference = high.value - low.value
    arithmetic = f"{show(high)} - {show(low)} = {show_value(difference, by, by.decimals + 2)}"

    def holds(trial: Sequence[Numeral]) -> bool:
        first, second, third = trial
        top, bottom = (second, first) if sign > 0 else (first, second)
        return meets(admitted(top) - admitted(bottom), admitted(third))

    if holds(numerals):
        return confirmed(RULE, numerals, arithmetic, "变动前后之差与变动数一致。")
    return mismatched(RULE, numerals, holds, f"{arithmetic} ≠ {show(by)}", "变动前后之差与文中的变动数不符。")


def _judge_percent(change: Change, constant_prices: bool) -> Finding:
    numerals, sign = change.numerals, change.direction
    before, after, by = numerals
    exact = (after.value - before.value) * sign / before.value * 100
    rounded = round_exact(exact, by.decimals, Rounding.HALF_UP)
    difference = show_value((after.value - before.value) * sign, after, max(after.decimals, before.decimals))
    high, low = (after, before) if sign > 0 else (before, after)
    arithmetic = f"({show(high)} - {show(low)}) ÷ {show(before)} = {difference} ÷ {show(before)} = {show_decimal(exact, by.decimals + 2)}%"
    if rounded != exact:
        arithmetic += f" → {rounded:f}%"

    def holds(trial: Sequence[Numeral]) -> bool:
        return percent_change_holds(trial, sign)

    if holds(numerals) and not is_near(exact, by):
        return undecided(RULE, numerals, arithmetic)
    if holds(numerals):
        return confirmed(RULE, numerals, arithmetic, "按变动前的数为基数算得的比率与文中一致。")
    if constant_prices:
        return Finding(
            UNCHECKED, RULE, tuple(sorted(n.id for n in numerals)), arithmetic,
            f"算得的是现价增长；文中的{show(by)}若按不变价计算，由文中的数字无法核对。",
        )  # fmt: skip
    for way, name in ((Rounding.FLOOR, "去尾"), (Rounding.CEILING, "进一")):
        if exact > 0 and before.is_exact and after.is_exact and round_exact(exact, by.decimals, way) == by.value:
            return mismatched(
                "truncation", numerals, lambda trial: False, arithmetic, f"只有按“{name}”才得到文中的比率，按四舍五入不是这个数。", DOUBT,
                "请按四舍五入重新取值。",
            )  # fmt: skip
    return mismatched(RULE, numerals, holds, arithmetic, "文中的增减比率与变动前后的数不符。" + _wrong_base(numerals, sign), CONTRADICTION)


def percent_change_holds(numerals: Sequence[Numeral], sign: int) -> bool:
    """Return whether before, after and the change in percent, in this order, fit one another."""
    before, after, by = numerals
    level = quotient(admitted(after), admitted(before)) if before.value > 0 else None
    if level is None:
        return False
    by_interval = admitted(by)
    return meets(level, by_interval + _HUNDRED if sign > 0 else _HUNDRED - by_interval)


def _wrong_base(numerals: Sequence[Numeral], sign: int) -> str:
    """Return the usual mistake that explains the rate: the later value as base, or the level instead of the growth."""
    before, after, by = numerals
    if after.value > 0:
        share = abs(after.value - before.value) / after.value * 100
        if round_exact(share, by.decimals, Rounding.HALF_UP) == by.value:
            return f"像是误以变动后的{show(after)}为基数。"
    level = after.value / before.value * 100
    if round_exact(level, by.decimals, Rounding.HALF_UP) == by.value:
        return f"像是把变动后相当于变动前的{show_decimal(level, by.decimals + 1)}%写成了增减比率。"
    return ""
