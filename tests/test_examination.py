"""The examination: papers of a fixed size from questions of their own, answers sealed, and what is told of a bank that cannot fill one."""

import json
from collections import Counter

import pytest
from conftest import ROOT
from question_bank import BANK, option, question, write_bank
from test_questions_pages import OPTIONS, OTHER, QUESTIONS, TEACHER, TEST, build, soup

from liandong.course.questions.bank import read_bank
from liandong.course.questions.checking import check_bank
from liandong.course.questions.examination import BLUEPRINT, TOTAL, draw_paper, read_blueprint
from liandong.course.questions.sealing import unseal

PAPER, GUIDE = "book/training/paper", "book/training/guide"
BLUEPRINT_TEXT = "minutes: 30\npass: 60\nparts:\n- {kind: single, count: 1, points: 100, rule: 全对得分。}\n"


@pytest.fixture(scope="module")
def bank():
    """Returns the course's bank."""
    return read_bank(ROOT)


def test_a_paper_has_its_fixed_size_and_goes_through_the_course(bank):
    """Whatever its number: as many questions of each kind as the blueprint says, none twice, a hundred points, every module."""
    blueprint = read_blueprint(ROOT)
    for number in range(1, 13):
        paper = draw_paper(bank, blueprint, number)
        drawn = [one for _, questions in paper for one in questions]
        assert Counter(one.kind for one in drawn) == {part.kind: part.count for part in blueprint.parts}
        assert len({one.id for one in drawn}) == len(drawn)
        assert sum(part.points * len(questions) for part, questions in paper) == TOTAL
        assert {one.module for one in drawn} == set(bank.modules)


def test_a_number_is_a_paper(bank):
    """The same number gives the same paper; the papers of other numbers differ."""
    blueprint = read_blueprint(ROOT)
    papers = [[one.id for _, questions in draw_paper(bank, blueprint, number) for one in questions] for number in (1, 1, 2, 3)]
    assert papers[0] == papers[1]
    assert len({tuple(paper) for paper in papers}) == 3


def test_the_examination_has_questions_of_its_own(bank):
    """No question is in a self-test and in a paper, by id or by words; twice as many as a paper needs."""
    own, practice = bank.of_examination, [one for module in bank.modules for one in bank.of_module(module)]
    assert len(own) + len(practice) == len(bank.questions)
    assert {one.stem for one in own} & {one.stem for one in practice} == set()
    assert len(own) >= 2 * sum(part.count for part in read_blueprint(ROOT).parts)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Returns a project with a paper, built once."""
    root = tmp_path_factory.mktemp("examination")
    (root / BLUEPRINT).parent.mkdir(parents=True)
    (root / BLUEPRINT).write_text(BLUEPRINT_TEXT, encoding="utf-8")
    own = [question("asked", "single", stem_zh="paperword？", explanation_zh="explainpaper。", examination="yes")]
    options = [option("asked", 1, "rightpaper", "yes", "whypaper"), option("asked", 2, "wrongpaper", "no", "notpaper")]
    project = build(root, questions=[*QUESTIONS, *own], options=[*OPTIONS, *options], pages={
        f"{PAPER}.md": "# 卷\n\n```{examination} 1\n```\n", f"{GUIDE}.md": "# 评分\n\n```{marking-guide} 1\n```\n",
    })
    assert project.warnings == ""
    return project


def test_a_paper_tells_no_answer_and_no_practice_page_tells_the_paper(built):
    """The paper has the question and its options alone; the self-tests, the list of answers and the search know nothing of it."""
    page = built.page(PAPER)
    assert all(word in page for word in ("paperword", "rightpaper", "wrongpaper"))
    assert not any(word in page for word in ("whypaper", "notpaper", "explainpaper"))
    for other in (TEST, OTHER, TEACHER):
        assert "paperword" not in built.page(other)
    assert "paperword" not in (built.out / "searchindex.js").read_text(encoding="utf-8")


def test_the_marking_guide_is_sealed(built):
    """Its page shows nothing of the answers; what the button opens has letter, points, reasons and explanation."""
    page = built.page(GUIDE)
    assert not any(word in page for word in ("paperword", "rightpaper", "whypaper"))
    section = soup(built, GUIDE).find("section", class_="marking-guide")
    opened = unseal(json.loads(section.script.string), section["data-key"])
    assert all(word in opened for word in ("rightpaper", "whypaper", "notpaper", "explainpaper", "（100 分）"))


@pytest.mark.parametrize(("old", "new", "words"), [
    ("count: 1", "count: 2", "单选题要抽 2 道，题库里只有 1 道"), ("points: 100", "points: 90", "各题的分值合计 90"),
    ("minutes: 30", "minutes: 半小时", "读不懂"), ("kind: single", "kind: essay", "读不懂"), (", rule: 全对得分。", "", "读不懂"),
])
def test_a_paper_that_cannot_be_made_is_told(tmp_path, old, new, words):
    """At the check: too few questions, points that are no hundred, a form that cannot be read."""
    write_bank(tmp_path, [one | {"examination": "yes"} if one["id"] == "pick" else one for one in BANK[0]])
    (tmp_path / BLUEPRINT).write_text(BLUEPRINT_TEXT, encoding="utf-8")
    assert check_bank(tmp_path) == []
    (tmp_path / BLUEPRINT).write_text(BLUEPRINT_TEXT.replace(old, new), encoding="utf-8")
    findings = check_bank(tmp_path)
    assert {finding.code for finding in findings} == {"E911"}
    assert words in "".join(finding.found for finding in findings)
