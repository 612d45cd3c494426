"""Working days and terms: the public holidays of the State Council's notices, and how a term is counted.

The rules, which the chapter 法定程序和期限 states: the day of the event is not counted; a term that is counted back from
an event ends on the last working day on or before the day it comes to; a term that is counted forward ends there too,
because no text of the register says that a term is extended over a day of rest; a term of months ends on the day of
the same number, or on the last of the month.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from liandong.data.documents import read_csv
from liandong.findings import DataError, Finding, messages, quote

HOLIDAYS = Path("data") / "law" / "holidays.csv"
NOTICES = Path("data") / "law" / "holiday-notices.csv"
OFF, WORK = "off", "work"
COLUMNS = ("from", "until", "kind", "name_zh", "notice")
DAYS, WORKING_DAYS, MONTHS = "日", "个工作日", "个月"
ONE = timedelta(days=1)
MESSAGES = messages(__name__)


class CalendarEnd(ValueError):
    """A day of a year that the table of holidays does not hold; the message is Chinese."""


@dataclass(frozen=True)
class WorkingDays:
    """The days off besides Saturdays and Sundays, the ones of these that are worked, and the years of the table."""

    off: frozenset[date]
    work: frozenset[date]
    years: tuple[int, ...]

    def is_working(self, day: date) -> bool:
        """Return whether a day is worked.

        Raises:
            CalendarEnd: the table does not hold the day's year.
        """
        if day.year not in self.years:
            years = MESSAGES["joined"].join(map(str, self.years))
            raise CalendarEnd(MESSAGES["end"].format(day=day, year=day.year, years=years))
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def between(self, first: date, last: date) -> list[date]:
        """Return the working days from one day to another, both counted."""
        return [day for number in range((last - first).days + 1) if self.is_working(day := first + number * ONE)]

    def count(self, event: date, number: int, unit: str, back: bool = False) -> date:
        """Return the day to which a term of DAYS, WORKING_DAYS or MONTHS comes, before it is moved off a day of rest.

        The event from which it is counted, forward or back, is not counted itself.
        """
        step = -1 if back else 1
        if unit == MONTHS:
            year, month = divmod(event.year * 12 + event.month - 1 + step * number, 12)
            return date(year, month + 1, min(event.day, monthrange(year, month + 1)[1]))
        if unit == DAYS:
            return event + step * number * ONE
        day = event
        for _ in range(number):
            day += step * ONE
            while not self.is_working(day):
                day += step * ONE
        return day

    def term(self, event: date, number: int, unit: str, back: bool = False) -> date:
        """Return the last working day on which a term is kept; the arguments are those of ``count``."""
        day = self.count(event, number, unit, back)
        while not self.is_working(day):
            day -= ONE
        return day


def read_working_days(root: Path) -> WorkingDays:
    """Return the calendar of ``data/law/holidays.csv``; without the file one that holds no year.

    Raises:
        DataError: something is wrong with the table, see `check_holidays`.
    """
    days, findings = _read(root)
    if findings:
        raise DataError(findings)
    years = tuple(sorted(_notices(root))) if (root / HOLIDAYS).is_file() else ()
    return WorkingDays(frozenset(days[OFF]), frozenset(days[WORK]), years)


def check_holidays(root: Path) -> list[Finding]:
    """Return findings E541 about the table of holidays: days that are none, in wrong order, twice, or of no notice."""
    return _read(root)[1]


def _read(root: Path) -> tuple[dict[str, set[date]], list[Finding]]:
    """Return the days by kind, and what is wrong."""
    days: dict[str, set[date]] = {OFF: set(), WORK: set()}
    findings: list[Finding] = []
    if not (root / HOLIDAYS).is_file():
        return days, findings

    def report(row: int, column: str | None, words: str, **values: object) -> None:
        findings.append(Finding.worded("E541", HOLIDAYS.as_posix(), MESSAGES[words], row, column, **values))

    rows = read_csv(root / HOLIDAYS, root)
    for name in COLUMNS:
        if rows and name not in rows[0]:
            report(1, name, "column")
    years = _notices(root)
    for number, row in enumerate([] if findings else rows, start=2):
        if None in row or None in row.values():  # more cells than headings, or fewer
            count = sum(isinstance(cell, str) for cell in row.values()) + len(row.get(None, []))
            report(number, None, "cells", count=count)
            continue
        first, last = _day(row["from"]), _day(row["until"])
        for column, day in (("from", first), ("until", last)):
            if day is None:
                report(number, column, "day", text=quote(row[column]))
        if row["kind"] not in days:
            report(number, "kind", "kind", text=quote(row["kind"]))
        if not row["notice"].isdigit() or int(row["notice"]) not in years:
            report(number, "notice", "notice", text=quote(row["notice"]))
        elif first and last and not (first <= last and {first.year, last.year} == {int(row["notice"])}):
            report(number, "until", "order", first=first, last=last)
        elif first and last and row["kind"] in days:
            for day in (first + step * ONE for step in range((last - first).days + 1)):
                if any(day in known for known in days.values()):
                    report(number, "from", "twice", day=day)
                days[row["kind"]].add(day)
    return days, findings


def _notices(root: Path) -> set[int]:
    """Return the years whose notice the project has."""
    if not (root / NOTICES).is_file():
        return set()
    rows = read_csv(root / NOTICES, root)
    return {int(row["year"]) for row in rows if row["year"].isdigit() and row["address"] and row["read"]}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
