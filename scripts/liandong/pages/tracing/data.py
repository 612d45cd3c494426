"""Compares what directives printed with its origin: cell by cell for tables, numeral by numeral for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

from liandong.pages.tracing.html import FIGURE, FILE, Region
from zhproof.printed import DIGITS_PATTERN, to_half_width

# Digits as they stand in a machine's file, with its decimal point.
DIGITS = re.compile(r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?![0-9]|\.[0-9])")
ARABIC = re.compile(rf"(?P<dotted>[0-9]+(?:\.[0-9]+){{2,}})|{DIGITS_PATTERN}")
COMPONENT = re.compile("[0-9]+")
AXIS_MARKS = 3
AXIS_LIMIT = 100


@dataclass(frozen=True)
class Origin:
    """What a region was printed from: rows of text with their headings, other texts, or the text of a file."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    texts: tuple[str, ...] = ()


def compare_region(region: Region, origin_of: Callable[[str, str], Origin | None]) -> list[str]:
    """Return what a region as built shows that the origin of its kind and source does not hold."""
    origin = origin_of(region.kind, region.source)
    if origin is None:
        return [region.source or region.kind]
    if region.rows and origin.rows:
        shown, wanted = ([["".join(cell.split()) for cell in row] for row in rows]
                         for rows in (region.rows, [origin.headings, *origin.rows]))
        return [
            cell for row, other in zip_longest(shown, wanted, fillvalue=()) for cell, there in zip_longest(row, other)
            if cell is not None and cell != there
        ]
    known = set(numerals_of([*origin.headings, *(cell for row in origin.rows for cell in row), *origin.texts]))
    if region.kind == FILE:
        known |= {number for text in origin.texts for number in _digits_of(text)}
    shown = numerals_of(region.texts)
    missing = [numeral for numeral in shown if numeral not in known]
    there = [numeral for numeral in shown if numeral in known]
    return [] if region.kind == FIGURE and are_axis_marks(missing, there) else missing


def numerals_of(texts: Iterable[str]) -> list[str]:
    """Return the Arabic numerals of texts as they are printed, without spaces and signs."""
    return [numeral for text in texts for numeral in _numerals_of(text)]


@lru_cache(maxsize=256)
def _numerals_of(text: str) -> tuple[str, ...]:
    # Remembered: the regions of a page are often printed from the same files, each of which is scanned whole.
    plain, found = to_half_width(text), []
    for match in ARABIC.finditer(plain):
        # 2024.03.12 is three numerals.
        spans = [part.span()
                 for part in COMPONENT.finditer(plain, *match.span())] if match["dotted"] else [match.span()]
        found += ["".join(text[start:end].split()) for start, end in spans]
    return tuple(found)


@lru_cache(maxsize=256)
def _digits_of(text: str) -> tuple[str, ...]:
    return tuple(DIGITS.findall(text))


def are_axis_marks(numerals: list[str], data: list[str]) -> bool:
    """Return whether numerals are the marks of one axis: three or more, evenly spaced; ``data`` may fill a gap."""
    if not numerals:
        return True
    values = sorted({_value(numeral) for numeral in numerals})
    if len(values) < AXIS_MARKS or len(values) != len(numerals):
        return False
    step = min(after - before for before, after in zip(values, values[1:], strict=False))
    count = (values[-1] - values[0]) / step
    known = {*values, *map(_value, data)}
    return count.denominator == 1 and count < AXIS_LIMIT and all(values[0] + step * number in known
                                                                 for number in range(int(count) + 1))


def _value(numeral: str) -> Fraction:
    return Fraction(re.sub(r"[^0-9.]", "", to_half_width(numeral)))
