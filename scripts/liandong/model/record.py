"""Dataclasses that travel as JSON, by the names and types of their fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, Self, get_args, get_origin, get_type_hints

from liandong.model.number_text import plain


class Record:
    """What travels as JSON: tuples as lists; exact numbers and days as text, since JSON has only floats for numbers."""

    def to_json(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {name: _to_json(value) for name, value in vars(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what JSON holds; names that are no field are left out."""
        readers = _readers(cls)
        return cls(**{name: readers[name](value) for name, value in dict(data).items() if name in readers})


def _to_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_to_json(one) for one in value]
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, StrEnum | Decimal | date):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return value


@cache
def _readers(record: type[Record]) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(record).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """Return what makes a value of a field's type of its JSON."""
    inside = [one for one in get_args(hint) if one is not NoneType]
    if get_origin(hint) is tuple:
        read = _reader(inside[0])
        return lambda value: tuple(map(read, value))
    if inside:  # a union: of a list its tuple, of anything else its first other type
        readers = {get_origin(one) is tuple: _reader(one) for one in reversed(inside)}
        return lambda value: value if value is None else readers[isinstance(value, list)](value)
    if issubclass(hint, Record):
        return hint.from_json
    if hint is date:
        return date.fromisoformat
    return hint if issubclass(hint, StrEnum | Fraction | Decimal) else lambda value: value
