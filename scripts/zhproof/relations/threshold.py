"""Judges a value against the threshold that the text says it meets.

Title: 标准与达标
Meaning: 写“达到”“满足”“符合”某项标准的，数值应不低于（或不高于）标准。
True: 严格落实福利彩票公益金不低于55%用于养老服务的规定，今年使用比例为71.16%，达到规定要求。
False 矛盾: 中心城区人均养老服务设施用地0.18平方米，满足人均不少于0.2平方米的标准。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, meets, show
from zhproof.relations.binding import is_change
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched
from zhproof.rounding import Interval

RULE = "threshold"
_RULE_WORD = re.compile(r"规定|要求|标准|底线|红线|指标")
_BY_RULE = re.compile(r"(?:规定|要求|标准)[，]?[^，。；]{0,24}$")
_BOUND = re.compile(r"(?:(?P<least>不低于|不少于|不得低于|不得少于)|(?P<most>不超过|不高于|不得超过|不多于))[^，]{0,6}$")
_MET = re.compile(r"达到|满足|符合|严格落实|严格执行|达标|高于|优于")
_MEETS_LEAD = re.compile(r"(?:满足|符合|达到)[^，]{0,8}$")
_AT_LEAST = frozenset({"不低于", "不少于", "至少", "以上"})
_AT_MOST = frozenset({"不超过", "以内", "以下", "至多", "不高于", "不多于"})


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on thresholds whose value stands in the same sentence."""
    for figures in context.sentences:
        for limit in figures:
            direction = _direction(context, limit)
            if not direction:
                continue
            value = _value_for(figures, limit)
            if value is not None and _claims_met(context, figures, limit):
                yield _judge(value.numeral, limit.numeral, direction)


def _direction(context: Context, figure: Figure) -> int:
    """1 for a least value, -1 for a largest, 0 where the figure is no threshold of a rule."""
    behind = re.split(r"[，。；]", context.after(figure, 24))[0]
    if not (_RULE_WORD.search(behind) or _BY_RULE.search(context.before(figure, 40))):
        return 0
    if match := _BOUND.search(re.split(r"[，。；]", context.before(figure, 16))[-1]):
        return 1 if match["least"] else -1
    if figure.numeral.hedge in _AT_LEAST:
        return 1
    if figure.numeral.hedge in _AT_MOST:
        return -1
    if not figure.numeral.hedge and _MEETS_LEAD.search(figure.lead) and re.match(r"的(?:标准|要求|规定)", behind.strip()):
        return 1
    return 0


def _value_for(figures: Sequence[Figure], limit: Figure) -> Figure | None:
    """Return the value that is held against the threshold: of its unit, next to it, with the same 人均 if it has one."""
    fitting = [
        f for f in figures
        if f is not limit and f.numeral.unit == limit.numeral.unit and not is_change(f) and not f.numeral.hedge
        and ("均" in f.lead) == ("均" in limit.lead + limit.gap[-12:]) and f.segment == limit.segment
    ]  # fmt: skip
    before = [f for f in fitting if f.order < limit.order]
    if before and _MEETS_LEAD.search(re.sub(r"(?:人均|户均|不低于|不少于|不超过|至少)+$", "", limit.lead)):
        return before[-1] if len(before) == 1 else None
    behind = [f for f in fitting if f.order > limit.order]
    return behind[0] if len(behind) == 1 and not before else None


def _claims_met(context: Context, figures: Sequence[Figure], limit: Figure) -> bool:
    first, last = figures[0], figures[-1]
    words = context.text[max(0, first.numeral.start - 40) : last.numeral.end + 20]
    return bool(_MET.search(words)) and not re.search(r"未达|没有达|尚未|低于规定|不达标|未能|差距", words)


def _judge(value: Numeral, limit: Numeral, direction: int) -> Finding:
    numerals = [value, limit]

    def holds(trial: Sequence[Numeral]) -> bool:
        bound = Interval(trial[1].value, None) if direction > 0 else Interval(None, trial[1].value)
        return meets(admitted(trial[0]), bound)

    if holds(numerals):
        sign = "≥" if direction > 0 else "≤"
        return confirmed(RULE, numerals, f"{show(value)} {sign} {show(limit)}", "数值符合文中的标准（只说明符合，不说明相等）。")
    sign = "<" if direction > 0 else ">"
    return mismatched(
        RULE, numerals, holds, f"{show(value)} {sign} {show(limit)}", "文中称达到标准，但数值不符合标准。", CONTRADICTION, is_equality=False
    )
