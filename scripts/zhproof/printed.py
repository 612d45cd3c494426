"""One printed number: its digits, its scale, and its value in a statistic's unit."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from zhproof.reading.chinese import NUMERAL_CHARS, parse_chinese
from zhproof.reading.forms import Form, read_arabic, read_chinese, read_word
from zhproof.reading.messages import MESSAGES, NumeralError
from zhproof.reading.text import make_plain

SCALES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
SCALE_WORDS = sorted(SCALES, key=len, reverse=True)
# The scales that a unit may begin with; 百分点 and 千克 begin with none.
UNIT_SCALES = tuple(word for word in SCALE_WORDS if word not in ("百", "千"))

THIN_SPACES = "\u2009\u202f"
FULL_WIDTH = str.maketrans("０１２３４５６７８９．％﹪", "0123456789.%%")
FULL_WIDTH_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
DIGITS_PATTERN = rf"(?:[0-9]{{1,3}}(?:[,{THIN_SPACES}][0-9]{{3}})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
ARABIC = re.compile(rf"(?P<digits>{DIGITS_PATTERN})\s*(?P<scale>{'|'.join(SCALE_WORDS)})?\s*(?P<sign>[%‰])?")
BAD_GROUPING = re.compile(rf"[0-9][0-9,{THIN_SPACES}]*(?:\.[0-9]+)?")
CHINESE = re.compile(rf"(?:(?P<parts>百分之|千分之))?(?P<number>[点{NUMERAL_CHARS}]+)")
TRAILING_SECTION = re.compile(r"(?P<head>[^万亿]+)(?P<scale>万亿|亿|万)")
SIGN_OF_PARTS = {"百分之": "%", "千分之": "‰"}


class UnitMismatchError(NumeralError):
    """A printed number and a statistic's unit that contradict each other."""


def to_half_width(text: str) -> str:
    """Return the text with full-width digits, points and percent signs in half width; every character keeps its place."""
    return FULL_WIDTH_COMMA.sub(",", text).translate(FULL_WIDTH)


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
        return max(0, -self.digits.as_tuple().exponent)

    @property
    def sign(self) -> str:
        """The printed sign: ``%``, ``‰`` or nothing."""
        return "%" if self.percent else "‰" if self.per_mille else ""

    def factor_in(self, unit: str) -> Fraction:
        """Return what a printed 1 is worth in the statistic's unit: for 5.49 万 it is 10000 in 人 and 1 in 万人.

        An interval of the printed digits, multiplied by it, is the interval in the statistic's unit.

        Args:
            unit: The statistic's unit, such as 万人, %, 项 or 个百分点.

        Raises:
            UnitMismatchError: If the print and the unit contradict each other.
        """
        unit = unit.strip().translate(FULL_WIDTH)
        if self.sign and unit != self.sign:
            raise UnitMismatchError(
                MESSAGES["percent-unit"].format(printed=print_quantity(self), unit=unit, sign=self.sign)
            )
        if unit in ("%", "‰"):
            if unit != self.sign:
                raise UnitMismatchError(MESSAGES["not-percent"].format(printed=print_quantity(self), unit=unit))
            return Fraction(1)
        unit_scale = next((SCALES[word] for word in UNIT_SCALES if unit.startswith(word)), 1)
        if unit_scale > 1 and self.scale == 1:
            raise UnitMismatchError(MESSAGES["not-scaled"].format(printed=print_quantity(self), unit=unit))
        return Fraction(self.scale, unit_scale)

    def value_in(self, unit: str) -> Decimal:
        """Return the value in the statistic's own unit, exact: a printed 69.27 万 is 69.27 in 万人 and 692700 in 人.

        Args:
            unit: The statistic's unit.

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
    """Return the number that a printed numeral states, with its scale and sign; every form that the reader of texts gives is read.

    Raises:
        NumeralError: If the text is no number, or one without a decimal end (三分之一).
    """
    try:
        return _parse_plain(printed)
    except NumeralError:
        form = _whole_form(make_plain(printed.strip()).text)
        if form is None or not (form.value / form.scale * 10**form.decimals).denominator == 1 or form.sign not in ("", "%", "‰"):
            raise
        digits = int(form.value / form.scale * 10**form.decimals)
        return Quantity(Decimal(digits).scaleb(-form.decimals), int(form.scale), form.sign == "%", form.sign == "‰")


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
    """Return the number that a printed numeral states, with its scale and sign.

    Read are Arabic digits (full width, thousands grouped by commas or thin spaces, decimals) with 万, 亿 … and %, ‰
    after them, and Chinese numerals (三, 两, 一百零三, 二〇二四, 百分之五十五). White space is allowed only between
    digits and what follows them. Of 连用概数 (三四十) the lower number is read.

    Args:
        printed: The numeral alone, without hedge and unit.

    Raises:
        NumeralError: If the text is anything else.
    """
    text = to_half_width(printed.strip())
    if not text:
        raise NumeralError(MESSAGES["empty"])
    if "半" in text:
        raise NumeralError(MESSAGES["half"].format(printed=printed))
    arabic = ARABIC.fullmatch(text)
    if arabic:
        scale, sign = arabic["scale"] or "", arabic["sign"] or ""
        if scale and sign:
            raise NumeralError(MESSAGES["percent-and-scale"].format(printed=printed, scale=scale, sign=sign))
        digits = Decimal(re.sub(rf"[,{THIN_SPACES}]", "", arabic["digits"]))
        return Quantity(digits, SCALES.get(scale, 1), sign == "%", sign == "‰")
    if BAD_GROUPING.fullmatch(text):
        raise NumeralError(MESSAGES["grouping"].format(printed=printed))
    chinese = CHINESE.fullmatch(text)
    if not chinese:
        raise NumeralError(MESSAGES["not-a-numeral"].format(printed=printed))
    sign = SIGN_OF_PARTS.get(chinese["parts"], "")
    section = None if sign else TRAILING_SECTION.fullmatch(chinese["number"])
    head, scale = (section["head"], SCALES[section["scale"]]) if section else (chinese["number"], 1)
    return Quantity(parse_chinese(head), scale, sign == "%", sign == "‰")


def print_quantity(quantity: Quantity) -> str:
    """Return the quantity in Arabic digits with its scale and sign, as ``parse_printed`` reads it."""
    scale = next((word for word, size in SCALES.items() if size == quantity.scale), "")
    return f"{quantity.digits:f}{scale}{quantity.sign}"
