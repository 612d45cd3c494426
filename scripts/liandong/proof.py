"""Compares what the bulletin reports with what a cell computed, and names the verdict.

The comparison is one of intervals in exact arithmetic: a computed value agrees if it lies in the interval of all values
that print as the bulletin printed it, hedge included. There is no float tolerance.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from liandong.measures import Measure
from zhproof.rounding import Interval, Rounding, decimal_places, round_exact


class Verdict(StrEnum):
    """What the book may say of a reported statistic."""

    REPRODUCED = "reproduced"
    TRANSCRIBED = "transcribed"
    UPDATED = "updated"
    DISPUTED = "disputed"


VERDICT_LABELS = {
    Verdict.REPRODUCED: "复算一致",
    Verdict.TRANSCRIBED: "仅转录",
    Verdict.UPDATED: "已更新",
    Verdict.DISPUTED: "待核",
}
VERDICT_MEANINGS = {
    Verdict.REPRODUCED: "由简报公布的其他数字算出，按原文的小数位修约后与原文相同。",
    Verdict.TRANSCRIBED: "简报没有公布可供计算的数字，这里只核对数据表与原文相同。",
    Verdict.UPDATED: "数据表采用了简报之后的数据，与原文不同，两个数都列出。",
    Verdict.DISPUTED: "按简报公布的数字算不出原文的数，已登记在“对不上的数字”，等待核实。",
}


@dataclass(frozen=True)
class Reported:
    """A statistic as the bulletin prints it.

    Attributes:
        printed: the numeral as in the text.
        value: its digits in the statistic's unit; trailing zeros are kept.
        hedge: the word before or after it that makes it approximate or a bound, empty if none.
        mentions: the positions of its numerals in the text.
        interval: all values, in the statistic's unit, that print so.
    """

    printed: str
    value: Decimal
    hedge: str
    mentions: tuple[int, ...]
    interval: Interval

    @property
    def decimals(self) -> int:
        """Returns how many decimals are printed."""
        return decimal_places(self.value)


@dataclass(frozen=True)
class Judgement:
    """A verdict, and the code of the finding that goes with it: E401 unlisted mismatch, E402 listed but reproduces."""

    verdict: Verdict
    finding: str = ""


def agrees(reported: Reported, measure: Measure) -> bool:
    """Tells whether the measure's value prints as the bulletin printed it; a transcription must equal it digit for digit."""
    if measure.value is None or isinstance(measure.value, Interval):
        return False
    if measure.transcribed:
        # Trailing zeros count where the table's digits are known: they say how exactly the number was measured.
        digits = reported.value if measure.digits is None else measure.digits
        return measure.value == reported.value and decimal_places(digits) == reported.decimals
    return measure.value in reported.interval


def judge(reported: Reported, measure: Measure, *, published: date, listed: bool) -> Judgement:
    """Returns the verdict on one statistic.

    Args:
        reported: what the bulletin prints.
        measure: what a cell computed.
        published: the bulletin's date; a differing value with a later ``as_of`` is newer data, not an error.
        listed: whether discrepancies.yml lists the statistic.
    """
    if agrees(reported, measure):
        if listed:
            return Judgement(Verdict.DISPUTED, "E402")
        return Judgement(Verdict.TRANSCRIBED if measure.transcribed else Verdict.REPRODUCED)
    if measure.value is not None and measure.as_of and measure.as_of > published:
        return Judgement(Verdict.UPDATED)
    return Judgement(Verdict.DISPUTED, "" if listed else "E401")


def printed_value(value, decimals: int) -> str:
    """Returns an exact value rounded as the bulletin's figures are (GB/T 8170-2008, once), or an interval from end to end.

    An interval is widened outward at its last printed digit, so that the printed ends never exclude a value inside it.
    """
    if value is None:
        return ""
    if isinstance(value, Interval):
        low = round_exact(value.lower, decimals, Rounding.FLOOR)
        high = round_exact(value.upper, decimals, Rounding.CEILING)
        return f"{low:f}" if low == high else f"{low:f}—{high:f}"
    return f"{round_exact(value, decimals):f}"
