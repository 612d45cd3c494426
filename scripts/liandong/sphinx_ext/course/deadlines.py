"""``{deadlines}``, days worked out from an event, and ``{holidays}``, the table of days off with its notices."""

from __future__ import annotations

from docutils import nodes

from liandong.data.documents import read_csv
from liandong.data.working_days import HOLIDAYS, NOTICES, read_working_days
from liandong.pages.marking.deadlines import CODE, read_deadlines
from liandong.pages.tracing.html import COMPUTED, FILE
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.statistics.build import table

HEADINGS = ["做什么", "期限", "数到", "最晚的工作日"]
NOTICE_HEADINGS = ["年份", "通知", "发布", "地址", "读到的日子"]
DAY_HEADINGS = ["从", "到", "怎样", "名称"]
KINDS = {"off": "放假", "work": "调休上班"}


@directive("deadlines", arguments=1, content=True, spaces=True)
def show_deadlines(page: BookDirective) -> nodes.table:
    """Return terms: the argument is the event with its day, each line what is done and how it is counted."""
    found = read_deadlines(page.arguments[0], page.content, page.lineno, read_working_days(page.root))
    for line, words, expected in found.problems:
        page.note_problem(CODE, words, expected, line)
    return table(HEADINGS, found.rows, COMPUTED, HOLIDAYS.as_posix(), classes=["deadlines"])


@directive("holidays")
def show_holidays(page: BookDirective) -> list[nodes.table]:
    """Return the notices of the State Council that the project has, and the days off and days worked that they set."""
    notices, days = (read_csv(page.root / file, page.root) for file in (NOTICES, HOLIDAYS))
    rows = [[row["year"], f"《{row['title_zh']}》{row['number']}", row["issued"], row["address"], row["read"]]
            for row in notices]
    listed = [[row["from"], row["until"], KINDS[row["kind"]], row["name_zh"]] for row in days]
    return [
        table(NOTICE_HEADINGS, rows, FILE, NOTICES.as_posix(), classes=["holiday-notices"]),
        table(DAY_HEADINGS, listed, FILE, HOLIDAYS.as_posix(), classes=["holidays"]),
    ]
