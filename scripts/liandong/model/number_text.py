"""Exact numbers as text: as JSON keeps them, as a formula shows them, as prose prints them."""

from __future__ import annotations

from fractions import Fraction

from zhproof.rounding import Interval, Rounding, round_exact, show_decimal
from zhproof.rounding import exact_text as plain

# Where a hedge stands in Chinese: before the number, between number and measure word, or after the unit.
HEDGES_BETWEEN = frozenset({"余", "多"})
HEDGES_AFTER = frozenset({"以上", "以下", "以内", "左右", "上下"})
SCALES = ("万", "亿")
EXTRA_DIGITS = 3
__all__ = ["exact_text", "plain", "printed_value", "quantity_text"]


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
    text = show_decimal(value, decimals + EXTRA_DIGITS - 1)
    # 50 of 79.3's kind is 50.0.
    return text if len(text.partition(".")[2]) >= decimals else f"{round_exact(value, decimals):f}"
