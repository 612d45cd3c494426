"""Measures of a satisfaction vote (满意度测评): invalid ballots leave the count, 基本满意 is counted in or apart."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd

from liandong.findings import messages
from liandong.model import plain
from liandong.model.measures import Measure, MeasureError, cells_of, percentage

VALID = ("satisfied", "basically_satisfied", "dissatisfied")
LABELS = messages(__name__, "labels")
MESSAGES = messages(__name__)


def ballots(row: pd.DataFrame, field: str) -> Measure:
    """Return a number of ``votes`` for one unit, with its Chinese name; raises MeasureError if it is not one row."""
    if len(row) != 1:
        raise MeasureError(MESSAGES["one_row"].format(count=len(row)))
    return ballots_together(row, field)


def valid_ballots(row: pd.DataFrame) -> Measure:
    """Return the valid ballots of one unit: all but the invalid ones."""
    first, second, third = (ballots(row, field) for field in VALID)
    return first + second + third


def ballots_together(votes: pd.DataFrame, field: str) -> Measure:
    """Return a number of ``votes`` for all units together; the formula has only the sum; MeasureError without a row."""
    if votes.empty:
        raise MeasureError(MESSAGES["one_row"].format(count=0))
    number = sum(map(int, votes[field]))
    return Measure(Fraction(number), str(number), cells_of(votes, field), as_of=max(votes["voted_on"]),
                   label=LABELS[field], operator="rows")


def valid_ballots_together(votes: pd.DataFrame) -> Measure:
    """Return the valid ballots of all units together."""
    first, second, third = (ballots_together(votes, field) for field in VALID)
    return first + second + third


def satisfaction_rate(row: pd.DataFrame, with_basically: bool = False) -> Measure:
    """Return the satisfaction rate (满意率) of one unit in percent of the valid ballots, 基本满意 counted as satisfied or not.

    The supervision law does not regulate the vote; practice differs on 基本满意, so that both are published side by side.
    Raises MeasureError if there is no valid ballot.
    """
    valid = valid_ballots(row)
    if valid.value == 0:
        raise MeasureError(MESSAGES["no_votes"])
    counted = VALID[:2] if with_basically else VALID[:1]
    first, *more = (ballots(row, field) for field in counted)
    rate = percentage(sum(more, first), replace(valid, formula=plain(valid.value), operator="", label=LABELS["valid"]))
    return replace(rate, counted=counted)


def turnout(row: pd.DataFrame) -> Measure:
    """Return the members present in percent of those who should attend."""
    return percentage(ballots(row, "present"), ballots(row, "due"))
