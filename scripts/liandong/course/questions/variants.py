"""Makes the variants of a question: texts with the figures put in, which options in which order, which figure is wrong.

All variants are made when the site is built, in an order that depends on nothing but the question's id, so that two
builds of the same data are the same; the page's script takes one after another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from liandong.course.questions.bank import Option, Question, QuestionKind
from liandong.course.questions.figures import ERRORS, SHOWN, Figures, case_of, error_names, figure_text, wrong_text
from liandong.course.questions.marking import NumberAnswer
from liandong.course.questions.texts import CASE, THIS, Mark, Placeholder, parse, placeholders
from liandong.model import NoValueError, Statistic
from liandong.pages.marking.citations import Link
from liandong.pages.marking.kinds import LAW

MAX_VARIANTS = 12
NAMED_ERRORS = 4
FIGURE, WORDS = "figure", ""


class Segment(NamedTuple):
    """A piece of a text: words, a figure (bulletin and id of its statistic), a marked numeral, perhaps an article."""

    text: str
    kind: str = WORDS
    figure: tuple[str, str] | None = None
    article: Link | None = None


Segments = tuple[Segment, ...]


@dataclass(frozen=True)
class Choice:
    """Something to choose or move: an option, a step with its rank, a sentence of a draft, ``right`` if it errs."""

    text: Segments
    why: Segments = ()
    right: bool = False
    rank: int = 0


@dataclass(frozen=True)
class Variant:
    """One way in which a question is asked.

    Attributes:
        case: the case that it asks about, as a target, empty if there are none.
        choices: in the order in which they are shown.
        errors: of a draft, the names of errors to choose from.
        error: the place of the right one among them.
        solution: of a number question, the figure that is the answer, for instructors.
    """

    case: str
    stem: Segments
    choices: tuple[Choice, ...]
    explanation: Segments
    answer: NumberAnswer | None = None
    errors: tuple[str, ...] = ()
    error: int = -1
    solution: Segments = ()

    @property
    def shown(self) -> tuple:
        """What a reader sees of it before answering; two variants that show the same are one."""
        return text_of(self.stem), tuple(text_of(choice.text) for choice in self.choices), self.answer


@dataclass
class Writer:
    """Puts figures into the texts of one variant, those of its case if it has one; notes each that was ``used``."""

    figures: Figures
    case: str = ""
    used: set[tuple[str, str]] = field(default_factory=set)
    citations: Mapping[str, Segments] = field(default_factory=dict)

    def write(self, text: str, errors: bool = True) -> Segments:
        """Return a text with its figures; without ``errors`` the right ones stand in the places of wrong ones.

        Raises:
            TextProblem, UnknownFigure, NoValueError: if the text or a figure cannot be used.
        """
        return tuple(segment for part in parse(text) for segment in self._segments(part, errors))

    def figure(self, name: str) -> Statistic:
        """Return the figure that a placeholder names."""
        figure = self.figures.find(self.case if name in (THIS, CASE) else case_of(name, self.case))
        self.used.add(figure.key)
        return figure

    def _segments(self, part: str | Placeholder | Mark, errors: bool) -> Segments:
        if isinstance(part, str):
            return (Segment(part),)
        if isinstance(part, Mark):
            whole = (Segment(part.text, part.kind),)
            return self.citations.get(part.text, whole) if part.kind == LAW else whole
        figure = self.figure(part.name)
        if part.name == CASE:
            return (Segment(figure.case_zh or figure.name_zh),)
        if part.rule == "name":
            return (Segment(figure.name_zh),)
        if part.rule in SHOWN:
            return (Segment(SHOWN[part.rule](figure), FIGURE, figure.key),)
        others = [self.figure(name) for name in part.others]
        return (Segment(wrong_text(part.rule, figure, others) if part.rule and errors else figure_text(figure), FIGURE,
                        figure.key),)


def make_variants(
    question: Question, figures: Figures, used: set[tuple[str, str]] | None = None,
    citations: Mapping[str, Segments] | None = None
) -> list[Variant]:
    """Return the variants of a question, at most twelve, no two that show the same.

    Args:
        question: a question that the bank's check has passed.
        figures: the figures.
        used: takes bulletin and id of each figure that was asked for.
        citations: the question's citations of the law, cut where an article is named; left out, they stay whole.

    Raises:
        TextProblem, UnknownFigure, NoValueError: if a text or a figure cannot be used.
    """
    used = set() if used is None else used
    writers = [Writer(figures, case, used, citations or {}) for case in figures.cases(question.cases) or [""]]
    ordered = sorted(writers, key=lambda writer: digest(question.id, writer.case))
    if question.kind == QuestionKind.WRONG_NUMBER:
        made = _drafts(question, writers)
    elif question.kind == QuestionKind.NUMBER:
        made = [_number(question, writer) for writer in ordered]
    else:
        made = [_arranged(question, ordered[number % len(ordered)], number) for number in range(MAX_VARIANTS)]
    return list({variant.shown: variant for variant in reversed(made[:MAX_VARIANTS])}.values())[::-1]


def text_of(segments: Segments) -> str:
    """Return a text's characters."""
    return "".join(segment.text for segment in segments)


def error_of(text: str) -> str:
    """Return the rule of the error in a text, empty if there is none."""
    return next((part.rule for part in placeholders(text) if part.rule in ERRORS), "")


def _number(question: Question, writer: Writer) -> Variant:
    figure = writer.figure(question.answer)
    answer = NumberAnswer.of(figure)
    solution = (Segment(f"{answer.printed}{answer.unit}", FIGURE, figure.key),)
    return Variant(writer.case, writer.write(question.stem), (), writer.write(question.explanation), answer,
                   solution=solution)


def _arranged(question: Question, writer: Writer, number: int) -> Variant:
    """Return a variant of a question with options or steps."""
    choices = []
    for option in question.options:
        try:
            choices.append(Choice(writer.write(option.text), writer.write(option.why), option.right, option.position))
        except NoValueError:
            # An error that happens to make no difference here is no wrong option here.
            if option.right or not error_of(option.text):
                raise
    if question.kind != QuestionKind.ORDER:
        choices = _selected(choices, question, number)
    key = f"{question.id}/{number}/order"
    choices.sort(key=lambda choice: digest(key, choice.rank))
    if question.kind == QuestionKind.ORDER and choices == sorted(choices, key=lambda choice: choice.rank):
        choices = [*choices[1:], choices[0]]
    return Variant(writer.case, writer.write(question.stem), tuple(choices), writer.write(question.explanation))


def _selected(choices: list[Choice], question: Question, number: int) -> list[Choice]:
    """Return the options that a variant shows: a right one always, of several right ones some, the rest wrong ones."""
    wanted = question.shown or len(choices)
    order = sorted(choices, key=lambda choice: digest(f"{question.id}/{number}/choice", choice.rank))
    first = [next(choice for choice in order if choice.right is right)
             for right in (True, False) if any(c.right is right for c in order)]
    rest = [choice for choice in order if choice not in first]
    return (first + rest)[:max(wanted, len(first))]


def _drafts(question: Question, writers: list[Writer]) -> list[Variant]:
    """Return a variant for each case and each sentence that can be wrong."""
    found = []
    for writer in writers:
        for wrong in (option for option in question.options if error_of(option.text)):
            try:
                choices = tuple(
                    Choice(writer.write(option.text, errors=option is wrong),
                           writer.write(option.why) if option is wrong else (), option is wrong, option.position)
                    for option in question.options
                )
            except NoValueError:
                continue
            names, place = _named_errors(question, wrong)
            found.append(Variant(writer.case, writer.write(question.stem), choices, writer.write(question.explanation),
                                 None, names, place))
    if not found:
        raise NoValueError(question.id)
    return sorted(found, key=lambda variant: digest(question.id, variant.shown))


def _named_errors(question: Question, wrong: Option) -> tuple[tuple[str, ...], int]:
    """Return the names of errors to choose from, in the order of the rules, and the place of the right one."""
    right = ERRORS[error_of(wrong.text)].label
    others = sorted(error_names(right), key=lambda label: digest(f"{question.id}/{wrong.position}", label))
    chosen = {right, *others[:NAMED_ERRORS - 1]}
    names = tuple(dict.fromkeys(rule.label for rule in ERRORS.values() if rule.label in chosen))
    return names, names.index(right)


def digest(key: object, value: object) -> str:
    """Return what puts values in an order that nobody foresees and every build repeats."""
    return hashlib.sha256(f"{key}/{value}".encode()).hexdigest()
