"""Numbers to print for what is to be read back: quantities of all forms, and their print in Chinese."""

from decimal import Decimal

from hypothesis import strategies as st

from zhproof.printed import SCALES, Quantity

digits = st.builds(lambda units, places: Decimal(units).scaleb(-places), st.integers(0, 10**9), st.integers(0, 4))
scaled = st.builds(Quantity, digits, st.sampled_from([1, *SCALES.values()]))
quantities = scaled | st.builds(Quantity, digits, st.just(1), st.sampled_from(["", "%", "‰"]))

_DIGITS = "零一二三四五六七八九"
_POSITIONAL = "〇一二三四五六七八九"
_UNITS = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))


def print_chinese(number: int) -> str:
    """Return the number, of at most sixteen digits, in Chinese by units, such as 三千二百 or 一百零三."""
    spelled = _spell(number) or _DIGITS[0]
    return spelled[1:] if spelled.startswith("一十") else spelled


def _spell(number: int) -> str:
    """Return the number by units, 一十 spelled out, with 零 for each gap inside; empty for zero."""
    for char, size in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = _DIGITS[0] if 0 < low < size // 10 else ""
            return _spell(high) + char + gap + _spell(low)
    return _DIGITS[number] if number else ""


def print_positional(number: int) -> str:
    """Return the number, of at least three digits, in Chinese by position, such as 二〇二四 for a year."""
    return "".join(_POSITIONAL[int(digit)] for digit in str(number))
