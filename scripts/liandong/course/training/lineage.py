"""Measures of the merging: from the raw problems of four channels to the list."""

from fractions import Fraction

import pandas as pd

from liandong.course.training.items import count_items
from liandong.findings import messages
from liandong.model.measures import Measure, cells_of

LISTED = "listed"
LABELS = messages(__name__, "labels")


def merged_rows(lineage: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``lineage`` whose raw problem is in the list."""
    return lineage[lineage["handling"] == LISTED]


def raw_per_problem(lineage: pd.DataFrame) -> Measure:
    """Return how many raw problems one listed problem comes from on average; unlisted ones count for nothing."""
    merged = merged_rows(lineage)
    return count_items(merged, LABELS["merged"], "raw") / count_items(_first_rows(merged, "problem"), LABELS["listed"])


def channels_of(lineage: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of listed problem and channel once: the rows of ``lineage`` with the column ``channel``."""
    channel = dict(zip(raw["raw"], raw["channel"], strict=True))
    return _first_rows(merged_rows(lineage).assign(channel=lambda rows: rows["raw"].map(channel)), "problem", "channel")


def problems_from(lineage: pd.DataFrame, raw: pd.DataFrame, channel: str) -> Measure:
    """Return how many listed problems a channel raised; a problem that several channels raised counts in each."""
    pairs = channels_of(lineage, raw)
    return count_items(pairs[pairs["channel"] == channel])


def problems_of_several_channels(lineage: pd.DataFrame, raw: pd.DataFrame, at_least: int = 2) -> Measure:
    """Return how many listed problems were raised by at least so many channels."""
    pairs = channels_of(lineage, raw)
    counts = pairs.groupby("problem")["channel"].transform("size")
    return count_items(_first_rows(pairs[counts >= at_least], "problem"))


def most_merged(lineage: pd.DataFrame) -> Measure:
    """Return the largest number of raw problems that one listed problem comes from; the formula names the first."""
    merged = merged_rows(lineage)
    counts = merged["problem"].value_counts()
    most = int(counts.max())
    problem = min(counts[counts == most].index)
    text = LABELS["most"].format(problem=problem, count=most)
    return Measure(Fraction(most), text, cells_of(merged[merged["problem"] == problem], "problem"), operator="count")


def _first_rows(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the first row of each problem, or pair; pandas forgets there which table it is."""
    first = frame.drop_duplicates(list(columns))
    first.attrs.update(frame.attrs)
    return first
