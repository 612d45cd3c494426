"""Finds the figures that the bank's texts name among what the book's cells reported, and prints them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from liandong.measures import plain
from liandong.proof import Verdict
from liandong.records import quantity_text
from zhproof.rounding import decimal_places, round_exact

FAMILY = ".*"
PERCENT = "%"
SHARED = "."


class UnknownFigure(ValueError):
    """A figure that no cell reports; ``name`` is its id as the text has it."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


class Unusable(ValueError):
    """A figure that cannot be shown as asked: it has no value, no numerator, or a wrong figure would equal the right one."""


@dataclass(frozen=True)
class Figure:
    """A figure as its cell reported it; ``record`` is plain data, see ``liandong.records``."""

    record: dict

    @property
    def key(self) -> tuple[str, str]:
        """Bulletin and id."""
        return self.record["bulletin"], self.record["id"]

    @property
    def name(self) -> str:
        """Its Chinese name."""
        return self.record["name_zh"]

    @property
    def case(self) -> str:
        """What the case of a family is called, such as a unit's name; the figure's name if it belongs to no family."""
        return self.record.get("case_zh") or self.record["name_zh"]

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.record["unit"]

    @property
    def digits(self) -> Decimal:
        """The digits that prose prints: the bulletin's while its figure stands, else what was computed.

        Raises:
            Unusable: if the figure has no single value.
        """
        record = self.record
        reported = record.get("reported") if record.get("verdict") != Verdict.UPDATED else None
        if reported:
            return Decimal(reported["value"])
        if not isinstance(record["computed"]["value"], str):
            raise Unusable(record["name_zh"])
        return Decimal(record["computed"]["printed"])

    @property
    def decimals(self) -> int:
        """How many decimals are printed."""
        return decimal_places(self.digits)

    @property
    def value(self) -> Fraction:
        """The exact value in its unit; of a figure that was only printed, what is printed."""
        value = self.record["computed"]["value"]
        if not isinstance(value, str):
            raise Unusable(self.name)
        return Fraction(value)

    @property
    def part(self) -> Fraction:
        """The numerator of a rate."""
        return self._fraction()[0]

    @property
    def whole(self) -> Fraction:
        """The denominator of a rate."""
        return self._fraction()[1]

    @property
    def scale(self) -> int:
        """By what a fraction is multiplied to be in the figure's unit."""
        return 100 if self.unit == PERCENT else 1

    def text(self, digits: Decimal | None = None, unit: str | None = None) -> str:
        """Returns the figure with hedge and unit; other digits or another unit make a wrong figure of it."""
        shown = self.digits if digits is None else digits
        return quantity_text(f"{shown:f}", self.unit if unit is None else unit, self.record.get("hedge", ""))

    @property
    def reported(self) -> str:
        """The bulletin's own figure with hedge and unit, whatever the tables hold now.

        Raises:
            Unusable: if no bulletin states it.
        """
        stated = self.record.get("reported")
        if not stated:
            raise Unusable(self.name)
        return quantity_text(stated["value"], self.unit, stated["hedge"])

    def _fraction(self) -> tuple[Fraction, Fraction]:
        fraction = (self.record.get("basis") or {}).get("fraction")
        if not fraction:
            raise Unusable(self.name)
        return Fraction(fraction[0]), Fraction(fraction[1])


@dataclass(frozen=True)
class Figures:
    """All figures of the book.

    Attributes:
        records: by bulletin and id.
        bulletin: the bulletin that an id without one belongs to.
    """

    records: dict[tuple[str, str], dict]
    bulletin: str

    def find(self, target: str) -> Figure:
        """Returns a figure by ``id`` or ``bulletin:id``.

        Raises:
            UnknownFigure: if no cell reports it.
        """
        record = self.records.get(self.key(target))
        if record is None:
            raise UnknownFigure(target)
        return Figure(record)

    def key(self, target: str) -> tuple[str, str]:
        """Returns bulletin and id of a target."""
        bulletin, colon, name = target.rpartition(":")
        return (bulletin if colon else self.bulletin), name

    def cases(self, targets: tuple[str, ...]) -> list[str]:
        """Returns the targets with each family ``id.*`` replaced by its members, in the order in which they were reported.

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
            members = [f"{bulletin}:{name}" for key, name in self.records if key == bulletin and name.startswith(f"{family}.")]
            if not members:
                raise UnknownFigure(target)
            found += members
        return found


def case_of(target: str, case: str | None) -> str:
    """Returns a target with ``.*`` replaced by the member that a case of another family stands for."""
    if target.endswith(FAMILY) and case and SHARED in case:
        return target.removesuffix(FAMILY) + SHARED + case.rpartition(SHARED)[2]
    return target


# How a figure may be shown besides with its unit.
SHOWN: dict[str, Callable[[Figure], str]] = {
    "reported": lambda figure: figure.reported,
    "number": lambda figure: f"{figure.digits:f}",
    "name": lambda figure: figure.name,
    "formula": lambda figure: figure.record["formula_zh"],
    "part": lambda figure: plain(figure.part),
    "whole": lambda figure: plain(figure.whole),
    "rest": lambda figure: plain(figure.whole - figure.part),
    "rest-share": lambda figure: figure.text(round_exact((figure.whole - figure.part) / figure.whole * figure.scale, figure.decimals)),
}
