"""Checks the question bank by the data and the pages alone: form, options, placeholders, numerals, passages to reread; told at once.

What needs the figures that the book's cells reported is in ``figure_checking``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from liandong.course.questions.bank import Bank, Kind, Option, Question, finding_at, has_bank, read_bank
from liandong.course.questions.errors import ERRORS
from liandong.course.questions.examination import check_examination
from liandong.course.questions.figures import FAMILY, SHOWN
from liandong.course.questions.numerals import check_numerals
from liandong.course.questions.places import NO_PAGE, NO_PASSAGE, Places
from liandong.course.questions.texts import CASE, TARGET, THIS, Placeholder, TextProblem, parse
from liandong.course.questions.variants import error_of
from liandong.findings import DataError, Finding, messages, quote

MESSAGES = messages(__name__)
FEWEST = {Kind.SINGLE: 2, Kind.MULTIPLE: 2, Kind.ORDER: 3, Kind.WRONG_NUMBER: 2}


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
        *_check_form(question, bank), *_check_options(question, bank), *_check_texts(question), *_check_place(question, places),
        *check_numerals(question, root),
    )] + check_examination(root, bank)


def well_formed(question: Question, bank: Bank) -> bool:
    """Tell whether a question's form is such that figures can be put in."""
    return not any(finding.severity == "error" for finding in (*_check_form(question, bank), *_check_options(question, bank), *_check_texts(question)))


def _check_form(question: Question, bank: Bank) -> Iterator[Finding]:
    """Yield what the row of a question lacks or has too much of."""
    kind, name = question.kind, question.id
    if kind == Kind.NUMBER:
        if question.options:
            yield finding_at(question.options[0], "E905", "question", MESSAGES["stray_options"].format(id=name), MESSAGES["no_options"])
        if not question.answer:
            yield finding_at(question, "E901", "answer", MESSAGES["no_answer"].format(id=name), MESSAGES["an_answer"])
        elif question.answer != THIS and not TARGET.fullmatch(question.answer) or question.answer.replace(".", "").isdigit():
            yield finding_at(question, "E905", "answer", MESSAGES["typed_answer"].format(text=quote(question.answer)), MESSAGES["an_answer"])
        elif not question.cases and needs_cases(question.answer):
            yield finding_at(question, "E906", "answer", MESSAGES["no_cases"].format(text=question.answer), MESSAGES["cases"])
    elif question.answer:
        found = MESSAGES["stray_answer"].format(kind=bank.kinds[kind], text=quote(question.answer))
        yield finding_at(question, "E905", "answer", found, MESSAGES["empty"])
    for case in question.cases:
        if not TARGET.fullmatch(case):
            yield finding_at(question, "E906", "cases", MESSAGES["bad_case"].format(text=quote(case)), MESSAGES["ids"])
    fewest = FEWEST.get(kind, 0)
    if 0 < len(question.options) < fewest or (fewest and not question.options and kind in (Kind.ORDER, Kind.WRONG_NUMBER)):
        found = MESSAGES["few"].format(kind=bank.kinds[kind], id=name, count=len(question.options))
        yield finding_at(question, "E905", "id", found, MESSAGES["at_least"].format(count=fewest))


def _check_options(question: Question, bank: Bank) -> Iterator[Finding]:
    """Yield what is wrong with the rows of options."""
    kind, options = question.kind, question.options
    if kind in (Kind.SINGLE, Kind.MULTIPLE):
        right = [option for option in options if option.right]
        if not right:
            expected = MESSAGES["one_right" if kind == Kind.SINGLE else "some_right"]
            yield finding_at(question, "E901", "id", MESSAGES["no_right"].format(id=question.id), expected)
        elif kind == Kind.SINGLE and len(right) > 1:
            rows = MESSAGES["joined"].join(str(option.row) for option in right)
            yield finding_at(right[1], "E901", "correct", MESSAGES["several_right"].format(id=question.id, rows=rows), MESSAGES["one_right"])
        if options and len(right) == len(options):
            yield finding_at(question, "E905", "id", MESSAGES["no_wrong"].format(id=question.id), MESSAGES["some_wrong"])
        for option in options:
            if not option.correct:
                yield finding_at(option, "E905", "correct", MESSAGES["unmarked"], MESSAGES["yes_or_no"])
            elif not option.right and not option.why.strip():
                yield finding_at(option, "E905", "why_zh", MESSAGES["no_why"], MESSAGES["why"])
            if option.right and error_of(option.text):
                yield finding_at(option, "E906", "text_zh", MESSAGES["right_with_error"].format(rule=error_of(option.text)), MESSAGES["no_error_here"])
    else:
        for option in options:
            if option.correct:
                found = MESSAGES["stray_correct"].format(kind=bank.kinds[kind], text=quote(option.correct))
                yield finding_at(option, "E905", "correct", found, MESSAGES["empty"])
    if kind == Kind.WRONG_NUMBER and options:
        if not any(error_of(option.text) for option in options):
            yield finding_at(question, "E901", "id", MESSAGES["no_error"].format(id=question.id), MESSAGES["an_error"].format())
        for option in options:
            if error_of(option.text) and not option.why.strip():
                yield finding_at(option, "E905", "why_zh", MESSAGES["no_why_sentence"], MESSAGES["why"])
    seen: dict[str, Option] = {}
    for option in options:
        first = seen.setdefault(normal(option.text), option)
        if first is not option:
            found = MESSAGES["equal"].format(id=question.id, text=quote(option.text), first=first.row, second=option.row)
            yield finding_at(option, "E902", "text_zh", found, MESSAGES["different"])


def _check_texts(question: Question) -> Iterator[Finding]:
    """Yield what is wrong with the placeholders of all texts of a question."""
    for row, column, text, errors in texts_of(question):
        try:
            parts = parse(text)
        except TextProblem as problem:
            yield finding_at(row, "E906", column, str(problem), MESSAGES["readable"].format())
            continue
        found_errors = 0
        for part in parts:
            if not isinstance(part, Placeholder):
                continue
            if not question.cases and needs_cases(part.name, *part.others):
                yield finding_at(row, "E906", column, MESSAGES["no_cases"].format(text=part.name), MESSAGES["cases"])
            if part.rule in ERRORS:
                found_errors += 1
                if not errors:
                    yield finding_at(row, "E906", column, MESSAGES["error_in_stem"].format(rule=part.rule), MESSAGES["no_error_here"])
            elif part.rule and part.rule not in SHOWN:
                names = MESSAGES["joined"].join([*SHOWN, *ERRORS])
                yield finding_at(row, "E906", column, MESSAGES["no_rule"].format(rule=part.rule), MESSAGES["rules"].format(names=names))
                continue
            wanted = ERRORS[part.rule].others if part.rule in ERRORS else 0
            if (wanted is None and not part.others) or (wanted is not None and len(part.others) != wanted):
                found = MESSAGES["others"].format(rule=part.rule, count=len(part.others))
                yield finding_at(row, "E906", column, found, MESSAGES["others_expected"]["any" if wanted is None else str(wanted)])
        if found_errors > 1 and question.kind == Kind.WRONG_NUMBER:
            yield finding_at(row, "E906", column, MESSAGES["two_errors"], MESSAGES["one_error"])


def _check_place(question: Question, places: Places) -> Iterator[Finding]:
    """Yield the finding of a passage that is not there; a cell of another form is the table check's business."""
    page, sharp, passage = question.reread.partition("#")
    if not sharp:
        return
    problem = places.problem(question.reread)
    if problem == NO_PAGE:
        yield finding_at(question, "E904", "reread", MESSAGES["no_page"].format(page=quote(page)), MESSAGES["page"])
    elif problem == NO_PASSAGE:
        names = MESSAGES["joined"].join(places.passages(page))
        found = MESSAGES["no_passage"].format(page=page, passage=quote(passage))
        yield finding_at(question, "E904", "reread", found, MESSAGES["passage"].format(names=names))


def texts_of(question: Question) -> Iterator[tuple[Question | Option, str, str, bool]]:
    """Yield row, column and text of each text of a question, and whether rules of errors may stand in it."""
    yield question, "stem_zh", question.stem, False
    yield question, "explanation_zh", question.explanation, False
    for option in question.options:
        yield option, "text_zh", option.text, question.kind != Kind.ORDER
        yield option, "why_zh", option.why, True


def needs_cases(*names: str) -> bool:
    """Tell whether one of the names stands for a case."""
    return any(name in (THIS, CASE) or name.endswith(FAMILY) for name in names)


def normal(text: str) -> str:
    """Return a text as it is compared: width, case, blanks and closing punctuation make no difference to a reader."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip("。.;；")
