"""The rules by which a draft's wrong figures are made from the right ones: the usual errors, each by name and never typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from liandong.course.questions.figures import PERCENT, figure_text, scale_of
from liandong.model import NoValueError, Statistic
from zhproof.rounding import Rounding, decimal_places, round_exact

POINTS = "个百分点"


class ErrorRule(NamedTuple):
    """A usual error: what it is called, how many other figures it needs (``None``: one or more), and the wrong text it makes."""

    label: str
    others: int | None
    apply: Callable[[Statistic, list[Statistic]], str]


def wrong_text(rule: str, figure: Statistic, others: list[Statistic]) -> str:
    """Return the wrong figure as a draft would print it.

    Raises:
        NoValueError: if the figure admits no such error, or the result is the right figure.
    """
    text = ERRORS[rule].apply(figure, others)
    if text == figure_text(figure):
        raise NoValueError(figure.name_zh)
    return text


def _rounded(value: Fraction, figure: Statistic) -> str:
    return figure_text(figure, round_exact(value, figure.decimals))


def _cut(figure: Statistic, _: list[Statistic]) -> str:
    return figure_text(figure, round_exact(figure.exact, figure.decimals, Rounding.FLOOR))


def _raised(figure: Statistic, _: list[Statistic]) -> str:
    return figure_text(figure, round_exact(figure.exact, figure.decimals, Rounding.CEILING))


def _points(figure: Statistic, _: list[Statistic]) -> str:
    other = {PERCENT: POINTS, POINTS: PERCENT}.get(figure.unit)
    if other is None:
        raise NoValueError(figure.name_zh)
    return figure_text(figure, unit=other)


def _quotient(part: Fraction, whole: Fraction, figure: Statistic) -> str:
    if whole <= 0:
        raise NoValueError(figure.name_zh)
    return _rounded(part / whole * scale_of(figure), figure)


def _rest_base(figure: Statistic, _: list[Statistic]) -> str:
    return _quotient(figure.part, figure.whole - figure.part, figure)


def _over(figure: Statistic, others: list[Statistic]) -> str:
    try:
        whole = others[0].whole
    except NoValueError:
        whole = others[0].exact
    return _quotient(figure.part, whole, figure)


def _complement(figure: Statistic, _: list[Statistic]) -> str:
    return _quotient(figure.whole - figure.part, figure.whole, figure)


def _mean(figure: Statistic, others: list[Statistic]) -> str:
    return _rounded(sum((other.exact for other in others), Fraction(0)) / len(others), figure)


def _forced(figure: Statistic, others: list[Statistic]) -> str:
    return figure_text(figure, round_exact(100 - sum((Fraction(other.digits) for other in others), Fraction(0)), figure.decimals))


def _off(figure: Statistic, _: list[Statistic]) -> str:
    return figure_text(figure, figure.digits + Decimal(1).scaleb(-figure.decimals))


def _swapped(figure: Statistic, _: list[Statistic]) -> str:
    plain = f"{figure.digits:f}"
    places = [place for place, char in enumerate(plain) if char.isdigit()][:2]
    if len(places) < 2:
        raise NoValueError(figure.name_zh)
    chars = list(plain)
    first, second = places
    chars[first], chars[second] = chars[second], chars[first]
    if chars[0] == "0" and "." not in chars[:2]:
        raise NoValueError(figure.name_zh)
    return figure_text(figure, Decimal("".join(chars)))


def _shifted(figure: Statistic, _: list[Statistic]) -> str:
    digits = figure.digits * 10
    return figure_text(figure, digits.quantize(Decimal(1).scaleb(-decimal_places(figure.digits))))


def _instead(figure: Statistic, others: list[Statistic]) -> str:
    return figure_text(figure, others[0].digits)


ERRORS: dict[str, ErrorRule] = {
    "cut": ErrorRule("去尾，没有修约", 0, _cut),
    "raised": ErrorRule("进一，没有修约", 0, _raised),
    "points": ErrorRule("百分数与百分点混淆", 0, _points),
    "rest-base": ErrorRule("分母用错", 0, _rest_base),
    "over": ErrorRule("分母用错", 1, _over),
    "complement": ErrorRule("说成了反面", 0, _complement),
    "mean": ErrorRule("把率平均", None, _mean),
    "forced": ErrorRule("凑成一百", None, _forced),
    "off": ErrorRule("合计与各部分不符", 0, _off),
    "swapped": ErrorRule("数字颠倒", 0, _swapped),
    "shifted": ErrorRule("小数点或者万、亿错位", 0, _shifted),
    "instead": ErrorRule("用了别处的数，或者过时的数", 1, _instead),
}

OFF, SWAPPED, INSTEAD = (ERRORS[name].label for name in ("off", "swapped", "instead"))
# What could be said of the same wrong figure too, so that a reader could not tell which is meant.
SAID_ALIKE = {OFF: {SWAPPED, INSTEAD}, SWAPPED: {OFF, INSTEAD}, INSTEAD: {OFF, SWAPPED}}


def error_names(right: str) -> list[str]:
    """Return the names of errors that may stand beside the right one for a reader to choose from."""
    # Whatever count is wrong, some total does not add up.
    alike = {right, OFF} | SAID_ALIKE.get(right, set())
    return [label for label in dict.fromkeys(rule.label for rule in ERRORS.values()) if label not in alike]
