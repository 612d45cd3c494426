"""Where each problem stood on any day, read from the history of its status and never from its present state."""

import math
from collections.abc import Iterator
from datetime import date

import pandas as pd


def status_on(history: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the last change of each problem up to the end of a day: one row of ``history`` a problem.

    A problem that was assigned later has no row, so that the number of rows is the list of that day.
    """
    latest = {problem: place for place, problem, _, changed in _in_order(history) if changed <= day}
    return history.iloc[list(latest.values())].sort_index()


def changes_to(history: pd.DataFrame, status: str, first: date, last: date) -> pd.DataFrame:
    """Return the changes to a status between two days, both included."""
    return history.iloc[[
        place for place, _, to, changed in _in_order(history) if to == status and first <= changed <= last
    ]].sort_index()


def reopenings(history: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return the changes between two days, both included, that opened a closed problem again."""
    back, before = [], {}
    for place, problem, status, changed in _in_order(history):
        if before.get(problem) == "done" and status != "done" and first <= changed <= last:
            back.append(place)
        before[problem] = status
    return history.iloc[back].sort_index()


def _in_order(history: pd.DataFrame) -> Iterator[tuple[int, str, str, date]]:
    """Yield the changes, those of a problem in the order of its steps: place in the table, problem, status, day.

    What pandas does to sort and group a short table takes ten times as long.
    """
    order = history["step"].to_numpy(dtype=float, na_value=math.inf).argsort(kind="stable").tolist()
    columns = [history[name].tolist() for name in ("problem", "status", "changed_on")]
    return ((place, *(column[place] for column in columns)) for place in order)
