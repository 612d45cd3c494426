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
from liandong.findings import DataError, Finding, quote

MESSAGES = {
    "no_right": "题目 {id} 没有正确的选项",
    "several_right": "单选题 {id} 有几个正确的选项：第 {rows} 行",
    "one_right": "恰有一个选项的 correct 是 yes",
    "some_right": "至少一个选项的 correct 是 yes",
    "no_wrong": "题目 {id} 没有错的选项",
    "some_wrong": "至少一个选项的 correct 是 no",
    "unmarked": "没有写对错",
    "yes_or_no": "yes 或 no",
    "stray_correct": "{kind}题的 correct 是 {text}",
    "empty": "空",
    "few": "{kind}题 {id} 有 {count} 行选项",
    "at_least": "至少 {count} 行",
    "stray_options": "填数题 {id} 有选项",
    "no_options": "填数题没有选项",
    "no_why": "错的选项没有说为什么",
    "no_why_sentence": "可能出错的句子没有说错在哪里",
    "why": "why_zh 写明为什么",
    "no_error": "找错数题 {id} 没有一句带出错规则",
    "an_error": "至少一句用出错规则，例如 {{city-completion-rate|cut}}",
    "two_errors": "一句话里有几处出错规则",
    "one_error": "一句话至多一处",
    "error_in_stem": "这里用了出错规则 {rule}",
    "no_error_here": "出错规则只用在选项和句子里",
    "right_with_error": "正确的选项用了出错规则 {rule}",
    "no_answer": "填数题 {id} 没有写答案的指标",
    "an_answer": "answer 写指标的编号，或者 this",
    "typed_answer": "answer 是 {text}",
    "stray_answer": "{kind}题的 answer 是 {text}",
    "bad_case": "cases 里的 {text} 读不懂",
    "ids": "指标的编号，用空格隔开；一族指标写 编号.*",
    "no_cases": "用了 {text}，但是 cases 是空的",
    "cases": "cases 写明换着问哪些指标",
    "no_rule": "没有规则 {rule}",
    "rules": "其中之一：{names}",
    "others": "规则 {rule} 后面写了 {count} 个指标",
    "others_expected": {0: "后面不写指标", 1: "冒号后面写一个指标", None: "冒号后面写指标，几个的用 + 连接"},
    "readable": "占位写成 {{编号}} 或 {{编号|规则}}，其余数字写成 {{law}}`…` 一类",
    "equal": "题目 {id} 有两个相同的选项：{text}（第 {first} 行与第 {second} 行）",
    "different": "各个选项都不同",
    "no_page": "没有这一页：{page}",
    "no_passage": "{page} 里没有这个小标题或者标签：{passage}",
    "page": "book 文件夹里的页，例如 method/rectification#办结率怎么算",
    "passage": "其中之一：{names}",
    "no_steps": "排序题 {id} 有两步的 position 相同",
    "joined": "、",
}
FEWEST = {Kind.SINGLE: 2, Kind.MULTIPLE: 2, Kind.ORDER: 3, Kind.WRONG_NUMBER: 2}


def check_bank(root: Path) -> list[Finding]:
    """Returns what is wrong with the bank, as far as data and pages alone tell; nothing where the project has none."""
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
    """Tells whether a question's form is such that figures can be put in."""
    return not any(finding.severity == "error" for finding in (*_check_form(question, bank), *_check_options(question, bank), *_check_texts(question)))


def _check_form(question: Question, bank: Bank) -> Iterator[Finding]:
    """Yields what the row of a question lacks or has too much of."""
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
    """Yields what is wrong with the rows of options."""
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
    """Yields what is wrong with the placeholders of all texts of a question."""
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
                yield finding_at(row, "E906", column, found, MESSAGES["others_expected"][wanted])
        if found_errors > 1 and question.kind == Kind.WRONG_NUMBER:
            yield finding_at(row, "E906", column, MESSAGES["two_errors"], MESSAGES["one_error"])


def _check_place(question: Question, places: Places) -> Iterator[Finding]:
    """Yields the finding of a passage that is not there; a cell of another form is the table check's business."""
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
    """Yields row, column and text of each text of a question, and whether rules of errors may stand in it."""
    yield question, "stem_zh", question.stem, False
    yield question, "explanation_zh", question.explanation, False
    for option in question.options:
        yield option, "text_zh", option.text, question.kind != Kind.ORDER
        yield option, "why_zh", option.why, True


def needs_cases(*names: str) -> bool:
    """Tells whether one of the names stands for a case."""
    return any(name in (THIS, CASE) or name.endswith(FAMILY) for name in names)


def normal(text: str) -> str:
    """Returns a text as it is compared: width, case, blanks and closing punctuation make no difference to a reader."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip("。.;；")
