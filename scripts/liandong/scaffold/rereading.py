"""A text read by a newer program than the one that its bulletin was made by: which numerals it reads otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from difflib import SequenceMatcher

from liandong.findings import messages, quote
from liandong.model.mentions import NO_HEDGE

MESSAGES = messages(__name__)
Row = dict[str, str]


def read_rows(content: bytes) -> list[Row]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def match_numerals(old: Sequence[Row], new: Sequence[Row]) -> dict[int, int]:
    """Return the numbers that the numerals of mentions.csv have now, by those that they had, for all that are the same.

    A numeral is the same that has the same print in the same context.
    """
    keys = [[(row["printed"], row["context"]) for row in rows] for rows in (old, new)]
    return {
        int(old[block.a + step]["position"]): int(new[block.b + step]["position"])
        for block in SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks() for step in range(block.size)
    }


def list_differences(
    old: tuple[Sequence[Row], Sequence[Row]], new: tuple[Sequence[Row], Sequence[Row]]
) -> list[str]:
    """Return a line for each numeral that is read otherwise now, in reading order: what it was, what it is.

    Args:
        old: The rows of mentions.csv and of statistics.csv as they were written.
        new: Those that the program writes now, from the same answers.
    """
    moved = match_numerals(old[0], new[0])
    before, now = ({int(row["position"]): row for row in rows[0]} for rows in (old, new))
    was, names = ({row["id"]: row for row in rows[1]} for rows in (old, new))
    lines = [
        _line(row, _said(row, was), _said(now[moved[number]], names) if number in moved else MESSAGES["gone"])
        for number, row in before.items()
    ]
    lines += [_line(row, MESSAGES["unread"], _said(row, names)) for number, row in now.items()
              if number not in moved.values()]
    return [line for line in lines if line]


def _line(row: Row, old: str, new: str) -> str:
    if old == new:
        return ""
    return MESSAGES["line"].format(context=row["context"], printed=quote(row["printed"]), old=old, new=new)


def _said(row: Row, statistics: dict[str, Row]) -> str:
    """Return what a row of mentions.csv says of its numeral."""
    if row["role"] != "statistic":
        return MESSAGES["no_statistic"]
    statistic = statistics.get(row["statistic"])
    if statistic is None:
        return MESSAGES["waiting"]
    hedge = "" if row["hedge"] == NO_HEDGE else row["hedge"]
    return MESSAGES["statistic"].format(name=statistic["name_zh"], value=row["value"], unit=statistic["unit"],
                                        hedge=hedge).strip()
