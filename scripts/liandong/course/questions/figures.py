"""Finds the figures that the bank's texts name among what the book's cells reported, and prints them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from liandong.model import NoValueError, Statistic, plain, quantity_text
from zhproof.rounding import round_exact

FAMILY = ".*"
PERCENT = "%"
SHARED = "."


class UnknownFigure(ValueError):
    """A figure that no cell reports; ``name`` is its id as the text has it."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


def scale_of(figure: Statistic) -> int:
    """Return by what a fraction is multiplied to be in the figure's unit."""
    return 100 if figure.unit == PERCENT else 1


def figure_text(figure: Statistic, digits: Decimal | None = None, unit: str | None = None) -> str:
    """Return a figure with hedge and unit; other digits or another unit make a wrong figure of it."""
    shown = figure.digits if digits is None else digits
    return quantity_text(f"{shown:f}", figure.unit if unit is None else unit, figure.hedge)


def reported_figure(figure: Statistic) -> str:
    """Return the bulletin's own figure with hedge and unit, whatever the tables hold now.

    Raises:
        NoValueError: if no bulletin states it.
    """
    if figure.reported is None:
        raise NoValueError(figure.name_zh)
    return figure.reported_text


@dataclass(frozen=True)
class Figures:
    """All figures of the book.

    Attributes:
        statistics: by bulletin and id.
        bulletin: the bulletin that an id without one belongs to.
    """

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
        """Return the targets with each family ``id.*`` replaced by its members, in the order in which they were reported.

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
            members = [f"{bulletin}:{name}" for key, name in self.statistics if key == bulletin and name.startswith(f"{family}.")]
            if not members:
                raise UnknownFigure(target)
            found += members
        return found


def case_of(target: str, case: str | None) -> str:
    """Return a target with ``.*`` replaced by the member that a case of another family stands for."""
    if target.endswith(FAMILY) and case and SHARED in case:
        return target.removesuffix(FAMILY) + SHARED + case.rpartition(SHARED)[2]
    return target


# How a figure may be shown besides with its unit.
SHOWN: dict[str, Callable[[Statistic], str]] = {
    "number": lambda figure: f"{figure.digits:f}",
    "reported": reported_figure,
    "name": lambda figure: figure.name_zh,
    "formula": lambda figure: figure.formula_zh,
    "part": lambda figure: plain(figure.part),
    "whole": lambda figure: plain(figure.whole),
    "rest": lambda figure: plain(figure.whole - figure.part),
    "rest-share": lambda figure: figure_text(figure, round_exact((figure.whole - figure.part) / figure.whole * scale_of(figure), figure.decimals)),
}
