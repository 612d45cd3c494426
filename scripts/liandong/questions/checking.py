"""Checks the question bank: everything that would make a question unfair, unanswerable or untrue, told at once.

``check_bank`` needs the data and the pages alone, ``check_figures`` also what the book's cells reported.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from liandong.findings import DataError, Finding, quote
from liandong.questions.bank import OPTIONS, QUESTIONS, TRAINING, Bank, Kind, Option, Question, has_bank, read_bank
from liandong.questions.errors import ERRORS
from liandong.questions.figures import FAMILY, SHOWN, Figures, UnknownFigure, Unusable
from liandong.questions.numerals import check_numerals
from liandong.questions.places import NO_PAGE, NO_PASSAGE, Places
from liandong.questions.texts import CASE, TARGET, THIS, Placeholder, TextProblem, parse
from liandong.questions.variants import Writer, error_of, make_variants, text_of

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
    "equal_filled": "题目 {id} 填进数以后有两个相同的选项：{text}{case}（第 {first} 行与第 {second} 行）",
    "different": "各个选项都不同",
    "case": "（{name}）",
    "unknown": "没有指标 {name}",
    "known": "单元格报告过的指标；简报的写编号，教学台账的前面加 training:",
    "unusable": "指标“{name}”在这里用不上",
    "usable": "有确定的数；part、whole 和分母类的规则要有分子分母；出错规则算出的数与对的不同",
    "never_wrong": "找错数题 {id} 的出错规则算出的数，处处都与对的相同",
    "one_variant": "题目 {id} 只有一个变式，第二次做还是原样",
    "more": "填数题用 cases，单选、多选多写几个备选项再用 shown，找错数题让几句都可能出错",
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
    )]


def check_figures(bank: Bank, figures: Figures) -> list[Finding]:
    """Returns what is wrong with the figures of questions, given all that the cells reported; questions of bad form are left out."""
    return [finding for question in bank.questions if _well_formed(question, bank) for finding in _check_filled(question, figures)]


def _well_formed(question: Question, bank: Bank) -> bool:
    return not any(finding.severity == "error" for finding in (*_check_form(question, bank), *_check_options(question, bank), *_check_texts(question)))


def _check_form(question: Question, bank: Bank) -> Iterator[Finding]:
    """Yields what the row of a question lacks or has too much of."""
    kind, name = question.kind, question.id
    if kind == Kind.NUMBER:
        if question.options:
            yield _at(question.options[0], "E905", "question", MESSAGES["stray_options"].format(id=name), MESSAGES["no_options"])
        if not question.answer:
            yield _at(question, "E901", "answer", MESSAGES["no_answer"].format(id=name), MESSAGES["an_answer"])
        elif question.answer != THIS and not TARGET.fullmatch(question.answer) or question.answer.replace(".", "").isdigit():
            yield _at(question, "E905", "answer", MESSAGES["typed_answer"].format(text=quote(question.answer)), MESSAGES["an_answer"])
        elif not question.cases and _needs_cases(question.answer):
            yield _at(question, "E906", "answer", MESSAGES["no_cases"].format(text=question.answer), MESSAGES["cases"])
    elif question.answer:
        found = MESSAGES["stray_answer"].format(kind=bank.kinds[kind], text=quote(question.answer))
        yield _at(question, "E905", "answer", found, MESSAGES["empty"])
    for case in question.cases:
        if not TARGET.fullmatch(case):
            yield _at(question, "E906", "cases", MESSAGES["bad_case"].format(text=quote(case)), MESSAGES["ids"])
    fewest = FEWEST.get(kind, 0)
    if 0 < len(question.options) < fewest or (fewest and not question.options and kind in (Kind.ORDER, Kind.WRONG_NUMBER)):
        found = MESSAGES["few"].format(kind=bank.kinds[kind], id=name, count=len(question.options))
        yield _at(question, "E905", "id", found, MESSAGES["at_least"].format(count=fewest))


def _check_options(question: Question, bank: Bank) -> Iterator[Finding]:
    """Yields what is wrong with the rows of options."""
    kind, options = question.kind, question.options
    if kind in (Kind.SINGLE, Kind.MULTIPLE):
        right = [option for option in options if option.right]
        if not right:
            expected = MESSAGES["one_right" if kind == Kind.SINGLE else "some_right"]
            yield _at(question, "E901", "id", MESSAGES["no_right"].format(id=question.id), expected)
        elif kind == Kind.SINGLE and len(right) > 1:
            rows = MESSAGES["joined"].join(str(option.row) for option in right)
            yield _at(right[1], "E901", "correct", MESSAGES["several_right"].format(id=question.id, rows=rows), MESSAGES["one_right"])
        if options and len(right) == len(options):
            yield _at(question, "E905", "id", MESSAGES["no_wrong"].format(id=question.id), MESSAGES["some_wrong"])
        for option in options:
            if not option.correct:
                yield _at(option, "E905", "correct", MESSAGES["unmarked"], MESSAGES["yes_or_no"])
            elif not option.right and not option.why.strip():
                yield _at(option, "E905", "why_zh", MESSAGES["no_why"], MESSAGES["why"])
            if option.right and error_of(option.text):
                yield _at(option, "E906", "text_zh", MESSAGES["right_with_error"].format(rule=error_of(option.text)), MESSAGES["no_error_here"])
    else:
        for option in options:
            if option.correct:
                found = MESSAGES["stray_correct"].format(kind=bank.kinds[kind], text=quote(option.correct))
                yield _at(option, "E905", "correct", found, MESSAGES["empty"])
    if kind == Kind.WRONG_NUMBER and options:
        if not any(error_of(option.text) for option in options):
            yield _at(question, "E901", "id", MESSAGES["no_error"].format(id=question.id), MESSAGES["an_error"].format())
        for option in options:
            if error_of(option.text) and not option.why.strip():
                yield _at(option, "E905", "why_zh", MESSAGES["no_why_sentence"], MESSAGES["why"])
    seen: dict[str, Option] = {}
    for option in options:
        first = seen.setdefault(_normal(option.text), option)
        if first is not option:
            found = MESSAGES["equal"].format(id=question.id, text=quote(option.text), first=first.row, second=option.row)
            yield _at(option, "E902", "text_zh", found, MESSAGES["different"])


def _check_texts(question: Question) -> Iterator[Finding]:
    """Yields what is wrong with the placeholders of all texts of a question."""
    for row, column, text, errors in _texts(question):
        try:
            parts = parse(text)
        except TextProblem as problem:
            yield _at(row, "E906", column, str(problem), MESSAGES["readable"].format())
            continue
        found_errors = 0
        for part in parts:
            if not isinstance(part, Placeholder):
                continue
            if not question.cases and _needs_cases(part.name, *part.others):
                yield _at(row, "E906", column, MESSAGES["no_cases"].format(text=part.name), MESSAGES["cases"])
            if part.rule in ERRORS:
                found_errors += 1
                if not errors:
                    yield _at(row, "E906", column, MESSAGES["error_in_stem"].format(rule=part.rule), MESSAGES["no_error_here"])
            elif part.rule and part.rule not in SHOWN:
                names = MESSAGES["joined"].join([*SHOWN, *ERRORS])
                yield _at(row, "E906", column, MESSAGES["no_rule"].format(rule=part.rule), MESSAGES["rules"].format(names=names))
                continue
            wanted = ERRORS[part.rule].others if part.rule in ERRORS else 0
            if (wanted is None and not part.others) or (wanted is not None and len(part.others) != wanted):
                found = MESSAGES["others"].format(rule=part.rule, count=len(part.others))
                yield _at(row, "E906", column, found, MESSAGES["others_expected"][wanted])
        if found_errors > 1 and question.kind == Kind.WRONG_NUMBER:
            yield _at(row, "E906", column, MESSAGES["two_errors"], MESSAGES["one_error"])


def _check_place(question: Question, places: Places) -> Iterator[Finding]:
    """Yields the finding of a passage that is not there; a cell of another form is the table check's business."""
    page, sharp, passage = question.reread.partition("#")
    if not sharp:
        return
    problem = places.problem(question.reread)
    if problem == NO_PAGE:
        yield _at(question, "E904", "reread", MESSAGES["no_page"].format(page=quote(page)), MESSAGES["page"])
    elif problem == NO_PASSAGE:
        names = MESSAGES["joined"].join(places.passages(page))
        found = MESSAGES["no_passage"].format(page=page, passage=quote(passage))
        yield _at(question, "E904", "reread", found, MESSAGES["passage"].format(names=names))


def _check_filled(question: Question, figures: Figures) -> Iterator[Finding]:
    """Yields what is wrong once the figures are put in: unknown ones, ones of no use, equal options, a single variant."""
    unknown = list(_unknown(question, figures))
    if unknown:
        yield from unknown
        return
    try:
        variants = make_variants(question, figures)
    except Unusable as problem:
        if str(problem) == question.id:
            yield _at(question, "E907", "id", MESSAGES["never_wrong"].format(id=question.id), MESSAGES["usable"])
        else:
            yield _at(*_where_unusable(question, figures), found=MESSAGES["unusable"].format(name=problem), expected=MESSAGES["usable"])
        return
    equal = _equal_options(question, figures)
    if equal:
        yield equal
        return
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE) and any(all(choice.right for choice in variant.choices) for variant in variants):
        yield _at(question, "E907", "id", MESSAGES["no_wrong"].format(id=question.id), MESSAGES["usable"])
    if len(variants) == 1:
        yield _at(question, "N909", "id", MESSAGES["one_variant"].format(id=question.id), MESSAGES["more"])


def _equal_options(question: Question, figures: Figures) -> Finding | None:
    """Returns the finding of two options that are the same once the figures are put in, whether or not a variant shows both."""
    if question.kind == Kind.WRONG_NUMBER:
        return None
    for case in figures.cases(question.cases) or [""]:
        seen: dict[str, Option] = {}
        for option in question.options:
            try:
                text = text_of(Writer(figures, case).write(option.text))
            except Unusable:
                continue  # left out of this case's variants
            first = seen.setdefault(_normal(text), option)
            if first is not option:
                name = MESSAGES["case"].format(name=figures.find(case).case) if case else ""
                found = MESSAGES["equal_filled"].format(id=question.id, text=quote(text), case=name, first=first.row, second=option.row)
                return _at(option, "E902", "text_zh", found, MESSAGES["different"])
    return None


def _unknown(question: Question, figures: Figures) -> Iterator[Finding]:
    """Yields a finding for each figure that no cell reports, where it is named."""
    cases: list[str] = [""]
    for target in question.cases:
        try:
            cases = [*filter(None, cases), *figures.cases((target,))]
        except UnknownFigure as unknown:
            yield _at(question, "E903", "cases", MESSAGES["unknown"].format(name=unknown.name), MESSAGES["known"], statistic=unknown.name)
    told = set()
    named = [(question, "answer", name) for name in [question.answer] if name]
    named += [(row, column, name) for row, column, text, _ in _texts(question) for part in parse(text) if isinstance(part, Placeholder)
              for name in (part.name, *part.others)]
    for row, column, name in named:
        for case in cases:
            try:
                # Without cases the placeholders of cases have been told of already.
                if case or not _needs_cases(name):
                    Writer(figures, case).figure(name)
            except UnknownFigure as unknown:
                if (row.row, column, unknown.name) not in told:
                    told.add((row.row, column, unknown.name))
                    yield _at(row, "E903", column, MESSAGES["unknown"].format(name=unknown.name), MESSAGES["known"], statistic=unknown.name)


def _where_unusable(question: Question, figures: Figures) -> tuple[Question | Option, str, str]:
    """Returns row, code and column of the first text that a figure cannot be put into."""
    cases = figures.cases(question.cases) or [""]
    for row, column, text, _ in _texts(question):
        for case in cases:
            try:
                Writer(figures, case).write(text)
            except Unusable:
                return row, "E907", column
    return question, "E907", "answer"


def _texts(question: Question) -> Iterator[tuple[Question | Option, str, str, bool]]:
    """Yields row, column and text of each text of a question, and whether rules of errors may stand in it."""
    yield question, "stem_zh", question.stem, False
    yield question, "explanation_zh", question.explanation, False
    for option in question.options:
        yield option, "text_zh", option.text, question.kind != Kind.ORDER
        yield option, "why_zh", option.why, True


def _needs_cases(*names: str) -> bool:
    return any(name in (THIS, CASE) or name.endswith(FAMILY) for name in names)


def _normal(text: str) -> str:
    """Returns a text as it is compared: width, case, blanks and closing punctuation make no difference to a reader."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip("。.;；")


def _at(row: Question | Option, code: str, column: str, found: str, expected: str, statistic: str | None = None) -> Finding:
    file = (TRAINING / (QUESTIONS if isinstance(row, Question) else OPTIONS)).as_posix()
    return Finding(code, file, row.row, column, found, expected, statistic=statistic)

