"""What counts as right: the one description of the marking, which the page's script follows; tests compare both."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from liandong.model import Statistic
from zhproof.rounding import round_exact

NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
MAX_LENGTH = 40


@dataclass(frozen=True)
class NumberAnswer:
    """The right answer of a number question: its digits as the book prints them, how many decimals, its unit.

    It is ``exact`` if nothing was rounded away, so that only the number itself is right.
    """

    printed: str
    decimals: int
    exact: bool
    unit: str

    @classmethod
    def of(cls, figure: Statistic) -> NumberAnswer:
        """Return the answer that a figure is.

        Raises:
            NoValueError: if the figure has no single value.
        """
        digits = figure.digits
        return cls(f"{digits:f}", figure.decimals, figure.exact == Fraction(digits), figure.unit)


def typed_number(text: str, unit: str) -> Decimal | None:
    """Return the number that a reader typed, ``None`` if it is none.

    Full-width digits and signs, blanks, commas between thousands and the unit behind the number are admitted.
    """
    plain = "".join(unicodedata.normalize("NFKC", text[:MAX_LENGTH]).split()).replace("−", "-")
    plain = plain.removesuffix(unicodedata.normalize("NFKC", unit))
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    return Decimal(plain) if NUMBER.fullmatch(plain) else None


def is_right(answer: NumberAnswer, number: Decimal) -> bool:
    """Tell whether a typed number is right: the value itself, or a number that prints as the rounded value is printed.

    The tolerance is the interval of the printed decimals (GB/T 8170-2008): 79.31 prints as 79.3, 79.4 does not. Where
    nothing was rounded away there is nothing to tolerate.
    """
    return (number if answer.exact else round_exact(number, answer.decimals)) == Decimal(answer.printed)
