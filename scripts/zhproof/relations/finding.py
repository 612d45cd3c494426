"""Applies all rules to a text."""

from __future__ import annotations

from zhproof.findings import Finding
from zhproof.quantities import Numeral
from zhproof.relations import (
    average,
    change,
    forced_share,
    hedge,
    list_count,
    multiple,
    parts_total,
    percent_points,
    plan,
    points,
    ratios,
    repeated,
    rise,
    scale_slip,
    share,
    shares_sum,
    threshold,
    truncation,
    within,
)
from zhproof.relations.context import Context

RULES = (
    parts_total, within, share, truncation, forced_share, shares_sum, change, points, percent_points, multiple, rise, average,
    ratios, scale_slip, plan, threshold, repeated, list_count, hedge,
)  # fmt: skip


def find_relations(text: str, numerals: list[Numeral]) -> list[Finding]:
    """Return the findings about the numerals of a text, in reading order, the same relation once.

    Args:
        text: The text.
        numerals: Its numerals in reading order, as ``zhproof.reading`` gives them.
    """
    context = Context(text, numerals)
    found: dict[tuple, Finding] = {}
    for rule in RULES:
        for finding in rule.check(context):
            found.setdefault((finding.numerals, finding.is_alert), finding)
    return sorted(found.values(), key=lambda finding: (finding.numerals, finding.severity))
