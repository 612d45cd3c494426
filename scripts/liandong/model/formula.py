"""Formulas as data: a row of parts, each text, and for a number the cells of tables whose number it is.

``立行立改 23 ÷ 交办 29`` is five parts; the one that reads ``23`` knows that it is the cell ``problems`` in row 2 of ``status``, so
that whoever shows the formula can lead from the number to the cell, or to the statistic that is the same cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Input:
    """Cells of one table.

    Attributes:
        table: the table's name in datapackage.json.
        rows: line numbers of the file, the heading being line 1.
        fields: the columns; none where whole rows are meant.
    """

    table: str
    rows: tuple[int, ...]
    fields: tuple[str, ...]

    def to_json(self) -> dict:
        """Return the cells for JSON."""
        return {"table": self.table, "rows": list(self.rows), "fields": list(self.fields)}

    @classmethod
    def from_json(cls, data: dict) -> Input:
        """Return the cells that JSON holds."""
        return cls(data["table"], tuple(data["rows"]), tuple(data["fields"]))


@dataclass(frozen=True)
class FormulaPart:
    """A piece of a formula.

    Attributes:
        text: as readers see it.
        inputs: the cells whose number it is; none for signs, words and results.
    """

    text: str
    inputs: tuple[Input, ...] = ()

    def to_json(self) -> dict:
        """Return the part for JSON."""
        return {"text": self.text} | ({"inputs": [entry.to_json() for entry in self.inputs]} if self.inputs else {})

    @classmethod
    def from_json(cls, data: dict) -> FormulaPart:
        """Return the part that JSON holds."""
        return cls(data["text"], tuple(map(Input.from_json, data.get("inputs", ()))))


def joined_text(parts: Iterable[FormulaPart]) -> str:
    """Return a formula as text."""
    return "".join(part.text for part in parts)


def whole(formula: str, inputs: tuple[Input, ...] = ()) -> tuple[FormulaPart, ...]:
    """Return a formula of which only the text is known as one part; a bare number is the number of all its cells."""
    return (FormulaPart(formula, inputs if _PLAIN_NUMBER.fullmatch(formula) else ()),) if formula else ()
