"""The course: nine modules of one form, their reading, exercises and figures, and the word that the teaching city is fictional."""

import csv
import re
from collections import Counter
from functools import cache

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

COURSE = ROOT / "book" / "training"
MODULES = [
    "institution-and-law", "elderly-care-law", "plan-and-survey", "list-and-assignment", "ledger-and-review", "vote-counting",
    "figure-checking", "bulletin-writing", "full-exercise",
]
PARTS = ["学完能做什么", "用时和阅读", "要点", "例题", "练习", "自测", "下一步"]
LABEL = re.compile(r"^\(([a-z0-9-]+)\)=$", re.MULTILINE)
CELL = re.compile(r"```\{code-cell\}.*?\n(?::tags:.*\n)?(.*?)```", re.DOTALL)
TRAINING_FIGURE = re.compile(r"\{(?:stat|formula)\}`(?:training:)?(?![0-9])[a-z0-9.-]+`|open_ledger")
FICTIONAL = "不存在"


def text(name: str) -> str:
    """Returns the source of a page of the course."""
    return (COURSE / f"{name}.md").read_text(encoding="utf-8")


@cache
def article(site, name: str) -> BeautifulSoup:
    """Returns the article of a built page of the course."""
    page = (site / "book" / "training" / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(page, "html.parser").select_one("article")


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_the_agreed_parts(module):
    """What one will be able to do, time and reading, the points, a worked example, exercises, a self-test, the next step: in this order."""
    headings = re.findall(r"^## (.+)$", text(module), re.MULTILINE)
    assert headings == PARTS


@pytest.mark.parametrize("module", MODULES)
def test_each_module_says_the_time_of_both_paths(module):
    """Both paths have a row with their time."""
    assert all(re.search(rf"^\| .*{path} \| .+ \| .+ \|$", text(module), re.MULTILINE) for path in ("速成", "系统"))


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_reading_and_ends_with_a_checklist(module):
    """The reading links to chapters outside the module, and the last part has boxes to tick."""
    parts = dict(zip(PARTS, re.split(r"^## .+$", text(module), flags=re.MULTILINE)[1:], strict=True))
    assert re.search(r"\]\((?:\.\./|ledger\.md)", parts["用时和阅读"])
    assert parts["下一步"].count("☐") >= 3


@pytest.mark.parametrize("module", MODULES)
def test_solutions_are_hidden_until_they_are_asked_for(module, site):
    """Every exercise has a solution, and every solution is folded."""
    exercises = text(module).partition("\n## 练习")[2].partition("\n## 自测")[0]
    asked = len(re.findall(r"^\*\*练习：", exercises, re.MULTILINE))
    folded = article(site, module).select("details.sd-dropdown")
    assert asked >= 4
    assert len(folded) == asked
    assert not [solution for solution in folded if solution.has_attr("open")]
    assert all(solution.select_one("summary").get_text(strip=True) for solution in folded)


@pytest.mark.parametrize("module", MODULES)
def test_the_points_can_be_linked_to(module, site):
    """Each module has labelled paragraphs to reread, with anchors on the built page."""
    labels = LABEL.findall(text(module))
    assert len(labels) >= 5
    assert len(labels) == len(set(labels))
    ids = {node["id"] for node in article(site, module).select("[id]")}
    assert set(labels) <= ids


def test_labels_are_used_once():
    """A label names one paragraph of the whole course."""
    labels = [label for path in sorted(COURSE.glob("*.md")) for label in LABEL.findall(path.read_text(encoding="utf-8"))]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("page", sorted(path.stem for path in COURSE.glob("*.md")))
def test_the_teaching_city_is_called_fictional_where_it_is_used(page):
    """A page that names the city, or prints its figures, says that it does not exist."""
    source = text(page)
    if "示例市" in source or TRAINING_FIGURE.search(source):
        assert FICTIONAL in source or "虚构" in source, page


@pytest.mark.parametrize("page", sorted(path.stem for path in COURSE.glob("*.md")))
def test_cells_are_short(page):
    """At most ten lines a cell, and none that formats a figure."""
    for cell in CELL.findall(text(page)):
        lines = [line for line in cell.strip().splitlines() if line.strip()]
        assert len(lines) <= 10, cell
        assert "print(" not in cell
        assert not re.search(r"\bf['\"]", cell), cell


def test_the_front_page_leads_through_both_paths(site):
    """Both timetables name every module, and the front page links to each."""
    source = text("index")
    for path in ("速成", "系统"):
        table = re.search(rf"^## .*{path}$(.*?)(?=^## )", source, re.MULTILINE | re.DOTALL)[1]
        assert all(f"]({module}.md)" in table for module in MODULES), path
    links = {link["href"] for link in article(site, "index").select("a[href]")}
    assert {f"{module}.html" for module in MODULES} | {"glossary.html", "instructor.html"} <= links


def test_the_day_has_the_time_that_its_modules_ask_for():
    """In the timetable of one day each module has the time that it states itself."""
    source = text("index")
    for module in MODULES:
        own = re.search(r"速成 \| \{structure\}`(.+?)`", text(module))[1]
        planned = re.search(rf"\{{structure\}}`(.+?)` \| \[[^\]]+\]\({module}\.md\)", source)[1]
        assert own == planned, module


def test_every_figure_of_the_course_is_described():
    """Each figure that a page of the course reports has its row, with name, unit and definition."""
    with (ROOT / "data" / "training" / "ledger" / "figures.csv").open(encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    reported = {name for path in COURSE.glob("*.md") for name in re.findall(r'ledger\.report\("([a-z0-9-]+)"', path.read_text(encoding="utf-8"))}
    assert reported == set(rows)
    assert all(row["name_zh"] and row["unit"] and row["definition_zh"] for row in rows.values())


def test_the_instructors_plan_fills_half_a_day():
    """The minutes of the plan's rows are the minutes between its first and last time."""
    rows = re.findall(r"^\| \{date\}`(\d+):(\d+)–(\d+):(\d+)` \| \{structure\}`(\d+)分钟` \|", text("instructor"), re.MULTILINE)
    assert len(rows) >= 6
    times = [(int(a) * 60 + int(b), int(c) * 60 + int(d), int(minutes)) for a, b, c, d, minutes in rows]
    assert all(end - start == minutes for start, end, minutes in times)
    assert all(before[1] == after[0] for before, after in zip(times, times[1:], strict=False))


@cache
def bank() -> tuple[list[dict], list[dict]]:
    """Returns the rows of the question bank that self-tests ask: questions and options."""
    tables = []
    for name in ("questions", "options"):
        with (ROOT / "data" / "training" / f"{name}.csv").open(encoding="utf-8") as file:
            tables.append(list(csv.DictReader(file)))
    return [row for row in tables[0] if not row["examination"]], tables[1]


def test_there_are_enough_questions_of_every_kind():
    """At least sixty, at least five a module, and every kind is used."""
    questions, _ = bank()
    modules, kinds = Counter(row["module"] for row in questions), Counter(row["kind"] for row in questions)
    assert len(questions) >= 60
    assert set(modules) == set(MODULES)
    assert min(modules.values()) >= 5
    assert set(kinds) == {"single", "multiple", "number", "order", "wrong-number"}


@pytest.mark.parametrize("module", MODULES)
def test_each_module_shows_its_questions(module, site):
    """The self-test stands in its part of the page, with every question of the module."""
    assert f"```{{questions}} {module}\n```" in text(module).partition("\n## 自测")[2]
    questions, _ = bank()
    ids = {row["id"] for row in questions if row["module"] == module}
    shown = str(article(site, module))
    assert ids
    assert all(f'"{name}"' in shown or f"{name}" in shown for name in ids)


def test_a_wrong_answer_leads_to_the_paragraph():
    """Most questions name the very paragraph to reread, by its label in their own module; the others a section of the method."""
    questions, _ = bank()
    labels = {module: set(LABEL.findall(text(module))) for module in MODULES}
    exact = [row for row in questions if row["reread"].partition("#")[2] in labels.get(row["reread"].partition("#")[0].rpartition("/")[2], ())]
    assert len(exact) > 0.9 * len(questions)
    assert all(row["reread"].startswith(("training/", "method/")) for row in questions)


def test_most_points_are_asked_about():
    """The labelled paragraphs are there to be reread: at least half of them answer a question."""
    questions, _ = bank()
    asked = {row["reread"].partition("#")[2] for row in questions}
    labels = {label for module in MODULES for label in LABEL.findall(text(module))}
    assert len(labels & asked) > len(labels) / 2, sorted(labels - asked)


def test_the_instructor_sees_every_answer(site):
    """The instructor's page holds the answers of all modules."""
    answers = article(site, "instructor").get_text()
    assert answers.count("重读") >= len(bank()[0])
