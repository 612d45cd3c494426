"""The directive ``{proof-rules}``: every rule of the proof with a true and a false example, from the rules' own docstrings."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.sphinx_ext.data_nodes import FILE
from liandong.sphinx_ext.statistics import build
from zhproof.findings import CONFIRMED
from zhproof.relations import RuleDescription, describe_rules

HEADINGS = ["规则", "含义", "写对的例子", "程序会指出的例子"]
FALSE_EXAMPLE = "{severity}：{text}"
FOLDER = "scripts"


class ProofRulesDirective(SphinxDirective):
    """Shows one table; ``proof-rule-share`` leads to a rule."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rules = describe_rules()
        sources = " ".join(f"{FOLDER}/{rule.module.replace('.', '/')}.py" for rule in rules)
        return [build.table(HEADINGS, [_row(rule) for rule in rules], FILE, sources, classes=["proof-rules"])]


def _row(rule: RuleDescription) -> list:
    title = build.paragraph(nodes.inline("", rule.title, ids=[f"proof-rule-{rule.rule}"]))
    true = [example.text for example in rule.examples if example.severity == CONFIRMED]
    false = [FALSE_EXAMPLE.format(severity=example.severity, text=example.text) for example in rule.examples if example.severity != CONFIRMED]
    return [title, rule.meaning, _paragraphs(true), _paragraphs(false)]


def _paragraphs(texts: list[str]) -> nodes.Node:
    result = nodes.container()
    result += [nodes.paragraph("", text) for text in texts]
    return result


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("proof-rules", ProofRulesDirective)
