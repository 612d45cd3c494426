"""The table of the proof's rules in the book."""

from liandong.sphinx_ext.origins.codes import LABELS, show_rules
from zhproof.relations import describe_rules


def test_each_rule_has_a_row_with_its_meaning_and_both_examples():
    """What the rules' texts say stands in the table, in their order, with an anchor for each rule."""
    table = show_rules(None)
    rows = [[entry.astext() for entry in row.children] for row in table.findall(lambda node: node.tagname == "row")]
    assert rows[0] == list(LABELS["rules"])
    for row, rule in zip(rows[1:], describe_rules(), strict=True):
        assert row[:2] == [rule.title, rule.meaning]
        assert all(text in row[2] + row[3] for text in rule.examples.values())
        assert [*rule.examples][-1] in row[3]
    assert {f"proof-rule-{rule.rule}" for rule in describe_rules()} <= {i for node in table.findall() for i in getattr(node, "attributes", {}).get("ids", ())}
