"""Judges a share or a rate against the part and the whole that the text gives.

Title: 占比与分子分母
Meaning: 部分除以总数，按印出的小数位四舍五入，应等于文中的比率。
True: 县区办理的14项问题中，已整改到位11项，持续整改3项，办结率78.6%。
False 矛盾: 县区办理的14项问题中，已整改到位11项，持续整改3项，办结率76.8%。
"""

from __future__ import annotations

from collections.abc import Iterator

from zhproof.denominators import UnboundedSearchError, fitting_denominators, fitting_numerators
from zhproof.findings import Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, is_near, quotient, show, show_interval, show_share
from zhproof.relations.binding import RateClaim, find_rate_claims, share_holds
from zhproof.relations.context import Context
from zhproof.relations.forced_share import forced_claims
from zhproof.relations.judging import confirmed, mismatched, undecided
from zhproof.relations.truncation import is_truncated

RULE = "share"
_MOST_LISTED = 6


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on shares that hold, or that no rounding explains."""
    claims = list(find_rate_claims(context))
    forced = forced_claims(claims)
    for claim in claims:
        numerals = [claim.part.numeral, claim.whole.numeral, claim.rate.numeral]
        exact = claim.part.value / claim.whole.value * 100
        if claim.holds and not claim.rate.numeral.hedge and not is_near(exact, claim.rate.numeral):
            yield undecided(RULE, numerals, show_share(*numerals))
        elif claim.holds:
            yield confirmed(RULE, numerals, show_share(*numerals), _confirm(claim))
        elif not (is_truncated(claim) or claim in forced or claim.rate.numeral.hedge):
            yield mismatched(RULE, numerals, share_holds, show_share(*numerals), _explain(claim))


def _confirm(claim: RateClaim) -> str:
    part, whole, rate = claim.part.numeral, claim.whole.numeral, claim.rate.numeral
    if part.value / whole.value * 100 in admitted(rate):
        return "部分除以总数与文中的比率一致。"
    share = show_interval(quotient(admitted(part), admitted(whole)), rate.decimals + 2)
    return f"计入{show(part)}、{show(whole)}本身的修约误差，比率在 {share} % 之间，与文中的比率一致。"


def _explain(claim: RateClaim) -> str:
    part, whole, rate = claim.part.numeral, claim.whole.numeral, claim.rate.numeral
    interval = admitted(rate)
    text = f"文中印为{show(rate)}，相当于 {show_interval(interval, rate.decimals + 1)} %，与算得的比率不符。"
    if part.is_exact and whole.is_exact:
        text += _fitting_integers(part, whole, rate)
    return text


def _fitting_integers(part: Numeral, whole: Numeral, rate: Numeral) -> str:
    interval = admitted(rate)
    try:
        bases = fitting_denominators(int(part.value), interval)
    except (UnboundedSearchError, ValueError):
        return ""
    counts = fitting_numerators(int(whole.value), interval)
    return f"分子为{show(part)}时，分母应为{_list_range(bases)}；分母为{show(whole)}时，分子应为{_list_range(counts)}。"


def _list_range(numbers: range) -> str:
    if not len(numbers):
        return "（没有整数可取）"
    if len(numbers) <= _MOST_LISTED:
        return "、".join(map(str, numbers))
    return f"{numbers[0]}至{numbers[-1]}"
