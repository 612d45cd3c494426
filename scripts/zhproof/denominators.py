"""Which integer denominators a printed rate allows, alone and jointly with a rise between two dates.

A bulletin prints a rate and a numerator but often not the base. The printed rate is an interval, so the base can only
be one of a few integers, or none. All searches go through every integer that the intervals allow; where the intervals
allow no end, they refuse instead of stopping at an arbitrary number.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhproof.rounding import Interval, Rounding, UnboundedIntervalError, printed_interval
from zhproof.tables import table

PERCENT = 100
NEVER_NEGATIVE = Interval(Fraction(0), None)
AT_MOST_ALL = Interval(Fraction(0), Fraction(PERCENT))
MESSAGES = table("messages.toml")["denominators"]
NAMES = MESSAGES["names"]


class UnboundedSearchError(ValueError):
    """A question with infinitely many candidate answers."""


def fitting_denominators(numerator: int, rate_pct: Interval, maximum: int | None = None) -> range:
    """Return all integers N, up to the maximum if there is one, for which numerator / N lies in the rate, ascending.

    Raises:
        UnboundedSearchError: If there is no largest N: the rate comes as near to 0 as one likes, without a maximum.
        ValueError: If the numerator is negative.
    """
    numerator = _require_count("numerator", numerator)
    # 0 / N is 0 for every N: all fit or none does.
    shares = rate_pct & (Interval(Fraction(0), None, False) if numerator else Interval.exactly(0))
    if shares.is_empty:
        return range(0)
    candidates = Interval(Fraction(1), None if maximum is None else Fraction(maximum))
    if numerator:
        candidates &= Interval.exactly(numerator * PERCENT).quotient(shares)
    try:
        return candidates.integers()
    except UnboundedIntervalError:
        raise UnboundedSearchError(MESSAGES["any_denominator"]) from None


def fitting_numerators(denominator: int, rate_pct: Interval) -> range:
    """Return all integers n from 0 to the denominator for which n / denominator lies in the rate, ascending.

    Raises:
        ValueError: If the denominator is not positive.
    """
    if denominator < 1:
        raise ValueError(MESSAGES["negative_count"].format(name=NAMES["base"], value=denominator))
    return (rate_pct & AT_MOST_ALL).scaled(Fraction(denominator, PERCENT)).integers()


def implied_base(count: Interval, rate_pct: Interval) -> Interval:
    """Return the bases of which the count, such as 69.27 (万人), can be the rate, such as 85.69, in the count's unit.

    Raises:
        ValueError: If one of them may be negative, or the rate zero.
    """
    return count.quotient(rate_pct.scaled(Fraction(1, PERCENT)))


@dataclass(frozen=True)
class RiseClaims:
    """What a text says of a rate that rose; None for what is unknown, or is doubted.

    Attributes:
        before: Units done before.
        added: Units added, all of them additional.
        rise_pp: The rise as printed, in percentage points.
        rate_pct: The rate afterwards as printed, in percent.
        rounding: How the rates, and their exact difference, were rounded, once each.
    """

    before: int | None
    added: int | None
    rise_pp: Decimal | None
    rate_pct: Decimal | None
    rounding: Rounding = Rounding.HALF_EVEN

    def __post_init__(self) -> None:
        for name in ("before", "added"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _require_count(name, getattr(self, name)))

    @property
    def after_interval(self) -> Interval:
        """The exact rates afterwards, in percent, that print as claimed; 0 to 100 when nothing is claimed."""
        if self.rate_pct is None:
            return AT_MOST_ALL
        return printed_interval(self.rate_pct, rounding=self.rounding) & AT_MOST_ALL

    @property
    def rise_interval(self) -> Interval:
        """The exact rises, in percentage points, that print as claimed; -100 to 100 when nothing is claimed."""
        if self.rise_pp is None:
            return Interval(Fraction(-PERCENT), Fraction(PERCENT))
        return printed_interval(self.rise_pp, rounding=self.rounding)


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
        is_share = self.after <= self.base_after and self.before <= self.base_before
        return is_share and self.rate_after_pct in claims.after_interval and self.rise_pp in claims.rise_interval


def constant_base_solutions(claims: RiseClaims) -> tuple[RiseSolution, ...]:
    """Return all integer solutions in which the base is the same before and afterwards, ordered by base.

    With N the base, added / N is the rise, (before + added) / N the rate, and before / N their difference. Each of
    the three bounds N from above as soon as its count is known and its interval stays away from 0.

    Raises:
        UnboundedSearchError: If none of the three does.
    """
    before, added, rate = claims.before, claims.added, claims.after_interval
    after = None if before is None or added is None else before + added
    bounds = [(added, claims.rise_interval), (after, rate), (before, rate - claims.rise_interval)]
    bases = _first_bounded((count, interval) for count, interval in bounds if count is not None)
    return _fitting(claims, (RiseSolution(*counts, base, base) for base in bases for counts in _counts(claims, base)))


def _counts(claims: RiseClaims, base: int) -> Iterator[tuple[int, int]]:
    """Yield what may have been done before, and added, of a base; afterwards at most all of it is done."""
    before, added = claims.before, claims.added
    if before is not None and added is not None:
        yield before, added
        return
    for after in fitting_numerators(base, claims.after_interval):
        if before is not None and after >= before:
            yield before, after - before
        elif added is not None and after >= added:
            yield after - added, added


def growing_base_solutions(claims: RiseClaims) -> tuple[RiseSolution, ...]:
    """Return all integer solutions in which the base may have grown and all added units are additional, by base.

    With N1 <= N2 the bases, the count before is bounded through N1 <= N2 (see ``_largest_before``), N2 by the rate or
    by the rise, and N1 by N2.

    Raises:
        UnboundedSearchError: If ``added`` is unknown (then N2 grows with it without end), or if nothing bounds N2 or
            ``before``.
    """
    if claims.added is None:
        raise UnboundedSearchError(MESSAGES["too_little"].format(unknown=NAMES["added"]))
    counts = range(_largest_before(claims) + 1) if claims.before is None else (claims.before,)
    # The rate before is not below 0, so the rise is at most the rate afterwards: either one bounds N2.
    rise = claims.rise_interval
    bounds = (claims.after_interval, Interval(rise.lower, None, rise.lower_closed))
    return _fitting(claims, (
        solution
        for before in counts
        for base_after in _first_bounded((before + claims.added, interval) for interval in bounds)
        for solution in _with_base_after(claims, before, claims.added, base_after, maximum=base_after)
    ))  # fmt: skip


def free_base_solutions(claims: RiseClaims, maximum: int) -> tuple[RiseSolution, ...]:
    """Return all integer solutions with a base afterwards of at most ``maximum``, whichever way it moved, by base.

    Raises:
        UnboundedSearchError: If ``before`` is unknown, or is 0 and the base before has no end.
    """
    if claims.before is None:
        raise UnboundedSearchError(MESSAGES["too_little"].format(unknown=NAMES["before"]))
    solutions = []
    for base_after in range(1, maximum + 1):
        for after in fitting_numerators(base_after, claims.after_interval):
            added = after - claims.before
            if added >= 0 and claims.added in (None, added):
                solutions += _with_base_after(claims, claims.before, added, base_after)
    return _fitting(claims, solutions)


def _with_base_after(
    claims: RiseClaims, before: int, added: int, base_after: int, maximum: int | None = None
) -> Iterator[RiseSolution]:
    """Yield the candidates of one base afterwards: all bases before whose rate the rise allows."""
    rate_after = Interval.exactly(Fraction((before + added) * PERCENT, base_after))
    shares_before = (rate_after - claims.rise_interval) & NEVER_NEGATIVE
    if not shares_before.is_empty:
        for base_before in fitting_denominators(before, shares_before, maximum):
            yield RiseSolution(before, added, base_before, base_after)


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
        raise UnboundedSearchError(MESSAGES["too_little"].format(unknown=NAMES["before"]))
    return math.floor(claims.added * largest_before / (smallest_after - largest_before))


def _first_bounded(searches: Iterable[tuple[int, Interval]]) -> range:
    """Return the denominators of the first count and rate that have an end; each holds all solutions."""
    for count, interval in searches:
        try:
            return fitting_denominators(count, interval)
        except UnboundedSearchError:
            continue
    raise UnboundedSearchError(MESSAGES["too_little"].format(unknown=NAMES["base"]))


def _fitting(claims: RiseClaims, solutions: Iterable[RiseSolution]) -> tuple[RiseSolution, ...]:
    fitting = (solution for solution in solutions if solution.fits(claims))
    return tuple(sorted(fitting, key=operator.attrgetter("base_after", "base_before", "before", "added")))


def _require_count(name: str, value: int) -> int:
    # numpy's integers overflow in products, so they become Python's first.
    value = operator.index(value)
    if value < 0:
        raise ValueError(MESSAGES["negative_count"].format(name=NAMES[name], value=value))
    return value
