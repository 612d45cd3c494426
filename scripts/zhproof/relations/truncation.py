"""Finds a rate that was cut off, or rounded up, instead of rounded to the nearest.

Title: 去尾与进一
Meaning: 比率应按四舍五入修约；直接去掉后面的小数，或一律进一，都会差一个末位单位。
True: 参加评议的67名代表中，表示满意的58人，占86.6%。
False 存疑: 参加评议的67名代表中，表示满意的58人，占86.5%。
"""

from __future__ import annotations

from collections.abc import Iterator

from zhproof.findings import DOUBT, Finding
from zhproof.relations.arithmetic import show_share
from zhproof.relations.binding import RateClaim, find_rate_claims
from zhproof.relations.context import Context
from zhproof.relations.forced_share import forced_claims
from zhproof.rounding import Rounding, round_exact

RULE = "truncation"
_WAYS = {Rounding.FLOOR: "去尾", Rounding.CEILING: "进一"}


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on rates that only cutting off or rounding up explains."""
    claims = list(find_rate_claims(context))
    forced = forced_claims(claims)
    for claim in claims:
        if claim not in forced and (way := is_truncated(claim)):
            numerals = (claim.part.numeral, claim.whole.numeral, claim.rate.numeral)
            yield Finding(
                DOUBT, RULE, tuple(sorted(n.id for n in numerals)), show_share(*numerals),
                f"只有按“{way}”才得到文中的比率，按四舍五入不是这个数。", "请按四舍五入重新取值。",
            )  # fmt: skip


def is_truncated(claim: RateClaim) -> str:
    """Return the way, 去尾 or 进一, that alone explains the printed rate; empty if it holds or nothing explains it."""
    part, whole, rate = claim.part.numeral, claim.whole.numeral, claim.rate.numeral
    if claim.holds or rate.hedge or not (part.is_exact and whole.is_exact):
        return ""
    exact = part.value / whole.value * 100
    return next((name for way, name in _WAYS.items() if round_exact(exact, rate.decimals, way) == rate.value), "")
