"""Rounding rules, and the exact interval of real values that a printed number stands for.

A printed number is a claim about every value that would have been printed the same way. All arithmetic here is in
``int``, ``Decimal`` and ``Fraction``; a float is refused, because a float has already been rounded once.
"""

from __future__ import annotations

import enum
import math
import numbers
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhproof.tables import table

Exact = int | Decimal | Fraction
MESSAGES = table("messages.toml")["rounding"]
_HALF = Fraction(1, 2)


class Rounding(enum.Enum):
    """A rule that turns an exact value into printed decimals."""

    HALF_EVEN = "half-even"
    HALF_UP = "half-up"
    FLOOR = "floor"
    CEILING = "ceiling"

    @property
    def label_zh(self) -> str:
        """The rule's Chinese name."""
        return ROUNDING_LABELS[self]


ROUNDING_LABELS = {
    Rounding.HALF_EVEN: "四舍六入五成双", Rounding.HALF_UP: "四舍五入", Rounding.FLOOR: "去尾", Rounding.CEILING: "进一",
}  # fmt: skip


class UnknownHedgeError(ValueError):
    """A hedge word that has no agreed interval."""


class UnboundedIntervalError(ValueError):
    """An interval without an end where an end is needed."""


def as_fraction(value: Exact) -> Fraction:
    """Return an int (numpy's integers too), a finite Decimal or a Fraction as a fraction, unchanged.

    Raises:
        TypeError: If the value is a float, a bool or no number.
        ValueError: If the value is a NaN or an infinity.
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, bool) or not isinstance(value, numbers.Rational | Decimal):
        raise TypeError(MESSAGES["not_exact"].format(kind=type(value).__name__))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(MESSAGES["not_finite"].format(value=value))
    # numpy's integers overflow in products, so they become Python's first.
    return Fraction(int(value)) if isinstance(value, numbers.Integral) else Fraction(value)


def decimal_places(digits: Decimal) -> int:
    """Return the number of decimals that the digits show; trailing zeros count."""
    return max(0, -digits.as_tuple().exponent)


def round_exact(value: Exact, decimals: int, rounding: Rounding = Rounding.HALF_EVEN) -> Decimal:
    """Return the value rounded once to ``decimals`` places, trailing zeros kept.

    Half-even is the rule of GB/T 8170-2008 (四舍六入五成双), which also forbids rounding in steps: pass the exact
    value, never an already rounded one. ``FLOOR`` goes towards minus infinity, ``CEILING`` towards plus infinity,
    ``HALF_UP`` takes ties away from zero.

    Raises:
        TypeError: If the value is a float.
        ValueError: If ``decimals`` is negative or the value is not finite.
    """
    if decimals < 0:
        raise ValueError(f"decimals must be 0 or more, got {decimals}")
    units = _round_to_integer(as_fraction(value) * 10**decimals, rounding)
    return Decimal((int(units < 0), tuple(int(digit) for digit in str(abs(units))), -decimals))


def _round_to_integer(value: Fraction, rounding: Rounding) -> int:
    if rounding is Rounding.HALF_UP:
        nearest = math.floor(abs(value) + _HALF)
        return nearest if value >= 0 else -nearest
    return {Rounding.FLOOR: math.floor, Rounding.CEILING: math.ceil, Rounding.HALF_EVEN: round}[rounding](value)


@dataclass(frozen=True)
class Interval:
    """All real values between two ends; an end of None is open to infinity.

    Attributes:
        lower: The lower end, or None for minus infinity.
        upper: The upper end, or None for plus infinity.
        lower_closed: Whether the lower end itself belongs to the interval.
        upper_closed: Whether the upper end itself belongs to the interval.
    """

    lower: Fraction | None
    upper: Fraction | None
    lower_closed: bool = True
    upper_closed: bool = True

    def __post_init__(self) -> None:
        for end in ("lower", "upper"):
            value = getattr(self, end)
            if value is None:
                object.__setattr__(self, f"{end}_closed", False)
            else:
                object.__setattr__(self, end, as_fraction(value))

    @classmethod
    def exactly(cls, value: Exact) -> Interval:
        """Return the interval of one value."""
        return cls(value, value)

    def __contains__(self, value: Exact) -> bool:
        return not (self & Interval.exactly(value)).is_empty

    @property
    def is_empty(self) -> bool:
        """Whether no value lies in the interval."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower > self.upper or (self.lower == self.upper and not (self.lower_closed and self.upper_closed))

    def __and__(self, other: Interval) -> Interval:
        both = (self, other)
        lowers = [(one.lower, not one.lower_closed) for one in both if one.lower is not None]
        uppers = [(one.upper, one.upper_closed) for one in both if one.upper is not None]
        lower, lower_open = max(lowers, default=(None, True))
        upper, upper_closed = min(uppers, default=(None, False))
        return Interval(lower, upper, not lower_open, upper_closed)

    def __add__(self, other: Interval) -> Interval:
        """Return all sums of a value of this interval and a value of the other."""
        lower = None if self.lower is None or other.lower is None else self.lower + other.lower
        upper = None if self.upper is None or other.upper is None else self.upper + other.upper
        closed = (self.lower_closed and other.lower_closed, self.upper_closed and other.upper_closed)
        return Interval(lower, upper, *closed)

    def __neg__(self) -> Interval:
        lower, upper = (None if end is None else -end for end in (self.upper, self.lower))
        return Interval(lower, upper, self.upper_closed, self.lower_closed)

    def __sub__(self, other: Interval) -> Interval:
        """Return all differences of a value of this interval and a value of the other."""
        return self + -other

    def scaled(self, factor: Exact) -> Interval:
        """Return the interval with every value multiplied by a positive factor.

        Raises:
            ValueError: If the factor is zero or negative.
        """
        factor = as_fraction(factor)
        if factor <= 0:
            raise ValueError(f"the factor must be positive, got {factor}")
        lower, upper = (None if end is None else end * factor for end in (self.lower, self.upper))
        return Interval(lower, upper, self.lower_closed, self.upper_closed)

    def quotient(self, divisor: Interval) -> Interval:
        """Return all quotients of a value of this interval by a value of the divisor.

        Both intervals must hold no negative value, and the divisor not zero; a divisor without upper end gives
        quotients down to, and without, zero; a divisor that comes arbitrarily near to zero gives quotients without
        upper end.

        Raises:
            ValueError: If a negative value, or zero as divisor, is possible.
        """
        for interval in (self, divisor):
            if interval.lower is None or interval.lower < 0:
                raise ValueError(MESSAGES["negative"].format(interval=interval.text()))
        if 0 in divisor:
            raise ValueError(MESSAGES["negative"].format(interval=divisor.text()))
        if divisor.upper is None:
            # A numerator of exactly zero is the only way to reach a quotient of zero.
            lower, lower_closed = Fraction(0), 0 in self
        else:
            lower = self.lower / divisor.upper
            lower_closed = self.lower_closed and (divisor.upper_closed or self.lower == 0)
        if self.upper is None or divisor.lower == 0:
            return Interval(lower, None, lower_closed, False)
        upper_closed = self.upper_closed and (divisor.lower_closed or self.upper == 0)
        return Interval(lower, self.upper / divisor.lower, lower_closed, upper_closed)

    def integers(self) -> range:
        """Return all integers in the interval, in ascending order.

        Raises:
            UnboundedIntervalError: If an end is missing.
        """
        if self.lower is None or self.upper is None:
            raise UnboundedIntervalError(MESSAGES["unbounded"].format(interval=self.text()))
        first = math.ceil(self.lower) if self.lower_closed else math.floor(self.lower) + 1
        last = math.floor(self.upper) if self.upper_closed else math.ceil(self.upper) - 1
        return range(first, max(first, last + 1))

    def text(self, decimals: int | None = None, outward: bool = False) -> str:
        """Return the interval in mathematical notation, such as ``[80.827, 80.848)``.

        Args:
            decimals: Decimals of each end; without it an end is shown exactly, as a decimal if it is one and as a
                fraction if not.
            outward: Round the lower end down and the upper end up, so that what is shown holds the whole interval.
                Otherwise each end is rounded to the nearest. The brackets always say whether the exact end belongs to
                the interval.
        """

        def end_text(end: Fraction, way: Rounding) -> str:
            return exact_text(end) if decimals is None else f"{round_exact(end, decimals, way):f}"

        ways = (Rounding.FLOOR, Rounding.CEILING) if outward else (Rounding.HALF_EVEN, Rounding.HALF_EVEN)
        lower = "-∞" if self.lower is None else end_text(self.lower, ways[0])
        upper = "+∞" if self.upper is None else end_text(self.upper, ways[1])
        return f"{'[' if self.lower_closed else '('}{lower}, {upper}{']' if self.upper_closed else ')'}"


def exact_places(value: Fraction) -> int | None:
    """Return how many decimals the value has; None where they have no end."""
    places, rest = 0, value.denominator
    while rest % 2 == 0 or rest % 5 == 0:
        rest = rest // 10 if rest % 10 == 0 else rest // 5 if rest % 5 == 0 else rest // 2
        places += 1
    return places if rest == 1 else None


def exact_text(value: Exact) -> str:
    """Return an exact value as text: ``692700``, ``79.3``, ``-3.2``; a fraction without a decimal end as ``1/3``."""
    value = Fraction(value)
    # 10 to a power that no ending fraction of this denominator exceeds.
    power = value.denominator.bit_length()
    if value.denominator == 1 or 10**power % value.denominator:
        return str(value)
    digits = f"{abs(value.numerator) * 10**power // value.denominator:0{power + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-power]}.{digits[-power:].rstrip('0')}"


def show_decimal(value: Exact, decimals: int) -> str:
    """Return a value as decimal; one that needs more than ``decimals`` is cut there and marked with an ellipsis."""
    text = exact_text(value)
    if "/" not in text and len(text.partition(".")[2]) <= decimals:
        return text
    # Towards zero, so that the digits shown are the value's own.
    return f"{'-' if value < 0 else ''}{round_exact(abs(value), decimals, Rounding.FLOOR):f}…"


# What each hedge says of the true value when p is printed and u is the place of its last significant digit.
_HEDGED = {
    "近": lambda p, u: Interval(p - u, p, False, True),
    "余 多": lambda p, u: Interval(p, p + u, True, False),
    "以上 不低于 不少于 至少": lambda p, u: Interval(p, None),
    "超过": lambda p, u: Interval(p, None, False),
    "以下 以内 不超过 至多": lambda p, u: Interval(Fraction(0), p),
    "不足 低于": lambda p, u: Interval(Fraction(0), p, True, False),
    "约 左右 上下": lambda p, u: Interval(p - u / 2, p + u / 2),
    # 连用概数 (三四十, 两三): p is the lower of the two numbers, p + u the upper.
    "概数": lambda p, u: Interval(p, p + u),
}
_BOUNDS = {hedge: bounds for hedges, bounds in _HEDGED.items() for hedge in hedges.split()}
HEDGES = frozenset(_BOUNDS)


def printed_interval(digits: Decimal, hedge: str = "", rounding: Rounding = Rounding.HALF_EVEN) -> Interval:
    """Return the real values that may stand behind a printed number, in the unit of the printed digits.

    Without a hedge these are exactly the values that the rounding rule prints as ``digits``; under half-even (GB/T
    8170-2008) both ends belong to it when the last printed digit is even, and neither when it is odd.

    With a hedge, u is the place of the last significant digit: the last printed decimal if there are decimals,
    otherwise the last digit that is not zero (3000 has u = 1000). Then 近 means (p - u, p], because 近 may not
    exceed; 余 and 多 [p, p + u); 以上, 不低于, 不少于 and 至少 [p, ∞); 超过 (p, ∞); 以下, 以内, 不超过 and 至多 [0,
    p]; 不足 and 低于 [0, p); 约, 左右 and 上下 [p - u/2, p + u/2]; and 概数 (三四十 with p = 30) [p, p + u]. GB/T
    15835-2011 names such words but gives them no bounds: these intervals are this project's convention. They hold
    statistics that are never negative.

    Args:
        digits: The printed digits, trailing zeros included.
        hedge: The canonical hedge word, or empty.
        rounding: The rule by which a number without a hedge was printed.

    Raises:
        UnknownHedgeError: If the hedge has no interval.
        ValueError: If the digits are not finite.
    """
    printed = as_fraction(digits)
    if not hedge:
        return _rounding_interval(printed, Fraction(1, 10 ** decimal_places(digits)), rounding)
    if hedge not in HEDGES:
        raise UnknownHedgeError(MESSAGES["unknown_hedge"].format(hedge=hedge, known="、".join(sorted(HEDGES))))
    return _BOUNDS[hedge](printed, _last_significant_place(digits))


def admitted_interval(digits: Decimal, hedge: str = "") -> Interval:
    """Return the real values that 四舍五入 or GB/T 8170-2008 prints as ``digits``: which of the two is seldom said.

    The rules differ in an exact tie alone, which both its neighbours then admit. A hedged number is read as in
    ``printed_interval``.
    """
    even, up = printed_interval(digits, hedge), printed_interval(digits, hedge, Rounding.HALF_UP)
    return Interval(even.lower, even.upper, even.lower_closed or up.lower_closed, even.upper_closed or up.upper_closed)


def _rounding_interval(printed: Fraction, unit: Fraction, rounding: Rounding) -> Interval:
    if rounding is Rounding.FLOOR:
        return Interval(printed, printed + unit, True, False)
    if rounding is Rounding.CEILING:
        return Interval(printed - unit, printed, False, True)
    if rounding is Rounding.HALF_EVEN:
        lower_closed = upper_closed = (printed / unit) % 2 == 0
    else:
        # Ties go away from zero, so the end nearer to zero belongs to the interval; zero is no tie's result.
        lower_closed, upper_closed = printed > 0, printed < 0
    return Interval(printed - unit / 2, printed + unit / 2, lower_closed, upper_closed)


def _last_significant_place(digits: Decimal) -> Fraction:
    decimals = decimal_places(digits)
    if decimals or digits == 0:
        return Fraction(1, 10**decimals)
    whole = str(int(digits))
    return Fraction(10 ** (len(whole) - len(whole.rstrip("0"))))
