"""Findings made from a relation that holds or does not hold."""

from __future__ import annotations

from collections.abc import Sequence

from zhproof.findings import CONFIRMED, CONTRADICTION, UNCHECKED, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import Holds, as_hint, misprints, scale_slip

SLIP_RULE = "scale-slip"
_LOOK_UP = "请核对原始数据，改正其中有误的数字。"
_LOOK_UP_SCALE = "请核对数字的单位（万、亿）和小数点。"


def confirmed(rule: str, numerals: Sequence[Numeral], arithmetic: str, explanation: str) -> Finding:
    """Return the finding that a relation confirms the numerals."""
    return Finding(CONFIRMED, rule, _ids(numerals), arithmetic, explanation)


def undecided(rule: str, numerals: Sequence[Numeral], arithmetic: str) -> Finding:
    """Return the finding that the numbers are printed too roughly to confirm or to refuse the claim."""
    return Finding(UNCHECKED, rule, _ids(numerals), arithmetic, "文中的数印得较粗，按它们的修约误差可以成立，但不能核实。")


def mismatched(
    rule: str,
    numerals: Sequence[Numeral],
    holds: Holds,
    arithmetic: str,
    explanation: str,
    severity: str = CONTRADICTION,
    suggestion: str = _LOOK_UP,
    is_equality: bool = True,
) -> Finding:
    """Return the finding that a relation does not hold, with the likeliest slip that would mend it.

    Args:
        rule: The rule's identifier; a change of 万, 亿 or the decimal point that mends it takes its place.
        numerals: The numerals of the relation, in the order that ``holds`` expects.
        holds: Whether the relation holds for such numerals.
        arithmetic: The arithmetic.
        explanation: What does not fit.
        severity: 矛盾 or 存疑.
        suggestion: What to do.
        is_equality: Whether the relation is an equality; a bound that fails says nothing of a slip.
    """
    if not is_equality:
        return Finding(severity, rule, _ids(numerals), arithmetic, explanation, suggestion)
    if slip := scale_slip(numerals, holds):
        return Finding(CONTRADICTION, SLIP_RULE, _ids(numerals), arithmetic, f"{explanation}若{slip}，即相符。", _LOOK_UP_SCALE)
    return Finding(severity, rule, _ids(numerals), arithmetic, explanation + as_hint(misprints(numerals, holds)), suggestion)


def _ids(numerals: Sequence[Numeral]) -> tuple[int, ...]:
    return tuple(sorted({numeral.id for numeral in numerals}))
