"""Reading all numerals of a text."""

from __future__ import annotations

import re
from fractions import Fraction

from zhproof.numerals.scanning import scan
from zhproof.quantities import COUNT, MONEY, NAME, PERCENT, POINTS, Numeral

_SENTENCE_END = re.compile(r"[。！？；\n]")


def read_numerals(text: str) -> list[Numeral]:
    """All numerals of the text in reading order.

    Args:
        text: The text, of which offsets are counted in characters.
    """
    numerals = []
    for number, found in enumerate(scan(text), 1):
        quantity = found.quantity
        kind = {"grade": NAME, "phrase": NAME}.get(found.kind, found.kind)
        if kind == COUNT:
            kind = PERCENT if quantity.sign else POINTS if "百分点" in found.unit else MONEY if "元" in found.unit else COUNT
        numerals.append(
            Numeral(
                number, found.start, found.end, found.printed, Fraction(quantity.digits) * quantity.scale,
                quantity.sign or found.unit, found.hedge, kind, _sentence(text, found.start, found.end),
                quantity.decimals, Fraction(quantity.scale), script=found.script,
            )  # fmt: skip
        )
    return numerals


def _sentence(text: str, start: int, end: int) -> str:
    first = max((text.rfind(mark, 0, start) for mark in "。！？；\n"), default=-1) + 1
    last = _SENTENCE_END.search(text, end)
    return " ".join(text[first : last.end() if last else len(text)].split())
