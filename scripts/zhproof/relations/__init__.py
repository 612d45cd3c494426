"""Relations between the numbers of a text, found without knowledge of its topic."""

from zhproof.relations.rules import RuleDescription, describe_rules, find_relations

__all__ = ["RuleDescription", "describe_rules", "find_relations"]
