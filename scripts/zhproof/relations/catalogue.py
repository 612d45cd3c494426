"""The rules as readers see them: title, meaning, true and false examples, read from the rules' own docstrings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhproof.findings import CONFIRMED
from zhproof.relations.finding import RULES

_FIELD = re.compile(r"^(?P<name>Title|Meaning|True|False (?P<severity>[一-鿿]{2})): (?P<text>.+)$", re.MULTILINE)


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
        module: The module that holds it.
        title: Its name in Chinese.
        meaning: What it holds, in Chinese.
        examples: A true example, then the false ones.
    """

    rule: str
    module: str
    title: str
    meaning: str
    examples: tuple[RuleExample, ...]


def describe_rules() -> tuple[RuleDescription, ...]:
    """Return all rules in the order in which they are applied."""
    return tuple(_describe(module) for module in RULES)


def _describe(module) -> RuleDescription:
    fields = list(_FIELD.finditer(module.__doc__))
    texts = {match["name"]: match["text"] for match in fields}
    examples = [
        RuleExample(match["text"], match["severity"] or CONFIRMED) for match in fields if match["name"].startswith(("True", "False"))
    ]
    return RuleDescription(module.RULE, module.__name__, texts["Title"], texts["Meaning"], tuple(examples))
