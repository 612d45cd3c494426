"""Whether parts add up to a total, and what a sum that does not is worth."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhproof.findings import Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, digit_changes, meets, show, show_sum, show_value, total_of
from zhproof.relations.binding import same_unit
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched

RULE = "parts-total"
_MANY_DIGITS = 5


def is_one_digit_off(context: Context, numerals: Sequence[Numeral], exclusive: bool) -> bool:
    """Return whether one changed digit mends a list that need not be whole, and other places of the text speak for the change.

    Either the mended number stands elsewhere in the text for the same things, or all parts do and only the total differs.
    """
    if not all(numeral.is_exact and numeral.script == "arabic" for numeral in numerals):
        return False
    inside = {numeral.id for numeral in numerals}
    for place, numeral in enumerate(numerals):
        for changed in digit_changes(numeral):
            if not adds_up([*numerals[:place], changed, *numerals[place + 1 :]]):
                continue
            if _stands_elsewhere(context, numeral, changed, inside):
                return True
            if exclusive and numeral is numerals[-1] and all(_stands_elsewhere(context, n, n, inside) for n in numerals[:-1]):
                return True
    return False


def is_precise_misprint(numerals: Sequence[Numeral]) -> bool:
    """Return whether numbers of many digits miss an exact sum by just one digit.

    A list that is not whole differs from its total by anything; that one changed digit out of five or more mends it exactly,
    happens by chance in fewer than one of a thousand lists.
    """
    total = numerals[-1]
    if sum(character.isdigit() for character in total.printed) < _MANY_DIGITS or any(n.hedge or n.scale != total.scale for n in numerals):
        return False
    if any(numeral.decimals != total.decimals for numeral in numerals):
        return False
    difference = sum(numeral.value for numeral in numerals[:-1]) - total.value
    return any(
        changed.value - numeral.value == (difference if numeral is total else -difference)
        for numeral in numerals for changed in digit_changes(numeral)
    )  # fmt: skip


def _stands_elsewhere(context: Context, numeral: Numeral, value: Numeral, inside: set[int]) -> bool:
    figure = context.figure_of(numeral)
    return any(
        f.numeral.id not in inside and same_unit(f, figure) and _same_things(f, figure) for f in context.by_value.get(value.value, ())
    )


def _same_things(one: Figure, other: Figure) -> bool:
    """Return whether two figures count things of one name: 问题29项 and 29个问题."""
    names = [set(re.findall(r"问题|建议|议案|案件|项目|机构|企业|意见|线索|投诉|床位|资金", f.lead + f.tail)) for f in (one, other)]
    return bool(names[0] & names[1]) and bool(set(one.lead + one.tail) & set(other.lead + other.tail) - set("".join(names[0] | names[1])))


def adds_up(numerals: Sequence[Numeral]) -> bool:
    """Return whether the parts may add up to the total, the last of the numerals."""
    *parts, total = numerals
    return meets(total_of(parts), admitted(total))


def is_comparable(numerals: Sequence[Numeral]) -> bool:
    """Return whether the sum is between half and double the total, so that the total can be meant for these parts."""
    *parts, total = numerals
    added = sum(part.value for part in parts)
    return total.value < 2 * added < 4 * total.value


def confirm_sum(numerals: Sequence[Numeral]) -> Finding:
    """Return the finding that the parts, all but the last of the numerals, add up to the last."""
    return confirmed(RULE, numerals, show_sum(numerals[:-1]), "各部分之和等于合计。")


def mismatch_sum(numerals: Sequence[Numeral], severity: str) -> Finding:
    """Return the finding that they do not."""
    *parts, total = numerals
    difference = sum(part.value for part in parts) - total.value
    what = "多" if difference > 0 else "少"
    return mismatched(
        RULE, numerals, adds_up, f"{show_sum(parts)} ≠ {show(total)}",
        f"各部分之和比合计{what}{show_value(abs(difference), total, 6)}。", severity,
    )  # fmt: skip
