"""Whether parts add up to a total, and what a sum that does not is worth."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from zhproof.findings import CONTRADICTION, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import digit_changes, meets, show, show_sum, show_value, total_of
from zhproof.relations.binding import same_unit
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched
from zhproof.relations.words import WORDS

RULE = "parts-total"
_MANY_DIGITS = 5


def adds_up(numerals: Sequence[Numeral]) -> bool:
    """Return whether the parts may add up to the total, the last of the numerals."""
    *parts, total = numerals
    return meets(total_of(parts), total.admitted)


def is_comparable(numerals: Sequence[Numeral]) -> bool:
    """Return whether the sum is between half and double the total, so that the total can be meant for these parts."""
    *parts, total = numerals
    return total.value < 2 * sum(part.value for part in parts) < 4 * total.value


def confirm_sum(numerals: Sequence[Numeral]) -> Finding:
    """Return the finding that the parts, all but the last of the numerals, add up to the last."""
    return confirmed(RULE, numerals, show_sum(numerals[:-1]))


def mismatch_sum(numerals: Sequence[Numeral], severity: str = CONTRADICTION) -> Finding:
    """Return the finding that they do not."""
    *parts, total = numerals
    difference = sum(part.value for part in parts) - total.value
    key = "wrong_more" if difference > 0 else "wrong_less"
    shown = show_value(abs(difference), total, 6)
    return mismatched(RULE, numerals, adds_up, f"{show_sum(parts)} ≠ {show(total)}", key, severity, difference=shown)


def is_one_digit_off(context: Context, numerals: Sequence[Numeral], exclusive: bool) -> bool:
    """Return whether one changed digit mends a list that need not be whole, and other places of the text speak for it.

    Either the mended number stands elsewhere in the text for the same things, or all parts do and only the total
    differs.
    """
    if not all(numeral.is_exact and numeral.script == "arabic" for numeral in numerals):
        return False
    inside = {numeral.id for numeral in numerals}

    def stands_elsewhere(numeral: Numeral, value: Fraction) -> bool:
        figure = context.by_id[numeral.id]
        others = (f for f in context.by_value.get(value, ()) if f.numeral.id not in inside)
        return any(same_unit(f, figure) and _same_things(f, figure) for f in others)

    for place, numeral in enumerate(numerals):
        for changed in digit_changes(numeral):
            if not adds_up([*numerals[:place], changed, *numerals[place + 1 :]]):
                continue
            if stands_elsewhere(numeral, changed.value):
                return True
            if exclusive and numeral is numerals[-1] and all(stands_elsewhere(n, n.value) for n in numerals[:-1]):
                return True
    return False


def is_precise_misprint(numerals: Sequence[Numeral]) -> bool:
    """Return whether numbers of many digits miss an exact sum by just one digit.

    A list that is not whole differs from its total by anything; that one changed digit out of five or more mends it
    exactly, happens by chance in fewer than one of a thousand lists.
    """
    *parts, total = numerals
    if sum(character.isdigit() for character in total.printed) < _MANY_DIGITS:
        return False
    if any(n.hedge or n.scale != total.scale or n.decimals != total.decimals for n in numerals):
        return False
    difference = sum(part.value for part in parts) - total.value
    return any(
        changed.value - numeral.value == (difference if numeral is total else -difference)
        for numeral in numerals
        for changed in digit_changes(numeral)
    )


def _same_things(one: Figure, other: Figure) -> bool:
    """Return whether two figures count things of one name: 问题29项 and 29个问题."""
    words = [f.lead + f.tail for f in (one, other)]
    names = [set(WORDS.counted_thing.findall(text)) for text in words]
    return bool(names[0] & names[1]) and bool(set(words[0]) & set(words[1]) - set("".join(names[0] | names[1])))
