"""A relation that ties a published number to others where it cannot be computed alone, with its arithmetic and its reach."""

from __future__ import annotations

from dataclasses import dataclass

from liandong.model.formula import FormulaPart, joined_text
from liandong.model.worded import WordedCode


class Reach(WordedCode):
    """How far a relation carries. A bound is never called an equality."""

    EQUALITY = "equality", "相等", "两边的数应当相同，错一个就看得出来。"
    ONE_INTEGER = "one_integer", "唯一整数", "许多整数里只有这一个能印成公布的率。"
    BOUND = "bound", "界限", "只说明不超过或者不低于，不说明这个数本身对。"
    NECESSARY = "necessary", "必要条件", "不满足一定有错，满足了也不等于对。"


@dataclass(frozen=True)
class Reference:
    """A public figure from elsewhere that a relation rests on.

    Attributes:
        id: its id in data/references/figures.csv.
        name_zh: what it is called.
        text: value with unit, its day, who published it, and where there is no second source, that.
    """

    id: str
    name_zh: str
    text: str


@dataclass(frozen=True)
class Relation:
    """A relation between a published number and others.

    Attributes:
        name: which relation it is, the name of the measure that states it (``liandong.model.tied_measures``).
        title: its name for readers.
        reach: how far it carries.
        holds: whether it holds.
        formula: its arithmetic with the numbers put in.
        references: the public figures from elsewhere that it rests on.
        note: what readers must know beside it, such as different bases; empty if nothing.
    """

    name: str
    title: str
    reach: Reach
    holds: bool
    formula: tuple[FormulaPart, ...]
    references: tuple[Reference, ...] = ()
    note: str = ""

    @property
    def formula_zh(self) -> str:
        """The arithmetic as text."""
        return joined_text(self.formula)

    def to_json(self) -> dict:
        """Return the relation for JSON."""
        return {
            "name": self.name, "title": self.title, "reach": str(self.reach), "holds": self.holds, "formula_zh": self.formula_zh,
            "formula": [part.to_json() for part in self.formula], "references": [dict(vars(reference)) for reference in self.references], "note": self.note,
        }

    @classmethod
    def from_json(cls, data: dict) -> Relation:
        """Return the relation that JSON holds."""
        return cls(
            data["name"], data["title"], Reach(data["reach"]), data["holds"], tuple(map(FormulaPart.from_json, data["formula"])),
            tuple(Reference(**reference) for reference in data["references"]), data["note"],
        )
