"""Exact arithmetic on what numbers print, and the words in which a clerk reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from zhproof.quantities import Numeral, exact_text
from zhproof.rounding import Interval, Rounding, round_exact

Holds = Callable[[Sequence[Numeral]], bool]
_SCALE_NAMES = ((Fraction(10**12), "万亿"), (Fraction(10**8), "亿"), (Fraction(10**4), "万"))
# A quotient without end is shown with this many decimals more than the number it is compared with.
_MORE_DECIMALS = 2
_MOST_HINTS = 3


@lru_cache(maxsize=4096)
def admitted(numeral: Numeral) -> Interval:
    """Return all values that a number may stand for: 四舍五入, and at an exact tie GB/T 8170 too."""
    up, even = numeral.interval(Rounding.HALF_UP), numeral.interval(Rounding.HALF_EVEN)
    return Interval(up.lower, up.upper, up.lower_closed or even.lower_closed, up.upper_closed or even.upper_closed)


def meets(first: Interval, second: Interval) -> bool:
    """Return whether two intervals share a value."""
    return not (first & second).is_empty


def is_near(exact: Fraction, printed: Numeral) -> bool:
    """Return whether a value computed from the printed numbers lies within one printed place of what is claimed.

    Where it does not, and only the rounding of the numbers themselves lets the claim be right, nothing is confirmed.
    """
    return abs(exact - printed.value) <= Fraction(1, 10**printed.decimals)


def total_of(numerals: Sequence[Numeral]) -> Interval:
    """Return all sums of values that the numbers may stand for."""
    total = Interval.exactly(0)
    for numeral in numerals:
        total = total + admitted(numeral)
    return total


def divide(dividend: Interval, divisor: Interval) -> Interval | None:
    """Return all quotients, or None where one may be negative or the divisor zero."""
    try:
        return dividend.quotient(divisor)
    except ValueError:
        return None


def quotient(part: Interval, whole: Interval) -> Interval | None:
    """Return all quotients in percent, or None where one may be negative or the whole zero."""
    found = divide(part, whole)
    return None if found is None else found.scaled(100)


def show(numeral: Numeral) -> str:
    """Return the number as printed, without blanks."""
    return re.sub(r"\s", "", numeral.printed)


def show_value(value: Fraction, like: Numeral, decimals: int | None = None) -> str:
    """Return a value in the scale in which ``like`` is printed, such as 13000万 beside 4500万; an endless one is cut."""
    name = next((name for size, name in _SCALE_NAMES if like.scale == size), "")
    scaled = value / like.scale if name else value
    return f"{show_decimal(scaled, decimals if decimals is not None else like.decimals + _MORE_DECIMALS)}{name}"


def show_decimal(value: Fraction, decimals: int) -> str:
    """Return a value as decimal; one that needs more than ``decimals`` is cut there and marked with an ellipsis."""
    text = exact_text(value)
    if "/" not in text and len(text.partition(".")[2]) <= decimals:
        return text
    return f"{round_exact(value, decimals, Rounding.FLOOR if value >= 0 else Rounding.CEILING):f}…"


def show_sum(numerals: Sequence[Numeral]) -> str:
    """Return the sum of the printed numbers as ``29 + 14 = 43``."""
    return f"{' + '.join(show(n) for n in numerals)} = {show_value(sum(n.value for n in numerals), numerals[0], 6)}"


def show_share(part: Numeral, whole: Numeral, rate: Numeral) -> str:
    """Return the share as ``23 ÷ 29 = 79.310…% → 79.3%``, rounded to the decimals of the printed rate."""
    exact = part.value / whole.value * 100
    rounded = round_exact(exact, rate.decimals, Rounding.HALF_UP)
    shown = show_decimal(exact, rate.decimals + _MORE_DECIMALS)
    return f"{show(part)} ÷ {show(whole)} = {shown}%" + ("" if shown == f"{rounded:f}" else f" → {rounded:f}%")


def show_interval(interval: Interval, decimals: int) -> str:
    """Return the interval from end to end as ``[79.25, 79.35)``."""
    return interval.text(decimals, outward=True)


def digit_changes(numeral: Numeral) -> Iterator[Numeral]:
    """Yield the numeral with two neighbouring digits swapped, then with any one digit changed."""
    text = numeral.printed
    places = [place for place, character in enumerate(text) if character in "0123456789"]
    swaps = [
        text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]
        for a, b in zip(places, places[1:], strict=False)
        if text[a] != text[b]
    ]
    singles = [text[:p] + digit + text[p + 1 :] for p in places for digit in "0123456789" if digit != text[p]]
    size = numeral.scale
    for printed in [*swaps, *singles]:
        digits = "".join(c for c in printed if c in "0123456789.")
        if digits.count(".") > 1 or not digits or (len(digits) > 1 and digits[0] == "0" and digits[1] != "."):
            continue
        value = Fraction(Decimal(digits)) * size
        if numeral.value < 0:
            value = -value
        yield replace(numeral, printed=printed, value=value)


def misprints(numerals: Sequence[Numeral], holds: Holds) -> list[str]:
    """Return what one digit, changed or swapped with its neighbour, would make the relation hold; swaps first, at most three."""
    hints = []
    for place, numeral in enumerate(numerals):
        if not _is_plain(numeral):
            continue
        for changed in digit_changes(numeral):
            if holds([*numerals[:place], changed, *numerals[place + 1 :]]):
                hints.append((sorted(changed.printed) != sorted(numeral.printed), f"“{show(numeral)}”为“{show(changed)}”"))
    return [text for _, text in sorted(hints, key=lambda hint: hint[0])][:_MOST_HINTS]


def scale_slip(numerals: Sequence[Numeral], holds: Holds) -> str:
    """Return the one change of 万 or 亿, or of the decimal point, that makes the relation hold; empty if there is none."""
    for place, numeral in enumerate(numerals):
        # Moving the point of a bare whole number is no slip but another number.
        if numeral.scale == 1 and not numeral.decimals:
            continue
        for power in (4, -4, 8, -8, 1, -1, 2, -2):
            factor = Fraction(10) ** power
            if abs(power) % 4 and numeral.scale == 1:
                continue
            scale = numeral.scale * factor if power % 4 == 0 else numeral.scale
            decimals = max(0, numeral.decimals - power) if power % 4 else numeral.decimals
            changed = replace(numeral, value=numeral.value * factor, scale=scale, decimals=decimals)
            if scale >= 1 and holds([*numerals[:place], changed, *numerals[place + 1 :]]):
                return f"“{show(numeral)}”为“{_show_scaled(changed)}”"
    return ""


def _is_plain(numeral: Numeral) -> bool:
    return numeral.script == "arabic" and not numeral.hedge


def _show_scaled(numeral: Numeral) -> str:
    for size, name in _SCALE_NAMES:
        if numeral.scale == size:
            return f"{exact_text(numeral.value / size)}{name}"
    return exact_text(numeral.value)


def as_hint(hints: Sequence[str]) -> str:
    """Return the hints as one clause for an explanation; empty without hints."""
    return f"若{'，或'.join(hints)}，即相符。" if hints else ""
