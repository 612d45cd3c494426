"""Working days and terms: the rules by which days are counted, what is wrong with a table of holidays, terms that pages ask for."""

from datetime import date
from pathlib import Path

import pytest

from liandong.data.working_days import (
    DAYS,
    HOLIDAYS,
    MONTHS,
    NOTICES,
    WORKING_DAYS,
    CalendarEnd,
    check_holidays,
    read_working_days,
)
from liandong.pages.marking.deadlines import check_page_deadlines, read_deadlines

ROOT = Path(__file__).resolve().parents[1]
HEAD = "from,until,kind,name_zh,notice\n"
NOTICE = "year,title_zh,number,issued,address,read\n2025,通知,,2024-11-12,https://example.org,2026-11-27\n"


@pytest.fixture(scope="module")
def calendar():
    """The calendar of the project."""
    return read_working_days(ROOT)


def table(root: Path, rows: str, notices: str = NOTICE) -> Path:
    """Writes a table of holidays; returns the project's root."""
    (root / HOLIDAYS).parent.mkdir(parents=True, exist_ok=True)
    (root / HOLIDAYS).write_text(HEAD + rows, encoding="utf-8")
    (root / NOTICES).write_text(notices, encoding="utf-8")
    return root


def test_nothing_is_wrong_with_the_project_s_table():
    """Each day belongs to a notice that was read, and stands there once."""
    assert check_holidays(ROOT) == []


@pytest.mark.parametrize(("day", "worked"), [
    ("2025-04-04", False), ("2025-04-27", True), ("2025-05-05", False), ("2025-05-06", True), ("2025-06-07", False), ("2025-09-28", True),
    ("2024-02-09", True), ("2024-02-18", True), ("2026-02-23", False), ("2026-02-28", True), ("2026-10-10", True),
])
def test_days_off_and_days_worked_instead(calendar, day, worked):
    """Holidays on weekdays are off, weekends named in a notice are worked."""
    assert calendar.is_working(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(("event", "number", "unit", "back", "reached", "last"), [
    ("2025-06-27", 20, DAYS, True, "2025-06-07", "2025-06-06"),  # a Saturday: earlier
    ("2025-05-15", 10, DAYS, True, "2025-05-05", "2025-04-30"),  # the whole holiday is passed over
    ("2025-06-27", 7, DAYS, True, "2025-06-20", "2025-06-20"),
    ("2025-04-02", 10, DAYS, False, "2025-04-12", "2025-04-11"),  # forward: not extended either
    ("2025-04-11", 3, MONTHS, False, "2025-07-11", "2025-07-11"),
    ("2025-11-30", 3, MONTHS, False, "2026-02-28", "2026-02-28"),  # no such day: the last of the month, worked that year
    ("2025-03-31", 1, MONTHS, True, "2025-02-28", "2025-02-28"),
    ("2025-04-22", 10, WORKING_DAYS, False, "2025-05-08", "2025-05-08"),  # over a worked Sunday and a holiday of five days
    ("2025-05-06", 1, WORKING_DAYS, True, "2025-04-30", "2025-04-30"),
])
def test_terms(calendar, event, number, unit, back, reached, last):
    """The event's day is not counted; whatever direction, the term is kept by the last working day on or before the day reached."""
    day = date.fromisoformat(event)
    assert calendar.count(day, number, unit, back) == date.fromisoformat(reached)
    assert calendar.term(day, number, unit, back) == date.fromisoformat(last)


def test_a_year_without_a_notice_is_no_ordinary_year(calendar):
    """A day outside the table is named, never guessed from the day of the week."""
    with pytest.raises(CalendarEnd, match="2027-01-04：2027年的放假通知没有登记，表里只有 2024、2025、2026 年"):
        calendar.is_working(date(2027, 1, 4))


@pytest.mark.parametrize(("rows", "words"), [
    ("2025-02-30,2025-03-01,off,某节,2025\n", "“2025-02-30” 不是日期"),
    ("2025-10-03,2025-10-01,off,某节,2025\n", "从 2025-10-03 到 2025-10-01"),
    ("2025-10-01,2025-10-03,holiday,某节,2025\n", "“holiday”"),
    ("2025-10-01,2025-10-03,off,某节,2025\n2025-10-03,2025-10-03,work,调休,2025\n", "2025-10-03 写了两次"),
    ("2026-10-01,2026-10-03,off,某节,2026\n", "“2026” 年的通知不在"),
    ("2026-10-01,2026-10-03,off,某节,2025\n", "从 2026-10-01 到 2026-10-03"),
])
def test_what_is_wrong_with_a_table_of_holidays(tmp_path, rows, words):
    """Days that are none, in the wrong order or of another year, twice, of no notice: each with file, row and code."""
    finding = check_holidays(table(tmp_path, rows))[0]
    assert (finding.code, finding.file) == ("E541", "data/law/holidays.csv")
    assert finding.row > 1
    assert words in finding.found


@pytest.mark.parametrize(("rows", "found"), [("2025-10-01,2025-10-03,off\n", "3 个单元格"), ("2025-10-01,2025-10-03,off,某节,2025,x\n", "6 个单元格")])
def test_a_row_of_other_length_is_told(tmp_path, rows, found):
    """A row with too few or too many cells is one finding that counts them, and no traceback."""
    findings = check_holidays(table(tmp_path, rows))
    assert [(item.row, item.found, item.expected) for item in findings] == [(2, found, "5 个单元格，与列名一样多")]


def test_a_missing_column_is_told_with_all_that_are_wanted(tmp_path):
    """The finding names the column, and what the first row has to be in plain words."""
    (tmp_path / HOLIDAYS).parent.mkdir(parents=True)
    (tmp_path / HOLIDAYS).write_text("from,until,kind,name_zh\n2025-10-01,2025-10-03,off,某节\n", encoding="utf-8")
    findings = check_holidays(tmp_path)
    assert [(item.column, item.found, "kind、name_zh、notice" in item.expected) for item in findings] == [("notice", "没有 notice 列", True)]


def test_terms_of_a_page_are_worked_out(calendar):
    """A row says how it is counted, the day with its day of the week, and the last working day."""
    found = read_deadlines("会议 2025-06-27", ["送征求意见 | 前 20 日", "书面报告 | 后 3 个月"], 10, calendar)
    assert found.problems == []
    assert found.rows == [
        ["送征求意见", "会议前20日", "2025年6月7日，星期六", "2025年6月6日，星期五"],
        ["书面报告", "会议后3个月内", "2025年9月27日，星期六", "2025年9月26日，星期五"],
    ]


def test_terms_that_cannot_be_worked_out_are_named_with_their_line(tmp_path):
    """An event without a day, a line that is no term, and a year that the table does not reach."""
    page = table(tmp_path, "2025-10-01,2025-10-08,off,国庆节,2025\n") / "book" / "a.md"
    page.parent.mkdir()
    page.write_text(
        "# 页\n\n```{deadlines} 会议 2025-13-01\n送交 | 前 7 日\n```\n\n```{deadlines} 会议 2025-12-30\n尽快送交\n送交 | 后 10 日\n```\n", encoding="utf-8",
    )
    found = [(finding.code, finding.row) for finding in check_page_deadlines(tmp_path, [page])]
    assert found == [("E542", 3), ("E542", 8), ("E542", 9)]
