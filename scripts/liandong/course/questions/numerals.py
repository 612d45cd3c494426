"""Checks that every numeral of the bank's texts is a figure that a cell reported, or is marked as what else it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from liandong.course.questions.bank import Question, finding_at
from liandong.course.questions.citations import read_citations, texts_in_order
from liandong.course.questions.texts import Mark, TextProblem, parse
from liandong.findings import Finding, messages, quote
from liandong.pages.marking.kinds import CODES, EXAMPLE, LAW, check_mark
from liandong.pages.marking.kinds import MESSAGES as MARK_MESSAGES
from liandong.pages.marking.laws import Register, read_register
from zhproof.reading import read_numerals

MESSAGES = messages(__name__)
# Stands for a figure or a mark where the words around it are scanned.
PLACE = "\ufffc"
NEAR = 8


def check_numerals(question: Question, root: Path) -> Iterator[Finding]:
    """Yield a finding for each numeral without a source, and for each mark that holds something else than it says."""
    texts = list(texts_in_order(question))
    for row, column, text in texts:
        try:
            parts = parse(text)
        except TextProblem:
            continue
        plain = "".join(part if isinstance(part, str) else PLACE for part in parts)
        for numeral in read_numerals(plain):
            if numeral.states_number:
                near = plain[max(0, numeral.start - NEAR):numeral.end + NEAR].replace(PLACE, "…")
                yield finding_at(row, "E908", column, MESSAGES["untraced"].format(numeral=numeral.printed, near=near), MESSAGES["traced"].format())
        for mark in (part for part in parts if isinstance(part, Mark) and part.kind != LAW):
            problem = check_mark(mark.kind, mark.text, text if mark.kind == EXAMPLE else "")
            if problem:
                found = MESSAGES["mark"].format(kind=mark.kind, text=quote(mark.text), problem=problem)
                yield finding_at(row, CODES[mark.kind], column, found, MARK_MESSAGES[mark.kind])
    # The register is read only where the law is cited.
    register = read_register(root) if any(f"{{{LAW}}}" in text for _, _, text in texts) else Register()
    for row, column, words, citation in read_citations(question, register):
        for problem in citation.problems:
            found = MESSAGES["mark"].format(kind=LAW, text=quote(words), problem=problem.found)
            yield finding_at(row, problem.code, column, found, problem.expected)
