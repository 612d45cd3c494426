"""Judges quotients: an average, a printed ratio, and a rate that rose because more was done."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zhproof import denominators
from zhproof.denominators import RiseClaims, RiseSolution, UnboundedSearchError
from zhproof.findings import CONFIRMED, CONTRADICTION, DOUBT, Finding
from zhproof.quantities import COUNT, MONEY, Numeral
from zhproof.relations.arithmetic import divide, meets, show, show_value
from zhproof.relations.binding import is_change, is_level, same_unit
from zhproof.relations.context import Amount, Context
from zhproof.relations.judging import found, judge, say
from zhproof.relations.words import WORDS
from zhproof.rounding import Interval, Rounding, round_exact, show_decimal

# The thing counted stands right before or behind its number.
_NEAR = 4
_PERSONS = frozenset("人名位")
_MOST_BEFORE = 20


def check_average(context: Context) -> Iterator[Finding]:
    """Yield the findings on averages whose count and total stand in the same sentence."""
    for figures in context.segments:
        amounts = [f for f in figures if f.is_amount]
        means = [f for f in amounts if WORDS.mean.search(f.lead) and not _has_other_base(f, figures)]
        if len(means) != 1 or is_change(means[0]):
            continue
        others = [f for f in amounts if f is not means[0] and not is_change(f)]
        counts = [f for f in others if _counts_base(f, means[0])]
        totals = [f for f in others if f not in counts and _is_total(f, means[0])]
        numerals = [f.numeral for f in (*counts, *means, *totals)]
        if len(counts) == len(totals) == 1 and not any(numeral.hedge for numeral in numerals):
            count, mean, total = numerals
            product = show_value(count.value * mean.value, total, total.decimals + 4)
            arithmetic = f"{show(count)} × {show(mean)} = {product}"
            yield judge("average", numerals, _is_average, arithmetic, unequal=f" ≠ {show(total)}")


def _has_other_base(mean: Amount, figures: list[Amount]) -> bool:
    """Return whether the average has a base that no count states, and the total is not told for it: 每月共发放."""
    match = WORDS.other_base.search(mean.lead)
    if match is None:
        return False
    return not any(f is not mean and match[0] in f.lead and WORDS.total.search(f.lead) for f in figures)


def _counts_base(figure: Amount, mean: Amount) -> bool:
    """Return whether the figure counts what the average is taken over."""
    match = WORDS.mean.search(mean.lead)
    unit, noun = match["mean"] or match["unit"], (match["noun"] or "")[:2]
    named = figure.lead[-_NEAR:] + figure.tail.split("每")[0]
    if unit in _PERSONS:
        return figure.numeral.unit in _PERSONS
    if unit in "个家所处" and len(noun) == 2:
        follows = figure.order == mean.order - 1 and figure.clause == mean.clause - 1
        return noun in named or figure.numeral.unit == unit and follows
    return figure.numeral.unit == unit or unit in "组村镇县校" and unit in named


def _is_total(figure: Amount, mean: Amount) -> bool:
    """Return whether the figure sums what the average tells, by its unit and words."""
    if figure.numeral.unit.split("/")[0] != mean.numeral.unit.split("/")[0]:
        return False
    is_told = figure.order < mean.order if figure.numeral.kind == MONEY else "共" in figure.lead or "总" in figure.lead
    return is_told or bool(WORDS.total.search(figure.lead))


def _is_average(numerals: Sequence[Numeral]) -> bool:
    count, mean, total = numerals
    return meets(divide(total.admitted, count.admitted), mean.admitted)


def check_ratio(context: Context) -> Iterator[Finding]:
    """Yield the findings on ratios of two numbers."""
    for terms, before in find_printed_ratios(context):
        if len(terms) == 2 and WORDS.ratio_claim.search(before) and (pair := _pair_before(context, terms)):
            yield _judge_ratio(*pair, *terms)


def find_printed_ratios(context: Context) -> Iterator[tuple[list[Numeral], str]]:
    """Yield the terms of each printed ratio as numerals, and the text before it."""
    starts = [numeral.start for numeral in context.numerals]
    for match in WORDS.ratio.finditer(context.text):
        terms = []
        for term in WORDS.term.finditer(context.text, *match.span()):
            place = bisect_right(starts, term.start()) - 1
            if place < 0 or context.numerals[place].end <= term.start():
                break
            value, decimals = Fraction(Decimal(term[0])), len(term[0].partition(".")[2])
            terms.append(replace(
                context.numerals[place], start=term.start(), end=term.end(), printed=term[0], value=value, hedge="",
                decimals=decimals, scale=Fraction(1), kind=COUNT, unit="", measured=True,
            ))  # fmt: skip
        else:
            yield terms, "".join(context.text[max(0, match.start() - _MOST_BEFORE) : match.start()].split())


def _pair_before(context: Context, terms: Sequence[Numeral]) -> list[Amount] | None:
    """Return the only two amounts of one unit in the sentence of the ratio, before it or, without any, behind it."""
    start, end = terms[0].start, terms[-1].end
    place = context.figures_before(start)
    near = [f for f in context.figures[max(0, place - 6) : place] if is_level(f)]
    if near and not WORDS.sentence_break.search(context.text, near[-1].numeral.end, start):
        near = [f for f in near if f.segment == near[-1].segment]
    else:
        near = [f for f in context.figures[place : place + 5] if is_level(f) and f.numeral.start >= end]
        if near and WORDS.sentence_break.search(context.text, end, near[0].numeral.start):
            return None
        near = [f for f in near if f.segment == near[0].segment]
    units = {figure.numeral.unit for figure in near}
    return near if len(near) == 2 and len(units) == 1 and all(units) and all(f.value > 0 for f in near) else None


def _judge_ratio(first: Amount, second: Amount, left: Numeral, right: Numeral) -> Finding:
    numerals = [first.numeral, second.numeral, left, right]
    upper, lower, one = (first, second, right) if right.value == 1 else (second, first, left)
    quotient = show_decimal(upper.value / lower.value * one.value, max(left.decimals, right.decimals) + 2)
    shown = f"{show(upper.numeral)} ÷ {show(lower.numeral)}"
    words = {"shown": shown, "quotient": quotient, "left": show(left), "right": show(right)}
    return judge("ratio", numerals, _is_ratio, say("ratio", "arithmetic", **words))


def _is_ratio(numerals: Sequence[Numeral]) -> bool:
    first, second, left, right = numerals
    printed = divide(_term(left), _term(right))
    return any(meets(divide(a.admitted, b.admitted), printed) for a, b in ((first, second), (second, first)))


def _term(numeral: Numeral) -> Interval:
    """Return what a term admits; a term of 1 is exact: it says of what the other term is a multiple."""
    exact = numeral.value == 1 and numeral.decimals == 0
    return replace(numeral, measured=not exact).admitted


def check_rise(context: Context) -> Iterator[Finding]:
    """Yield the findings on rises whose four numbers stand in one sentence."""
    for figures in context.sentences:
        for four in zip(figures, figures[1:], figures[2:], figures[3:], strict=False):
            if _is_rise(*four):
                yield _judge_rise([figure.numeral for figure in four])


def _is_rise(before: Amount, added: Amount, rise: Amount, rate: Amount) -> bool:
    up = WORDS.change.search(rise.lead)
    return (
        before.numeral.is_exact and added.numeral.is_exact and same_unit(before, added)
        and rise.is_points and rate.is_percent and up is not None and bool(up["up"]) and "率" in rise.lead
        and bool(WORDS.level_after.search(rate.lead)) and bool(WORDS.rise_before.search(before.lead))
        and bool(WORDS.rise_added.search(added.gap)) and not (rise.numeral.hedge or rate.numeral.hedge)
    )  # fmt: skip


def _judge_rise(numerals: Sequence[Numeral]) -> Finding:
    before, added, rise, rate = numerals
    constant, growing = _solutions(before, added, rise, rate)
    if constant:
        arithmetic = say("rise", "one_base", rates=_show_rates(constant[0]), base=constant[0].base_after)
        return found(CONFIRMED, "rise", numerals, arithmetic, "right")
    after = before.value + added.value
    arithmetic = say(
        "rise", "arithmetic", before=show(before), added=show(added), after=after, rate=show(rate), rise=show(rise),
        rate_before=show_decimal(rate.value - rise.value, 4), bases_after=_bases(after, rate.admitted),
        bases_before=_bases(before.value, rate.admitted - rise.admitted),
        bases_added=_bases(added.value, rise.admitted),
    )  # fmt: skip
    if not growing:
        return found(CONTRADICTION, "rise", numerals, arithmetic, "wrong")
    bases = [
        say("rise", "grown_base", before=one.base_before, after=one.base_after, rates=_show_rates(one))
        for one in growing[:2]
    ]
    return found(DOUBT, "rise", numerals, arithmetic, "grown", bases=say("rise", "joined").join(bases))


def _solutions(
    before: Numeral, added: Numeral, rise: Numeral, rate: Numeral
) -> tuple[tuple[RiseSolution, ...], tuple[RiseSolution, ...]]:
    """Return the integer solutions with one base, and with a base that grew, under 四舍五入 and at ties GB/T 8170 too."""
    constant, growing = (), ()
    rise_pp, rate_pct = (round_exact(numeral.value, numeral.decimals) for numeral in (rise, rate))
    for rounding in (Rounding.HALF_UP, Rounding.HALF_EVEN):
        claims = RiseClaims(int(before.value), int(added.value), rise_pp, rate_pct, rounding)
        try:
            constant = constant or denominators.constant_base_solutions(claims)
            growing = growing or denominators.growing_base_solutions(claims)
        except UnboundedSearchError:
            continue
    return constant, growing


def _bases(count: Fraction, rate: Interval) -> str:
    """Return the denominators of which a count is the rate."""
    try:
        bases = denominators.fitting_denominators(int(count), rate)
    except (UnboundedSearchError, ValueError):
        return say("rise", "unbounded")
    if len(bases) <= 1:
        return str(bases[0]) if bases else say("rise", "no_integer")
    return say("rise", "range", first=bases[0], last=bases[-1])


def _show_rates(solution: RiseSolution) -> str:
    first, second = (show_decimal(rate, 2) for rate in (solution.rate_before_pct, solution.rate_after_pct))
    return say(
        "rise", "rates", before=solution.before, base_before=solution.base_before, first=first, after=solution.after,
        base_after=solution.base_after, second=second, rise=show_decimal(solution.rise_pp, 2),
    )  # fmt: skip
