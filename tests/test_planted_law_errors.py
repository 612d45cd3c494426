"""Thirty-one errors of law and calendar, planted in a copy of the book: each is found by its code in its file."""

import shutil
from pathlib import Path

import pytest

from liandong.course.glossary import check_glossary
from liandong.course.questions.checking import check_bank
from liandong.course.training import open_ledger
from liandong.course.training.rules import check_ledger
from liandong.data.working_days import check_holidays
from liandong.pages.marking.deadlines import check_page_deadlines
from liandong.pages.marking.laws import read_register
from liandong.pages.marking.register_check import check_register
from liandong.pages.tracing.findings import check_page_citations

ROOT = Path(__file__).resolve().parents[1]
LAWS, HOLIDAYS = "data/law/laws.yml", "data/law/holidays.csv"
DOCUMENTS = "data/training/ledger/documents.yml"
METHOD, TRAINING, TABLES = "book/method", "book/training", "data/training/ledger/tables"
# What is planted: name, file, the words, what they become, the code that must be found in the file.
ERRORS = (
    ("an old text as current", f"{METHOD}/assignment.md", "当时的《河南省实施办法》第四十四条第一款", "《河南省实施办法》（2015年修正）第四十四条第一款", "E531"),
    ("the law of 2006 as current", f"{METHOD}/index.md", "当时的《监督法》第二十五条", "《监督法》（2006年通过）第二十五条", "E531"),
    ("the amendment as ground of earlier work", f"{METHOD}/procedure.md", "当时的《监督法》第二十六条", "《监督法》（2024年修正，当时）第二十六条", "E532"),
    ("joint inspection ascribed to the law of then", f"{TRAINING}/full-exercise.md", "《监督法》（2024年修正）第三十四条第二款",
     "当时的《监督法》第三十四条第二款", "E521"),
    ("an article number of the old law", f"{METHOD}/organisation.md", "《监督法》第三十六条第一款`把这个决定", "《监督法》第二百条第一款`把这个决定", "E521"),
    ("a paragraph that the article lacks", f"{METHOD}/supervision.md", "《监督法》（2024年修正）第三十四条第二款", "《监督法》（2024年修正）第三十四条第五款", "E521"),
    ("an item that the article lacks", f"{METHOD}/problem-list.md", "第三十六条第二款第一项", "第三十六条第二款第七项", "E521"),
    ("a quotation of the other text", f"{METHOD}/rectification.md", "“向常务委员会提出书面报告”", "“向常务委员会提出报告”", "E522"),
    ("the months misquoted", f"{TRAINING}/institution-and-law.md", "“收到审议意见后三个月内”", "“收到审议意见后两个月内”", "E522"),
    ("the notice misquoted", f"{TRAINING}/plan-and-survey.md", "在执法检查开始十日前，将", "在执法检查开始七日前，将", "E522"),
    ("an article of the new measures, unread", f"{METHOD}/channels.md", "当时的《河南省实施办法》第四十一条第二款",
     "《河南省实施办法》（2025年通过）第四十一条第二款", "E533"),
    ("an article of the regulation, unread", f"{TRAINING}/elderly-care-law.md", "《河南省养老服务条例》（2022年10月1日起施行）`，本站",
     "《河南省养老服务条例》第二十条`，本站", "E533"),
    ("a year that no text has", f"{METHOD}/evaluation.md", "《监督法》（2024年修正）第三十六条", "《监督法》（2018年修正）第三十六条", "E521"),
    ("no law named, so that the article is another text's", f"{METHOD}/satisfaction.md", "{law}`《监督法》（2024年修正）第八条`", "{law}`第八条`", "E522"),
    ("an old text in an option", "data/training/options.csv",
     "《河南省实施办法》（2015年修正，当时）第四条第一款", "《河南省实施办法》（2015年修正）第四条第一款", "E531"),
    ("a wrong article in a question", "data/training/questions.csv",
     "《监督法》（2024年修正）第三十六条第一款`。领导", "《监督法》（2024年修正）第三百条第一款`。领导", "E521"),
    ("an old text in the glossary", "data/training/terms.csv",
     "《河南省实施办法》（2015年修正，当时）第四条、第十条", "《河南省实施办法》（2015年修正）第四条、第十条", "E531"),
    ("an event without a day", f"{METHOD}/procedure.md", "{deadlines} 检查开始 2025-04-21", "{deadlines} 检查开始 2025-04-31", "E542"),
    ("a term beyond the table of holidays", f"{METHOD}/procedure.md", "{deadlines} 政府签收 2025-04-11", "{deadlines} 政府签收 2026-12-11", "E542"),
    ("a term that is none", f"{METHOD}/procedure.md", "书面说明理由 | 后 10 个工作日", "书面说明理由 | 尽快", "E542"),
    ("a holiday twice", HOLIDAYS, "2025-05-01,2025-05-05,off,劳动节,2025", "2025-04-27,2025-05-05,off,劳动节,2025", "E541"),
    ("a registration on a holiday", f"{TABLES}/raw_problems.csv", "R010,", "R010,", "E965"),
    ("a review on a Saturday", f"{TABLES}/reviews.csv", "P01,2025-06-26", "P01,2025-06-28", "E965"),
    ("a deadline beyond the table of holidays", f"{TABLES}/problems.csv", "2025-12-31", "2027-12-31", "E965"),
    ("a notice too late", DOCUMENTS, "  notice: 2025-03-27", "  notice: 2025-04-03", "E967"),
    ("a vote before the handling report", DOCUMENTS, "  vote: 2025-09-24", "  vote: 2025-09-05", "E967"),
    ("a session on a Sunday", DOCUMENTS, "  session: 2025-06-05", "  session: 2025-06-08", "E967"),
    ("a text without a day", LAWS, "    from: 2024-11-08\n", "", "E534"),
    ("texts that overlap", LAWS, "    until: 2024-11-07\n    replaced_by: supervision-law-2024\n", "    until: 2024-12-31\n", "E534"),
    ("a gap before the new text", LAWS, "    until: 2025-09-30\n", "    until: 2025-08-31\n", "E534"),
    ("a stored text that was changed", "data/law/supervision-law-2024.md", "二十日前", "十五日前", "E534"),
)


def found(root: Path, file: str) -> set[tuple[str, str]]:
    """Returns what the checks that read a file find, as code and file."""
    findings = [*check_register(root), *check_holidays(root)]
    if not findings and file.endswith(".md"):
        findings = [*check_page_citations(root, [root / file], read_register(root)), *check_page_deadlines(root, [root / file])]
    elif not findings:
        findings = check_ledger(open_ledger(root)) if file.startswith("data/training/ledger") else [*check_bank(root), *check_glossary(root)]
    return {(finding.code, finding.file) for finding in findings}


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Path:
    """Returns a copy of book and data in which nothing is wrong."""
    root = tmp_path_factory.mktemp("clean") / "project"
    for place in ("book", "data"):
        shutil.copytree(ROOT / place, root / place, ignore=shutil.ignore_patterns("_static", "releases"))
    return root


def planted(text: str, name: str, old: str, new: str) -> str:
    """Returns a text with one error in it."""
    if name == "a registration on a holiday":
        line = next(line for line in text.splitlines() if line.startswith(old))
        parts = line.split(",")
        return text.replace(line, ",".join([*parts[:2], "2025-05-01", *parts[3:]]), 1)
    assert old in text, name
    return text.replace(old, new, 1)


def test_nothing_is_found_where_nothing_is_planted(clean):
    """The checks are silent on the book as it is."""
    for file in sorted({file for _, file, *_ in ERRORS}):
        assert found(clean, file) - {("N909", "data/training/questions.csv")} == set(), file


def test_each_planted_error_is_found(clean):
    """One after the other: the code in the file, and the file is put back."""
    missed = []
    for name, file, old, new, code in ERRORS:
        path = clean / file
        before = path.read_bytes()
        path.write_bytes(planted(before.decode("utf-8"), name, old, new).encode("utf-8"))
        # What is wrong with the register or a stored text is told at the register.
        where = LAWS if code == "E534" else file
        if (code, where) not in found(clean, file):
            missed.append(name)
        path.write_bytes(before)
    assert missed == []
