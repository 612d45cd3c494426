"""Judges an average against the number of things and their total.

Title: 平均数、个数与总数
Meaning: 平均数乘以个数应等于总数，按印出的小数位四舍五入。
True: 为2400名高龄老人每人发放补贴300元，共发放补贴72万元。
False 矛盾: 为2400名高龄老人每人发放补贴300元，共发放补贴62万元。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import Finding
from zhproof.quantities import MONEY, Numeral
from zhproof.relations.arithmetic import admitted, divide, meets, show, show_value
from zhproof.relations.binding import is_change
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched
from zhproof.relations.words import TOTAL_BEHIND

RULE = "average"
_MEAN = re.compile(r"(?P<mean>[人户村镇县校组])均[^，]{0,8}$|(?:平均)?每(?P<unit>[人户村镇县校组名位个家所件期次批场处台部张])(?P<noun>[一-鿿]{0,12})$")
# The thing counted stands right before or behind its number.
_NEAR = 4
_PERSONS = frozenset({"人", "名", "位"})
# 每千名, 每月, 每年: a base that no count in the sentence states.
_OTHER_BASE = re.compile(r"每(?:[十百千万亿]|月|年|天|日|周|季|次|小时|分|平方|公里|亩)")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on averages whose count and total stand in the same sentence."""
    for figures in context.segments:
        means = [f for f in figures if f.is_amount and _MEAN.search(f.lead) and not _has_other_base(f, figures)]
        if len(means) != 1 or is_change(means[0]) or means[0].numeral.hedge:
            continue
        mean = means[0]
        others = [f for f in figures if f is not mean and f.is_amount and not is_change(f)]
        counts = [f for f in others if _counts_base(f, mean)]
        totals = [f for f in others if f not in counts and _is_total(f, mean)]
        if len(counts) == 1 and len(totals) == 1 and not totals[0].numeral.hedge and not counts[0].numeral.hedge:
            yield _judge(counts[0].numeral, mean.numeral, totals[0].numeral)


def _has_other_base(mean: Figure, figures: list[Figure]) -> bool:
    """Return whether the average has a base that no count states, unless the total is told for the same period: 每月共发放."""
    match = _OTHER_BASE.search(mean.lead)
    return match is not None and not any(f is not mean and match.group() in f.lead and TOTAL_BEHIND.search(f.lead) for f in figures)


def _counts_base(figure: Figure, mean: Figure) -> bool:
    """Return whether the figure counts what the average is taken over."""
    match = _MEAN.search(mean.lead)
    unit, noun = match["mean"] or match["unit"], (match["noun"] or "")[:2]
    named = figure.lead[-_NEAR:] + figure.tail.split("每")[0]
    if unit in _PERSONS:
        return figure.numeral.unit in _PERSONS
    if unit in ("个", "家", "所", "处") and len(noun) == 2:
        follows = figure.numeral.unit == unit and figure.order == mean.order - 1 and figure.clause == mean.clause - 1
        return noun in named or follows
    return figure.numeral.unit == unit or unit in ("组", "村", "镇", "县", "校") and unit in named


def _is_total(figure: Figure, mean: Figure) -> bool:
    """Return whether the figure sums what the average tells, by its unit and words."""
    if figure.numeral.unit.split("/")[0] != mean.numeral.unit.split("/")[0]:
        return False
    if figure.numeral.kind == MONEY:
        return bool(TOTAL_BEHIND.search(figure.lead)) or figure.order < mean.order
    return bool(TOTAL_BEHIND.search(figure.lead) or re.search(r"共|总", figure.lead))


def _judge(count: Numeral, mean: Numeral, total: Numeral) -> Finding:
    numerals = [count, mean, total]
    arithmetic = f"{show(count)} × {show(mean)} = {show_value(count.value * mean.value, total, total.decimals + 4)}"
    if _holds(numerals):
        return confirmed(RULE, numerals, arithmetic, "平均数与个数之积和文中的总数一致。")
    return mismatched(RULE, numerals, _holds, f"{arithmetic} ≠ {show(total)}", "平均数乘以个数不等于文中的总数。")


def _holds(numerals: Sequence[Numeral]) -> bool:
    count, mean, total = (admitted(numeral) for numeral in numerals)
    found = divide(total, count)
    return found is not None and meets(found, mean)
