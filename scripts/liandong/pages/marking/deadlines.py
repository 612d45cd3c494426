"""Terms that a page asks for: ``{deadlines}`` with an event, its day, and a line for each thing to be done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from liandong.data.text_files import read_text
from liandong.data.working_days import CalendarEnd, WorkingDays, read_working_days
from liandong.findings import Finding, messages, quote

CODE = "E542"
BLOCK = re.compile(r"^(?P<fence>`{3,}|:{3,})\{deadlines\} *(?P<event>[^\n]*)\n(?P<lines>.*?)^(?P=fence)",
                   re.MULTILINE | re.DOTALL)
LINE = re.compile(r"(?P<what>[^|]+)\|\s*(?P<direction>前|后)\s*(?P<number>[0-9]+)\s*(?P<unit>日|个工作日|个月)\s*")
WEEKDAYS = "一二三四五六日"
LABELS = messages(__name__, "labels")


@dataclass(frozen=True)
class Deadlines:
    """What a ``{deadlines}`` gives: the rows of its table, and what is wrong with it as line, found, expected.

    A row: what is done, how it is counted, the day it comes to, the last working day on which it is kept.
    """

    rows: list[list[str]]
    problems: list[tuple[int, str, str]]


def read_deadlines(argument: str, lines: Iterable[str], first: int, calendar: WorkingDays) -> Deadlines:
    """Return the terms of one directive, worked out.

    Its argument is an event and its day; its lines, which begin behind line ``first``, say each what is to be done.
    """
    event, _, written = argument.strip().rpartition(" ")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return Deadlines([], [(first, quote(argument), LABELS["event_expected"])])
    result = Deadlines([], [])
    for number, line in enumerate(lines, start=first + 1):
        match = LINE.fullmatch(line.strip())
        if match is None:
            result.problems.append((number, quote(line), LABELS["line_expected"]))
            continue
        count, unit, back = int(match["number"]), match["unit"], match["direction"] == "前"
        try:
            reached, last = calendar.count(day, count, unit, back), calendar.term(day, count, unit, back)
        except CalendarEnd as error:
            result.problems.append((number, str(error), LABELS["covered"]))
            continue
        words = LABELS[match["direction"]].format(event=event, number=count, unit=unit)
        result.rows.append([match["what"].strip(), words, day_words(reached),
                            LABELS["same"] if last == reached else day_words(last)])
    return result


def day_words(day: date) -> str:
    """Return a day with its day of the week."""
    return LABELS["day"].format(year=day.year, month=day.month, day=day.day, weekday=WEEKDAYS[day.weekday()])


def check_page_deadlines(root: Path, pages: Iterable[Path]) -> list[Finding]:
    """Return a finding for each term of the pages that cannot be worked out; ``pages`` are paths below ``root``."""
    calendar, findings = read_working_days(root), []
    for page in pages:
        text = read_text(page, root).text
        for block in BLOCK.finditer(text):
            first = text.count("\n", 0, block.start()) + 1
            found = read_deadlines(block["event"], block["lines"].splitlines(), first, calendar)
            findings += [Finding(CODE, page.relative_to(root).as_posix(), line, found=words, expected=expected)
                         for line, words, expected in found.problems]
    return findings
