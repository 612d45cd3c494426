"""The directives ``{deadlines}``, days worked out from an event, and ``{holidays}``, the table of days off with its notices."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.data.text_files import read_text
from liandong.data.working_days import HOLIDAYS, NOTICES, read_working_days
from liandong.findings import Finding
from liandong.pages.marking.deadlines import CODE, read_deadlines
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED, FILE
from liandong.sphinx_ext.statistics import build

HEADINGS = ["做什么", "期限", "数到", "最晚的工作日"]
NOTICE_HEADINGS = ["年份", "通知", "发布", "地址", "读到的日子"]
DAY_HEADINGS = ["从", "到", "怎样", "名称"]
KINDS = {"off": "放假", "work": "调休上班"}


class DeadlinesDirective(SphinxDirective):
    """Works out terms: the argument is the event with its day, each line what is done and how it is counted."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        found = read_deadlines(self.arguments[0], self.content, self.lineno, read_working_days(Path(self.env.srcdir)))
        for line, words, expected in found.problems:
            finding = Finding(CODE, f"{self.env.docname}.md", line, found=words, expected=expected)
            store.add(self.env, store.PROBLEMS, self.env.docname, finding)
        return [build.table(HEADINGS, found.rows, COMPUTED, HOLIDAYS.as_posix(), classes=["deadlines"])]


class HolidaysDirective(SphinxDirective):
    """Shows the notices of the State Council that the project has, and the days off and days worked that they set."""

    def run(self) -> list[nodes.Node]:
        """Return both tables."""
        notices, days = self._rows(NOTICES), self._rows(HOLIDAYS)
        titles = [f"《{row['title_zh']}》{row['number']}" for row in notices]
        rows = [[row["year"], title, row["issued"], row["address"], row["read"]] for row, title in zip(notices, titles, strict=True)]
        listed = [[row["from"], row["until"], KINDS[row["kind"]], row["name_zh"]] for row in days]
        return [
            build.table(NOTICE_HEADINGS, rows, FILE, NOTICES.as_posix(), classes=["holiday-notices"]),
            build.table(DAY_HEADINGS, listed, FILE, HOLIDAYS.as_posix(), classes=["holidays"]),
        ]

    def _rows(self, file: Path) -> list[dict[str, str]]:
        root = Path(self.env.srcdir)
        return list(csv.DictReader(io.StringIO(read_text(root / file, root).text)))


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("deadlines", DeadlinesDirective)
    app.add_directive("holidays", HolidaysDirective)
