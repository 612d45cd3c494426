"""All rules: applied to a text, and described for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhproof.findings import SEVERITIES, Finding
from zhproof.quantities import Numeral
from zhproof.relations import bounds, changes, list_count, quotients, repeated, shares, totals
from zhproof.relations.context import Context
from zhproof.relations.judging import SLIP_RULE, TEXTS

RULES: dict[str, Callable[[Context], Iterator[Finding]]] = {
    "parts-total": totals.check_totals,
    "within": totals.check_within,
    "share": shares.check_share,
    "truncation": shares.check_truncation,
    "forced-share": shares.check_forced_share,
    "shares-sum": shares.check_shares_sum,
    "change": changes.check_change,
    "points": changes.check_points,
    "percent-points": changes.check_percent_points,
    "multiple": changes.check_multiple,
    "rise": quotients.check_rise,
    "average": quotients.check_average,
    "ratio": quotients.check_ratio,
    # The rules whose relation fails put this one's name on the finding.
    SLIP_RULE: lambda context: iter(()),
    "plan": bounds.check_plan,
    "threshold": bounds.check_threshold,
    "repeated": repeated.check_repeated,
    "list-count": list_count.check_list_count,
    "hedge": bounds.check_hedge,
}


@dataclass(frozen=True)
class RuleExample:
    """A sentence and what the rule says of it.

    Attributes:
        text: The sentence.
        severity: 已核 for a true one, otherwise 矛盾 or 存疑.
    """

    text: str
    severity: str


@dataclass(frozen=True)
class RuleDescription:
    """A rule for readers.

    Attributes:
        rule: The rule's identifier, as in ``Finding.rule``.
        title: Its name in Chinese.
        meaning: What it holds, in Chinese.
        examples: A true example, then the false ones.
    """

    rule: str
    title: str
    meaning: str
    examples: tuple[RuleExample, ...]


def describe_rules() -> tuple[RuleDescription, ...]:
    """Return all rules in the order in which they are applied."""
    described = []
    for rule in RULES:
        texts = TEXTS[rule]
        examples = tuple(RuleExample(text, severity) for severity, text in texts.items() if severity in SEVERITIES)
        described.append(RuleDescription(rule, texts["title"], texts["meaning"], examples))
    return tuple(described)


def find_relations(text: str, numerals: list[Numeral]) -> list[Finding]:
    """Return the findings about the numerals of a text, in reading order, the same relation once.

    Args:
        text: The text.
        numerals: Its numerals in reading order, as ``zhproof.reading`` gives them.
    """
    context = Context(text, numerals)
    found: dict[tuple, Finding] = {}
    for check in RULES.values():
        for finding in check(context):
            found.setdefault((finding.numerals, finding.is_alert), finding)
    return sorted(found.values(), key=lambda finding: (finding.numerals, finding.severity))
