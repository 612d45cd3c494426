"""Judges bounds: what was done against a plan, a value against its threshold, a hedged number against the exact one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import meets, show, show_share
from zhproof.relations.binding import find_rate_claims, is_change, is_level, same_unit, share_holds
from zhproof.relations.context import Amount, Context
from zhproof.relations.judging import confirmed, found, judge, say
from zhproof.relations.words import WORDS
from zhproof.rounding import Interval, show_decimal

_AT_LEAST = frozenset({"不低于", "不少于", "至少", "以上"})
_AT_MOST = frozenset({"不超过", "以内", "以下", "至多", "不高于", "不多于"})
# 近, 余 and 约 have no agreed reach; 超过, 不足 and the like are bounds.
_SOFT = frozenset({"近", "余", "多", "约", "左右", "上下", "强", "弱"})
_BEHIND = frozenset({"余", "多", "左右", "以上", "以下", "以内", "上下", "强", "弱"})


def check_plan(context: Context) -> Iterator[Finding]:
    """Yield the findings on plans whose result stands in the same sentence."""
    for figures in context.sentences:
        for planned, done in zip(figures, figures[1:], strict=False):
            if _is_planned(planned, done):
                yield from _judge_plan(context, figures, planned, done)


def _is_planned(planned: Amount, done: Amount) -> bool:
    return (
        is_level(planned) and is_level(done) and same_unit(planned, done) and planned.segment == done.segment
        and bool(WORDS.planned.search(planned.lead)) and bool(WORDS.was_done.search(done.lead))
        and not WORDS.begun.search(done.lead) and not WORDS.planned.search(done.lead)
        and not (planned.numeral.hedge or done.numeral.hedge) and planned.value > 0
    )  # fmt: skip


def _judge_plan(context: Context, figures: list[Amount], planned: Amount, done: Amount) -> Iterator[Finding]:
    pair = [done.numeral, planned.numeral]
    following = [f for f in figures if f.order == done.order + 1 and f.is_percent and WORDS.rate_of_plan.search(f.lead)]
    if following:
        rate = following[0].numeral
        yield judge("plan", [*pair, rate], share_holds, show_share(*pair, rate.decimals), "share")
        return
    sign = ">" if done.value > planned.value else "=" if done.value == planned.value else "<"
    share = show_share(*pair, 2).replace("→", "≈")
    arithmetic = say("plan", "arithmetic", share=share, done=show(pair[0]), sign=sign, planned=show(pair[1]))
    claim = WORDS.passage_end.split(context.after(done, 40))[0]
    exceeded = WORDS.exceeded.search(claim)
    if sign == ">" or sign == "=" and not exceeded:
        yield confirmed("plan", pair, arithmetic)
    elif sign == "<" and (exceeded or WORDS.fulfilled.search(claim)):
        yield found(CONTRADICTION, "plan", pair, arithmetic, "wrong")


def check_threshold(context: Context) -> Iterator[Finding]:
    """Yield the findings on thresholds whose value stands in the same sentence."""
    for figures in context.sentences:
        for limit in figures:
            direction = _direction(context, limit)
            value = _value_for(figures, limit) if direction else None
            if value is not None and _claims_met(context, figures):
                yield _judge_threshold(value.numeral, limit.numeral, direction)


def _direction(context: Context, figure: Amount) -> int:
    """Return 1 for a least value, -1 for a largest, 0 where the figure is no threshold of a rule."""
    behind = WORDS.clause_end.split(context.after(figure, 24))[0]
    if not (WORDS.rule_word.search(behind) or WORDS.by_rule.search(context.before(figure, 40))):
        return 0
    hedge = figure.numeral.hedge
    if match := WORDS.bound.search(WORDS.clause_end.split(context.before(figure, 16))[-1]):
        return 1 if match["least"] else -1
    if hedge:
        return 1 if hedge in _AT_LEAST else -1 if hedge in _AT_MOST else 0
    return 1 if WORDS.meets.search(figure.lead) and WORDS.standard.match(behind.strip()) else 0


def _value_for(figures: Sequence[Amount], limit: Amount) -> Amount | None:
    """Return the value that is held against the threshold: of its unit, next to it, with the same 人均 if it has one."""
    fitting = [
        f for f in figures
        if f is not limit and f.numeral.unit == limit.numeral.unit and not is_change(f) and not f.numeral.hedge
        and ("均" in f.lead) == ("均" in limit.lead + limit.gap[-12:]) and f.segment == limit.segment
    ]  # fmt: skip
    before = [f for f in fitting if f.order < limit.order]
    if before and WORDS.meets.search(WORDS.bound_words.sub("", limit.lead)):
        return before[-1] if len(before) == 1 else None
    return fitting[0] if len(fitting) == 1 and not before else None


def _claims_met(context: Context, figures: Sequence[Amount]) -> bool:
    words = context.text[max(0, figures[0].numeral.start - 40) : figures[-1].numeral.end + 20]
    return bool(WORDS.met.search(words)) and not WORDS.not_met.search(words)


def _judge_threshold(value: Numeral, limit: Numeral, direction: int) -> Finding:
    bound = Interval(limit.value, None) if direction > 0 else Interval(None, limit.value)
    if meets(value.admitted, bound):
        return confirmed("threshold", [value, limit], f"{show(value)} {'≥' if direction > 0 else '≤'} {show(limit)}")
    arithmetic = f"{show(value)} {'<' if direction > 0 else '>'} {show(limit)}"
    return found(CONTRADICTION, "threshold", [value, limit], arithmetic, "wrong")


def check_hedge(context: Context) -> Iterator[Finding]:
    """Yield the findings on approximate numbers whose exact value stands beside them or follows from part and whole.

    近 may not exceed the exact number, 余 may not fall short of it.
    """
    for rough, exact in zip(context.figures, context.figures[1:], strict=False):
        is_pair = rough.numeral.unit == exact.numeral.unit and exact.sentence == rough.sentence
        is_hedged = rough.numeral.hedge and not exact.numeral.hedge
        if is_hedged and is_pair and WORDS.exact_aside.match(context.between(rough, exact)):
            yield _judge_hedge(rough.numeral, exact.numeral)
    for claim in find_rate_claims(context):
        if claim.rate.numeral.hedge and not claim.holds:
            part, whole, rate = claim.numerals
            arithmetic = f"{show(part)} ÷ {show(whole)} = {show_decimal(claim.exact, 3)}%"
            yield found(_severity(rate), "hedge", claim.numerals, arithmetic, "rate", rough=_hedged(rate))


def _judge_hedge(rough: Numeral, exact: Numeral) -> Finding:
    words = {"exact": show(exact), "rough": _hedged(rough)}
    arithmetic = say("hedge", "arithmetic", interval=rough.admitted.text(), **words)
    if meets(rough.admitted, exact.admitted):
        return confirmed("hedge", [rough, exact], arithmetic)
    return found(_severity(rough), "hedge", [rough, exact], arithmetic, "wrong", **words)


def _severity(rough: Numeral) -> str:
    return DOUBT if rough.hedge in _SOFT else CONTRADICTION


def _hedged(numeral: Numeral) -> str:
    """Return the number with its hedge where the print puts it: 近69万, 300余."""
    shown, hedge = show(numeral), numeral.hedge
    if hedge in shown:
        return shown
    return f"{shown}{hedge}" if hedge in _BEHIND else f"{hedge}{shown}"
