"""Relations between the numbers of a text, found without knowledge of its topic: one rule a module."""

from .catalogue import RuleDescription, RuleExample, describe_rules
from .finding import find_relations

__all__ = ["RuleDescription", "RuleExample", "describe_rules", "find_relations"]
