"""The measures that a page's cells compute, each with its formula and the cells of the tables it came from.

A measure never rounds: it carries an exact ``Fraction`` (or, where a base is only implied, an ``Interval``) in the unit
of the statistic it is reported for, and a formula with the numbers put in. Rates are in percent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from liandong.findings import messages, quote
from liandong.model import FormulaPart, Input, Reference, Relation, joined_text, plain, whole
from zhproof.denominators import fitting_denominators, implied_base
from zhproof.rounding import Interval, admitted_interval, as_fraction

if TYPE_CHECKING:
    import pandas as pd

LABELS = messages(__name__, "labels")


class MeasureError(ValueError):
    """A measure asked of rows that lack what it needs; ``statistic`` is the missing fact where rows have ids."""

    def __init__(self, message: str, statistic: str | None = None):
        super().__init__(message)
        self.statistic = statistic


@dataclass(frozen=True)
class Measure:
    """An exact value with its derivation."""

    # The exact value in the statistic's unit; an ``Interval`` for an implied base; ``None`` if no value fits.
    value: Fraction | Interval | None
    formula: str  # the derivation in Chinese with the numbers put in, without the result
    inputs: tuple[Input, ...]  # the cells that it was read from
    transcribed: bool = False  # whether the value was only copied from one cell, so that nothing was recomputed
    as_of: date | None = None  # the latest date of the rows it was read from, ``None`` where the table has no dates
    label: str = ""  # what the number is called inside a longer formula
    operator: str = ""  # the operation that joins the formula's terms, empty for a single number
    # The printed digits that the value stands for, if it was printed and may have been rounded.
    digits: Decimal | None = None
    fraction: tuple[Fraction, Fraction] | None = None  # numerator and denominator of a rate, before any cancelling
    counted: tuple[str, ...] = ()  # the bulletin's words for the states that a completion rate counts as done
    # The formula as data. Where they are not the formula's text (somebody replaced that), they are made from it anew.
    parts: tuple[FormulaPart, ...] = ()
    # What ties a copied number to others (``liandong.model.tied_measures``); None if nothing does, or it was computed.
    relation: Relation | None = None
    references: tuple[Reference, ...] = ()  # the public figures from elsewhere that it was read from

    def __post_init__(self) -> None:
        """Keep text and parts of the formula the same."""
        if joined_text(self.parts) != self.formula:
            object.__setattr__(self, "parts", whole(self.formula, self.inputs))

    # Sums and differences are of measures in the same unit; the unit of a product or quotient is the caller's concern.
    def __add__(self, other: Measure) -> Measure:
        return _combine(self, other, "+", self.value + other.value)

    def __sub__(self, other: Measure) -> Measure:
        return _combine(self, other, "−", self.value - other.value)

    def __mul__(self, other: Measure) -> Measure:
        return _combine(self, other, "×", self.value * other.value)

    def __truediv__(self, other: Measure) -> Measure:
        if other.value == 0:
            raise MeasureError(f"除数为零：{self.formula} ÷ {other.formula}")
        return _combine(self, other, "÷", self.value / other.value)


def fact(frame: pd.DataFrame, item: str | None = None, field: str = "value") -> Measure:
    """Return one published number, copied and not computed: that of an ``item``, or of the one row that is left."""
    rows = frame if item is None else frame[frame["item"] == item]
    if len(rows) != 1:
        raise MeasureError(f"{_table(frame)}.csv 中应恰有一行 {item or '所选的行'}，找到 {len(rows)} 行", item)
    return facts(rows, field)[0]


def facts(frame: pd.DataFrame, field: str = "value") -> list[Measure]:
    """Return the published number of each row, copied and not computed, in the order of the rows."""
    days = frame["as_of"] if "as_of" in frame else [None] * len(frame)
    # The cell's own digits, because trailing zeros say how exactly it was printed.
    return [
        Measure(_exact(cell, frame, field), str(cell), (Input(_table(frame), (int(row),), (field,)),), transcribed=True,
                as_of=day,
                label=label, digits=Decimal(str(cell)))
        for row, cell, day, label in zip(frame.index, frame[field], days, _labels(frame), strict=True)
    ]


def constant(number: int) -> Measure:
    """Return a number that is no datum, such as the 100 of a percentage or the 10000 of 万."""
    return Measure(Fraction(number), str(number), ())


def total(frame: pd.DataFrame, field: str = "problems") -> Measure:
    """Return the sum of a column over the rows; the sum of one row is a transcription."""
    if frame.empty:
        raise MeasureError(f"{_table(frame)}.csv 中没有可以相加的行")
    numbers = [_exact(number, frame, field) for number in frame[field]]
    terms = [FormulaPart(plain(number), (Input(_table(frame), (int(row),), (field,)),))
             for row, number in zip(frame.index, numbers, strict=True)]
    parts = tuple(piece for term in terms for piece in (FormulaPart(" + "), term))[1:]
    single = len(numbers) == 1
    return Measure(
        sum(numbers, Fraction(0)), joined_text(parts), cells_of(frame, field), transcribed=single, as_of=_as_of(frame),
        label=_labels(frame)[0] if single else "", operator="" if single else "+", parts=parts,
    )


def count_rows(frame: pd.DataFrame, field: str = "name_zh") -> Measure:
    """Return how many things the table lists by name; the names stand in the formula."""
    names = LABELS["joined"].join(str(name) for name in frame[field])
    number = Fraction(len(frame))
    return Measure(number, f"{LABELS['rows']}：{names}", cells_of(frame, field), as_of=_as_of(frame), operator="count")


def percentage(part: Measure, whole: Measure) -> Measure:
    """Return ``part`` in percent of ``whole``."""
    quotient = part / whole
    return replace(quotient, value=quotient.value * 100, fraction=(part.value, whole.value))


def completion_rate(frame: pd.DataFrame, done: Iterable[str] = ("done",), leave_out: Iterable[str] = ()) -> Measure:
    """Return the completion rate (办结率) in percent.

    Args:
        frame: rows of ``status``: one status a row with its number of ``problems``.
        done: the statuses counted as done; the bulletin's strict basis counts only ``done``.
        leave_out: the statuses taken out of the denominator; the strict basis leaves none out.

    Source of the strict basis: the bulletin's own figures, which fit no other basis.
    """
    left_out = list(leave_out)
    counted = frame[~frame["status"].isin(left_out)]
    finished = counted[counted["status"].isin(list(done))]
    whole = total(counted)
    if not left_out:
        # The whole set that was assigned is known by its sum; a smaller denominator shows what stayed in it.
        whole = replace(whole, formula=plain(whole.value), operator="", label=LABELS["assigned"])
    words = finished["wording_zh" if "wording_zh" in finished else "status"]
    return replace(percentage(total(finished), whole), counted=tuple(str(word) for word in words))


def implied_base_of(count: Measure, rate_pct: Measure) -> Measure:
    """Return the interval of bases that a printed count and a printed rate in percent imply, in the count's unit."""
    base = implied_base(printed_interval_of(count), printed_interval_of(rate_pct))
    return _combine(count, _followed(rate_pct, "%"), "÷", base)


def implied_quotient(amount: Measure, each: Measure, scale: Fraction = Fraction(1)) -> Measure:
    """Return the interval of ``amount ÷ each × scale`` that the printed decimals of both imply."""
    quotient = printed_interval_of(amount).quotient(printed_interval_of(each)).scaled(scale)
    joined = _combine(amount, each, "÷", quotient)
    return joined if scale == 1 else _followed(joined, f" × {plain(scale)}")


def difference_of_printed(left: Measure, right: Measure) -> Measure:
    """Return ``left − right`` read as a printed number: what a reader gets who subtracts the printed digits."""
    difference = left - right
    return replace(difference, digits=left.digits - right.digits)


def bases_that_fit(part: Measure, rate_pct: Measure) -> Measure:
    """Return the integer bases of which ``part`` prints as the rate, as an interval; ``None`` if there is none."""
    bases = list(fitting_denominators(int(part.value), printed_interval_of(rate_pct)))
    value = Interval(Fraction(min(bases)), Fraction(max(bases)), True, True) if bases else None
    return _combine(part, _followed(rate_pct, "%"), "÷", value)


def _combine(left: Measure, right: Measure, sign: str, value) -> Measure:
    """Return the measure of ``left sign right``; the formula takes labels where both sides have one."""
    parts = (*_term(left, sign), FormulaPart(f" {sign} "), *_term(right, sign, last=True))
    dates = [d for d in (left.as_of, right.as_of) if d]
    inputs = _merge(left.inputs + right.inputs)
    references = tuple(dict.fromkeys(left.references + right.references))
    return Measure(value, joined_text(parts), inputs, as_of=max(dates, default=None), operator=sign, parts=parts,
                   references=references)


def _followed(measure: Measure, text: str) -> Measure:
    """Return a measure with a text behind its formula."""
    return replace(measure, formula=measure.formula + text, parts=(*measure.parts, FormulaPart(text)))


def _term(measure: Measure, sign: str, last: bool = False) -> tuple[FormulaPart, ...]:
    """Return one side of a formula: labelled, and in brackets where its own operator binds less than ``sign``."""
    loose = measure.operator in ("+", "−") and (sign in ("÷", "×") or (sign == "−" and last))
    # a ÷ (b ÷ c) is not a ÷ b ÷ c.
    loose = loose or (measure.operator == sign == "÷" and last)
    parts = (FormulaPart("("), *measure.parts, FormulaPart(")")) if loose else measure.parts
    if measure.operator == "count":
        # Names cannot stand in arithmetic: the number does, and what was counted follows it.
        parts = (FormulaPart(plain(measure.value), measure.inputs), FormulaPart("（"), *measure.parts, FormulaPart("）"))
    return (FormulaPart(f"{measure.label} "), *parts) if measure.label else parts


def printed_interval_of(measure: Measure) -> Interval:
    """Return the interval that a measure's printed digits stand for; a value that is not printed is itself."""
    if measure.digits is None:
        return Interval(measure.value, measure.value, True, True)
    return admitted_interval(measure.digits)


def _exact(number, frame: pd.DataFrame, field: str) -> Fraction:
    # Half of a second to import: whoever only reads records, as the site's builder does, must not wait for it.
    import pandas as pd

    if pd.isna(number):
        raise MeasureError(f"{_table(frame)}.csv 的 {field} 列有空格，不能计算")
    try:
        return as_fraction(number)
    except TypeError as error:
        raise MeasureError(f"{_table(frame)}.csv 的 {field} 列有不是数的内容：{quote(str(number))}") from error


def cells_of(frame: pd.DataFrame, field: str) -> tuple[Input, ...]:
    """Return the cells of a column in the rows of a table, as the input of a measure."""
    return (Input(_table(frame), tuple(int(row) for row in frame.index), (field,)),)


def _merge(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    """Return the inputs with the rows of one table and field joined, in order of first use."""
    merged: dict[tuple, set[int]] = {}
    for entry in inputs:
        merged.setdefault((entry.table, entry.fields), set()).update(entry.rows)
    return tuple(Input(table, tuple(sorted(rows)), fields) for (table, fields), rows in merged.items())


def _table(frame: pd.DataFrame) -> str:
    return frame.attrs.get("table", "?")


def _as_of(frame: pd.DataFrame) -> date | None:
    return max((day for day in frame["as_of"] if day), default=None) if "as_of" in frame else None


def _labels(frame: pd.DataFrame) -> list[str]:
    """Return what each row's number is called: the bulletin's wording, else the Chinese name."""
    column = next((name for name in ("wording_zh", "name_zh") if name in frame), None)
    return [""] * len(frame) if column is None else [str(name) for name in frame[column]]
