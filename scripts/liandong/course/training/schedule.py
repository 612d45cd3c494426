"""The days of a ledger's documents: working days, in the statutory order, with notice and hand-over in time (E967)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from liandong.data.documents import read_yaml
from liandong.data.working_days import DAYS, MONTHS, CalendarEnd, WorkingDays, read_working_days
from liandong.findings import DataError, Finding, messages

if TYPE_CHECKING:
    from liandong.course.training.ledger import Ledger

DOCUMENTS = "documents.yml"
# The chapter 法定程序和期限: what comes before what, and the terms in force on the days of the teaching ledger.
ORDER = ("plan", "notice", "study", "inspection_from", "inspection_to", "report", "chairs", "session", "opinions",
         "handling_due", "vote", "printed")
TERMS = (("notice", "inspection_from", 10, DAYS, True), ("opinions", "session", 10, DAYS, False),
         ("handling_due", "opinions", 3, MONTHS, False))
MESSAGES = messages(__name__)


def check_schedule(ledger: Ledger) -> list[Finding]:
    """Return what is wrong with the days of documents.yml; nothing where a ledger has no documents."""
    if not (ledger.folder / DOCUMENTS).is_file():
        return []
    try:
        content = read_yaml(ledger.folder / DOCUMENTS, ledger.root)
        calendar = read_working_days(ledger.root)
    except DataError as error:
        return error.findings
    days = content.get("dates", {}) if isinstance(content, dict) else {}
    file = f"{ledger.place.as_posix()}/{DOCUMENTS}"
    missing = [name for name in ORDER if not isinstance(days.get(name), date)]
    if missing:
        return [Finding.worded("E967", file, MESSAGES["no_day"], name=name) for name in missing]
    return list(_wrong(file, days, calendar))


def _wrong(file: str, days: dict[str, date], calendar: WorkingDays) -> Iterator[Finding]:
    try:
        for name, day in days.items():
            if calendar.years and not calendar.is_working(day):
                yield Finding.worded("E967", file, MESSAGES["rest"], name=name, day=day)
        for before, after in pairwise(ORDER):
            if days[after] < days[before]:
                words = {"before": before, "after": after, "earlier": days[before], "later": days[after]}
                yield Finding.worded("E967", file, MESSAGES["order"], **words)
        for name, event, number, unit, back in TERMS if calendar.years else ():
            last = calendar.term(days[event], number, unit, back)
            if days[name] > last:
                yield Finding.worded("E967", file, MESSAGES["term"], name=name, day=days[name], last=last)
    except CalendarEnd as error:
        yield Finding("E967", file, found=str(error), expected=MESSAGES["rest"][1])
