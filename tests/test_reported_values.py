"""What the bulletin said stays what it said: ``{reported}`` prints it, and ``{stat}`` may not stand in the bulletin's words."""

from decimal import Decimal

import pytest
from builders import SLUG, STATUS, done_statistic, write_bulletin
from question_bank import figure, figures
from test_questions_check import OPTIONS, QUESTIONS, changed, found
from test_sphinx_ext import project, shown, soup, stopped

from liandong.model import Reported
from liandong.model.bulletin import reported_statistics
from liandong.pages.tracing.findings import check_page_sources, check_source
from liandong.releases.sentences import read_page

# What is written, and on which lines after the head a current value stands in the bulletin's words.
IN_ITS_WORDS = [
    ("简报写办结{stat}`done`。", [1]),
    ("办结{stat}`done`，简报是这样说的。", [1]),
    ("满意率只公布了下限：{stat}`done`。", [1]),
    ("原文印的是{stat}`done`。", [1]),
    ("要写成“办结{stat}`done`”。", [1]),
    ("「办结{stat}`done`」", [1]),
    ("“‘一’外，办结{stat}`done`”", [1]),
    ("甲。\n简报说清单{stat}`problems`，\n办结{stat}`done`。", [2, 3]),
    ("| 简报 | 乙 |\n|---|---|\n| {stat}`done` | {stat}`problems` |", [3]),
    ("| 甲 | 乙 |\n|---|---|\n| 简报印的 | 办结{stat}`done` |\n| 现在 | {stat}`done` |", [3]),
    ("简报这样写：\n\n- 办结{stat}`done`\n- 清单{stat}`problems`\n", [3, 4]),
    ("```{note}\n简报写办结{stat}`done`。\n```", [2]),
    ("```{code-cell} ipython3\nfigure(caption='简报印的是{stat}`done`')\n```", [2]),
]
NOT_IN_ITS_WORDS = [
    "现在办结{stat}`done`。",
    "简报写办结{reported}`done`。",
    "简报写办结{reported}`done`。现在是{stat}`done`。",
    "简报没有写。\n办结{stat}`done`。",
    "“甲”，办结{stat}`done`，“乙”。",
    "见简报复算，办结{stat}`done`。",
    "简报写：{formula}`done`。",
    "简报这样写：\n\n- 甲\n\n下面是现在的。\n\n- 办结{stat}`done`\n",
    "| 简报 | 现在 |\n|---|---|\n| {reported}`done` | {stat}`done` |",
    "简报没有写，推算是{stat}`wide-rate`。",
]
HEAD = "# 页\n\n开头。\n\n"


def is_reported(target: str) -> bool:
    """Tells whether the tiny bulletin states it."""
    return target in ("done", "problems")


@pytest.mark.parametrize(("text", "lines"), IN_ITS_WORDS)
def test_a_current_value_in_the_bulletins_words_is_named(text, lines):
    """Each place is told with its line and what to write instead."""
    findings = [finding for finding in check_source(HEAD + text, "p.md", is_reported) if finding.code == "E508"]
    assert [finding.row - 4 for finding in findings] == lines
    assert all("{reported}`" in finding.expected for finding in findings)


@pytest.mark.parametrize("text", NOT_IN_ITS_WORDS)
def test_other_sentences_may_print_it(text):
    """A current value where nobody says that it is the bulletin's, and a figure that it never stated, are left alone."""
    assert not [finding for finding in check_source(HEAD + text, "p.md", is_reported) if finding.code == "E508"]


def test_check_knows_whose_page_it_is(tmp_path):
    """An id without a bulletin belongs to the page's own, one with a bulletin to that one."""
    write_bulletin(tmp_path)
    pages = {f"book/bulletins/{SLUG}/a.md": "# 甲\n\n简报写{stat}`done`。\n", "book/b.md": f"# 乙\n\n简报写{{stat}}`{SLUG}:done`，又写{{stat}}`done`。\n"}
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    findings = check_page_sources(tmp_path, [tmp_path / name for name in pages], reported_statistics(tmp_path))
    assert [(finding.code, finding.file) for finding in findings] == [("E508", name) for name in pages]


def test_newer_data_leaves_the_bulletins_own_figure(tmp_path):
    """After an update ``{stat}`` prints the new value and ``{reported}`` the bulletin's; both open the same card."""
    status = [(STATUS[0][0], STATUS[0][1], "25", "2021-05-01"), *STATUS[1:]]
    page = "# 页\n\n简报写办结{reported}`done`。\n\n现在办结{stat}`done`。\n"
    built = project(tmp_path, page, status=status)
    assert built.warnings == ""
    said, now = soup(built.page("index")).select("p a.statistic")
    assert (shown(said), shown(now)) == ("23项", "25项")
    assert said["href"] == now["href"] and said["data-note"] == now["data-note"]


def test_a_page_with_it_in_the_bulletins_words_stops_the_build(tmp_path):
    """The build names file, line and remedy."""
    words = stopped(tmp_path, "# 页\n\n简报写办结{stat}`done`。\n")
    assert "E508" in words and "index.md" in words and "{reported}`done`" in words


def test_what_no_bulletin_states_cannot_be_printed_as_stated(tmp_path):
    """A derived figure has no value of the bulletin's."""
    words = stopped(tmp_path, "# 页\n\n推算{reported}`wide-rate`。\n")
    assert "E502" in words and "简报没有写 wide-rate 这个数" in words


def test_a_comparison_of_releases_keeps_it_too():
    """The sentence as readers see it holds the bulletin's figure where the page asks for that."""
    page = read_page("p", "# 页\n\n简报写{reported}`done`。\n现在{stat}`done`。\n", {f"{SLUG}:done": done_statistic(text="25项")}, SLUG)
    assert [use.text for use in page.uses] == ["简报写23项。", "现在25项。"]


class TestQuestions:
    """The bank's texts follow the same rule, with ``{id|reported}``."""

    STATED = {"reported": Reported("5", Decimal("5"), "约", (1,))}

    def codes(self, tmp_path, stem: str, stated: bool) -> list[tuple]:
        """Returns what is wrong with a bank one stem of which is replaced."""
        given = figures(figure("all", 5, "项", **(self.STATED if stated else {})))
        return [place for place in found(tmp_path, changed(QUESTIONS, 0, stem_zh=stem), OPTIONS, given) if place[0] != "N909"]

    def test_a_current_value_in_the_bulletins_words(self, tmp_path):
        """It is told with row and column."""
        assert self.codes(tmp_path, "简报写{all}。哪个对？", True) == [("E508", "questions.csv", 2, "stem_zh")]

    @pytest.mark.parametrize(("stem", "stated"), [("简报写{all|reported}。哪个对？", True), ("现在{all}。哪个对？", True), ("简报写{all}。哪个对？", False)])
    def test_what_may_stand(self, stem, stated, tmp_path):
        """The bulletin's own figure, a sentence of today, a figure of no bulletin."""
        assert self.codes(tmp_path, stem, stated) == []
