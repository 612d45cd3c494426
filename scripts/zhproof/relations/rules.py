"""All rules: applied to a text, and described for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhproof.findings import SEVERITIES, Finding
from zhproof.quantities import Numeral
from zhproof.relations import bounds, changes, list_count, quotients, repeated, shares, totals
from zhproof.relations.context import Context
from zhproof.relations.judging import TEXTS

# A relation that several checks find is told by the first of them.
_CHECKS: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    totals.check_totals, totals.check_within, shares.check_shares, shares.check_shares_sum, changes.check_changes,
    changes.check_multiple, quotients.check_rise, quotients.check_average, quotients.check_ratio, bounds.check_plan,
    bounds.check_threshold, repeated.check_repeated, list_count.check_list_count, bounds.check_hedge,
)  # fmt: skip


@dataclass(frozen=True)
class RuleDescription:
    """A rule for readers.

    Attributes:
        rule: The rule's identifier, as in ``Finding.rule``.
        title: Its name in Chinese.
        meaning: What it holds, in Chinese.
        examples: A sentence for each severity that the rule may find: 已核 a true one, otherwise 矛盾 or 存疑.
    """

    rule: str
    title: str
    meaning: str
    examples: dict[str, str]


def describe_rules() -> tuple[RuleDescription, ...]:
    """Return all rules in the order of their table."""
    return tuple(
        RuleDescription(rule, texts["title"], texts["meaning"], {key: texts[key] for key in texts if key in SEVERITIES})
        for rule, texts in TEXTS.items() if rule != "common"
    )  # fmt: skip


def find_relations(text: str, numerals: list[Numeral]) -> list[Finding]:
    """Return the findings about the numerals of a text, in reading order, the same relation once.

    Args:
        text: The text.
        numerals: Its numerals in reading order, as ``zhproof.reading`` gives them.
    """
    context = Context(text, numerals)
    found: dict[tuple, Finding] = {}
    for check in _CHECKS:
        for finding in check(context):
            found.setdefault((finding.numerals, finding.is_alert), finding)
    return sorted(found.values(), key=lambda finding: (finding.numerals, finding.severity))
