"""Finds the figures that the bank's texts name among what cells reported, and prints them, or wrong ones instead.

Wrong figures are made from the right ones by rules: the usual errors, each by name and never typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from liandong.findings import messages
from liandong.model import PERCENT, NoValueError, Statistic, plain, quantity_text
from zhproof.rounding import Rounding, round_exact

FAMILY = ".*"
POINTS = "个百分点"
SHARED = "."


class UnknownFigure(ValueError):
    """A figure that no cell reports; ``name`` is its id as the text has it."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


def figure_text(figure: Statistic, digits: Decimal | None = None, unit: str | None = None) -> str:
    """Return a figure with hedge and unit; other digits or another unit make a wrong figure of it."""
    shown = figure.digits if digits is None else digits
    return quantity_text(f"{shown:f}", figure.unit if unit is None else unit, figure.hedge)


@dataclass(frozen=True)
class Figures:
    """All figures of the book, by bulletin and id; an id without a bulletin belongs to ``bulletin``."""

    statistics: dict[tuple[str, str], Statistic]
    bulletin: str

    def find(self, target: str) -> Statistic:
        """Return a figure by ``id`` or ``bulletin:id``.

        Raises:
            UnknownFigure: if no cell reports it.
        """
        figure = self.statistics.get(self.key(target))
        if figure is None:
            raise UnknownFigure(target)
        return figure

    def key(self, target: str) -> tuple[str, str]:
        """Return bulletin and id of a target."""
        bulletin, colon, name = target.rpartition(":")
        return (bulletin if colon else self.bulletin), name

    def cases(self, targets: tuple[str, ...]) -> list[str]:
        """Return the targets, for each family ``id.*`` its members in the order in which they were reported.

        Raises:
            UnknownFigure: if one is not reported, or a family has no member.
        """
        found = []
        for target in targets:
            if not target.endswith(FAMILY):
                self.find(target)
                found.append(target)
                continue
            bulletin, family = self.key(target.removesuffix(FAMILY))
            members = [f"{bulletin}:{name}"
                       for key, name in self.statistics if key == bulletin and name.startswith(f"{family}.")]
            if not members:
                raise UnknownFigure(target)
            found += members
        return found


def case_of(target: str, case: str | None) -> str:
    """Return a target with ``.*`` replaced by the member that a case of another family stands for."""
    if target.endswith(FAMILY) and case and SHARED in case:
        return target.removesuffix(FAMILY) + SHARED + case.rpartition(SHARED)[2]
    return target


def _sure(figure: Statistic, condition: object) -> None:
    """Refuse a figure that cannot be shown so, or admits no such error."""
    if not condition:
        raise NoValueError(figure.name_zh)


def _reported(figure: Statistic) -> str:
    _sure(figure, figure.reported)
    return figure.reported_text


# How a figure may be shown besides with its unit; the bulletin's own one whatever the tables hold now.
SHOWN: dict[str, Callable[[Statistic], str]] = {
    "number": lambda figure: f"{figure.digits:f}",
    "reported": _reported,
    "name": lambda figure: figure.name_zh,
    "formula": lambda figure: figure.formula_zh,
    "part": lambda figure: plain(figure.part),
    "whole": lambda figure: plain(figure.whole),
    "rest": lambda figure: plain(figure.whole - figure.part),
    "rest-share": lambda figure: _quotient(figure, figure.whole - figure.part, figure.whole),
}


class ErrorRule(NamedTuple):
    """A usual error: its name, how many other figures it needs (``None``: one or more), and the wrong text it makes."""

    label: str
    others: int | None
    apply: Callable[[Statistic, list[Statistic]], str]


def wrong_text(rule: str, figure: Statistic, others: list[Statistic]) -> str:
    """Return the wrong figure as a draft would print it.

    Raises:
        NoValueError: if the figure admits no such error, or the result is the right figure.
    """
    text = ERRORS[rule].apply(figure, others)
    _sure(figure, text != figure_text(figure))
    return text


def _rounded(figure: Statistic, value: Fraction, rounding: Rounding = Rounding.HALF_EVEN) -> str:
    return figure_text(figure, round_exact(value, figure.decimals, rounding))


def _quotient(figure: Statistic, part: Fraction, whole: Fraction) -> str:
    _sure(figure, whole > 0)
    return _rounded(figure, part / whole * (100 if figure.unit == PERCENT else 1))


def _points(figure: Statistic, _: list[Statistic]) -> str:
    _sure(figure, figure.unit in (PERCENT, POINTS))
    return figure_text(figure, unit=POINTS if figure.unit == PERCENT else PERCENT)


def _over(figure: Statistic, others: list[Statistic]) -> str:
    return _quotient(figure, figure.part, others[0].whole if others[0].fraction else others[0].exact)


def _swapped(figure: Statistic, _: list[Statistic]) -> str:
    chars = list(f"{figure.digits:f}")
    places = [place for place, char in enumerate(chars) if char.isdigit()][:2]
    _sure(figure, len(places) == 2)
    first, second = places
    chars[first], chars[second] = chars[second], chars[first]
    _sure(figure, chars[0] != "0" or "." in chars[:2])
    return figure_text(figure, Decimal("".join(chars)))


def _sum(numbers: Iterable[Decimal | Fraction]) -> Fraction:
    return sum(map(Fraction, numbers), Fraction(0))


_RULES: dict[str, tuple[int | None, Callable[[Statistic, list[Statistic]], str]]] = {
    "cut": (0, lambda figure, _: _rounded(figure, figure.exact, Rounding.FLOOR)),
    "raised": (0, lambda figure, _: _rounded(figure, figure.exact, Rounding.CEILING)),
    "points": (0, _points),
    "rest-base": (0, lambda figure, _: _quotient(figure, figure.part, figure.whole - figure.part)),
    "over": (1, _over),
    "complement": (0, lambda figure, _: _quotient(figure, figure.whole - figure.part, figure.whole)),
    "mean": (None, lambda figure, others: _rounded(figure, _sum(other.exact for other in others) / len(others))),
    "forced": (None, lambda figure, others: _rounded(figure, 100 - _sum(other.digits for other in others))),
    "off": (0, lambda figure, _: figure_text(figure, figure.digits + Decimal(1).scaleb(-figure.decimals))),
    "swapped": (0, _swapped),
    "shifted": (0, lambda figure,
                _: figure_text(figure, (figure.digits * 10).quantize(Decimal(1).scaleb(-figure.decimals)))),
    "instead": (1, lambda figure, others: figure_text(figure, others[0].digits)),
}
_NAMES = messages(__name__, "errors")
ERRORS = {name: ErrorRule(_NAMES[name], *rule) for name, rule in _RULES.items()}
OFF, SWAPPED, INSTEAD = (ERRORS[name].label for name in ("off", "swapped", "instead"))
# What could be said of the same wrong figure too, so that a reader could not tell which is meant.
SAID_ALIKE = {OFF: {SWAPPED, INSTEAD}, SWAPPED: {OFF, INSTEAD}, INSTEAD: {OFF, SWAPPED}}


def error_names(right: str) -> list[str]:
    """Return the names of errors that may stand beside the right one for a reader to choose from."""
    # Whatever count is wrong, some total does not add up.
    alike = {right, OFF} | SAID_ALIKE.get(right, set())
    return [label for label in dict.fromkeys(rule.label for rule in ERRORS.values()) if label not in alike]
