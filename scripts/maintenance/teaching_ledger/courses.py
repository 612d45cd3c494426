"""How each list problem goes, from its assignment to the ledger's date, and the draws that decide it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from liandong.data.working_days import WorkingDays
from maintenance.teaching_ledger.city import CITY, WORDS


class Draws:
    """Draws from a seeded stream, the same on every Python: only ``Random.random`` is promised to be."""

    def __init__(self, seed: int, calendar: WorkingDays):
        self._stream = Random(seed)
        self._calendar = calendar

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self._stream.random() * (high - low + 1))

    def one_of(self, items: Sequence[Any]) -> Any:
        """Return one of the items."""
        return items[self.between(0, len(items) - 1)]

    def weighted(self, weights: Mapping[str, int]) -> str:
        """Return one of the keys, each as often as its weight."""
        return self.one_of([item for item, weight in weights.items() for _ in range(weight)])

    def workday(self, first: date, last: date) -> date:
        """Return a working day between two days, both included."""
        return self.one_of(self._calendar.between(first, last))


@dataclass
class Course:
    """The dated course of one problem."""

    assigned_on: date
    deadline: date
    history: list[tuple[date, str, str, str]] = field(default_factory=list)  # day, status, by whom, note, in order
    reviews: list[tuple[date, str, str]] = field(default_factory=list)  # day, result, opinion, in order

    @property
    def status(self) -> str:
        """The last status."""
        return self.history[-1][1]

    def move(self, day: date, status: str, by: str, note: str) -> None:
        """Add a change of status."""
        self.history.append((day, status, by, note))

    def close(self, day: date, reviewer: str) -> None:
        """Close it after a passed review on the same day."""
        self.reviews.append((day, "passed", WORDS["passed"]))
        self.move(day, "done", reviewer, WORDS["passed"])


def plan_course(topic: dict[str, str], unit_zh: str, reviewer: str, draws: Draws, added: int) -> Course:
    """Return the course of a problem.

    Args:
        topic: its ``course`` (a key of ``terms`` in city.toml), the least ``days`` that closing it takes, and in
            ``note_zh`` why it was sent back, left the list or is a matter of design.
        unit_zh: who puts it right.
        reviewer: who reviews it.
        draws: the stream of choices.
        added: which of the later assignments it belongs to, for the kinds that begin with ``added``.
    """
    kind, note, least = topic["course"], topic["note_zh"], timedelta(days=int(topic["days"] or 0))
    later = kind.startswith("added")
    start = CITY["added_on"][added] if later else CITY["assigned_on"]
    drawn = CITY["deadlines"][draws.one_of(CITY["terms"][kind])]
    # A term in which the thing cannot be done is not set: a week must be left.
    earliest = max(drawn, start + least + timedelta(days=7))
    course = Course(start, next(day for day in CITY["deadlines"].values() if day >= earliest))
    course.move(start, "assigned", WORDS["office"], WORDS["added" if later else "assigned"])
    planned = draws.workday(start + timedelta(days=7), start + timedelta(days=14))
    course.move(planned, "ongoing", unit_zh, WORDS["plan"])
    earliest = max(planned + timedelta(days=3), start + least)
    if kind in ("done", "added"):
        day = draws.workday(earliest, course.deadline)
        if draws.between(1, 5) == 1 and day - earliest > timedelta(days=8):
            returned = draws.workday(earliest, day - timedelta(days=5))
            course.reviews.append((returned, "returned", WORDS["not_enough"]))
        course.close(day, reviewer)
    elif kind == "late":
        course.close(draws.workday(*(course.deadline + timedelta(days=days) for days in (4, 30))), reviewer)
    elif kind == "design":
        day = draws.workday(date(2025, 7, 21), date(2025, 8, 15))
        course.move(day, "top_level_design", WORDS["chairpersons"], note)
    elif kind == "withdrawn":
        course.move(CITY["withdrawn_on"], "withdrawn", WORDS["chairpersons"], note)
    elif kind.startswith("reopened"):
        course.close(draws.workday(max(date(2025, 6, 30), earliest), course.deadline), reviewer)
        day = draws.workday(date(2025, 8, 4), date(2025, 8, 15))
        course.reviews.append((day, "returned", note))
        course.move(day, "ongoing", reviewer, note)
        if kind == "reopened-done":
            course.close(draws.workday(date(2025, 9, 8), date(2025, 9, 19)), reviewer)
    return course
