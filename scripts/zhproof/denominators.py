"""Which integer denominators a printed rate allows, alone and jointly with a rise between two dates.

A bulletin prints a rate and a numerator but often not the base. The printed rate is an interval, so the base can only
be one of a few integers, or none. All searches go through every integer that the intervals allow; where the intervals
allow no end, they refuse instead of stopping at an arbitrary number.
"""

import enum
import math
import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .rounding import (
    Interval,
    Rounding,
    UnboundedIntervalError,
    as_fraction,
    decimal_places,
    printed_interval,
    round_exact,
)

PERCENT = 100
NEVER_NEGATIVE = Interval(Fraction(0), None)
AT_MOST_ALL = Interval(Fraction(0), Fraction(PERCENT))

MESSAGES = {
    "any-denominator": "分子为 0 或比率可以任意接近 0 时，分母没有上限，无法列举；请给出 maximum。",
    "negative-count": "{name}应为不小于 0 的整数，得到 {value}。",
    "too-little": "未知的量太多，{unknown}可以无限大，无法列出全部整数解；请至少给出能限定它的一项。",
    "rise-decimals": "提高的百分点印有 {rise} 位小数，比率印有 {rate} 位，无法比较修约后的比率之差。",
}
NAMES = {"numerator": "分子", "before": "原有数", "added": "新增数", "base": "基数"}


class UnboundedSearchError(ValueError):
    """A question with infinitely many candidate answers."""


def fitting_denominators(numerator: int, rate_pct: Interval, maximum: int | None = None) -> range:
    """Return all integers N for which numerator / N lies in the rate, in ascending order.

    Args:
        numerator: A count, 0 or more.
        rate_pct: The rate in percent.
        maximum: A largest N to consider, where the question itself has one.

    Raises:
        UnboundedSearchError: If there is no largest N: the rate comes as near to 0 as one likes, and no maximum is
            given.
        ValueError: If the numerator is negative.
    """
    numerator = _require_count("numerator", numerator)
    shares = rate_pct & NEVER_NEGATIVE
    if shares.is_empty:
        return range(0)
    if numerator == 0:
        # 0 / N is 0 for every N: all fit or none does.
        candidates = Interval(Fraction(1), None if 0 in shares else Fraction(0))
    else:
        positive = shares & Interval(Fraction(0), None, False)
        if positive.is_empty:
            return range(0)
        count = Fraction(numerator * PERCENT)
        candidates = Interval.exactly(count).quotient(positive) & Interval(Fraction(1), None)
    if maximum is not None:
        candidates &= Interval(None, Fraction(maximum))
    try:
        return candidates.integers()
    except UnboundedIntervalError:
        raise UnboundedSearchError(MESSAGES["any-denominator"]) from None


def fitting_numerators(denominator: int, rate_pct: Interval) -> range:
    """Return all integers n from 0 to the denominator for which n / denominator lies in the rate, in ascending order.

    Args:
        denominator: The base, 1 or more.
        rate_pct: The rate in percent.

    Raises:
        ValueError: If the denominator is not positive.
    """
    if denominator < 1:
        raise ValueError(MESSAGES["negative-count"].format(name=NAMES["base"], value=denominator))
    return (rate_pct & AT_MOST_ALL).scaled(Fraction(denominator, PERCENT)).integers()


def implied_base(count: Interval, rate_pct: Interval) -> Interval:
    """Return the bases of which the count can be the rate, in the count's unit.

    Args:
        count: What is counted, such as the printed interval of 69.27 (万人).
        rate_pct: Its share in percent, such as the printed interval of 85.69.

    Raises:
        ValueError: If one of them may be negative, or the rate zero.
    """
    return count.quotient(rate_pct.scaled(Fraction(1, PERCENT)))


class RiseReading(enum.Enum):
    """What a printed rise in percentage points is the difference of.

    ``UNROUNDED`` is the default: the rise is the exact difference, rounded once, as GB/T 8170-2008 asks.
    ``ROUNDED_RATES`` is what many drafts do: both rates are rounded first and then subtracted.
    """

    UNROUNDED = "unrounded"
    ROUNDED_RATES = "rounded-rates"


@dataclass(frozen=True)
class RiseClaims:
    """What a text says of a rate that rose; None for what is unknown, or is doubted.

    Attributes:
        before: Units done before.
        added: Units added, all of them additional.
        rise_pp: The rise as printed, in percentage points.
        rate_pct: The rate afterwards as printed, in percent.
        rounding: How the rates were rounded.
        reading: What the rise is the difference of.
    """

    before: int | None
    added: int | None
    rise_pp: Decimal | None
    rate_pct: Decimal | None
    rounding: Rounding = Rounding.HALF_EVEN
    reading: RiseReading = RiseReading.UNROUNDED

    def __post_init__(self) -> None:
        for name in ("before", "added"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _require_count(name, getattr(self, name)))
        if self.rise_pp is not None and self.rate_pct is not None and self.reading is RiseReading.ROUNDED_RATES:
            rise, rate = decimal_places(self.rise_pp), decimal_places(self.rate_pct)
            if rise != rate:
                raise ValueError(MESSAGES["rise-decimals"].format(rise=rise, rate=rate))

    @property
    def after_interval(self) -> Interval:
        """The exact rates afterwards, in percent, that print as claimed; 0 to 100 when nothing is claimed."""
        if self.rate_pct is None:
            return AT_MOST_ALL
        return printed_interval(self.rate_pct, rounding=self.rounding) & AT_MOST_ALL

    @property
    def rise_interval(self) -> Interval:
        """Exact rises, in percentage points, that hold every one that fits the claim.

        For the difference of rounded rates it is wider than the claim, by one printed place on each side: rounding to
        the nearest moves each rate by half a place at most, and rounding down or up moves both in the same direction
        by less than one place.
        """
        if self.rise_pp is None:
            return Interval(Fraction(-PERCENT), Fraction(PERCENT))
        if self.reading is RiseReading.UNROUNDED:
            return printed_interval(self.rise_pp, rounding=self.rounding)
        rise, place = as_fraction(self.rise_pp), Fraction(1, 10 ** decimal_places(self.rise_pp))
        return Interval(rise - place, rise + place)


@dataclass(frozen=True)
class RiseSolution:
    """Integers that fit all the claims, with their arithmetic.

    Attributes:
        before: Units done before.
        added: Units added.
        base_before: The denominator before.
        base_after: The denominator afterwards.
    """

    before: int
    added: int
    base_before: int
    base_after: int

    @property
    def after(self) -> int:
        """Units done afterwards."""
        return self.before + self.added

    @property
    def rate_before_pct(self) -> Fraction:
        """The exact rate before, in percent."""
        return Fraction(self.before * PERCENT, self.base_before)

    @property
    def rate_after_pct(self) -> Fraction:
        """The exact rate afterwards, in percent."""
        return Fraction(self.after * PERCENT, self.base_after)

    @property
    def rise_pp(self) -> Fraction:
        """The exact rise, in percentage points."""
        return self.rate_after_pct - self.rate_before_pct

    def fits(self, claims: RiseClaims) -> bool:
        """Return whether the rates are possible shares and print as the claims say."""
        if self.after > self.base_after or self.before > self.base_before:
            return False
        if claims.rate_pct is not None and not _prints_as(self.rate_after_pct, claims.rate_pct, claims.rounding):
            return False
        if claims.rise_pp is None:
            return True
        if claims.reading is RiseReading.UNROUNDED:
            return _prints_as(self.rise_pp, claims.rise_pp, claims.rounding)
        decimals = decimal_places(claims.rise_pp)
        after, before = (
            round_exact(rate, decimals, claims.rounding) for rate in (self.rate_after_pct, self.rate_before_pct)
        )
        return after - before == claims.rise_pp


def constant_base_solutions(claims: RiseClaims) -> tuple[RiseSolution, ...]:
    """Return all integer solutions in which the base is the same before and afterwards, ordered by base.

    With N the base, added / N is the rise, (before + added) / N the rate, and before / N their difference. Each of
    the three bounds N from above as soon as its count is known and its interval stays away from 0.

    Raises:
        UnboundedSearchError: If none of the three does.
    """
    before_interval = claims.after_interval - claims.rise_interval
    bounds = [
        (claims.added, claims.rise_interval),
        (_sum(claims.before, claims.added), claims.after_interval),
        (claims.before, before_interval),
    ]
    solutions = []
    for base in _first_bounded(_denominators_of(count, interval) for count, interval in bounds if count is not None):
        for before, added in _counts_for_base(claims, base):
            solutions.append(RiseSolution(before, added, base, base))
    return _fitting(solutions, claims)


def _counts_for_base(claims: RiseClaims, base: int) -> Iterator[tuple[int, int]]:
    if claims.before is not None and claims.added is not None:
        yield claims.before, claims.added
    elif claims.before is not None:
        # Afterwards at most all of the base is done, so added has an end.
        yield from (
            (claims.before, after - claims.before)
            for after in fitting_numerators(base, claims.after_interval)
            if after >= claims.before
        )
    elif claims.added is not None:
        yield from (
            (after - claims.added, claims.added)
            for after in fitting_numerators(base, claims.after_interval)
            if after >= claims.added
        )


def growing_base_solutions(claims: RiseClaims) -> tuple[RiseSolution, ...]:
    """Return all integer solutions in which the base may have grown and every added unit is additional, ordered by base.

    With N1 <= N2 the bases, the count before is bounded through N1 <= N2 (see ``_largest_before``), N2 by the rate or
    by the rise, and N1 by N2.

    Raises:
        UnboundedSearchError: If ``added`` is unknown (then N2 grows with it without end), or if nothing bounds N2 or
            ``before``.
    """
    if claims.added is None:
        raise UnboundedSearchError(MESSAGES["too-little"].format(unknown=NAMES["added"]))
    counts = range(_largest_before(claims) + 1) if claims.before is None else (claims.before,)
    solutions = []
    for before in counts:
        after = before + claims.added
        # The rate before is not below 0, so the rise is at most the rate afterwards: either one bounds N2.
        bounds = (claims.after_interval, _at_least(claims.rise_interval))
        for base_after in _first_bounded(_denominators_of(after, interval) for interval in bounds):
            rate_after = Interval.exactly(Fraction(after * PERCENT, base_after))
            shares_before = (rate_after - claims.rise_interval) & NEVER_NEGATIVE
            if not shares_before.is_empty:
                for base_before in fitting_denominators(before, shares_before, maximum=base_after):
                    solutions.append(RiseSolution(before, claims.added, base_before, base_after))
    return _fitting(solutions, claims)


def free_base_solutions(claims: RiseClaims, maximum: int) -> tuple[RiseSolution, ...]:
    """Return all integer solutions with a base afterwards of at most ``maximum``, whichever way the base moved, ordered by base.

    Raises:
        UnboundedSearchError: If ``before`` is unknown, or is 0 and the base before has no end.
    """
    if claims.before is None:
        raise UnboundedSearchError(MESSAGES["too-little"].format(unknown=NAMES["before"]))
    solutions = []
    for base_after in range(1, maximum + 1):
        for after in fitting_numerators(base_after, claims.after_interval):
            if after < claims.before or claims.added not in (None, after - claims.before):
                continue
            rate_after = Interval.exactly(Fraction(after * PERCENT, base_after))
            shares_before = (rate_after - claims.rise_interval) & NEVER_NEGATIVE
            if not shares_before.is_empty:
                for base_before in fitting_denominators(claims.before, shares_before):
                    solutions.append(RiseSolution(claims.before, after - claims.before, base_before, base_after))
    return _fitting(solutions, claims)


def _largest_before(claims: RiseClaims) -> int:
    """Return the largest count before that a growing base allows.

    Let s be the largest rate before and r the smallest rate afterwards. Then N1 >= before / s and N2 <= (before +
    added) / r, so N1 <= N2 needs before / s <= (before + added) / r, which is before * (r - s) <= added * s: an end
    as soon as r > s.
    """
    smallest_after = claims.after_interval.lower
    largest_before = (claims.after_interval - claims.rise_interval).upper
    if largest_before < 0:
        return -1
    if smallest_after <= largest_before:
        raise UnboundedSearchError(MESSAGES["too-little"].format(unknown=NAMES["before"]))
    return math.floor(claims.added * largest_before / (smallest_after - largest_before))


def _at_least(interval: Interval) -> Interval:
    return Interval(interval.lower, None, interval.lower_closed)


def _denominators_of(count: int, interval: Interval) -> Callable[[], range]:
    return lambda: fitting_denominators(count, interval)


def _first_bounded(searches: Iterable[Callable[[], range]]) -> range:
    """Return the candidates of the first search that has an end; every search holds all solutions, so one is enough."""
    for search in searches:
        try:
            return search()
        except UnboundedSearchError:
            continue
    raise UnboundedSearchError(MESSAGES["too-little"].format(unknown=NAMES["base"]))


def _fitting(solutions: Iterable[RiseSolution], claims: RiseClaims) -> tuple[RiseSolution, ...]:
    fitting = (solution for solution in solutions if solution.fits(claims))
    return tuple(sorted(fitting, key=lambda s: (s.base_after, s.base_before, s.before, s.added)))


def _prints_as(value: Fraction, printed: Decimal, rounding: Rounding) -> bool:
    return round_exact(value, decimal_places(printed), rounding) == printed


def _sum(before: int | None, added: int | None) -> int | None:
    return None if before is None or added is None else before + added


def _require_count(name: str, value: int) -> int:
    # numpy's integers overflow in products, so they become Python's first.
    value = operator.index(value)
    if value < 0:
        raise ValueError(MESSAGES["negative-count"].format(name=NAMES[name], value=value))
    return value
