"""Formulas as data: a row of parts, each text, and for a number the cells of tables whose number it is.

``立行立改 23 ÷ 交办 29`` is five parts; the one that reads ``23`` knows that it is the cell ``problems`` in row 2 of
``status``, so that whoever shows the formula can lead from the number to the cell, or to the statistic that is the same
cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from liandong.model.record import Record

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Input(Record):
    """Cells of one table: its name, line numbers of the file (the heading is line 1), columns; none for whole rows."""

    table: str
    rows: tuple[int, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class FormulaPart(Record):
    """A piece of a formula as readers see it, with the cells whose number it is; none for signs, words and results."""

    text: str
    inputs: tuple[Input, ...] = ()

    def to_json(self) -> dict:
        """Return the part for JSON, ``inputs`` only where there are any."""
        return {name: value for name, value in super().to_json().items() if name == "text" or value}


def joined_text(parts: Iterable[FormulaPart]) -> str:
    """Return a formula as text."""
    return "".join(part.text for part in parts)


def whole(formula: str, inputs: tuple[Input, ...] = ()) -> tuple[FormulaPart, ...]:
    """Return a formula of which only the text is known as one part; a bare number is the number of all its cells."""
    return (FormulaPart(formula, inputs if _PLAIN_NUMBER.fullmatch(formula) else ()),) if formula else ()
