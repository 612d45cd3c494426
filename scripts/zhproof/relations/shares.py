"""Judges shares and rates: against part and whole, against the ways to round, against 100 where they make it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from zhproof.denominators import UnboundedSearchError, fitting_denominators, fitting_numerators
from zhproof.findings import DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import percentage, show, show_share, show_sum, total_of
from zhproof.relations.binding import RateClaim, find_rate_claims, is_change, share_holds
from zhproof.relations.context import Amount, Context
from zhproof.relations.judging import confirmed, found, judge, mismatched, say
from zhproof.relations.quotients import find_printed_ratios
from zhproof.relations.words import WORDS, partition_of
from zhproof.rounding import Interval, Rounding, round_exact

_ALL = 100
_FEWEST_SHARES = 3
_MOST_LISTED = 6


def check_shares(context: Context) -> Iterator[Finding]:
    """Yield the findings on shares: they hold, were cut off, were bent for a total of 100, or nothing explains them."""
    claims = find_rate_claims(context)
    forced = _forced_claims(claims)
    for claim in claims:
        part, whole, rate = claim.numerals
        arithmetic = show_share(part, whole, rate.decimals)
        if claim.holds:
            yield _confirm(claim, arithmetic)
        elif siblings := forced.get(claim):
            rates = show_sum([sibling.rate.numeral for sibling in siblings])
            yield found(DOUBT, "forced-share", claim.numerals, f"{arithmetic}；{rates}%", "wrong", rate=show(rate))
        elif way := _cut_by(claim):
            yield found(DOUBT, "truncation", claim.numerals, arithmetic, "wrong", way=way.label_zh)
        elif not rate.hedge:
            yield mismatched("share", claim.numerals, share_holds, arithmetic, **_explain(claim))


def check_shares_sum(context: Context) -> Iterator[Finding]:
    """Yield the findings on shares of one whole, which add up to 100 within what rounding allows."""
    for terms, before in find_printed_ratios(context):
        if len(terms) >= 3 and WORDS.structure.search(before) and 80 < sum(term.value for term in terms) < 120:
            yield _judge_sum(terms)
    for figures in context.sentences:
        for run in _runs(figures):
            members = partition_of([_head(figure) for figure in run])
            if members and members[0] != "votes" and not all("占" in figure.lead for figure in run):
                # 市级完成率95%，县级完成率90%: a rate for each member, and no share of one whole.
                continue
            whole = members and (members[1] or sum(figure.value for figure in run) >= _ALL)
            if whole or _counts_classes(figures, run) or _is_closed(figures, run):
                yield _judge_sum([figure.numeral for figure in run])


def _confirm(claim: RateClaim, arithmetic: str) -> Finding:
    part, whole, rate = claim.numerals
    if claim.exact in rate.admitted:
        return confirmed("share", claim.numerals, arithmetic)
    exact = None if rate.hedge else claim.exact
    share = percentage(part.admitted, whole.admitted).text(rate.decimals + 2, outward=True)
    words = {"part": show(part), "whole": show(whole), "share": share}
    return confirmed("share", claim.numerals, arithmetic, "rounded", exact, **words)


def _explain(claim: RateClaim) -> dict[str, str]:
    """Return what the printed rate stands for, and the integers that fit it where part and whole are such."""
    part, whole, rate = claim.numerals
    interval, integers = rate.admitted, ""
    if part.is_exact and whole.is_exact:
        try:
            bases = _list_range(fitting_denominators(int(part.value), interval))
            counts = _list_range(fitting_numerators(int(whole.value), interval))
            integers = say("share", "integers", part=show(part), bases=bases, whole=show(whole), counts=counts)
        except (UnboundedSearchError, ValueError):
            pass
    return {"rate": show(rate), "interval": interval.text(rate.decimals + 1, outward=True), "integers": integers}


def _list_range(numbers: range) -> str:
    if not numbers:
        return say("share", "no_integer")
    if len(numbers) <= _MOST_LISTED:
        return say("share", "joined").join(map(str, numbers))
    return say("share", "range", first=numbers[0], last=numbers[-1])


def _cut_by(claim: RateClaim) -> Rounding | None:
    """Return the way, 去尾 or 进一, that explains a rate that does not hold; None if neither does."""
    part, whole, rate = claim.numerals
    if rate.hedge or not (part.is_exact and whole.is_exact):
        return None
    ways = (Rounding.FLOOR, Rounding.CEILING)
    return next((way for way in ways if round_exact(claim.exact, rate.decimals, way) == rate.value), None)


def _forced_claims(claims: Sequence[RateClaim]) -> dict[RateClaim, list[RateClaim]]:
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
        rate = missing[0].rate
        if abs(rate.value - missing[0].exact) <= len(siblings) * Fraction(1, 2 * 10**rate.numeral.decimals):
            forced[missing[0]] = siblings
    return forced


def _judge_sum(numerals: Sequence[Numeral]) -> Finding:
    interval = total_of(numerals).text(max(n.decimals for n in numerals) + 1, outward=True)
    return judge("shares-sum", numerals, _sums_to_all, f"{show_sum(numerals)}%", unequal=" ≠ 100%", interval=interval)


def _sums_to_all(numerals: Sequence[Numeral]) -> bool:
    total = total_of(numerals)
    # The ends are admitted: at each of them every term is an exact tie.
    return _ALL in Interval(total.lower, total.upper)


def _runs(figures: list[Amount]) -> Iterator[list[Amount]]:
    """Yield runs of at least two shares with nothing but amounts of their own between them."""
    run: list[Amount] = []
    for figure in figures:
        if figure.is_percent and not is_change(figure) and not figure.numeral.hedge and _is_share(figure):
            run.append(figure)
        elif figure.is_percent or figure.is_points:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _is_share(figure: Amount) -> bool:
    return "分别" not in figure.lead and ("占" in figure.lead or WORDS.rate_ends.search(figure.lead) is not None)


def _head(figure: Amount) -> str:
    """Return the words that name the share: 基本满意率为 → 基本满意."""
    head = WORDS.share_noun.sub("", WORDS.share_verb.sub("", figure.lead))
    if not head and "，" in figure.gap:
        # 财政类20件，占15.6%: the name stands in the clause before.
        head = figure.gap.split("，")[-2]
    return head.removesuffix("的")


def _is_closed(figures: list[Amount], run: list[Amount]) -> bool:
    """Return whether a total of 100 closes the shares: 合计100%."""
    following = next((f for f in figures if f.order > run[-1].order), None)
    return following is not None and following.value == _ALL and bool(WORDS.share_total.match(following.lead))


def _counts_classes(figures: list[Amount], run: list[Amount]) -> bool:
    """Return whether the sentence says 分为三类 and lists just so many shares."""
    says = any(WORDS.classes.search(f.lead) and f.value == len(run) and f.order < run[0].order for f in figures)
    return says and run[0].numeral.admitted.upper is not None
