"""One printed number: its digits, its scale, and its value in a statistic's unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from zhproof.reading.chinese import WORDS, NumeralError, parse_chinese
from zhproof.reading.forms import Form, read_arabic, read_chinese, read_word
from zhproof.reading.text import make_plain
from zhproof.rounding import decimal_places
from zhproof.tables import table

SCALES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
# The scales that a unit may begin with, the longest first; 百分点 and 千克 begin with none.
_UNIT_SCALES = [word for word in sorted(SCALES, key=len, reverse=True) if word not in ("百", "千")]
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％﹪", "0123456789.%%")
_SIGN_OF_PARTS = {"百分之": "%", "千分之": "‰", None: ""}
_MESSAGES = table("messages.toml")["printed"]
DIGITS_PATTERN = WORDS.plain_digits.pattern


class UnitMismatchError(NumeralError):
    """A printed number and a statistic's unit that contradict each other."""


def to_half_width(text: str) -> str:
    """Return the text with full-width digits, points and percent signs in half width, each character in its place."""
    return WORDS.full_width_comma.sub(",", text).translate(_FULL_WIDTH)


@dataclass(frozen=True)
class Quantity:
    """A printed number.

    Attributes:
        digits: The printed digits, trailing zeros included.
        scale: What a printed 万, 亿 … multiplies the digits by; 1 without one.
        percent: Whether a percent sign (or 百分之) is printed.
        per_mille: Whether a per mille sign (or 千分之) is printed.
    """

    digits: Decimal
    scale: int = 1
    percent: bool = False
    per_mille: bool = False

    @property
    def decimals(self) -> int:
        """The number of printed decimals; trailing zeros count."""
        return decimal_places(self.digits)

    @property
    def sign(self) -> str:
        """The printed sign: ``%``, ``‰`` or nothing."""
        return "%" if self.percent else "‰" if self.per_mille else ""

    def factor_in(self, unit: str) -> Fraction:
        """Return what a printed 1 is worth in the statistic's unit: for 5.49 万 it is 10000 in 人 and 1 in 万人.

        An interval of the printed digits, multiplied by it, is the interval in the statistic's unit.

        Raises:
            UnitMismatchError: If the print and the unit contradict each other.
        """
        unit = unit.strip().translate(_FULL_WIDTH)
        scale = next((SCALES[word] for word in _UNIT_SCALES if unit.startswith(word)), 1)
        if self.sign and unit != self.sign:
            reason = "percent_unit"
        elif unit in ("%", "‰") and unit != self.sign:
            reason = "not_percent"
        elif scale > 1 and self.scale == 1:
            reason = "not_scaled"
        else:
            return Fraction(1 if self.sign else self.scale, scale)
        raise UnitMismatchError(_MESSAGES[reason].format(printed=print_quantity(self), unit=unit, sign=self.sign))

    def value_in(self, unit: str) -> Decimal:
        """Return the value in the statistic's own unit, exact: a printed 69.27 万 is 69.27 in 万人 and 692700 in 人.

        Raises:
            UnitMismatchError: If the print and the unit contradict each other.
        """
        factor = self.factor_in(unit)
        # All scales are powers of ten, so the value is the same digits with the point moved; Decimal's own product
        # may round.
        moved = len(str(factor.numerator)) - len(str(factor.denominator))
        sign, digits, exponent = self.digits.as_tuple()
        exponent += moved
        while exponent < 0 and moved > 0 and digits[-1] == 0 and len(digits) > 1:
            digits, exponent = digits[:-1], exponent + 1
        return Decimal((sign, digits + (0,) * max(0, exponent), min(0, exponent)))


def parse_printed(printed: str) -> Quantity:
    """Return the number that a printed numeral states, with its scale and sign, in all forms that are read in texts.

    Args:
        printed: The numeral alone, without hedge and unit.

    Raises:
        NumeralError: If the text is no number, or one without a decimal end (三分之一).
    """
    try:
        return _parse_plain(printed)
    except NumeralError:
        form = _whole_form(make_plain(printed.strip()).text)
        digits = form.value / form.scale * 10**form.decimals if form else None
        if digits is None or digits.denominator != 1 or form.sign not in ("", "%", "‰"):
            raise
        return _quantity(Decimal(int(digits)).scaleb(-form.decimals), int(form.scale), form.sign)


def _quantity(digits: Decimal, scale: int, sign: str) -> Quantity:
    return Quantity(digits, scale, sign == "%", sign == "‰")


def _whole_form(text: str) -> Form | None:
    """Return the form that is the whole text, with a sign or the word for it before."""
    sign = re.match("-|负|零下", text)
    start = sign.end() if sign else 0
    for read in (read_word, read_arabic, read_chinese):
        form = read(text, start) if start < len(text) else None
        if form and form.end == len(text):
            return replace(form, value=-form.value) if sign else form
    return None


def _parse_plain(printed: str) -> Quantity:
    """Return the number of the usual forms; an error says what is wrong with any other.

    Read are Arabic digits (full width, thousands grouped by commas or thin spaces, decimals) with 万, 亿 … and %, ‰
    after them, and Chinese numerals (三, 两, 一百零三, 二〇二四, 百分之五十五). White space is allowed only between
    digits and what follows them. Of 连用概数 (三四十) the lower number is read.
    """
    text = to_half_width(printed.strip())
    if not text or "半" in text:
        raise NumeralError(_MESSAGES["half" if text else "empty"].format(printed=printed))
    arabic = WORDS.digits_scale_sign.fullmatch(text)
    if arabic:
        scale, sign = arabic["scale"] or "", arabic["sign"] or ""
        if scale and sign:
            raise NumeralError(_MESSAGES["percent_and_scale"].format(printed=printed, scale=scale, sign=sign))
        return _quantity(Decimal(WORDS.separator.sub("", arabic["digits"])), SCALES.get(scale, 1), sign)
    if WORDS.bad_grouping.fullmatch(text):
        raise NumeralError(_MESSAGES["grouping"].format(printed=printed))
    chinese = WORDS.parts_and_number.fullmatch(text)
    if not chinese:
        raise NumeralError(_MESSAGES["not_a_numeral"].format(printed=printed))
    sign = _SIGN_OF_PARTS[chinese["parts"]]
    section = None if sign else WORDS.trailing_section.fullmatch(chinese["number"])
    head, scale = (section["head"], SCALES[section["scale"]]) if section else (chinese["number"], 1)
    return _quantity(parse_chinese(head), scale, sign)


def print_quantity(quantity: Quantity) -> str:
    """Return the quantity in Arabic digits with its scale and sign, as ``parse_printed`` reads it."""
    scale = next((word for word, size in SCALES.items() if size == quantity.scale), "")
    return f"{quantity.digits:f}{scale}{quantity.sign}"
