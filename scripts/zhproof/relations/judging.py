"""Findings made from a relation that holds or does not hold; what they say stands in ``rules.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from zhproof.findings import CONFIRMED, CONTRADICTION, UNCHECKED, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import Holds, misprints, scale_slip, show
from zhproof.tables import table

TEXTS = table("relations/rules.toml")
_COMMON = TEXTS["common"]
SLIP_RULE = "scale-slip"


def say(rule: str, key: str, **words: object) -> str:
    """Return a text of a rule with the words put in."""
    return TEXTS[rule][key].format(**words)


def found(severity: str, rule: str, numerals: Sequence[Numeral], arithmetic: str, key: str, **words: object) -> Finding:
    """Return a finding about numerals that says the rule's text of that key and, if it is an alarm, what to do."""
    following = TEXTS[rule].get(f"{key}_next", _COMMON["next"] if severity not in (CONFIRMED, UNCHECKED) else "")
    return Finding(severity, rule, _ids(numerals), arithmetic, say(rule, key, **words), following.format(**words))


def confirmed(
    rule: str, numerals: Sequence[Numeral], arithmetic: str, key: str = "right", exact: Fraction | None = None,
    **words: object,
) -> Finding:  # fmt: skip
    """Return the finding that a relation confirms the numerals.

    Given is, where there is one, the ``exact`` value for the last of them that the other printed numbers make. If it is
    not within one printed place of that, so that only the rounding of the numbers themselves lets the claim be right,
    they are too rough to confirm or to refuse it.
    """
    last = numerals[-1]
    if exact is not None and abs(exact - last.value) > Fraction(1, 10**last.decimals):
        return Finding(UNCHECKED, rule, _ids(numerals), arithmetic, _COMMON["undecided"])
    return found(CONFIRMED, rule, numerals, arithmetic, key, **words)


def mismatched(
    rule: str, numerals: Sequence[Numeral], holds: Holds, arithmetic: str,
    key: str = "wrong", severity: str = CONTRADICTION, **words: object,
) -> Finding:  # fmt: skip
    """Return the finding that an equality does not hold, with the likeliest slip that would mend it.

    A change of 万, 亿 or the decimal point that mends it makes it a finding of ``SLIP_RULE``.

    Args:
        rule: The rule's identifier.
        numerals: The numerals of the relation, in the order that ``holds`` expects.
        holds: Whether the relation holds for such numerals.
        arithmetic: The arithmetic.
        key: What does not fit, a text of the rule.
        severity: 矛盾 or 存疑.
        words: What the text takes in.
    """
    wrong = found(severity, rule, numerals, arithmetic, key, **words)
    slip = scale_slip(numerals, holds)
    slips = [slip] if slip else misprints(numerals, holds)
    pairs = [_COMMON["slip"].format(printed=show(printed), meant=meant) for printed, meant in slips]
    hint = _COMMON["hint"].format(slips=_COMMON["or"].join(pairs)) if pairs else ""
    if slip:
        severity, rule, following = CONTRADICTION, SLIP_RULE, TEXTS[SLIP_RULE]["next"]
    else:
        following = wrong.suggestion
    return Finding(severity, rule, wrong.numerals, arithmetic, wrong.explanation + hint, following)


def judge(
    rule: str, numerals: Sequence[Numeral], holds: Holds, arithmetic: str,
    key: str = "", unequal: str = "", exact: Fraction | None = None, **words: object,
) -> Finding:  # fmt: skip
    """Return whether an equality holds, as a finding.

    Args:
        rule: The rule's identifier.
        numerals: The numerals of the relation, in the order that ``holds`` expects.
        holds: Whether the relation holds for such numerals.
        arithmetic: The arithmetic.
        key: The text if it holds, and with ``_wrong`` the one if not; ``right`` and ``wrong`` without one.
        unequal: What follows the arithmetic if it does not hold.
        exact: As for ``confirmed``.
        words: What the texts take in.
    """
    if holds(numerals):
        return confirmed(rule, numerals, arithmetic, key or "right", exact, **words)
    return mismatched(rule, numerals, holds, arithmetic + unequal, f"{key}_wrong" if key else "wrong", **words)


def _ids(numerals: Sequence[Numeral]) -> tuple[int, ...]:
    return tuple(sorted({numeral.id for numeral in numerals}))
