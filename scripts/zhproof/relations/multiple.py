"""Judges how many times something grew against the values before and after.

Title: 增长几倍与增长到几倍
Meaning: 由150个增加到450个，是增长2倍，是原来的3倍。“增长N倍”不含基数，“增长到N倍”“是原来的N倍”包含基数。
True: 助餐点由150个增加到450个，增长2倍。
False 存疑: 助餐点由150个增加到450个，增长3倍。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, divide, meets, show, show_decimal
from zhproof.relations.changes import find_pair
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched
from zhproof.relations.words import BARE_CHANGE, CHANGE, LEVEL_AFTER
from zhproof.rounding import Interval

RULE = "multiple"
_BARE_LEVEL = re.compile(r"^(?:是|为|相当于|达到|增长到|增加到|扩大到|提高到)[^，]{0,8}$")
_LEVEL = re.compile(r"(?:是|为|相当于|达到)[^，]{0,8}(?:的)?$|(?:到|至)(?:了|原来的|[^，]{0,6}的)?$")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on multiples whose two values stand before them."""
    for figures in context.sentences:
        for place, times in enumerate(figures):
            if times.numeral.unit != "倍" or place < 2 or times.clause - figures[place - 1].clause > 1:
                continue
            if not (BARE_CHANGE.match(times.lead) or _BARE_LEVEL.match(times.lead)):
                continue
            pair = find_pair(context, figures, place - 2)
            if pair and pair[0].is_amount:
                yield from _judge(*pair, times)


def _judge(before: Figure, after: Figure, times: Figure) -> Iterator[Finding]:
    is_level = bool(_LEVEL.search(times.lead) or LEVEL_AFTER.search(times.lead))
    is_growth = bool(CHANGE.search(times.lead)) and not is_level
    if not (is_level or is_growth):
        return
    numerals = [before.numeral, after.numeral, times.numeral]
    level = after.value / before.value
    grown = level - 1
    arithmetic = (
        f"{show(after.numeral)} ÷ {show(before.numeral)} = {show_decimal(level, times.numeral.decimals + 2)}，"
        f"增长 {show_decimal(grown, times.numeral.decimals + 2)} 倍"
    )

    def holds(trial: Sequence[Numeral]) -> bool:
        return _holds(trial, 0 if is_level else 1)

    if holds(numerals):
        yield confirmed(RULE, numerals, arithmetic, "文中的倍数与前后两个数一致。")
    elif is_growth and _holds(numerals, 0):
        yield Finding(
            DOUBT, RULE, tuple(sorted(n.id for n in numerals)), arithmetic,
            f"“增长{show(times.numeral)}倍”不含基数；前后两个数只是增长到{show(times.numeral)}倍。",
            f"请改为“增长{show_decimal(grown, times.numeral.decimals + 1)}倍”，或“增长到{show(times.numeral)}倍”。",
        )  # fmt: skip
    else:
        yield mismatched(RULE, numerals, holds, arithmetic, "文中的倍数与前后两个数不符。", CONTRADICTION)


def _holds(numerals: Sequence[Numeral], base: int) -> bool:
    before, after, times = numerals
    # A whole number of times is rounded too: 2.04 is told as 2倍.
    wanted = admitted(times) if times.hedge else admitted(replace(times, measured=True))
    level = divide(admitted(after), admitted(before))
    return level is not None and meets(level - Interval.exactly(base), wanted)
