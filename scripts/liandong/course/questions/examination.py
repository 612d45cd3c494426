"""Papers of the examination: so many questions of each kind, drawn from the bank's own for it by the paper's number.

``examination.yml`` says how many and what each is worth. The same number gives the same paper as long as the bank is
the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from liandong.course.questions.bank import TRAINING, Bank, Question, QuestionKind
from liandong.course.questions.variants import digest
from liandong.data.documents import read_yaml
from liandong.findings import DataError, Finding, messages

BLUEPRINT = TRAINING / "examination.yml"
TOTAL = 100
MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Part:
    """A part of a paper: how many questions of a kind, the points of each, and by which rule they are given."""

    kind: QuestionKind
    count: int
    points: int
    rule: str


@dataclass(frozen=True)
class Blueprint:
    """How a paper is made: minutes, the points to pass, and its parts in order."""

    minutes: int
    passing: int
    parts: tuple[Part, ...]


def read_blueprint(root: Path) -> Blueprint:
    """Return what ``examination.yml`` says; DataError if it cannot be read, or says it in another form."""
    content = read_yaml(root / BLUEPRINT, root)
    try:
        parts = tuple(Part(QuestionKind(row["kind"]), int(row["count"]), int(row["points"]), str(row["rule"]))
                      for row in content["parts"])
        return Blueprint(int(content["minutes"]), int(content["pass"]), parts)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError.worded("E911", BLUEPRINT.as_posix(), MESSAGES["unreadable"]) from error


def check_examination(root: Path, bank: Bank) -> list[Finding]:
    """Return why no paper can be drawn (E911); nothing where the project has no questions for an examination."""
    if not bank.of_examination:
        return []
    try:
        blueprint = read_blueprint(root)
    except DataError as error:
        return error.findings
    there = Counter(question.kind for question in bank.of_examination)
    findings = [
        Finding.worded("E911", BLUEPRINT.as_posix(), MESSAGES["few"], kind=bank.kinds[part.kind], count=part.count,
                       there=there[part.kind])
        for part in blueprint.parts if there[part.kind] < part.count
    ]
    total = sum(part.count * part.points for part in blueprint.parts)
    if total != TOTAL:
        findings.append(Finding.worded("E911", BLUEPRINT.as_posix(), MESSAGES["total"], total=total))
    return findings


def draw_paper(bank: Bank, blueprint: Blueprint, number: int) -> list[tuple[Part, list[Question]]]:
    """Return the questions of a paper by its parts, those of a part in the order of the course.

    Modules of which the paper has fewer questions so far go first, so that a paper goes through the whole course.
    """
    taken: Counter[str] = Counter()
    order = list(bank.modules)
    paper = []
    for part in blueprint.parts:
        left = [question for question in bank.of_examination if question.kind == part.kind]
        drawn = []
        for _ in range(min(part.count, len(left))):
            drawn.append(min(left, key=lambda question: (taken[question.module], digest(number, question.id))))
            left.remove(drawn[-1])
            taken[drawn[-1].module] += 1
        paper.append((part, sorted(drawn, key=lambda question: order.index(question.module))))
    return paper
