"""Judges what was done against what was planned.

Title: 计划与完成
Meaning: 写“超额完成”，完成数应大于计划数；写“完成计划的百分之几”，应等于完成数除以计划数。
True: 全市计划建助餐点430所，已建成435所。
False 矛盾: 全市计划新建助餐点430所，实际建成415所，超额完成年度任务。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhproof.findings import CONTRADICTION, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, show, show_share
from zhproof.relations.binding import is_level, same_unit, share_holds
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched

RULE = "plan"
_PLANNED = re.compile(r"(?:计划|拟|目标|任务|指标)[^，]{0,16}$")
_DONE = re.compile(r"(?:已|实际|实|共)(?:[^，]{0,2})(?:建成|完成|完工|竣工|改造|新建|开工|建|办结|支出)[^，]{0,12}$|^(?:已|实际)[^，]{0,12}$|完成$")
_RATE_OF_PLAN = re.compile(r"(?:完成|为|占)[^，]{0,6}(?:计划|任务|目标|预算)[^，]{0,4}的$")
_EXCEEDED = re.compile(r"超额(?:完成|\d)|超(?:计划|目标)完成")
_WHOLE = re.compile(r"(?:全部|全面|圆满|如期)完成")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on plans whose result stands in the same sentence."""
    for figures in context.sentences:
        for planned, done in zip(figures, figures[1:], strict=False):
            if _is_pair(planned, done):
                yield from _judge(context, figures, planned, done)


def _is_pair(planned: Figure, done: Figure) -> bool:
    return (
        is_level(planned)
        and is_level(done)
        and same_unit(planned, done)
        and planned.segment == done.segment
        and bool(_PLANNED.search(planned.lead))
        and bool(_DONE.search(done.lead))
        and not re.search(r"开工|启动", done.lead)
        and not _PLANNED.search(done.lead)
        and not (planned.numeral.hedge or done.numeral.hedge)
        and planned.value > 0
    )


def _judge(context: Context, figures: list[Figure], planned: Figure, done: Figure) -> Iterator[Finding]:
    pair = [done.numeral, planned.numeral]
    rate = next((f for f in figures if f.order == done.order + 1 and f.is_percent and _RATE_OF_PLAN.search(f.lead)), None)
    if rate is not None:
        numerals = [*pair, rate.numeral]
        if share_holds(numerals):
            yield confirmed(RULE, numerals, show_share(*numerals), "完成数除以计划数与文中的比率一致。")
        else:
            yield mismatched(RULE, numerals, share_holds, show_share(*numerals), "完成数除以计划数与文中的比率不符。")
        return
    following = re.split(r"[。；\n]", context.after(done, 40))[0]
    if done.value >= planned.value:
        if done.value > planned.value or not _EXCEEDED.search(following):
            sign = ">" if done.value > planned.value else "="
            yield confirmed(RULE, pair, f"{_ratio(pair)}，{show(pair[0])} {sign} {show(pair[1])}", "完成数不少于计划数。")
        return
    if _EXCEEDED.search(following) or _WHOLE.search(following):
        yield mismatched(
            RULE, pair, lambda trial: admitted(trial[0]).lower > admitted(trial[1]).upper,
            f"{_ratio(pair)}，{show(pair[0])} < {show(pair[1])}", "文中称已完成计划，但完成数少于计划数。", CONTRADICTION, is_equality=False,
        )  # fmt: skip


def _ratio(pair: list[Numeral]) -> str:
    return show_share(*pair, _TWO_DECIMALS).replace("→", "≈")


_TWO_DECIMALS = Numeral(0, 0, 0, "", None, decimals=2)
