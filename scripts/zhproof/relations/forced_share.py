"""Finds the share that was bent so that the printed shares add up to 100.

Title: 末项凑成百分之百
Meaning: 各项比率分别四舍五入后，相加可能是99.9%或100.1%，应照实印出并加注，不应改动某一项凑成100%。
True: 共受理群众诉求123件，其中咨询类41件，占33.3%；投诉类41件，占33.3%；建议类41件，占33.3%。
False 存疑: 共受理群众诉求123件，其中咨询类41件，占33.3%；投诉类41件，占33.3%；建议类41件，占33.4%。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from zhproof.findings import DOUBT, Finding
from zhproof.relations.arithmetic import show, show_share, show_sum
from zhproof.relations.binding import RateClaim, find_rate_claims
from zhproof.relations.context import Context

RULE = "forced-share"
_ALL = 100
_FEWEST_SHARES = 3


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on shares that only the wish for a total of 100 explains."""
    for claim, siblings in forced_claims(list(find_rate_claims(context))).items():
        rates = [sibling.rate.numeral for sibling in siblings]
        numerals = (claim.part.numeral, claim.whole.numeral, claim.rate.numeral)
        yield Finding(
            DOUBT, RULE, tuple(sorted(n.id for n in numerals)), f"{show_share(*numerals)}；{show_sum(rates)}%",
            f"各项比率恰好合计100%，但{show(claim.rate.numeral)}不是按四舍五入得到的，像是为凑足100%改动的。",
            "请照四舍五入的结果印出，并注明“因四舍五入，各项之和可能不等于100%”。",
        )  # fmt: skip


def forced_claims(claims: Sequence[RateClaim]) -> dict[RateClaim, list[RateClaim]]:
    """Return the claims that were bent, each with all claims on the same whole.

    At least three shares of one whole print a total of exactly 100 while exactly one of them misses its own
    value, by no more than what rounding the others can add up to.
    """
    groups: dict[int, list[RateClaim]] = defaultdict(list)
    for claim in claims:
        groups[claim.whole.order].append(claim)
    forced = {}
    for siblings in groups.values():
        missing = [claim for claim in siblings if not claim.holds]
        if len(siblings) < _FEWEST_SHARES or len(missing) != 1 or sum(c.rate.value for c in siblings) != _ALL:
            continue
        rate, share = missing[0].rate, missing[0].part.value / missing[0].whole.value * _ALL
        if abs(rate.value - share) <= len(siblings) * Fraction(1, 2 * 10**rate.numeral.decimals):
            forced[missing[0]] = siblings
    return forced
