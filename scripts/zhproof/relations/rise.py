"""Judges a rate that rose by so many points because so many more were done.

Title: 移交率一类的前后变动
Meaning: 原有几个、新增几个、比率提高几个百分点、达到百分之几，四个数应能由同一个分母（或前后两个分母）算出。
True: 整改前配建幼儿园移交6个，整改后新增移交9个，移交率提高30个百分点，达到50%。
False 矛盾: 整改前配建幼儿园移交6个，整改后新增移交9个，移交率提高36个百分点，达到50%。
False 存疑: 养老设施用房整改前移交4个，经过集中整改一次性移交8个，移交率提高23个百分点，达到41%。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhproof.denominators import (
    RiseClaims,
    RiseSolution,
    UnboundedSearchError,
    constant_base_solutions,
    fitting_denominators,
    growing_base_solutions,
)
from zhproof.findings import CONFIRMED, CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, show, show_decimal
from zhproof.relations.binding import same_unit
from zhproof.relations.context import Context, Figure
from zhproof.relations.words import CHANGE, LEVEL_AFTER
from zhproof.rounding import Interval, Rounding, round_exact

RULE = "rise"
_BEFORE = re.compile(r"前|原有|原来|此前|原已|以往")
_ADDED = re.compile(r"新增|一次性|又|再|整改后|集中|新")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on rises whose four numbers stand in one sentence."""
    for figures in context.sentences:
        for before, added, rise, rate in zip(figures, figures[1:], figures[2:], figures[3:], strict=False):
            if _is_rise(before, added, rise, rate):
                yield _judge(*(figure.numeral for figure in (before, added, rise, rate)))


def _is_rise(before: Figure, added: Figure, rise: Figure, rate: Figure) -> bool:
    up = CHANGE.search(rise.lead)
    return (
        before.numeral.is_exact and added.numeral.is_exact and same_unit(before, added)
        and rise.is_points and rate.is_percent and up is not None and bool(up["up"]) and "率" in rise.lead
        and bool(LEVEL_AFTER.search(rate.lead)) and bool(_BEFORE.search(before.lead)) and bool(_ADDED.search(added.gap))
        and not (rise.numeral.hedge or rate.numeral.hedge)
    )  # fmt: skip


def _judge(before: Numeral, added: Numeral, rise: Numeral, rate: Numeral) -> Finding:
    ids = tuple(sorted(n.id for n in (before, added, rise, rate)))
    after = before.value + added.value
    rate_before = rate.value - rise.value
    arithmetic = (
        f"{show(before)} + {show(added)} = {after}，为{show(rate)}需分母 {_bases(int(after), admitted(rate))}；"
        f"{show(rate)} - {show(rise)} = {show_decimal(rate_before, 4)}%，{show(before)}为{show_decimal(rate_before, 4)}%需分母 "
        f"{_bases(int(before.value), admitted(rate) - admitted(rise))}；{show(added)}为{show(rise)}个百分点需分母 {_bases(int(added.value), admitted(rise))}"
    )
    constant, growing = _solutions(before, added, rise, rate)
    if constant:
        return Finding(
            CONFIRMED, RULE, ids, f"{_show(constant[0])}，分母 {constant[0].base_after}", "四个数可以由同一个分母算出。"
        )
    if growing:
        bases = "；".join(f"分母由{s.base_before}增至{s.base_after}：{_show(s)}" for s in growing[:2])
        return Finding(
            DOUBT, RULE, ids, arithmetic, f"没有一个分母能同时得出这四个数；只有分母前后不同才说得通（{bases}）。",
            "请核对整改前后的应移交总数；若总数有变，请在文中写明。",
        )  # fmt: skip
    return Finding(CONTRADICTION, RULE, ids, arithmetic, "分母不变或增加，都算不出这四个数。", "请核对原有数、新增数、提高的百分点和比率。")


def _solutions(before: Numeral, added: Numeral, rise: Numeral, rate: Numeral) -> tuple[tuple[RiseSolution, ...], tuple[RiseSolution, ...]]:
    """Return the integer solutions with one base, and with a base that grew, under 四舍五入 and at ties GB/T 8170 too."""
    constant, growing = (), ()
    for rounding in (Rounding.HALF_UP, Rounding.HALF_EVEN):
        claims = RiseClaims(int(before.value), int(added.value), _digits(rise), _digits(rate), rounding)
        try:
            constant = constant or constant_base_solutions(claims)
            growing = growing or growing_base_solutions(claims)
        except UnboundedSearchError:
            continue
    return constant, growing


def _digits(numeral: Numeral) -> Decimal:
    return round_exact(numeral.value, numeral.decimals)


def _bases(count: int, rate: Interval) -> str:
    try:
        bases = fitting_denominators(count, rate)
    except (UnboundedSearchError, ValueError):
        return "（无法确定）"
    if not len(bases):
        return "（无整数可取）"
    return str(bases[0]) if len(bases) == 1 else f"{bases[0]}至{bases[-1]}"


def _show(solution: RiseSolution) -> str:
    first, second = (show_decimal(rate, 2) for rate in (solution.rate_before_pct, solution.rate_after_pct))
    return (
        f"{solution.before} ÷ {solution.base_before} = {first}%，{solution.after} ÷ {solution.base_after} = {second}%，"
        f"提高 {show_decimal(solution.rise_pp, 2)} 个百分点"
    )
