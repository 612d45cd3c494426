"""Measures of time: what is overdue and what is not yet due, how old the open problems are, how long closing took.

Open problems are split into past due and not yet due, as the tracker of San Diego's city auditor does with what is in
process. A deadline is kept if the problem is closed on that day; the day after, it is overdue.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import pandas as pd

from liandong.course.training.items import WITHDRAWN
from liandong.course.training.timeline import status_on
from liandong.findings import messages
from liandong.model.measures import Measure, MeasureError, cells_of

MESSAGES = messages(__name__)
LABELS = messages(__name__, "labels")


def open_on(problems: pd.DataFrame, history: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows of ``problems`` that were assigned and neither closed nor withdrawn at the end of a day."""
    latest = status_on(history, day)
    still = set(latest.loc[~latest["status"].isin(["done", WITHDRAWN]), "problem"])
    return problems[problems["problem"].isin(still)]


def overdue_on(problems: pd.DataFrame, history: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the open problems whose deadline lies before a day."""
    return _where(open_on(problems, history, day), lambda row: row["deadline"] < day)


def not_yet_due_on(problems: pd.DataFrame, history: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the open problems whose deadline is that day or later."""
    return _where(open_on(problems, history, day), lambda row: row["deadline"] >= day)


def closed_late(problems: pd.DataFrame) -> pd.DataFrame:
    """Return the closed problems that were closed after their deadline."""
    return _where(_closed(problems), lambda row: row["closed_on"] > row["deadline"])


def closed_in_time(problems: pd.DataFrame) -> pd.DataFrame:
    """Return the closed problems that were closed on their deadline or before."""
    return _where(_closed(problems), lambda row: row["closed_on"] <= row["deadline"])


def median_age_days(still: pd.DataFrame, day: date) -> Measure:
    """Return the median age in days of the problems that are open on a day; raises MeasureError if there are none."""
    return _median([(day - start).days for start in still["assigned_on"]], still, "assigned_on", day)


def oldest_age_days(still: pd.DataFrame, day: date) -> Measure:
    """Return the age in days of the open problem that was assigned first."""
    if still.empty:
        raise MeasureError(MESSAGES["none"])
    start = min(still["assigned_on"])
    oldest = still[still["assigned_on"] == start]
    text = LABELS["oldest"].format(day=day.isoformat(), start=start.isoformat())
    return Measure(Fraction((day - start).days), text, cells_of(oldest, "assigned_on"), as_of=day, operator="−")


def median_days_to_close(problems: pd.DataFrame, day: date | None = None) -> Measure:
    """Return the median time in days from assignment to closing; raises MeasureError if no problem is closed."""
    done = _closed(problems)
    days = [(closed - start).days for closed, start in zip(done["closed_on"], done["assigned_on"], strict=True)]
    return _median(days, done, "closed_on", day)


def _median(days: Sequence[int], frame: pd.DataFrame, field: str, day: date | None) -> Measure:
    if not days:
        raise MeasureError(MESSAGES["none"])
    ordered = sorted(days)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    text = LABELS["median"].format(count=len(ordered), middle=LABELS["and"].join(map(str, middle)))
    return Measure(Fraction(sum(middle), len(middle)), text, cells_of(frame, field), as_of=day, operator="count")


def _closed(problems: pd.DataFrame) -> pd.DataFrame:
    return problems[(problems["status"] == "done") & problems["closed_on"].notna()]


def _where(frame: pd.DataFrame, condition: Callable[[pd.Series], bool]) -> pd.DataFrame:
    # An empty list has no type of its own, and a frame cannot be chosen from by objects.
    return frame[pd.Series([condition(row) for _, row in frame.iterrows()], index=frame.index, dtype=bool)]
