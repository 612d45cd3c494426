"""Exact numbers as text: as JSON keeps them, as a formula shows them, as prose prints them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from zhproof.rounding import Interval, Rounding, round_exact

# Where a hedge stands in Chinese: before the number, between number and measure word, or after the unit.
HEDGES_BETWEEN = frozenset({"余", "多"})
HEDGES_AFTER = frozenset({"以上", "以下", "以内", "左右", "上下"})
SCALES = ("万", "亿")
EXTRA_DIGITS = 3


def quantity_text(printed: str, unit: str, hedge: str = "") -> str:
    """Return a number as prose prints it: 79.3%, 83%以上, 3000余人, 3万余人, 不低于55%, 23个百分点."""
    if hedge in HEDGES_AFTER:
        return f"{printed}{unit}{hedge}"
    if hedge in HEDGES_BETWEEN:
        scale = unit[:1] if unit.startswith(SCALES) else ""
        return f"{printed}{scale}{hedge}{unit[len(scale):]}"
    return f"{hedge}{printed}{unit}"


def printed_value(value, decimals: int) -> str:
    """Return an exact value rounded as the bulletin's figures are (GB/T 8170-2008, once), or an interval's ends.

    An interval is widened outward at its last printed digit, so that the printed ends never exclude a value inside it.
    """
    if value is None:
        return ""
    if isinstance(value, Interval):
        low = round_exact(value.lower, decimals, Rounding.FLOOR)
        high = round_exact(value.upper, decimals, Rounding.CEILING)
        return f"{low:f}" if low == high else f"{low:f}—{high:f}"
    return f"{round_exact(value, decimals):f}"


def exact_text(value: Fraction, decimals: int) -> str:
    """Return a fraction as decimals: all if they end soon, else a few more than are printed, cut off and marked so."""
    text = plain(value)
    places = decimals + EXTRA_DIGITS - 1
    if "/" not in text and len(text.partition(".")[2]) <= places:
        return f"{round_exact(value, max(decimals, len(text.partition('.')[2]))):f}"
    # Cut towards zero, so that the digits shown are the value's own.
    cut = round_exact(abs(value), places, Rounding.FLOOR)
    return f"{'-' if value < 0 else ''}{cut:f}…"


def plain(number: Fraction | Decimal | int) -> str:
    """Return an exact number as text: decimal digits where they end, else a fraction such as 2300/29."""
    number = Fraction(number)
    if number.denominator == 1:
        return str(number.numerator)
    # 10 to a power that no ending fraction of this denominator exceeds.
    power = number.denominator.bit_length()
    if 10**power % number.denominator:
        return f"{number.numerator}/{number.denominator}"
    digits = f"{abs(number.numerator) * 10**power // number.denominator:0{power + 1}d}"
    return f"{'-' if number < 0 else ''}{digits[:-power]}.{digits[-power:].rstrip('0')}"
