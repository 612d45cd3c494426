"""Where each problem stood on any day, read from the history of its status and never from its present state."""

from datetime import date

import pandas as pd


def status_on(history: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the last change of each problem up to the end of a day: one row of ``history`` a problem.

    A problem that was assigned later has no row, so that the number of rows is the list of that day.
    """
    known = history[[changed <= day for changed in history["changed_on"]]]
    latest = known.sort_values(["problem", "step"], kind="stable").drop_duplicates("problem", keep="last").sort_index()
    latest.attrs.update(history.attrs)
    return latest


def changes_to(history: pd.DataFrame, status: str, first: date, last: date) -> pd.DataFrame:
    """Return the changes to a status between two days, both included."""
    inside = [first <= changed <= last for changed in history["changed_on"]]
    return history[pd.Series(inside, index=history.index, dtype=bool) & (history["status"] == status)]


def reopenings(history: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return the changes between two days, both included, that opened a closed problem again."""
    before = history.sort_values(["problem", "step"], kind="stable").groupby("problem")["status"].shift()
    back = history[(before.reindex(history.index) == "done") & (history["status"] != "done")]
    return back[pd.Series([first <= changed <= last for changed in back["changed_on"]], index=back.index, dtype=bool)]
