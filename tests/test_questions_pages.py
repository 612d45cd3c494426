"""Questions on pages, in throw-away projects: what a page shows, what it hides, and that it follows the data and the bank."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from builders import CALCULATION, STATUS, build_pages, notebook, tiny_statistics, write_bulletin
from question_bank import PAGE, option, question, write_bank
from sphinx.errors import ExtensionError

from liandong.course.questions.sealing import unseal

TEST, OTHER, TEACHER, COURSE, STEP = (
    f"book/{name}" for name in ("training/figures", "training/bulletins", "training/teacher", "training/index", "method/step")
)
HOSTILE = "<script>alert(document)</script>\"'><img src=x onerror=alert(document)> &amp; ]]>"
QUESTIONS = [
    question("pick", "single", stem_zh="stemword {name}办结率？".replace("{name}", "甲"), explanation_zh="explainword {completion-rate|formula}。"),
    question("value", "number", stem_zh="{case}是多少？", answer="this", cases="completion-rate wide-rate", explanation_zh="{this|formula}。"),
    question("other", "single", module="bulletin-writing", reread="method/step#here"),
]
OPTIONS = [
    option("pick", 1, "rightword {completion-rate}", "yes", "whyright"),
    option("pick", 2, "wrongword {completion-rate|rest-base}", "no", "whywrong"),
    option("pick", 3, "共{problems}", "no", "不是率。"),
    option("other", 1, "对的", "yes"), option("other", 2, "错的", "no", "错。"), option("other", 3, "也错的", "no", "错。"),
]
MORE_DONE = [(STATUS[0][0], STATUS[0][1], "26", "2020-06-01"), (STATUS[1][0], STATUS[1][1], "3", "2020-06-01")]


def build(root, *, questions=QUESTIONS, options=OPTIONS, pages=None, builder="html", **data):
    """Builds a project with the bank's directives on pages, and returns it; a second call builds it again after a change."""
    statistics = tiny_statistics(write_bulletin(root, **data))
    write_bank(root, questions, options)
    return build_pages(root, {
        f"{CALCULATION}.ipynb": notebook(statistics),
        f"{STEP}.md": PAGE,
        f"{TEST}.md": "# 数字核校\n\nplainword\n\n```{questions} figure-checking\n```\n",
        f"{OTHER}.md": "# 简报撰写\n\n```{questions} bulletin-writing\n```\n",
        f"{TEACHER}.md": "# 教员\n\n```{answers}\n```\n",
        f"{COURSE}.md": "# 课程\n\n```{progress}\n```\n",
    } | (pages or {}), builder=builder)


def soup(built, page: str) -> BeautifulSoup:
    """Returns a written page, parsed."""
    return BeautifulSoup(built.page(page), "html.parser")


def sealed(built, page: str) -> dict:
    """Returns what the page's script will find: the content of each question by its id."""
    data = json.loads(soup(built, page).find("script", class_="quiz-data").string)
    return {key: unseal(text, key) for key, text in data.items()}


def words(content: dict) -> str:
    """Returns all words that a question's content holds."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(content["texts"], ensure_ascii=False)))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Returns the project, built once."""
    project = build(tmp_path_factory.mktemp("questions"))
    assert project.warnings == ""
    return project


def test_questions_can_be_read_without_a_script(built):
    """Stem, options, unit and a note stand on the page; nothing can be answered with, and no button is there to disappoint."""
    forms = soup(built, TEST).find_all("form", class_="question")
    assert [form["data-question"] for form in forms] == ["pick", "value"]
    for form in forms:
        assert form.fieldset.has_attr("disabled")
        assert form.find_all("button") == []
        assert form.legend.get_text().startswith("第 ")
    assert all(word in forms[0].get_text() for word in ("stemword", "rightword 79.3%", "wrongword 383.3%", "共29项"))
    assert "%" in forms[1].get_text() and "保留 1 位小数" in forms[1].get_text()
    assert "教员" in soup(built, TEST).noscript.get_text()


def test_answers_are_not_readable_before_trying(built):
    """Neither the page nor its source, nor the search index, says which option is right or why."""
    page = built.page(TEST)
    for word in ("explainword", "whyright", "whywrong", "÷"):
        assert word not in page
    # Right and wrong options differ in nothing but their words.
    labels = soup(built, TEST).select("form[data-question=pick] label")
    shapes = {re.sub(r">[^<]*<", "><", str(label)).replace('<span class="statistic"></span>', "") for label in labels}
    assert len(shapes) == 1
    index = (built.out / "searchindex.js").read_text(encoding="utf-8")
    assert "plainword" in index
    for word in ("stemword", "rightword", "wrongword", "explainword", "whyright", "whywrong"):
        assert word not in index


def test_the_page_holds_all_variants(built):
    """Options, reasons, explanations with links to where the figures were computed, and the passage to reread are in the page's data."""
    content = sealed(built, TEST)
    assert all(word in words(content["pick"]) for word in ("rightword ", "whyright", "whywrong", "explainword "))
    assert content["pick"]["reread"] == ["../method/step.html#id2", "步骤：怎样算"]
    assert sealed(built, OTHER)["other"]["reread"] == ["../method/step.html#here", "步骤"]
    links = {part[2] for text in content["pick"]["texts"] for part in text if isinstance(part, list) and len(part) == 3}
    assert len(links) == 1 and all("#" in link and ".html" in link for link in links)
    assert sorted(variant[3] for variant in content["value"]["variants"]) == [["100.0", 1, True, "%"], ["79.3", 1, False, "%"]]


def test_figures_are_marked_as_such(built):
    """Each numeral of a question stands in an element that says what it is."""
    page = soup(built, TEST).find("section", class_="quiz")
    for element in page.find_all(["script", "noscript"]):
        element.decompose()
    for element in page.select(".statistic, .exempt"):
        element.decompose()
    assert re.findall(r"[0-9]", page.get_text()) == []


def test_answers_are_for_instructors(built):
    """The list of answers has every module with the right answers, the reasons, the explanations and the passages."""
    page = soup(built, TEACHER)
    text = page.get_text()
    assert all(word in text for word in ("rightword 79.3%", "whywrong", "explainword", "÷", "100.0%", "数字核校", "简报撰写"))
    assert [link["href"] for link in page.select(".answer a[href*=step]")] == ["../method/step.html#id2"] * 2 + ["../method/step.html#here"]
    index = (built.out / "searchindex.js").read_text(encoding="utf-8")
    assert "whywrong" not in index


def test_the_overview_lists_the_modules_with_a_test(built):
    """Each module that a page tests is listed with its page and the number of its questions, others are not."""
    page = soup(built, COURSE)
    rows = {row["data-module"]: row for row in page.select("tr[data-module]")}
    assert list(rows) == ["figure-checking", "bulletin-writing", "all"]
    assert rows["figure-checking"].a["href"] == "figures.html"
    assert [rows[key].td.get_text() for key in rows] == ["2", "1", "3"]
    data = json.loads(page.find("script", class_="course-data").string)
    assert data["modules"][0] == {"id": "figure-checking", "questions": ["pick", "value"]}


def test_scripts_are_loaded_where_they_are_needed(built):
    """Other pages load neither script nor style of the course."""
    assert {"quiz.js", "quiz-marking.js", "progress.js", "quiz.css"} <= set(re.findall(r"_static/([a-z-]+\.(?:js|css))", built.page(TEST)))
    assert {"course.js", "progress.js", "quiz.css"} <= set(re.findall(r"_static/([a-z-]+\.(?:js|css))", built.page(COURSE)))
    assert "quiz" not in built.page(STEP)


def test_a_changed_table_changes_answers_and_explanations(tmp_path):
    """New data: the questions that show it have other answers, options and explanations; no page of the course was edited or read again."""
    first = build(tmp_path)
    before, other = sealed(first, TEST), first.page(OTHER)
    teacher = first.page(TEACHER)
    second = build(tmp_path, status=MORE_DONE)
    after = sealed(second, TEST)
    assert {variant[3][0] for variant in before["value"]["variants"]} == {"79.3", "100.0"}
    assert {variant[3][0] for variant in after["value"]["variants"]} == {"89.7", "100.0"}
    assert "23 ÷" in words(before["pick"]) and "26 ÷" in words(after["pick"]) and "23 ÷" not in words(after["pick"])
    assert "rightword 89.7%" in soup(second, TEST).get_text()
    assert "89.7%" in second.page(TEACHER) and "79.3%" in teacher
    # What shows nothing of it stays to the byte.
    assert second.page(OTHER) == other
    clean = build(tmp_path / "clean", status=MORE_DONE)
    for page in (TEST, OTHER, TEACHER, COURSE):
        assert second.page(page) == clean.page(page), page


def test_a_changed_bank_changes_its_pages(tmp_path):
    """A question added, and an option reworded: the module's page, the answers and the overview follow."""
    build(tmp_path)
    more = [*QUESTIONS, question("new", "order")]
    options = [row | {"text_zh": "新的说法"} if row["text_zh"] == "对的" else row for row in OPTIONS]
    options += [option("new", number, f"步骤{name}") for number, name in enumerate("甲乙丙", start=1)]
    second = build(tmp_path, questions=more, options=options)
    assert "步骤甲" in second.page(TEST) and "新的说法" in second.page(OTHER) and "新的说法" in second.page(TEACHER)
    clean = build(tmp_path / "clean", questions=more, options=options)
    for page in (TEST, OTHER, TEACHER, COURSE):
        assert second.page(page) == clean.page(page), page


def test_a_moved_passage_moves_its_links(tmp_path):
    """A heading put before the passage gives it another anchor; the link on the unchanged page of questions goes there."""
    build(tmp_path)
    moved = {f"{STEP}.md": PAGE.replace("## 怎样算", "## 先看\n\n看。\n\n## 怎样算")}
    second = build_pages(tmp_path, {f"{CALCULATION}.ipynb": (tmp_path / f"{CALCULATION}.ipynb").read_text(encoding="utf-8"), **moved, **{
        f"{name}.md": (tmp_path / f"{name}.md").read_text(encoding="utf-8") for name in (TEST, OTHER, TEACHER, COURSE)
    }})
    address = sealed(second, TEST)["pick"]["reread"][0].partition("#")[2]
    heading = next(heading for heading in soup(second, STEP).find_all("h2") if heading.get_text().startswith("怎样算"))
    assert address == heading.find_parent("section")["id"]


@pytest.mark.parametrize(("page", "code"), [("```{questions} none\n```", "E910"), ("```{questions} vote-counting\n```", "E910"), ("```{answers} none\n```", "E910")])
def test_a_module_without_questions_stops_the_build(page, code, tmp_path):
    """An unknown module, and one that has no question yet, are told with the page's line."""
    with pytest.raises(ExtensionError, match=code):
        build(tmp_path, pages={"book/training/bad.md": f"# 坏\n\n{page}\n"})


@pytest.mark.parametrize(("parts", "code"), [({"stem_zh": "{none}？"}, "E903"), ({"reread": "method/step#没有"}, "E904"), ({"answer": "rate"}, "E905")])
def test_a_bad_question_stops_the_build(parts, code, tmp_path):
    """What the check finds stops the build too, with the row of the bank."""
    with pytest.raises(ExtensionError, match=f"(?s){code}.*第 2 行"):
        build(tmp_path, questions=[QUESTIONS[0] | parts, *QUESTIONS[1:]])


def test_hostile_words_stay_words(tmp_path):
    """Markup in the bank's cells is shown as it was typed: on the page, in its data, in the list of answers."""
    questions = [QUESTIONS[0] | {"stem_zh": HOSTILE, "explanation_zh": HOSTILE}, *QUESTIONS[1:]]
    options = [row | {"text_zh": HOSTILE, "why_zh": HOSTILE} if row["text_zh"] == "共{problems}" else row for row in OPTIONS]
    built = build(tmp_path, questions=questions, options=options)
    for page in (TEST, TEACHER):
        parsed = soup(built, page)
        assert not [script for script in parsed.find_all("script") if "alert" in (script.string or "")]
        assert parsed.find_all("img") == []
        assert HOSTILE in parsed.get_text()
    assert HOSTILE in [text[0] for text in sealed(built, TEST)["pick"]["texts"]]
