"""Compares what the bulletin reports with what a cell computed, and names the verdict.

The comparison is one of intervals in exact arithmetic: a computed value agrees if it lies in the interval of all values
that print as the bulletin printed it, hedge included. There is no float tolerance.
"""

from datetime import date

from liandong.model import Reported, Verdict
from liandong.model.measures import Measure
from zhproof.rounding import Interval, decimal_places


def agrees(reported: Reported, measure: Measure) -> bool:
    """Tell whether a measure prints as the bulletin printed it; a transcription must equal it digit for digit."""
    if measure.value is None or isinstance(measure.value, Interval):
        return False
    if measure.transcribed:
        # Trailing zeros count where the table's digits are known: they say how exactly the number was measured.
        digits = reported.value if measure.digits is None else measure.digits
        return measure.value == reported.value and decimal_places(digits) == reported.decimals
    return measure.value in reported.interval


def _judge_copy(measure: Measure, listed: bool) -> tuple[Verdict, str]:
    """Return the verdict on a figure that the table repeats, by its relation if it has one; a listed one is doubted."""
    relation = measure.relation
    if listed:
        return Verdict.DISPUTED, ""
    if relation is None:
        return Verdict.TRANSCRIBED, ""
    if not relation.holds:
        return Verdict.DISPUTED, "E408"
    return (Verdict.REFERENCED if relation.references else Verdict.CONSISTENT), ""


def judge(reported: Reported, measure: Measure, *, published: date, listed: bool) -> tuple[Verdict, str]:
    """Return the verdict on one statistic, and the code of the finding that goes with it.

    E401 is an unlisted mismatch, E402 listed but reproduces, E408 an unlisted relation that does not hold. A differing
    value that is later than the bulletin (``published``) is newer data, not an error; ``listed`` is what
    discrepancies.yml lists.
    """
    if agrees(reported, measure):
        if measure.transcribed:
            return _judge_copy(measure, listed)
        return (Verdict.DISPUTED, "E402") if listed else (Verdict.REPRODUCED, "")
    if measure.value is not None and measure.as_of and measure.as_of > published:
        return Verdict.UPDATED, ""
    return Verdict.DISPUTED, "" if listed else "E401"
