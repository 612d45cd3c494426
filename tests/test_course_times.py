"""The course's times add up: hours of the day, minutes of each lesson, half days of the two weeks."""

import re
from collections import Counter
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parents[1] / "book" / "training"
MARK = re.compile(r"\{(?:date|structure)\}`([^`]*)`")
RANGE = re.compile(r"(\d+):(\d\d)–(\d+):(\d\d)")
HALF_DAYS = {"半天": 1, "一天": 2, "两天": 4, "三个半天": 3}
LINK = re.compile(r"\]\(([a-z-]+)\.md\)")


def rows(page: str, heading: str) -> list[list[str]]:
    """Returns the rows of the table below a heading of a page, their marks taken off."""
    text = (TRAINING / page).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[MARK.sub(r"\1", cell).strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(("page", "heading"), [("index.md", "速成"), ("instructor.md", "半天的班")])
def test_each_hour_holds_the_minutes_beside_it(page, heading):
    """From beginning to end it is as many minutes as the row says, and no row begins before the last has ended."""
    ended = 0
    for cells in rows(page, heading):
        first_hour, first, last_hour, last = map(int, RANGE.search(cells[0]).groups())
        begins, ends = first_hour * 60 + first, last_hour * 60 + last
        assert ends - begins == int(cells[1].removesuffix("分钟")), cells
        assert begins >= ended, cells
        ended = ends


def lesson(name: str) -> dict[str, str]:
    """Returns the times that a lesson gives itself, by path."""
    return {cells[0]: cells[1].replace(" ", "") for cells in rows(f"{name}.md", "用时和阅读")}


def test_the_day_gives_each_lesson_its_minutes():
    """The fast path spends on a lesson what the lesson says."""
    for cells in rows("index.md", "速成"):
        assert lesson(LINK.search(cells[2])[1])["一天速成"] == cells[1]


def test_the_two_weeks_give_each_lesson_its_half_days():
    """Ten whole days are twenty half days, and each lesson has as many of them as it says."""
    given = Counter(LINK.search(cell)[1] for cells in rows("index.md", "系统") for cell in cells[1:3])
    assert sum(given.values()) == 20
    assert {name: HALF_DAYS[lesson(name)["两周系统"]] for name in given} == given


MINUTES = re.compile(r"\{structure\}`(\d+)分钟`")
HALF_DAY = 180


@pytest.mark.parametrize("name", sorted({LINK.search(cell)[1] for cells in rows("index.md", "系统") for cell in cells[1:3]}))
def test_each_lesson_s_minutes_add_up(name):
    """Reading, examples, exercises and self-test are the lesson's half days, and the exercises are the minutes beside each of them."""
    text = (TRAINING / f"{name}.md").read_text(encoding="utf-8")
    total, *parts = map(int, MINUTES.findall(next(line for line in text.splitlines() if line.startswith("系统学共"))))
    each = [MINUTES.search(line) for line in text.splitlines() if line.startswith("**练习：")]
    assert all(each), name
    assert total == sum(parts) == HALF_DAY * HALF_DAYS[lesson(name)["两周系统"]]
    assert parts[2] == sum(int(minutes[1]) for minutes in each)


def test_the_capstone_s_minutes_add_up():
    """The steps from registration to brief are the two half days that the page gives itself."""
    text = (TRAINING / "capstone.md").read_text(encoding="utf-8")
    total, *each = map(int, MINUTES.findall(text))
    assert total == sum(each) == 2 * HALF_DAY
    assert len(each) == text.count("**要做的")
