"""Judges a change against the values before and after it: in amounts, percent, percentage points and multiples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from zhproof.findings import CONTRADICTION, DOUBT, UNCHECKED, Finding
from zhproof.quantities import MONEY, Numeral
from zhproof.relations.arithmetic import divide, meets, percentage, show, show_value
from zhproof.relations.context import Amount, Context
from zhproof.relations.judging import confirmed, found, judge, mismatched, say
from zhproof.relations.words import WORDS
from zhproof.rounding import Interval, Rounding, round_exact, show_decimal

_HUNDRED = Interval.exactly(100)
_TIMES = frozenset({"年", "个月", "月"})
_MOST_CLAUSES = 2


@dataclass(frozen=True)
class Change:
    """A change with the values before and after it.

    Attributes:
        before: The value before.
        after: The value after.
        by: The change as printed: a count, a percentage, percentage points or a multiple.
        direction: 1 for a rise, -1 for a fall, as the word of the change says.
    """

    before: Amount
    after: Amount
    by: Amount
    direction: int

    @property
    def numerals(self) -> list[Numeral]:
        """Before, after and by, in this order."""
        return [self.before.numeral, self.after.numeral, self.by.numeral]

    @property
    def shown(self) -> str:
        """The smaller value taken from the larger one, as the word of the change has it."""
        return " - ".join(show(figure.numeral) for figure in (self.after, self.before)[:: self.direction])

    @property
    def difference(self) -> Fraction:
        """What the larger value has more than the smaller one; below zero where the word of the change is wrong."""
        return (self.after.value - self.before.value) * self.direction

    @property
    def percent(self) -> Fraction:
        """The difference in percent of the value before."""
        return self.difference / self.before.value * 100


def check_changes(context: Context) -> Iterator[Finding]:
    """Yield the findings on changes: in numbers, in percent, in points, and in the one where the other is meant."""
    for change in _find_changes(context):
        before, by = change.before, change.by
        if before.is_percent and by.is_points:
            yield _judge_points(change)
        elif before.is_percent and by.is_percent:
            yield _judge_percent_of_rates(change)
        elif before.is_amount and by.is_points:
            yield _judge_points_of_amounts(change)
        elif before.is_amount and by.is_percent:
            behind = by.lead + context.before(change.after, 40)
            yield _judge_percent(change, _is_at_constant_prices(context, before, behind))
        elif before.is_amount and by.numeral.unit == before.numeral.unit:
            yield _judge_amount(change)
    for level, amount, percent, sign in _find_relative_changes(context):
        if level.value > amount.value * sign and not _is_at_constant_prices(context, level, percent.lead):
            yield _judge_relative(level.numeral, amount.numeral, percent.numeral, sign)


def _is_at_constant_prices(context: Context, level: Amount, behind: str) -> bool:
    """Return whether the growth is told in constant prices, as far as the words before the level and behind it tell."""
    words = "".join(context.before(level, 40).split()) + behind
    return level.numeral.kind == MONEY and bool(WORDS.constant_prices.search(words))


def _signed(by: Numeral, sign: int) -> Interval:
    return by.admitted if sign > 0 else -by.admitted


def _may_differ_by(numerals: Sequence[Numeral], sign: int) -> bool:
    """Return whether before and after may, before they were rounded, differ by the change."""
    before, after, by = numerals
    return meets(after.admitted - before.admitted, _signed(by, sign))


def _differ_by(numerals: Sequence[Numeral], sign: int) -> bool:
    """Return whether the printed values before and after differ by just the printed change."""
    before, after, by = numerals
    return (after.value - before.value) * sign == by.value


def _percent_holds(numerals: Sequence[Numeral], sign: int) -> bool:
    """Return whether before, after and the change in percent, in this order, fit one another."""
    before, after, by = numerals
    return before.value > 0 and meets(percentage(after.admitted, before.admitted), _HUNDRED + _signed(by, sign))


def _relative_holds(numerals: Sequence[Numeral], sign: int) -> bool:
    """Return whether a level and its change, as amount and in percent, in this order, fit one another."""
    level, by, rate = numerals
    return meets(percentage(by.admitted, level.admitted - _signed(by, sign)), rate.admitted)


def _judge_relative(level: Numeral, amount: Numeral, percent: Numeral, sign: int) -> Finding:
    """Return the finding on a level and its change, told both as amount and in percent."""
    numerals, holds = [level, amount, percent], partial(_relative_holds, sign=sign)
    before = level.value - amount.value * sign
    exact = amount.value / before * 100
    base = show_value(before, level, 4)
    rate = f"{show(amount)} ÷ {base} = {show_decimal(exact, percent.decimals + 2)}%"
    arithmetic = f"{show(level)} {'-' if sign > 0 else '+'} {show(amount)} = {base}；{rate}"
    return judge("change", numerals, holds, arithmetic, "relative", exact=exact, percent=show(percent))


def _judge_amount(change: Change) -> Finding:
    by, holds = change.by.numeral, partial(_may_differ_by, sign=change.direction)
    arithmetic = f"{change.shown} = {show_value(change.difference, by, by.decimals + 2)}"
    return judge("change", change.numerals, holds, arithmetic, "amount", unequal=f" ≠ {show(by)}")


def _judge_percent(change: Change, constant_prices: bool) -> Finding:
    numerals, exact = change.numerals, change.percent
    before, after, by = numerals
    rounded = round_exact(exact, by.decimals, Rounding.HALF_UP)
    difference = show_value(change.difference, after, max(after.decimals, before.decimals))
    shown = f"({change.shown}) ÷ {show(before)} = {difference} ÷ {show(before)}"
    arithmetic = f"{shown} = {show_decimal(exact, by.decimals + 2)}%" + (f" → {rounded:f}%" if rounded != exact else "")

    holds = partial(_percent_holds, sign=change.direction)
    if holds(numerals):
        return confirmed("change", numerals, arithmetic, "percent", exact)
    if constant_prices:
        return found(UNCHECKED, "change", numerals, arithmetic, "constant_prices", by=show(by))
    for way in (Rounding.FLOOR, Rounding.CEILING):
        if exact > 0 and before.is_exact and after.is_exact and round_exact(exact, by.decimals, way) == by.value:
            return found(DOUBT, "truncation", numerals, arithmetic, "wrong", way=way.label_zh)
    return mismatched("change", numerals, holds, arithmetic, "percent_wrong", mistake=_mistake(change))


def _mistake(change: Change) -> str:
    """Return the usual mistake that explains the rate: the later value as base, or the level instead of the growth."""
    before, after, by = change.numerals
    if after.value > 0:
        share = abs(change.difference) / after.value * 100
        if round_exact(share, by.decimals, Rounding.HALF_UP) == by.value:
            return say("change", "later_base", after=show(after))
    level = after.value / before.value * 100
    if round_exact(level, by.decimals, Rounding.HALF_UP) == by.value:
        return say("change", "level_told", level=show_decimal(level, by.decimals + 1))
    return ""


def _judge_points(change: Change) -> Finding:
    numerals, holds = change.numerals, partial(_differ_by, sign=change.direction)
    before, after, by = numerals
    arithmetic = f"{change.shown} = {show_decimal(change.difference, 6)}个百分点"
    may_hold = _may_differ_by(numerals, change.direction)
    if holds(numerals) or by.decimals < max(before.decimals, after.decimals) and may_hold:
        return confirmed("points", numerals, arithmetic)
    key, severity = ("unrounded", DOUBT) if may_hold else ("wrong", CONTRADICTION)
    return mismatched("points", numerals, holds, f"{arithmetic} ≠ {show(by)}", key, severity)


def _judge_points_of_amounts(change: Change) -> Finding:
    before, after, by = change.numerals
    shown = show_decimal(change.percent * change.direction, by.decimals + 2)
    arithmetic = f"({show(after)} - {show(before)}) ÷ {show(before)} = {shown}%"
    severity = DOUBT if _percent_holds(change.numerals, change.direction) else CONTRADICTION
    return found(severity, "percent-points", change.numerals, arithmetic, "amount")


def _judge_percent_of_rates(change: Change) -> Finding:
    numerals, sign = change.numerals, change.direction
    before, _, by = numerals
    difference = show_decimal(change.difference, 6)
    relative = f"{difference} ÷ {show(before)} = {show_decimal(change.percent, by.decimals + 2)}%"
    arithmetic = f"{change.shown} = {difference}个百分点；{relative}"
    if change.difference == by.value or change.difference in by.admitted:
        words = {"difference": difference, "by": show(by), "points": show_decimal(by.value, by.decimals)}
        return found(DOUBT, "percent-points", numerals, arithmetic, "percent", **words)
    if _percent_holds(numerals, sign):
        return confirmed("percent-points", numerals, arithmetic)
    return mismatched("percent-points", numerals, partial(_differ_by, sign=sign), arithmetic)


def check_multiple(context: Context) -> Iterator[Finding]:
    """Yield the findings on multiples whose two values stand before them."""
    for figures in context.sentences:
        for place, times in enumerate(figures):
            if times.numeral.unit != "倍" or place < 2 or times.clause - figures[place - 1].clause > 1:
                continue
            if WORDS.bare_change.match(times.lead) or WORDS.bare_multiple.match(times.lead):
                pair = _find_pair(context, figures, place - 2)
                if pair and pair[0].is_amount:
                    yield from _judge_multiple(*pair, times)


def _judge_multiple(first: Amount, second: Amount, multiple: Amount) -> Iterator[Finding]:
    is_level = bool(WORDS.multiple.search(multiple.lead) or WORDS.level_after.search(multiple.lead))
    is_growth = bool(WORDS.change.search(multiple.lead)) and not is_level
    if not (is_level or is_growth):
        return
    numerals = before, after, times = [first.numeral, second.numeral, multiple.numeral]
    level = after.value / before.value
    shown, grown = (show_decimal(value, times.decimals + 2) for value in (level, level - 1))
    arithmetic = f"{show(after)} ÷ {show(before)} = {shown}，增长 {grown} 倍"

    def holds(trial: Sequence[Numeral], base: int = 0 if is_level else 1) -> bool:
        before, after, times = trial
        # A whole number of times is rounded too: 2.04 is told as 2倍.
        wanted = times if times.hedge else replace(times, measured=True)
        level = divide(after.admitted, before.admitted)
        return level is not None and meets(level - Interval.exactly(base), wanted.admitted)

    if is_growth and not holds(numerals) and holds(numerals, 0):
        words = {"times": show(times), "grown": show_decimal(level - 1, times.decimals + 1)}
        yield found(DOUBT, "multiple", numerals, arithmetic, "level", **words)
    else:
        yield judge("multiple", numerals, holds, arithmetic)


def _find_changes(context: Context) -> Iterator[Change]:
    """Yield the changes of a text whose value before and value after both stand in the same sentence."""
    for figures in context.sentences:
        for place in range(len(figures) - 1 if len(figures) > 2 else 0):
            if pair := _find_pair(context, figures, place):
                yield from _changes_of(context, figures, place, *pair)


def _find_relative_changes(context: Context) -> Iterator[tuple[Amount, Amount, Amount, int]]:
    """Yield level, change in amount, change in percent and direction, where the value before is not printed.

    收入2236万元，比上年增收367万元，增长19.6%: the two changes follow the level, in either order.
    """
    for figures in context.sentences:
        pairs = [pair for place in range(len(figures) - 1) if (pair := _find_pair(context, figures, place))]
        paired = {figure.order for pair in pairs for figure in pair}
        for one, other in zip(figures[1:], figures[2:], strict=False):
            first, second = (WORDS.bare_change.match(figure.lead) for figure in (one, other))
            if not (first and second) or bool(first["up"]) != bool(second["up"]):
                continue
            level = _level_before(figures, one)
            if level is None or not level.is_amount or level.order in paired or level.aside or other.aside:
                continue
            amount, percent = (one, other) if one.is_amount else (other, one)
            if not amount.is_amount or not percent.is_percent or amount.numeral.unit != level.numeral.unit:
                continue
            if _is_compared(level) or WORDS.yearly.search(one.lead + other.lead):
                continue
            if other.clause - level.clause > _MOST_CLAUSES + 1 or other.segment != level.segment:
                continue
            if WORDS.other_count.search(level.tail + one.gap + other.gap):
                continue
            if not any(figure.numeral.hedge for figure in (level, amount, percent)):
                yield level, amount, percent, 1 if first["up"] else -1


def _level_before(figures: list[Amount], change: Amount) -> Amount | None:
    """Return the nearest amount before a change, past the share of a plan: 收入2236万元，完成预算25200万元的8.9%，比上年增收367万元."""
    before = reversed(figures[: change.order - figures[0].order])
    return next((f for f in before if not f.is_percent and not WORDS.share_of_plan.search(f.lead)), None)


def _is_compared(level: Amount) -> bool:
    """Return whether a figure is itself a change, or the value from which or against which something changed."""
    return any(words.search(level.lead) for words in (WORDS.change, WORDS.compared, WORDS.from_value))


def _find_pair(context: Context, figures: list[Amount], place: int) -> tuple[Amount, Amount] | None:
    """Return the values before and after that two neighbouring figures are, if their words say so."""
    first, second = figures[place], figures[place + 1]
    if first.numeral.unit != second.numeral.unit or first.segment != second.segment or "分别" in first.lead + second.lead:
        return None
    if first.is_percent != second.is_percent or first.value <= 0:
        return None
    between = context.between(first, second)
    near = between.count("，") <= 1
    changes = WORDS.from_value.search(first.lead) and WORDS.level_after.search(second.lead)
    if changes and near and not WORDS.pair_ends.search(between):
        return first, second
    compares = WORDS.compared.match(second.lead) and WORDS.compared_value.search(second.lead)
    if near and compares and not WORDS.change.search(first.lead):
        return second, first
    earlier, later = (WORDS.year.search(figure.gap) for figure in (first, second))
    if not (earlier and later):
        return None
    lead, level = (WORDS.year.sub("", figure.lead) for figure in (first, second))
    in_numbers = earlier[0].startswith("20") and earlier[0] < later[0]
    in_words = earlier[0].startswith(("去年", "上年")) and later[0].startswith("今年")
    same_words = (in_numbers or in_words) and level and lead.endswith(level)
    return (first, second) if in_numbers and WORDS.changed_to.match(level) or same_words else None


def _changes_of(context: Context, figures: list[Amount], place: int, before: Amount, after: Amount) -> Iterator[Change]:
    last = figures[place + 1]
    for by in figures[place + 2 : place + 6]:
        if by.clause - last.clause > _MOST_CLAUSES or by.segment != last.segment or not _is_sure(by):
            break
        if by.numeral.unit in _TIMES:
            continue
        match = WORDS.bare_change.match(by.lead)
        if match and (not WORDS.level_after.search(by.lead) or WORDS.change_named.search(by.lead)):
            yield Change(before, after, by, 1 if match["up"] else -1)
        elif not WORDS.is_level.match(by.lead):
            break
    if place and WORDS.from_value.search(figures[place].lead):
        # 占比提高12个百分点，由46%达到60%: the change stands first.
        by = figures[place - 1]
        match = WORDS.change.search(by.lead)
        own = WORDS.own_values.fullmatch(context.between(by, figures[place]))
        if match and own and by.segment == before.segment and _is_sure(by):
            yield Change(before, after, by, 1 if match["up"] else -1)


def _is_sure(by: Amount) -> bool:
    return not (by.numeral.hedge or WORDS.yearly.search(by.lead))
