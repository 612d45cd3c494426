"""A finding about the numbers of a text, as every report prints it."""

from __future__ import annotations

from dataclasses import dataclass

CONTRADICTION, DOUBT, CONFIRMED, UNCHECKED = "矛盾", "存疑", "已核", "无法核对"
SEVERITIES = (CONTRADICTION, DOUBT, CONFIRMED, UNCHECKED)
# What asks the author for a decision.
ALERTS = frozenset({CONTRADICTION, DOUBT})


@dataclass(frozen=True)
class Finding:
    """What one relation says of the numerals that it ties.

    Attributes:
        severity: 矛盾 (cannot be right under any rounding), 存疑 (right only under an unusual reading), 已核 (the
            relation confirms the numerals) or 无法核对.
        rule: The rule's identifier, such as ``parts-total``.
        numerals: The ids of the numerals, in reading order.
        arithmetic: The exact arithmetic; never empty.
        explanation: What the text claims and why it does or does not hold, in Chinese.
        suggestion: What to look up or change; empty where nothing is to be done.
    """

    severity: str
    rule: str
    numerals: tuple[int, ...]
    arithmetic: str
    explanation: str
    suggestion: str = ""

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES or not self.arithmetic:
            raise ValueError(f"a finding needs a known severity and its arithmetic: {self}")

    @property
    def is_alert(self) -> bool:
        """Whether it asks the author for a decision."""
        return self.severity in ALERTS

    def to_json(self) -> dict:
        """Return the finding for the JSON of ``proof``, with the keys of its contract."""
        return {
            "severity": self.severity, "rule": self.rule, "numerals": list(self.numerals),
            "arithmetic": self.arithmetic, "explanation": self.explanation, "suggestion": self.suggestion,
        }  # fmt: skip
