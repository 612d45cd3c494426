"""Checks the question bank with the figures put in: unknown ones, ones of no use, options that become equal."""

from __future__ import annotations

from collections.abc import Iterator

from liandong.course.questions.bank import Bank, Option, Question, QuestionKind, finding_at, texts_of
from liandong.course.questions.checking import needs_cases, normal, well_formed
from liandong.course.questions.figures import Figures, UnknownFigure
from liandong.course.questions.texts import CASE, Placeholder, parse
from liandong.course.questions.variants import Writer, make_variants, text_of
from liandong.findings import Finding, messages, printable, quote
from liandong.model import NoValueError
from liandong.pages.tracing.findings import find_current_values
from liandong.pages.tracing.markdown import Block
from liandong.pages.tracing.rules import PLACEHOLDER, Piece

MESSAGES = messages(__name__)


def check_figures(bank: Bank, figures: Figures) -> list[Finding]:
    """Return what is wrong with the figures of well-formed questions, given all that the cells reported."""
    return [finding for question in bank.questions if well_formed(question, bank)
            for finding in _check_filled(question, figures)]


def _check_filled(question: Question, figures: Figures) -> Iterator[Finding]:
    """Yield what is wrong once the figures are put in: unknown or useless ones, equal options, a single variant."""
    if unknown := list(_unknown(question, figures)):
        yield from unknown
        return
    yield from _current_in_quotations(question, figures)
    try:
        variants = make_variants(question, figures)
    except NoValueError as problem:
        if str(problem) == question.id:
            yield finding_at(question, "E907", "id", MESSAGES["never_wrong"].format(id=question.id), MESSAGES["usable"])
        else:
            yield finding_at(*_where_unusable(question, figures), MESSAGES["unusable"].format(name=problem),
                             MESSAGES["usable"])
        return
    if equal := _equal_options(question, figures):
        yield equal
        return
    if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE) and any(
        all(choice.right for choice in variant.choices) for variant in variants
    ):
        yield finding_at(question, "E907", "id", MESSAGES["no_wrong"].format(id=question.id), MESSAGES["usable"])
    # A paper asks a question once.
    if len(variants) == 1 and not question.examination:
        yield finding_at(question, "N909", "id", MESSAGES["one_variant"].format(id=question.id), MESSAGES["more"])


def _current_in_quotations(question: Question, figures: Figures) -> Iterator[Finding]:
    """Yield a finding for each value of today's in the bulletin's words, which with newer data it never said."""
    case = next(iter(figures.cases(question.cases)), "")
    for row, column, text, _ in texts_of(question):
        pieces = []
        for part in parse(text):
            shown = isinstance(part, Placeholder) and part.name != CASE and part.rule in ("", "number")
            stated = shown and (case or not needs_cases(part.name)) and Writer(figures, case).figure(part.name).reported
            pieces.append((Piece(part if isinstance(part, str) else PLACEHOLDER, True, part.name if stated else ""),
                           row.row))
        for name, _, sentence in find_current_values(Block(tuple(pieces))):
            words = {"name": name, "sentence": printable(sentence.replace(PLACEHOLDER, "…"))}
            found, expected, step = (MESSAGES[key].format(**words) for key in ("current", "reported", "write_reported"))
            yield finding_at(row, "E508", column, found, expected, next_step=step)


def _equal_options(question: Question, figures: Figures) -> Finding | None:
    """Return the finding of two options that figures make the same, whether or not a variant shows both."""
    for case in (figures.cases(question.cases) or [""]) if question.kind != QuestionKind.WRONG_NUMBER else []:
        seen: dict[str, Option] = {}
        for option in question.options:
            try:
                text = text_of(Writer(figures, case).write(option.text))
            except NoValueError:
                continue  # left out of this case's variants
            first = seen.setdefault(normal(text), option)
            if first is not option:
                name = MESSAGES["case"].format(name=figures.find(case).case_zh
                                               or figures.find(case).name_zh) if case else ""
                found = MESSAGES["equal_filled"].format(id=question.id, text=quote(text), case=name, first=first.row,
                                                        second=option.row)
                return finding_at(option, "E902", "text_zh", found, MESSAGES["different"])
    return None


def _unknown(question: Question, figures: Figures) -> Iterator[Finding]:
    """Yield a finding for each figure that no cell reports, where it is named."""
    told = set()

    def tell(row: Question | Option, column: str, name: str) -> Iterator[Finding]:
        if (row, column, name) not in told:
            told.add((row, column, name))
            yield finding_at(row, "E903", column, MESSAGES["unknown"].format(name=name), MESSAGES["known"],
                             statistic=name)

    cases: list[str] = []
    for target in question.cases:
        try:
            cases += figures.cases((target,))
        except UnknownFigure as unknown:
            yield from tell(question, "cases", unknown.name)
    named = [(question, "answer", question.answer)] if question.answer else []
    named += [(row, column, name) for row, column, text, _ in texts_of(question)
              for part in parse(text) if isinstance(part, Placeholder)
              for name in (part.name, *part.others)]
    for row, column, name in named:
        for case in cases or [""]:
            try:
                # Without cases the placeholders of cases have been told of already.
                if case or not needs_cases(name):
                    Writer(figures, case).figure(name)
            except UnknownFigure as unknown:
                yield from tell(row, column, unknown.name)


def _where_unusable(question: Question, figures: Figures) -> tuple[Question | Option, str, str]:
    """Return row, code and column of the first text that a figure cannot be put into."""
    for row, column, text, _ in texts_of(question):
        try:
            for case in figures.cases(question.cases) or [""]:
                Writer(figures, case).write(text)
        except NoValueError:
            return row, "E907", column
    return question, "E907", "answer"
