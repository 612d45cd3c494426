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
    """The cells of one table that a measure read: ``rows`` are line numbers of the file, the heading being line 1."""

    table: str
    rows: tuple[int, ...]
    fields: tuple[str, ...]

    @property
    def data(self) -> dict:
        """Returns the cells for JSON."""
        return {"table": self.table, "rows": list(self.rows), "fields": list(self.fields)}


@dataclass(frozen=True)
class Part:
    """A piece of a formula; a number that was read from tables names its cells, anything else none."""

    text: str
    inputs: tuple[Input, ...] = ()

    @property
    def data(self) -> dict:
        """Returns the part for JSON."""
        return {"text": self.text} | ({"inputs": [entry.data for entry in self.inputs]} if self.inputs else {})


def joined_text(parts: Iterable[Part]) -> str:
    """Returns a formula as text."""
    return "".join(part.text for part in parts)


def whole(formula: str, inputs: tuple[Input, ...]) -> tuple[Part, ...]:
    """Returns a formula of which only the text is known as one part; a bare number is the number of all its cells."""
    return (Part(formula, inputs if _PLAIN_NUMBER.fullmatch(formula) else ()),) if formula else ()
