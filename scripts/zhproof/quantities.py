"""One numeral of a text, as every part of the program and the JSON of ``proof`` know it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from zhproof.rounding import Interval, admitted_interval, exact_places, exact_text, round_exact

COUNT, PERCENT, POINTS, MONEY = "count", "percent", "points", "money"
DATE, ORDINAL, NAME, OTHER = "date", "ordinal", "name", "other"
KINDS = (COUNT, PERCENT, POINTS, MONEY, DATE, ORDINAL, NAME, OTHER)
# These state how much or how many; the others only hold digits.
STATISTICAL = frozenset({COUNT, PERCENT, POINTS, MONEY})
# 八成强 is a little more than 80 %, 八成弱 a little less.
_CLOSE_TO = {"强": "余", "弱": "近"}


@dataclass(frozen=True)
class Numeral:
    """One numeral of a text.

    Attributes:
        id: Its position among the numerals of the text, from 1.
        start: Offset in the text where the printed part begins.
        end: Offset where the printed part ends.
        printed: The verbatim slice: digits with their scale, the hedge between them (100余万), the sign and % ‰.
        value: The exact value with the scale expanded, a percentage in percent; None if the print names no number.
        unit: The measure word, ``%``, ``‰``, ``个百分点``, ``元``, with the base of a rate (``元/月``, ``张/千人``).
        hedge: The hedge before, in or after it, in the word that ``rounding`` knows (超 and 逾 are 超过); empty if none.
        kind: ``count``, ``percent``, ``points`` (percentage points), ``money``, ``date``, ``ordinal``, ``name`` or
            ``other``.
        sentence: The sentence that holds it, blanks and line breaks squeezed.
        decimals: How many decimals are printed.
        scale: What the printed digits are multiplied by: 10000 for 69.27万.
        measured: Whether the unit measures (公顷, 吨) and does not count, so that the number was rounded.
        script: ``arabic`` or ``chinese``.
        note: What was odd in the print, such as digits cut by an invisible character; empty if nothing.
    """

    id: int
    start: int
    end: int
    printed: str
    value: Fraction | None
    unit: str = ""
    hedge: str = ""
    kind: str = COUNT
    sentence: str = ""
    decimals: int = 0
    scale: Fraction = Fraction(1)
    measured: bool = False
    script: str = "arabic"
    note: str = ""

    @property
    def value_text(self) -> str:
        """The value as text: a decimal where it has an end, otherwise a fraction such as ``1/3``; empty for none."""
        return "" if self.value is None else exact_text(self.value)

    @property
    def is_statistical(self) -> bool:
        """Whether it states how much or how many."""
        return self.kind in STATISTICAL

    @property
    def states_number(self) -> bool:
        """Whether it states a number, an ordinal or a date, and is no part of a name or a manner of speaking."""
        return self.kind in STATISTICAL or self.kind in (DATE, ORDINAL)

    @property
    def is_exact(self) -> bool:
        """Whether only one value prints so: a whole count without scale and hedge."""
        return self.kind == COUNT and not (self.hedge or self.measured or self.decimals) and self.scale == 1

    @cached_property
    def admitted(self) -> Interval:
        """All values, in the unit and with the scale expanded, that the print and its hedge admit.

        At an exact tie both 四舍五入 and GB/T 8170 do. A numeral without a value has none.
        """
        if self.is_exact or (self.kind not in STATISTICAL and not self.hedge):
            return Interval.exactly(self.value)
        size, hedge = abs(self.value), _CLOSE_TO.get(self.hedge, self.hedge)
        if exact_places(size / self.scale) is not None:
            digits = round_exact(size / self.scale, self.decimals)
            found = admitted_interval(digits, hedge).scaled(self.scale)
        elif hedge:
            # Of a fraction such as 1/3 the last place is one part.
            found = admitted_interval(Decimal(size.numerator), hedge).scaled(Fraction(1, size.denominator))
        else:
            found = Interval.exactly(size)
        return -found if self.value < 0 else found

    def to_json(self) -> dict:
        """Return the numeral for the JSON of ``proof``, with the keys of its contract."""
        return {
            "id": self.id, "start": self.start, "end": self.end, "printed": self.printed,
            "value": self.value_text or None, "unit": self.unit, "hedge": self.hedge, "kind": self.kind,
            "sentence": self.sentence,
        } | ({"note": self.note} if self.note else {})  # fmt: skip
