"""Checks the question bank by data and pages alone: form, options, placeholders, numerals, passages to reread.

What needs the figures that the book's cells reported is in ``figure_checking``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from liandong.course.questions.bank import (
    Bank,
    Option,
    Question,
    QuestionKind,
    finding_at,
    has_bank,
    read_bank,
    texts_of,
)
from liandong.course.questions.citations import read_citations
from liandong.course.questions.examination import check_examination
from liandong.course.questions.figures import ERRORS, FAMILY, SHOWN
from liandong.course.questions.places import Places
from liandong.course.questions.texts import CASE, TARGET, THIS, Mark, Placeholder, TextProblem, parse
from liandong.course.questions.variants import error_of
from liandong.findings import DataError, Finding, messages, quote
from liandong.pages.marking.kinds import CODES, EXAMPLE, LAW, check_mark
from liandong.pages.marking.kinds import MESSAGES as MARK_MESSAGES
from liandong.pages.marking.laws import Register, read_register
from zhproof.reading import read_numerals

MESSAGES = messages(__name__)
FEWEST = {QuestionKind.SINGLE: 2, QuestionKind.MULTIPLE: 2, QuestionKind.ORDER: 3, QuestionKind.WRONG_NUMBER: 2}
# Stands for a figure or a mark where the words around it are scanned.
PLACE = "\ufffc"
NEAR = 8


def check_bank(root: Path) -> list[Finding]:
    """Return what is wrong with the bank, as far as data and pages alone tell; nothing where the project has none."""
    if not has_bank(root):
        return []
    try:
        bank = read_bank(root)
    except DataError as error:
        return error.findings
    places = Places(root)
    return [finding for question in bank.questions for finding in (
        *_check_form(question, bank), *_check_options(question, bank), *_check_texts(question),
        *_check_place(question, places),
        *_check_numerals(question, root),
    )] + check_examination(root, bank)


def well_formed(question: Question, bank: Bank) -> bool:
    """Tell whether a question's form is such that figures can be put in."""
    return not any(finding.severity == "error"
                   for finding in (*_check_form(question, bank), *_check_options(question, bank),
                                   *_check_texts(question)))


def _tell(row: Question | Option, code: str, column: str, found: str, expected: str, **words: object) -> Finding:
    """Return a finding on a cell by the keys of its messages."""
    return finding_at(row, code, column, MESSAGES[found].format(**words), MESSAGES[expected].format(**words))


def _check_form(question: Question, bank: Bank) -> Iterator[Finding]:
    """Yield what the row of a question lacks or has too much of."""
    kind, words = question.kind, {"id": question.id, "kind": bank.kinds[question.kind], "text": quote(question.answer)}
    if kind == QuestionKind.NUMBER:
        if question.options:
            yield _tell(question.options[0], "E905", "question", "stray_options", "no_options", **words)
        if not question.answer:
            yield _tell(question, "E901", "answer", "no_answer", "an_answer", **words)
        elif not (question.answer == THIS or TARGET.fullmatch(question.answer)) or _is_number(question.answer):
            yield _tell(question, "E905", "answer", "typed_answer", "an_answer", **words)
        elif not question.cases and needs_cases(question.answer):
            yield _tell(question, "E906", "answer", "no_cases", "cases", text=question.answer)
    elif question.answer:
        yield _tell(question, "E905", "answer", "stray_answer", "empty", **words)
    for case in question.cases:
        if not TARGET.fullmatch(case):
            yield _tell(question, "E906", "cases", "bad_case", "ids", text=quote(case))
    fewest, there = FEWEST.get(kind, 0), len(question.options)
    if there < fewest and (there or kind in (QuestionKind.ORDER, QuestionKind.WRONG_NUMBER)):
        yield _tell(question, "E905", "id", "few", "at_least", **words, count=there, fewest=fewest)


def _is_number(text: str) -> bool:
    return text.replace(".", "").isdigit()


def _check_options(question: Question, bank: Bank) -> Iterator[Finding]:
    """Yield what is wrong with the rows of options."""
    kind, options, name = question.kind, question.options, question.id
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        right = [option for option in options if option.right]
        if not right:
            yield _tell(question, "E901", "id", "no_right",
                        "one_right" if kind == QuestionKind.SINGLE else "some_right", id=name)
        elif kind == QuestionKind.SINGLE and len(right) > 1:
            rows = MESSAGES["joined"].join(str(option.row) for option in right)
            yield _tell(right[1], "E901", "correct", "several_right", "one_right", id=name, rows=rows)
        if options and len(right) == len(options):
            yield _tell(question, "E905", "id", "no_wrong", "some_wrong", id=name)
        for option in options:
            if not option.correct:
                yield _tell(option, "E905", "correct", "unmarked", "yes_or_no")
            elif not option.right and not option.why.strip():
                yield _tell(option, "E905", "why_zh", "no_why", "why")
            if option.right and error_of(option.text):
                yield _tell(option, "E906", "text_zh", "right_with_error", "no_error_here", rule=error_of(option.text))
    else:
        for option in options:
            if option.correct:
                yield _tell(option, "E905", "correct", "stray_correct", "empty", kind=bank.kinds[kind],
                            text=quote(option.correct))
    if kind == QuestionKind.WRONG_NUMBER and options:
        wrong = [option for option in options if error_of(option.text)]
        if not wrong:
            yield _tell(question, "E901", "id", "no_error", "an_error", id=name)
        for option in wrong:
            if not option.why.strip():
                yield _tell(option, "E905", "why_zh", "no_why_sentence", "why")
    seen: dict[str, Option] = {}
    for option in options:
        first = seen.setdefault(normal(option.text), option)
        if first is not option:
            yield _tell(option, "E902", "text_zh", "equal", "different", id=name, text=quote(option.text),
                        first=first.row, second=option.row)


def _check_texts(question: Question) -> Iterator[Finding]:
    """Yield what is wrong with the placeholders of all texts of a question."""
    for row, column, text, errors in texts_of(question):
        try:
            placeholders = [part for part in parse(text) if isinstance(part, Placeholder)]
        except TextProblem as problem:
            yield finding_at(row, "E906", column, str(problem), MESSAGES["readable"].format())
            continue
        for part in placeholders:
            if not question.cases and needs_cases(part.name, *part.others):
                yield _tell(row, "E906", column, "no_cases", "cases", text=part.name)
            if part.rule in ERRORS and not errors:
                yield _tell(row, "E906", column, "error_in_stem", "no_error_here", rule=part.rule)
            elif part.rule and part.rule not in {*SHOWN, *ERRORS}:
                yield _tell(row, "E906", column, "no_rule", "rules", rule=part.rule,
                            names=MESSAGES["joined"].join([*SHOWN, *ERRORS]))
                continue
            wanted = ERRORS[part.rule].others if part.rule in ERRORS else 0
            if not part.others if wanted is None else len(part.others) != wanted:
                expected = MESSAGES["others_expected"]["any" if wanted is None else str(wanted)]
                yield finding_at(row, "E906", column, MESSAGES["others"].format(rule=part.rule, count=len(part.others)),
                                 expected)
        if sum(part.rule in ERRORS for part in placeholders) > 1 and question.kind == QuestionKind.WRONG_NUMBER:
            yield _tell(row, "E906", column, "two_errors", "one_error")


def _check_place(question: Question, places: Places) -> Iterator[Finding]:
    """Yield the finding of a passage that is not there; a cell of another form is the table check's business."""
    page, sharp, passage = question.reread.partition("#")
    known = places.passages(page) if sharp else None
    if sharp and known is None:
        yield _tell(question, "E904", "reread", "no_page", "page", page=quote(page))
    elif sharp and passage not in known:
        yield _tell(question, "E904", "reread", "no_passage", "passage", page=page, passage=quote(passage),
                    names=MESSAGES["joined"].join(known))


def _check_numerals(question: Question, root: Path) -> Iterator[Finding]:
    """Yield a finding for each numeral without a source, and for each mark that holds something else than it says."""
    for row, column, text, _ in texts_of(question):
        try:
            parts = parse(text)
        except TextProblem:
            continue
        plain = "".join(part if isinstance(part, str) else PLACE for part in parts)
        for numeral in read_numerals(plain):
            if numeral.states_number:
                near = plain[max(0, numeral.start - NEAR):numeral.end + NEAR].replace(PLACE, "…")
                yield _tell(row, "E908", column, "untraced", "traced", numeral=numeral.printed, near=near)
        for mark in (part for part in parts if isinstance(part, Mark) and part.kind != LAW):
            if problem := check_mark(mark.kind, mark.text, text if mark.kind == EXAMPLE else ""):
                found = MESSAGES["mark"].format(kind=mark.kind, text=quote(mark.text), problem=problem)
                yield finding_at(row, CODES[mark.kind], column, found, MARK_MESSAGES[mark.kind])
    # The register is read only where the law is cited.
    register = read_register(root) if any(f"{{{LAW}}}" in text for _, _, text, _ in texts_of(question)) else Register()
    for row, column, words, citation in read_citations(question, register):
        for problem in citation.problems:
            yield finding_at(row, problem.code, column,
                             MESSAGES["mark"].format(kind=LAW, text=quote(words), problem=problem.found),
                             problem.expected)


def needs_cases(*names: str) -> bool:
    """Tell whether one of the names stands for a case."""
    return any(name in (THIS, CASE) or name.endswith(FAMILY) for name in names)


def normal(text: str) -> str:
    """Return a text as it is compared: width, case, blanks and closing punctuation make no difference to a reader."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip("。.;；")
