"""Checks that every numeral of the bank's texts is a figure that a cell reported, or is marked as what else it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from liandong.course.questions.bank import Question, finding_at
from liandong.course.questions.texts import Mark, TextProblem, parse
from liandong.findings import Finding, quote
from liandong.pages.marking.citations import Cited, read_citation
from liandong.pages.marking.kinds import CODES, EXAMPLE, LAW, check_mark
from liandong.pages.marking.kinds import MESSAGES as MARK_MESSAGES
from liandong.pages.marking.laws import Register, read_register
from zhproof.reading import read_numerals

MESSAGES = {
    "untraced": "“{numeral}”没有标明来历，在“{near}”里",
    "traced": "统计数写成 {{编号}}，其余写成 {{law}}`…`、{{date}}`…`、{{standard}}`…`、{{structure}}`…`、{{example}}`…` 之一",
    "mark": "{{{kind}}} {text}：{problem}",
}
# Stands for a figure or a mark where the words around it are scanned.
PLACE = "\ufffc"
NEAR = 8


def check_numerals(question: Question, root: Path) -> Iterator[Finding]:
    """Yields a finding for each numeral without a source, and for each mark that holds something else than it says."""
    register: Register | None = None
    cited = Cited()
    rows = [(question, "stem_zh", question.stem), (question, "explanation_zh", question.explanation)]
    rows += [(option, column, text) for option in question.options for column, text in (("text_zh", option.text), ("why_zh", option.why))]
    for row, column, text in rows:
        try:
            parts = parse(text)
        except TextProblem:
            continue
        plain = "".join(part if isinstance(part, str) else PLACE for part in parts)
        for numeral in read_numerals(plain):
            if numeral.states_number:
                near = plain[max(0, numeral.start - NEAR):numeral.end + NEAR].replace(PLACE, "…")
                yield finding_at(row, "E908", column, MESSAGES["untraced"].format(numeral=numeral.printed, near=near), MESSAGES["traced"].format())
        for mark in (part for part in parts if isinstance(part, Mark)):
            if mark.kind == LAW:
                register = read_register(root) if register is None else register
                citation = read_citation(mark.text, register, cited)
                cited = citation.cited
                for problem in citation.problems:
                    found = MESSAGES["mark"].format(kind=LAW, text=quote(mark.text), problem=problem.found)
                    yield finding_at(row, problem.code, column, found, problem.expected)
            else:
                problem = check_mark(mark.kind, mark.text, text if mark.kind == EXAMPLE else "")
                if problem:
                    found = MESSAGES["mark"].format(kind=mark.kind, text=quote(mark.text), problem=problem)
                    yield finding_at(row, CODES[mark.kind], column, found, MARK_MESSAGES[mark.kind])

