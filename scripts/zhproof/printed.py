"""One printed number: its digits, its scale, and its value in a statistic's unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from zhproof.reading.chinese import WORDS, NumeralError, parse_chinese, product_of
from zhproof.reading.forms import Form, read_arabic, read_chinese, read_word
from zhproof.reading.text import make_plain, to_half_width
from zhproof.rounding import decimal_places, exact_places, round_exact
from zhproof.tables import table

SCALES = {word: product_of(word) for word in ("百", "千", "万", "百万", "千万", "亿", "百亿", "千亿", "万亿")}
# The scales that a unit may begin with, the longest first; 百分点 and 千克 begin with none.
_UNIT_SCALES = [word for word in sorted(SCALES, key=len, reverse=True) if word not in ("百", "千")]
_MESSAGES = table("messages.toml")["printed"]
DIGITS_PATTERN = WORDS.plain_digits.pattern


class UnitMismatchError(NumeralError):
    """A printed number and a statistic's unit that contradict each other."""


@dataclass(frozen=True)
class Quantity:
    """A printed number.

    Attributes:
        digits: The printed digits, trailing zeros included.
        scale: What a printed 万, 亿 … multiplies the digits by; 1 without one.
        sign: ``%`` (or 百分之), ``‰`` (or 千分之) or nothing.
    """

    digits: Decimal
    scale: int = 1
    sign: str = ""

    @property
    def decimals(self) -> int:
        """The number of printed decimals; trailing zeros count."""
        return decimal_places(self.digits)

    def factor_in(self, unit: str) -> Fraction:
        """Return what a printed 1 is worth in the statistic's unit: for 5.49 万 it is 10000 in 人 and 1 in 万人.

        An interval of the printed digits, multiplied by it, is the interval in the statistic's unit.

        Raises:
            UnitMismatchError: If the print and the unit contradict each other.
        """
        unit = to_half_width(unit.strip())
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
        value = Fraction(self.digits) * factor
        # In a smaller unit (1.30万 in 人) the zeros behind the point are places before it.
        places = exact_places(value) if factor > 1 else self.decimals + len(str(factor.denominator)) - 1
        return round_exact(value, places)


def parse_printed(printed: str) -> Quantity:
    """Return the number that a printed numeral states, with its scale and sign, in all forms that are read in texts.

    White space is allowed only between digits and what follows them. Of 连用概数 (三四十) the lower number is read.

    Args:
        printed: The numeral alone, without hedge and unit.

    Raises:
        NumeralError: If the text is no number, or one without a decimal end (三分之一).
    """
    text = make_plain(WORDS.white_space.sub(" ", printed.strip())).text
    form = _whole_form(text)
    digits = form.value / form.scale * 10**form.decimals if form else None
    if digits is None or digits.denominator != 1 or form.sign not in ("", "%", "‰"):
        raise _what_is_wrong(printed, text)
    return Quantity(Decimal(int(digits)).scaleb(-form.decimals), int(form.scale), form.sign)


def _whole_form(text: str) -> Form | None:
    """Return the form that is the whole text, with a sign or the word for it before."""
    sign = WORDS.sign_before.match(text)
    start = sign.end() if sign else 0
    for read in (read_arabic, read_word, read_chinese):
        form = read(text, start) if start < len(text) else None
        if form and form.end == len(text):
            return replace(form, value=-form.value) if sign else form
    return None


def _what_is_wrong(printed: str, text: str) -> NumeralError:
    """Return the error that says why a text is no number."""
    words = {"printed": printed}
    if not text:
        reason = "empty"
    elif WORDS.half_told.fullmatch(text):
        reason = "half"
    elif match := WORDS.scale_and_sign.fullmatch(text):
        reason, words = "percent_and_scale", words | match.groupdict()
    elif WORDS.bad_grouping.fullmatch(text):
        reason = "grouping"
    else:
        reason = "not_a_numeral"
        if chinese := WORDS.in_chinese.fullmatch(text):
            try:
                parse_chinese(chinese["number"])
            except NumeralError as error:
                return error
    return NumeralError(_MESSAGES[reason].format(**words))


def print_quantity(quantity: Quantity) -> str:
    """Return the quantity in Arabic digits with its scale and sign, as ``parse_printed`` reads it."""
    scale = next((word for word, size in SCALES.items() if size == quantity.scale), "")
    return f"{quantity.digits:f}{scale}{quantity.sign}"
