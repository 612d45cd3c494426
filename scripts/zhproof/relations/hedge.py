"""Judges an approximate number against the exact one: 近 may not exceed it, 余 may not fall short of it.

Title: 约数词与准确数
Meaning: “近”表示接近而未达到，准确数不能比它大；“余”“多”“超过”表示略有超出，准确数不能比它小；“不足”同理。
True: 共征集各方面意见建议280余条（实际287条）。
False 存疑: 共征集各方面意见建议300余条（实际287条）。
False 矛盾: 29项问题中已办结23项，办结率超过80%。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, meets, show, show_decimal
from zhproof.relations.binding import find_rate_claims, share_holds
from zhproof.relations.context import Context
from zhproof.relations.judging import confirmed, mismatched

RULE = "hedge"
# 近, 余 and 约 have no agreed reach; 超过, 不足 and the like are bounds.
_SOFT = frozenset({"近", "余", "多", "约", "左右", "上下"})
_EXACT_ASIDE = re.compile(r"^[（(](?:实际|实为|准确数|即|为|共|实有|实收)?$")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on approximate numbers whose exact value stands beside them or follows from part and whole."""
    for rough, exact in zip(context.figures, context.figures[1:], strict=False):
        if rough.numeral.hedge and not exact.numeral.hedge and rough.numeral.unit == exact.numeral.unit and exact.sentence == rough.sentence:
            between = context.between(rough, exact)
            if _EXACT_ASIDE.match(between) or re.fullmatch(r"[^，。（(]{0,4}[（(](?:实[一-鿿]{1,5}|准确数为|即)?", between):
                yield _judge(rough.numeral, exact.numeral)
    for claim in find_rate_claims(context):
        if claim.rate.numeral.hedge and not claim.holds:
            numerals = [claim.part.numeral, claim.whole.numeral, claim.rate.numeral]
            exact = claim.part.value / claim.whole.value * 100
            severity = DOUBT if claim.rate.numeral.hedge in _SOFT else CONTRADICTION
            yield mismatched(
                RULE, numerals, share_holds, f"{show(numerals[0])} ÷ {show(numerals[1])} = {show_decimal(exact, 3)}%",
                f"算得的比率与“{_hedged(numerals[2])}”不符。", severity, "请改用与准确数相符的约数，或直接印出准确数。", is_equality=False,
            )  # fmt: skip


def _judge(rough: Numeral, exact: Numeral) -> Finding:
    numerals = [rough, exact]
    bound = admitted(rough)
    arithmetic = f"{show(exact)}；“{_hedged(rough)}”相当于 {bound.text()}"
    if _holds(numerals):
        return confirmed(RULE, numerals, arithmetic, "准确数在约数的范围之内。")
    severity = DOUBT if rough.hedge in _SOFT else CONTRADICTION
    return mismatched(
        RULE, numerals, lambda trial: False, arithmetic, f"准确数不在“{_hedged(rough)}”的范围之内。", severity,
        "请改用与准确数相符的约数，或只印准确数。",
    )  # fmt: skip


def _holds(numerals: Sequence[Numeral]) -> bool:
    return meets(admitted(numerals[0]), admitted(numerals[1]))


def _hedged(numeral: Numeral) -> str:
    """Return the number with its hedge where the print puts it: 近69万, 300余."""
    shown = show(numeral)
    if numeral.hedge in shown:
        return shown
    return f"{shown}{numeral.hedge}" if numeral.hedge in ("余", "多", "左右", "以上", "以下", "以内", "上下") else f"{numeral.hedge}{shown}"
