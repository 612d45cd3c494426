"""The measures of the teaching ledger on tables of a few rows, with values counted by hand."""

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from liandong.course.training import ballots, deadlines, items, lineage, timeline, weekly
from liandong.model.measures import MeasureError

START = date(2030, 3, 4)


def frame(name: str, rows: list[dict]) -> pd.DataFrame:
    """Returns a table as the ledger gives it: line numbers as index, its name attached."""
    table = pd.DataFrame(rows, index=pd.RangeIndex(2, len(rows) + 2, name="row"))
    table.attrs["table"] = name
    return table


@pytest.fixture
def history():
    """Returns the history of four problems: closed, reopened and closed again, open, added later; a fifth is withdrawn."""
    changes = [
        ("A", 1, START, "assigned"), ("A", 2, date(2030, 3, 12), "done"),
        ("B", 1, START, "assigned"), ("B", 2, date(2030, 3, 10), "done"), ("B", 3, date(2030, 3, 13), "ongoing"), ("B", 4, date(2030, 3, 20), "done"),
        ("C", 1, START, "assigned"), ("C", 2, date(2030, 3, 11), "ongoing"),
        ("D", 1, date(2030, 3, 14), "assigned"),
        ("E", 1, START, "assigned"), ("E", 2, date(2030, 3, 15), "withdrawn"),
    ]
    return frame("history", [dict(zip(("problem", "step", "changed_on", "status"), change, strict=True)) for change in changes])


@pytest.fixture
def problems():
    """Returns the list as the history leaves it."""
    rows = [
        ("A", START, date(2030, 3, 11), date(2030, 3, 12), "done"), ("B", START, date(2030, 3, 20), date(2030, 3, 20), "done"),
        ("C", START, date(2030, 3, 15), None, "ongoing"), ("D", date(2030, 3, 14), date(2030, 4, 1), None, "assigned"),
        ("E", START, date(2030, 3, 15), None, "withdrawn"),
    ]
    return frame("problems", [dict(zip(("problem", "assigned_on", "deadline", "closed_on", "status"), row, strict=True)) for row in rows])


@pytest.mark.parametrize(("day", "expected"), [
    (date(2030, 3, 3), {}),
    (START, {"A": "assigned", "B": "assigned", "C": "assigned", "E": "assigned"}),
    (date(2030, 3, 12), {"A": "done", "B": "done", "C": "ongoing", "E": "assigned"}),
    (date(2030, 3, 13), {"A": "done", "B": "ongoing", "C": "ongoing", "E": "assigned"}),
    (date(2030, 3, 31), {"A": "done", "B": "done", "C": "ongoing", "D": "assigned", "E": "withdrawn"}),
])
def test_the_status_of_a_day_is_the_last_change_up_to_its_end(history, day, expected):
    """A past day has its own statuses and its own list, whatever came later."""
    latest = timeline.status_on(history, day)
    assert dict(zip(latest["problem"], latest["status"], strict=True)) == expected


def test_a_week_counts_changes_and_takes_reopened_ones_back(history):
    """Closed in the week stays closed in the week; the total loses what was reopened and the list what was withdrawn."""
    first = weekly.week_of(history, START, date(2030, 3, 10))
    assert (first.added.value, first.listed.value, first.done_in_week.value, first.done_total.value, first.listed_before) == (4, 4, 1, 1, 0)
    second = weekly.week_of(history, date(2030, 3, 11), date(2030, 3, 17))
    assert (second.added.value, second.withdrawn.value, second.listed_before, second.listed.value) == (1, 1, 4, 4)
    assert (second.done_in_week.value, second.reopened.value, second.done_total.value) == (1, 1, 1)
    assert second.rate.value == Fraction(100, 4)


def test_the_denominators_sentence_names_what_moved(history):
    """A denominator that stays because as many came as went is explained all the same."""
    assert weekly.denominator_note(weekly.week_of(history, START, date(2030, 3, 10))) == "本周首次交办 4 项。"
    assert weekly.denominator_note(weekly.week_of(history, date(2030, 3, 11), date(2030, 3, 17))) == "分母由 4 项变为 4 项：新交办 1 项，移出 1 项。"
    assert weekly.denominator_note(weekly.week_of(history, date(2030, 3, 18), date(2030, 3, 24))) == "分母没有变化，仍为 4 项。"


@pytest.mark.parametrize(("day", "overdue", "waiting"), [
    (date(2030, 3, 11), [], ["A", "C", "E"]), (date(2030, 3, 15), [], ["B", "C", "D"]), (date(2030, 3, 16), ["C"], ["B", "D"]),
    (date(2030, 4, 2), ["C", "D"], []),
])
def test_open_problems_are_overdue_from_the_day_after_their_deadline(problems, history, day, overdue, waiting):
    """On the deadline itself a problem is not yet overdue; closed and withdrawn ones are neither overdue nor waiting."""
    assert list(deadlines.overdue_on(problems, history, day)["problem"]) == overdue
    assert list(deadlines.not_yet_due_on(problems, history, day)["problem"]) == waiting


def test_closing_on_the_deadline_is_in_time(problems):
    """A day later is late."""
    assert list(deadlines.closed_in_time(problems)["problem"]) == ["B"]
    assert list(deadlines.closed_late(problems)["problem"]) == ["A"]


def test_ages_are_exact_medians_in_days(problems, history):
    """An even number of problems has the mean of the two in the middle."""
    day = date(2030, 3, 25)
    still = deadlines.open_on(problems, history, day)
    assert list(still["problem"]) == ["C", "D"]
    assert deadlines.median_age_days(still, day).value == 16
    assert deadlines.oldest_age_days(still, day).value == 21
    assert deadlines.median_days_to_close(problems).value == Fraction(8 + 16, 2)
    with pytest.raises(MeasureError):
        deadlines.median_age_days(still.iloc[:0], day)


@pytest.mark.parametrize(("done", "leave_out", "value"), [
    (["done"], [], Fraction(50)), (["done", "ongoing"], [], Fraction(75)), (["done"], ["assigned"], Fraction(200, 3)),
])
def test_completion_rates_name_their_basis(problems, done, leave_out, value):
    """Withdrawn problems are in no number; the fraction and the statuses counted stay with the rate."""
    rate = items.completion_rate_of(problems, done, leave_out)
    assert (rate.value, rate.counted) == (value, tuple(done))
    assert rate.fraction[1] == (3 if leave_out else 4)
    assert [entry.table for entry in rate.inputs] == ["problems"]


def test_lineage_counts_only_what_is_listed():
    """Raw problems that are not listed neither raise the average nor give a channel a problem."""
    raw = frame("raw_problems", [{"raw": f"R{n}", "channel": channel} for n, channel in enumerate(["x", "x", "y", "y", "x"])])
    links = frame("lineage", [
        {"raw": "R0", "handling": "listed", "problem": "A"}, {"raw": "R1", "handling": "listed", "problem": "A"},
        {"raw": "R2", "handling": "listed", "problem": "A"}, {"raw": "R3", "handling": "settled", "problem": None},
        {"raw": "R4", "handling": "listed", "problem": "B"},
    ])
    assert lineage.raw_per_problem(links).value == Fraction(4, 2)
    assert lineage.most_merged(links).value == 3
    assert [lineage.problems_from(links, raw, channel).value for channel in ("x", "y")] == [2, 1]
    assert lineage.problems_of_several_channels(links, raw).value == 1


def votes(**numbers) -> pd.DataFrame:
    """Returns a unit's votes."""
    row = {"unit_zh": "甲局", "voted_on": START, "due": 10, "present": 9, "satisfied": 5, "basically_satisfied": 2, "dissatisfied": 1, "invalid": 1}
    return frame("votes", [row | numbers])


def test_invalid_ballots_leave_the_count():
    """The base is the valid ballots; 基本满意 counts only where it is said to."""
    assert ballots.valid_ballots(votes()).value == 8
    assert ballots.satisfaction_rate(votes()).value == Fraction(500, 8)
    assert ballots.satisfaction_rate(votes(), with_basically=True).value == Fraction(700, 8)
    assert ballots.turnout(votes()).value == 90
    assert ballots.satisfaction_rate(votes()).formula == "满意 5 ÷ 有效票 8"


def test_no_valid_ballot_is_no_rate():
    """Zero of nothing is refused, and so are the votes of two units at once."""
    with pytest.raises(MeasureError):
        ballots.satisfaction_rate(votes(satisfied=0, basically_satisfied=0, dissatisfied=0))
    with pytest.raises(MeasureError):
        ballots.ballots(pd.concat([votes(), votes()]), "due")
