"""Exact arithmetic on what numbers print, the form in which a clerk reads it, and the slips that would mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zhproof.quantities import Numeral
from zhproof.rounding import Interval, Rounding, exact_text, round_exact, show_decimal

Holds = Callable[[Sequence[Numeral]], bool]
_SCALE_NAMES = {Fraction(10**12): "万亿", Fraction(10**8): "亿", Fraction(10**4): "万"}
# A quotient without end is shown with this many decimals more than the number it is compared with.
_MORE_DECIMALS = 2
_MOST_HINTS = 3
_DIGITS = "0123456789"


def meets(first: Interval | None, second: Interval | None) -> bool:
    """Return whether two intervals share a value; None holds none."""
    return first is not None and second is not None and not (first & second).is_empty


def total_of(numerals: Sequence[Numeral]) -> Interval:
    """Return all sums of values that the numbers may stand for."""
    return sum((numeral.admitted for numeral in numerals), start=Interval.exactly(0))


def divide(dividend: Interval, divisor: Interval) -> Interval | None:
    """Return all quotients, or None where one may be negative or the divisor zero."""
    try:
        return dividend.quotient(divisor)
    except ValueError:
        return None


def percentage(part: Interval, whole: Interval) -> Interval | None:
    """Return all quotients in percent, or None where one may be negative or the whole zero."""
    found = divide(part, whole)
    return None if found is None else found.scaled(100)


def show(numeral: Numeral) -> str:
    """Return the number as printed, without blanks."""
    return "".join(numeral.printed.split())


def show_value(value: Fraction, like: Numeral, decimals: int | None = None) -> str:
    """Return a value in the scale in which ``like`` is printed, such as 13000万 beside 4500万; an endless one is cut."""
    name = _SCALE_NAMES.get(like.scale, "")
    scaled = value / like.scale if name else value
    return f"{show_decimal(scaled, decimals if decimals is not None else like.decimals + _MORE_DECIMALS)}{name}"


def show_sum(numerals: Sequence[Numeral]) -> str:
    """Return the sum of the printed numbers as ``29 + 14 = 43``."""
    return f"{' + '.join(map(show, numerals))} = {show_value(sum(n.value for n in numerals), numerals[0], 6)}"


def show_share(part: Numeral, whole: Numeral, decimals: int) -> str:
    """Return the share as ``23 ÷ 29 = 79.310…% → 79.3%``, rounded to so many decimals."""
    exact = part.value / whole.value * 100
    rounded = round_exact(exact, decimals, Rounding.HALF_UP)
    shown = show_decimal(exact, decimals + _MORE_DECIMALS)
    return f"{show(part)} ÷ {show(whole)} = {shown}%" + ("" if shown == f"{rounded:f}" else f" → {rounded:f}%")


def digit_changes(numeral: Numeral) -> Iterator[Numeral]:
    """Yield the numeral with two neighbouring digits swapped, then with any one digit changed."""
    text = numeral.printed
    places = [place for place, character in enumerate(text) if character in _DIGITS]
    swaps = [
        text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]
        for a, b in zip(places, places[1:], strict=False)
        if text[a] != text[b]
    ]
    singles = [text[:a] + digit + text[a + 1 :] for a in places for digit in _DIGITS if digit != text[a]]
    size = -numeral.scale if numeral.value < 0 else numeral.scale
    for printed in [*swaps, *singles]:
        digits = "".join(character for character in printed if character in _DIGITS or character == ".")
        if digits.count(".") <= 1 and digits and not (len(digits) > 1 and digits[0] == "0" and digits[1] != "."):
            yield replace(numeral, printed=printed, value=Fraction(Decimal(digits)) * size)


def scale_changes(numeral: Numeral) -> Iterator[Numeral]:
    """Yield the numeral with another 万 or 亿, then with the point moved; a bare whole number has neither."""
    if numeral.scale == 1 and not numeral.decimals:
        return
    for power in (4, -4, 8, -8):
        factor = Fraction(10) ** power
        if numeral.scale * factor >= 1:
            yield replace(numeral, value=numeral.value * factor, scale=numeral.scale * factor)
    for power in (1, -1, 2, -2) if numeral.scale > 1 else ():
        decimals = max(0, numeral.decimals - power)
        yield replace(numeral, value=numeral.value * Fraction(10) ** power, decimals=decimals)


def mends(
    numerals: Sequence[Numeral], holds: Holds, changes: Callable[[Numeral], Iterable[Numeral]]
) -> Iterator[tuple[Numeral, Numeral]]:
    """Yield each number with what one of its changes makes of it, if the relation then holds."""
    for place, numeral in enumerate(numerals):
        for changed in changes(numeral):
            if holds([*numerals[:place], changed, *numerals[place + 1 :]]):
                yield numeral, changed


def scale_slip(numerals: Sequence[Numeral], holds: Holds) -> tuple[Numeral, str] | None:
    """Return the one number, and what another 万 or 亿 or point makes of it, for the relation to hold."""
    for numeral, changed in mends(numerals, holds, scale_changes):
        name = _SCALE_NAMES.get(changed.scale, "")
        return numeral, f"{exact_text(changed.value / changed.scale if name else changed.value)}{name}"
    return None


def misprints(numerals: Sequence[Numeral], holds: Holds) -> list[tuple[Numeral, str]]:
    """Return at most three numbers and what one digit, swapped or changed, makes of each for the relation to hold."""

    def changes(numeral: Numeral) -> Iterable[Numeral]:
        return digit_changes(numeral) if numeral.script == "arabic" and not numeral.hedge else ()

    swaps_first = sorted(
        mends(numerals, holds, changes), key=lambda mend: sorted(mend[0].printed) != sorted(mend[1].printed)
    )
    return [(numeral, show(changed)) for numeral, changed in swaps_first[:_MOST_HINTS]]
