"""The directive ``{codes}``: every code of a finding with its meaning and the usual next step, from where they stand."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.findings.codes import RULES, SECTIONS, section_of
from liandong.sphinx_ext.data_nodes import FILE
from liandong.sphinx_ext.statistics import build

HEADINGS = ["编号", "含义", "下一步"]
FOUND = "……"  # stands in a text of kb.py where it tells what was found
ROLE = re.compile(r"(\{[a-z-]+\}(?:`[^`]*`)?)")
SOURCES = "scripts/liandong/findings/messages/zh-CN/findings.toml scripts/kb.py"


def code_rows() -> dict[str, list[list[str]]]:
    """Return code, meaning and next step of every code, by the title of its section."""
    rules = {code: (rule.title, rule.next_step) for code, rule in RULES.items()}
    rules |= _entry_errors()
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


def _step(text: str) -> nodes.paragraph:
    """Return a next step; what is to be written in a page stands in it as code."""
    return build.paragraph(*(nodes.literal("", piece) if ROLE.fullmatch(piece) else nodes.Text(piece) for piece in ROLE.split(text) if piece))


class CodesDirective(SphinxDirective):
    """Shows a table for each section; ``code-e101`` leads to a code."""

    def run(self) -> list[nodes.Node]:
        """Return the headings and tables."""
        result: list[nodes.Node] = []
        for title, rows in code_rows().items():
            cells = [[build.paragraph(nodes.inline("", code, ids=[f"code-{code.lower()}"])), meaning, _step(step)] for code, meaning, step in rows]
            result += [nodes.rubric("", title), build.table(HEADINGS, cells, FILE, SOURCES, classes=["codes"])]
        return result


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("codes", CodesDirective)
