"""Reads the question bank: the rows of questions.csv and options.csv, as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from liandong.data.documents import read_json
from liandong.data.tables import RawTable, scan_rows
from liandong.findings import Finding

TRAINING = Path("data") / "training"
DESCRIPTION = "datapackage.json"
QUESTIONS = "questions.csv"
OPTIONS = "options.csv"
RIGHT = "yes"


class QuestionKind(StrEnum):
    """What a question asks for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"
    ORDER = "order"
    WRONG_NUMBER = "wrong-number"


@dataclass(frozen=True)
class Option:
    """A row of options.csv: an option, a step in its order, a sentence of a draft; ``why`` is told to who chose it."""

    row: int
    position: int
    text: str
    correct: str
    why: str

    @property
    def right(self) -> bool:
        """Whether it is a right option."""
        return self.correct == RIGHT


@dataclass(frozen=True)
class Question:
    """A row of questions.csv with its options in the order of their positions.

    ``shown`` is 0 for all options; a question of the ``examination`` is asked in its papers only, never in a self-test.
    """

    row: int
    id: str
    module: str
    kind: QuestionKind
    stem: str
    answer: str
    cases: tuple[str, ...]
    shown: int
    explanation: str
    reread: str
    options: tuple[Option, ...]
    examination: bool = False


@dataclass(frozen=True)
class Bank:
    """The whole bank: questions in the file's order, names of modules by id in the course's order, names of kinds."""

    questions: tuple[Question, ...]
    modules: dict[str, str]
    kinds: dict[str, str]

    def of_module(self, module: str) -> list[Question]:
        """Return the questions of a module's self-test, in the file's order."""
        return [question for question in self.questions if question.module == module and not question.examination]

    @property
    def of_examination(self) -> list[Question]:
        """The questions of the examination, in the file's order."""
        return [question for question in self.questions if question.examination]


def has_bank(root: Path) -> bool:
    """Tell whether the project has a question bank."""
    return (root / TRAINING / QUESTIONS).is_file()


def read_bank(root: Path) -> Bank:
    """Return the bank; rows that the table check refuses (unknown kind or module, no id) are left out."""
    package = read_json(root / TRAINING / DESCRIPTION, root)
    labels = {
        field["name"]: field.get("labels", {})
        for resource in package["resources"] if resource["name"] == "questions"
        for field in resource["schema"]["fields"]
    }
    options: dict[str, list[Option]] = {}
    for number, cells in _rows(scan_rows(root / TRAINING / OPTIONS, root)):
        option = Option(number, _integer(cells, "position"), cells.get("text_zh", ""), cells.get("correct", ""),
                        cells.get("why_zh", ""))
        options.setdefault(cells.get("question", ""), []).append(option)
    questions = []
    for number, cells in _rows(scan_rows(root / TRAINING / QUESTIONS, root)):
        if not cells.get("id") or any(cells.get(name) not in labels[name] for name in ("kind", "module")):
            continue
        key = cells["id"]
        questions.append(Question(
            number, key, cells["module"], QuestionKind(cells["kind"]), cells.get("stem_zh", ""),
            cells.get("answer", ""),
            tuple(cells.get("cases", "").split()), _integer(cells, "shown"), cells.get("explanation_zh", ""),
            cells.get("reread", ""),
            tuple(sorted(options.get(key, []), key=lambda option: option.position)),
            cells.get("examination", "") == RIGHT,
        ))
    return Bank(tuple(questions), labels["module"], labels["kind"])


def finding_at(
    row: Question | Option, code: str, column: str, found: str, expected: str, statistic: str | None = None,
    next_step: str = ""
) -> Finding:
    """Return a finding on a cell of the bank."""
    file = (TRAINING / (QUESTIONS if isinstance(row, Question) else OPTIONS)).as_posix()
    return Finding(code, file, row.row, column, found, expected, next_step=next_step, statistic=statistic)


def texts_of(question: Question) -> Iterator[tuple[Question | Option, str, str, bool]]:
    """Yield row, column and text of each text of a question in order, and whether rules of errors may stand in it."""
    yield question, "stem_zh", question.stem, False
    yield question, "explanation_zh", question.explanation, False
    for option in question.options:
        yield option, "text_zh", option.text, question.kind != QuestionKind.ORDER
        yield option, "why_zh", option.why, True


def _rows(table: RawTable) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, dict(zip(table.header, row.cells, strict=True))) for row in table.rows]


def _integer(cells: dict[str, str], name: str) -> int:
    """Return a cell's integer, 0 for an empty cell and for one that the table check refuses."""
    text = cells.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
