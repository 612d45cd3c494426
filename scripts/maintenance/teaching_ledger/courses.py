"""How each list problem goes: from its assignment to where it stands at the ledger's date."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from maintenance.teaching_ledger import city
from maintenance.teaching_ledger.city import WORDS
from maintenance.teaching_ledger.draws import Draws


@dataclass
class Course:
    """The dated course of one problem.

    Attributes:
        assigned_on: when it was assigned.
        deadline: when it was due.
        history: day, status, by whom, note, in order.
        reviews: day, result, opinion, in order.
    """

    assigned_on: date
    deadline: date
    history: list[tuple[date, str, str, str]] = field(default_factory=list)
    reviews: list[tuple[date, str, str]] = field(default_factory=list)

    @property
    def status(self) -> str:
        """The last status."""
        return self.history[-1][1]

    @property
    def closed_on(self) -> date | None:
        """The day on which it was closed, if it is."""
        return self.history[-1][0] if self.status == "done" else None

    def move(self, day: date, status: str, by: str, note: str) -> None:
        """Add a change of status."""
        self.history.append((day, status, by, note))

    def close(self, day: date, reviewer: str) -> None:
        """Close it after a passed review on the same day."""
        self.reviews.append((day, "passed", WORDS["passed"]))
        self.move(day, "done", reviewer, WORDS["passed"])

    def reopen(self, day: date, reviewer: str, why: str) -> None:
        """Open it again after a review that sent it back."""
        self.reviews.append((day, "returned", why))
        self.move(day, "ongoing", reviewer, why)


def plan_course(topic: dict[str, str], unit_zh: str, reviewer: str, draws: Draws, added: int = 0) -> Course:
    """Return the course of a problem.

    Args:
        topic: its ``course`` (done, late, ongoing, overdue, design, reopened-done, reopened-open, withdrawn, added, added-open), the least
            ``days`` that closing it takes, and in ``note_zh`` why it was sent back, left the list or is a matter of design.
        unit_zh: who puts it right.
        reviewer: who reviews it.
        draws: the stream of choices.
        added: which of the later assignments it belongs to, for the kinds that begin with ``added``.
    """
    kind, note, least = topic["course"], topic["note_zh"], timedelta(days=int(topic["days"] or 0))
    start = city.ADDED_ON[added] if kind.startswith("added") else city.ASSIGNED_ON
    drawn = _deadline(kind, draws)
    # A term in which the thing cannot be done is not set: a week must be left.
    course = Course(start, next(day for day in city.DEADLINES.values() if day >= max(drawn, start + least + timedelta(days=7))))
    course.move(start, "assigned", WORDS["office"], WORDS["added" if kind.startswith("added") else "assigned"])
    course.move(draws.workday(start + timedelta(days=7), start + timedelta(days=14)), "ongoing", unit_zh, WORDS["plan"])
    earliest = max(course.history[-1][0] + timedelta(days=3), start + least)
    if kind in ("done", "added"):
        day = draws.workday(earliest, course.deadline)
        if draws.between(1, 5) == 1 and day - earliest > timedelta(days=8):
            course.reviews.append((draws.workday(earliest, day - timedelta(days=5)), "returned", WORDS["not_enough"]))
        course.close(day, reviewer)
    elif kind == "late":
        course.close(draws.workday(course.deadline + timedelta(days=4), course.deadline + timedelta(days=30)), reviewer)
    elif kind == "design":
        course.move(draws.workday(date(2025, 7, 21), date(2025, 8, 15)), "top_level_design", WORDS["chairpersons"], note)
    elif kind == "withdrawn":
        course.move(city.WITHDRAWN_ON, "withdrawn", WORDS["chairpersons"], note)
    elif kind.startswith("reopened"):
        course.close(draws.workday(max(date(2025, 6, 30), earliest), course.deadline), reviewer)
        course.reopen(draws.workday(date(2025, 8, 4), date(2025, 8, 15)), reviewer, note)
        if kind == "reopened-done":
            course.close(draws.workday(date(2025, 9, 8), date(2025, 9, 19)), reviewer)
    return course


def _deadline(kind: str, draws: Draws) -> date:
    choices = {
        "done": ("quick", "quick", "middle", "long"), "late": ("quick", "middle"), "ongoing": ("autumn", "year", "year"),
        "overdue": ("quick", "middle", "long"), "design": ("design",), "added": ("long",), "added-open": ("autumn",),
        "withdrawn": ("middle",), "reopened-done": ("quick",), "reopened-open": ("quick",),
    }
    return city.DEADLINES[draws.one_of(choices[kind])]
