"""What the check of the question bank says: each damage by its code and place, all of them at once."""

from fractions import Fraction

import pytest
from question_bank import BANK, figure, figures, option, question, rate, write_bank

from liandong.course.questions.bank import read_bank
from liandong.course.questions.checking import check_bank
from liandong.course.questions.figure_checking import check_figures
from liandong.data.package_check import check_package
from liandong.findings import render_findings
from liandong.model import Computed


def found(root, questions, options, known=None) -> list[tuple[str, str, int | None, str | None]]:
    """Returns code, file, row and column of all findings on a bank."""
    write_bank(root, questions, options)
    findings = [*check_package(root / "data" / "training", root), *check_bank(root), *check_figures(read_bank(root), known or figures())]
    return [(finding.code, finding.file.rsplit("/", 1)[-1], finding.row, finding.column) for finding in findings]


def changed(rows: list[dict], number: int, **parts) -> list[dict]:
    """Returns rows with parts of one replaced."""
    return [row | parts if place == number else row for place, row in enumerate(rows)]


def test_the_tiny_bank_is_clean(tmp_path):
    """What the other tests damage is without a finding before."""
    assert found(tmp_path, *BANK) == []


QUESTIONS, OPTIONS = BANK
DAMAGES = {
    "no right option": (changed(QUESTIONS, 0), changed(OPTIONS, 0, correct="no", why_zh="错。"), ("E901", "questions.csv", 2, "id")),
    "two right options of a single choice": (QUESTIONS, changed(OPTIONS, 2, correct="yes", text_zh="{all}"), ("E901", "options.csv", 4, "correct")),
    "no right option of several": (
        QUESTIONS, changed(changed(OPTIONS, 5, correct="no", why_zh="错。"), 6, correct="no", why_zh="错。"), ("E901", "questions.csv", 3, "id")),
    "no answer": (changed(QUESTIONS, 2, answer=""), OPTIONS, ("E901", "questions.csv", 4, "answer")),
    "no sentence with an error": (QUESTIONS, changed(changed(OPTIONS, 11, text_zh="甲{all}"), 12, text_zh="乙{rate}"), ("E901", "questions.csv", 6, "id")),
    "equal options": (QUESTIONS, changed(OPTIONS, 2, text_zh=" {rate|cut}。"), ("E902", "options.csv", 4, "text_zh")),
    "options equal once filled": (QUESTIONS, changed(OPTIONS, 3, text_zh="{rate|number}%"), ("E902", "options.csv", 5, "text_zh")),
    "unknown statistic in a stem": (changed(QUESTIONS, 0, stem_zh="{none}？"), OPTIONS, ("E903", "questions.csv", 2, "stem_zh")),
    "unknown statistic in an option": (QUESTIONS, changed(OPTIONS, 1, text_zh="{none|cut}"), ("E903", "options.csv", 3, "text_zh")),
    "unknown statistic in a rule": (QUESTIONS, changed(OPTIONS, 1, text_zh="{rate|over:none}"), ("E903", "options.csv", 3, "text_zh")),
    "unknown statistic as answer": (changed(QUESTIONS, 2, answer="none"), OPTIONS, ("E903", "questions.csv", 4, "answer")),
    "unknown family": (changed(QUESTIONS, 2, cases="training:none.*"), OPTIONS, ("E903", "questions.csv", 4, "cases")),
    "unknown page": (changed(QUESTIONS, 3, reread="method/none#怎样算"), OPTIONS, ("E904", "questions.csv", 5, "reread")),
    "page outside the book": (changed(QUESTIONS, 3, reread="../../etc/passwd#怎样算"), OPTIONS, ("E904", "questions.csv", 5, "reread")),
    "unknown passage": (changed(QUESTIONS, 3, reread="method/step#没有"), OPTIONS, ("E904", "questions.csv", 5, "reread")),
    "no reason for a wrong option": (QUESTIONS, changed(OPTIONS, 2, why_zh=""), ("E905", "options.csv", 4, "why_zh")),
    "no reason for a sentence": (QUESTIONS, changed(OPTIONS, 11, why_zh=""), ("E905", "options.csv", 13, "why_zh")),
    "only right options": (QUESTIONS, changed(OPTIONS, 7, correct="yes"), ("E905", "questions.csv", 3, "id")),
    "an option without yes or no": (QUESTIONS, changed(OPTIONS, 7, correct=""), ("E905", "options.csv", 9, "correct")),
    "a step marked": (QUESTIONS, changed(OPTIONS, 8, correct="yes"), ("E905", "options.csv", 10, "correct")),
    "options of a number question": (QUESTIONS, [*OPTIONS, option("value", 1, "甲")], ("E905", "options.csv", 16, "question")),
    "two steps only": (QUESTIONS, [row for row in OPTIONS if (row["question"], row["position"]) != ("steps", "3")], ("E905", "questions.csv", 5, "id")),
    "a typed answer": (changed(QUESTIONS, 2, answer="79.3"), OPTIONS, ("E905", "questions.csv", 4, "answer")),
    "an answer where none belongs": (changed(QUESTIONS, 3, answer="rate"), OPTIONS, ("E905", "questions.csv", 5, "answer")),
    "a broken placeholder": (changed(QUESTIONS, 3, stem_zh="问{rate？"), OPTIONS, ("E906", "questions.csv", 5, "stem_zh")),
    "an unknown rule": (QUESTIONS, changed(OPTIONS, 1, text_zh="{rate|halved}"), ("E906", "options.csv", 3, "text_zh")),
    "a rule without its figure": (QUESTIONS, changed(OPTIONS, 1, text_zh="{rate|over}"), ("E906", "options.csv", 3, "text_zh")),
    "a rule with a figure too many": (QUESTIONS, changed(OPTIONS, 1, text_zh="{rate|cut:all}"), ("E906", "options.csv", 3, "text_zh")),
    "an error in a stem": (changed(QUESTIONS, 3, stem_zh="{rate|cut}？"), OPTIONS, ("E906", "questions.csv", 5, "stem_zh")),
    "an error in a right option": (QUESTIONS, changed(OPTIONS, 0, text_zh="{rate|rest-base}甲"), ("E906", "options.csv", 2, "text_zh")),
    "two errors in a sentence": (QUESTIONS, changed(OPTIONS, 11, text_zh="{all|off}{rate|raised}"), ("E906", "options.csv", 13, "text_zh")),
    "a case without cases": (changed(QUESTIONS, 3, stem_zh="{case}？"), OPTIONS, ("E906", "questions.csv", 5, "stem_zh")),
    "a family without cases": (changed(QUESTIONS, 3, stem_zh="{training:unit-rate.*}？"), OPTIONS, ("E906", "questions.csv", 5, "stem_zh")),
    "a numerator of what is no rate": (QUESTIONS, changed(OPTIONS, 5, text_zh="{all|part}"), ("E907", "options.csv", 7, "text_zh")),
    "an error that never makes a difference": (
        QUESTIONS, changed(changed(OPTIONS, 11, text_zh="{all|cut}"), 12, text_zh="{done|raised}"), ("E907", "questions.csv", 6, "id")),
    "a typed figure": (changed(QUESTIONS, 3, stem_zh="办结23项？"), OPTIONS, ("E908", "questions.csv", 5, "stem_zh")),
    "a typed figure in Chinese": (QUESTIONS, changed(OPTIONS, 9, why_zh="三天以内。"), ("E908", "options.csv", 11, "why_zh")),
    "a mark that holds something else": (changed(QUESTIONS, 3, stem_zh="{date}`3.5`？"), OPTIONS, ("E523", "questions.csv", 5, "stem_zh")),
    "a mark of the law without a law": (changed(QUESTIONS, 3, stem_zh="{law}`第三条`？"), OPTIONS, ("E521", "questions.csv", 5, "stem_zh")),
    "one variant": (changed(QUESTIONS, 2, cases="training:unit-rate.one"), OPTIONS, ("N909", "questions.csv", 4, "id")),
    "an unknown module": (changed(QUESTIONS, 0, module="none"), OPTIONS, ("E204", "questions.csv", 2, "module")),
    "an unknown kind": (changed(QUESTIONS, 0, kind="none"), OPTIONS, ("E204", "questions.csv", 2, "kind")),
    "an id twice": (changed(QUESTIONS, 1, id="pick"), OPTIONS, ("E205", "questions.csv", 3, "id")),
    "no explanation": (changed(QUESTIONS, 0, explanation_zh=""), OPTIONS, ("E204", "questions.csv", 2, "explanation_zh")),
    "an option of no question": (QUESTIONS, [*OPTIONS, option("none", 1, "甲")], ("E206", "options.csv", 16, "question")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_is_found_where_it_is(damage, tmp_path):
    """One damage in a clean bank is told with its code, file, row and column."""
    questions, options, expected = DAMAGES[damage]
    assert expected in found(tmp_path, questions, options)


def test_a_figure_without_a_value_is_no_answer(tmp_path):
    """An interval, as of an implied base, cannot be asked for as a number."""
    wide = figure("unit-rate.one", 5, "%", bulletin="training", case_zh="甲局", computed=Computed("4—6", (Fraction(4), Fraction(6))))
    assert ("E907", "questions.csv", 4, "explanation_zh") not in found(tmp_path, *BANK, figures(wide))
    assert "E907" in [code for code, *_ in found(tmp_path, *BANK, figures(wide))]


def test_new_data_may_make_an_error_without_difference(tmp_path):
    """Where the data change so that an error makes no difference, the option is left out, and no error is told."""
    for part, whole in ((11, 14), (3, 4)):
        assert {code for code, *_ in found(tmp_path, *BANK, figures(rate("rate", part, whole)))} == {"N909"}


def test_everything_is_told_at_once(tmp_path):
    """Several damages in several rows are several findings, and a text reads as people need it."""
    questions = changed(changed(QUESTIONS, 0, reread="method/step#没有"), 2, answer="none")
    options = changed(OPTIONS, 9, why_zh="三天以内。")
    write_bank(tmp_path, questions, options)
    findings = [*check_bank(tmp_path), *check_figures(read_bank(tmp_path), figures())]
    assert render_findings(findings) == EXPECTED


EXPECTED = """data/training/options.csv
  错误 E908 题目里有没有来历的数字
    位置：第 11 行，why_zh 列
    发现：“三”没有标明来历，在“三天以内。”里
    应为：统计数写成 {编号}，其余写成 {law}`…`、{date}`…`、{standard}`…`、{structure}`…`、{example}`…` 之一
    下一步：统计数写成占位，其余的用角色标明它是什么。

data/training/questions.csv
  错误 E904 重读的链接断了
    位置：第 2 行，reread 列
    发现：method/step 里没有这个小标题或者标签：“没有”
    应为：其中之一：步骤、怎样算、here
    下一步：改正 reread：页从 book 文件夹写起，小标题与那一页上的一字不差。
  错误 E903 题目用了没有的指标
    位置：第 4 行，answer 列，指标：none
    发现：没有指标 none
    应为：单元格报告过的指标；简报的写编号，教学台账的前面加 training:
    下一步：核对编号的拼写；教学台账的指标前面加 training:。

共 3 处错误、0 处提示，涉及 2 个文件。"""


def test_questions_without_figures_still_ask(tmp_path):
    """A bank needs no figures at all."""
    questions = [question("only", "single")]
    options = [option("only", 1, "对", "yes"), option("only", 2, "错", "no", "不对。"), option("only", 3, "也错", "no", "不对。")]
    assert found(tmp_path, questions, options) == []
