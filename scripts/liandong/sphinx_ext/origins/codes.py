"""What the program finds: ``{codes}``, every code, ``{proof-rules}``, the rules of the proof with examples."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from liandong.findings import messages
from liandong.findings.codes import RULES, SECTIONS, section_of
from liandong.pages.tracing.html import FILE
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.statistics.build import paragraph, table
from zhproof.findings import CONFIRMED

if TYPE_CHECKING:
    from zhproof.relations import RuleDescription

LABELS = messages(__name__, "labels")
FOUND = "……"  # stands in a text of kb.py where it tells what was found
RULE_TEXTS = "scripts/zhproof/relations/rules.toml"
ROLE = re.compile(r"(\{[a-z-]+\}(?:`[^`]*`)?)")
SOURCES = "scripts/liandong/findings/messages/zh-CN/findings.toml scripts/kb.py"


def code_rows() -> dict[str, list[list[str]]]:
    """Return code, meaning and next step of every code, by the title of its section."""
    rules = {code: (rule.title, rule.next_step) for code, rule in RULES.items()} | _entry_errors()
    sections: dict[str, list[list[str]]] = {title: [] for title in SECTIONS.values()}
    for code, texts in sorted(rules.items(), key=lambda entry: entry[0].lstrip("EN")):
        sections[section_of(code)].append([code, *texts])
    return sections


def _entry_errors() -> dict[str, tuple[str, str]]:
    # The entry is no module of the package: it runs on any Python, before there is an environment.
    path = Path(__file__).resolve().parents[3] / "kb.py"
    specification = importlib.util.spec_from_file_location("liandong_entry", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    known = {"wanted": module.dotted(module.OLDEST_PYTHON), "found": FOUND}
    return {code: tuple(text.format(**known) for text in texts) for code, texts in module.ERRORS.items()}


@directive("codes")
def show_codes(page: BookDirective) -> list[nodes.Node]:
    """Return a table for each section; ``code-e101`` leads to a code."""
    result: list[nodes.Node] = []
    for title, rows in code_rows().items():
        cells = [[paragraph(nodes.inline("", code, ids=[f"code-{code.lower()}"])), meaning, _step(step)]
                 for code, meaning, step in rows]
        result += [nodes.rubric("", title), table(LABELS["headings"], cells, FILE, SOURCES, classes=["codes"])]
    return result


def _step(text: str) -> nodes.paragraph:
    """Return a next step; what is to be written in a page stands in it as code."""
    return paragraph(*(nodes.literal("", piece) if ROLE.fullmatch(piece) else nodes.Text(piece)
                       for piece in ROLE.split(text) if piece))


@directive("proof-rules")
def show_rules(page: BookDirective) -> nodes.table:
    """Return the table of the rules from the texts beside them; ``proof-rule-share`` leads to a rule."""
    # Here, since only one page needs them, and their patterns take long to compile.
    from zhproof.relations import describe_rules

    return table(LABELS["rules"], [_rule_row(rule) for rule in describe_rules()], FILE, RULE_TEXTS,
                 classes=["proof-rules"])


def _rule_row(rule: RuleDescription) -> list:
    true = [text for severity, text in rule.examples.items() if severity == CONFIRMED]
    false = [LABELS["false"].format(severity=severity, text=text)
             for severity, text in rule.examples.items() if severity != CONFIRMED]
    examples = [nodes.container("", *(nodes.paragraph("", text) for text in texts)) for texts in (true, false)]
    return [paragraph(nodes.inline("", rule.title, ids=[f"proof-rule-{rule.rule}"])), rule.meaning, *examples]
