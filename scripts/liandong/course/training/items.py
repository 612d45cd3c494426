"""Measures that count the rows of the problem list: how many, which share, how many are closed on which basis."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd

from liandong.findings import messages
from liandong.model.measures import Measure, MeasureError, cells_of, percentage

DONE = ("done",)
WITHDRAWN = "withdrawn"
LABELS = messages(__name__, "labels")
MESSAGES = messages(__name__)


def count_items(frame: pd.DataFrame, label: str = "", field: str = "problem", as_of: date | None = None) -> Measure:
    """Return how many rows a table has, or a selection of it, by the column that names what is counted.

    ``label`` is what a longer formula calls it, ``as_of`` the day to which the count refers, if it depends on one.
    """
    return Measure(Fraction(len(frame)), str(len(frame)), cells_of(frame, field), as_of=as_of, label=label,
                   operator="rows")


def in_effect(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are on the list: those that were withdrawn leave every count and every denominator."""
    return frame[frame["status"] != WITHDRAWN]


def share(part: pd.DataFrame, whole: pd.DataFrame, labels: tuple[str, str] = ("", ""),
          field: str = "problem") -> Measure:
    """Return the rows of ``part`` in percent of those of ``whole``; raises MeasureError if that has no rows."""
    if whole.empty:
        raise MeasureError(MESSAGES["empty"].format(table=whole.attrs.get("table", "?")))
    return percentage(count_items(part, labels[0], field), count_items(whole, labels[1], field))


def completion_rate_of(
    frame: pd.DataFrame, done: Iterable[str] = DONE, leave_out: Iterable[str] = (), as_of: date | None = None
) -> Measure:
    """Return the completion rate (办结率) of a list in percent; withdrawn rows are in neither number.

    The same idea as ``liandong.model.measures.completion_rate``, which starts from published sums instead of the list's
    rows.

    Args:
        frame: rows with a column ``status``, of ``problems`` or of ``status_on``.
        done: the statuses counted as done; the strict basis counts only ``done``.
        leave_out: the statuses taken out of the denominator; the strict basis leaves none out. Nothing may be left of
            it: MeasureError.
        as_of: the day of the statuses.
    """
    done, left_out = tuple(done), tuple(leave_out)
    base = in_effect(frame)
    base = base[~base["status"].isin(left_out)]
    finished = base[base["status"].isin(done)]
    rate = share(finished, base, (LABELS["done"], LABELS["left" if left_out else "listed"]))
    return replace(rate, counted=done, as_of=as_of)
