"""The numerals of a bulletin's text as mentions.csv has them: where each stands, what was read, what a person decided.

A row with a reason in ``why`` is a person's decision, and stands: its print need only be verbatim in the text, at a
place with its context. So a numeral can be added, several joined to one row, one split into several, or dropped (kind
``none``); a row that repeats the print and the context of the row before states one more statistic of the same numeral.
All other rows are what the reader of numbers finds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from zhproof.quantities import Numeral

# What a row may say of its numeral; an empty cell says: as read.
READINGS = ("value", "unit", "hedge", "kind")
NO_HEDGE = "无"
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Mention:
    """A row of mentions.csv at its place in the text."""

    row: dict[str, str]  # the row, by the columns of the file; columns that the file does not have are missing
    start: int | None = None  # offset in the text where the numeral begins; None if the row has no place
    end: int | None = None  # offset where it ends
    numeral: Numeral | None = None  # what the reader of numbers finds there; None if nothing
    repeats: bool = False  # whether the row states one more statistic of the numeral of the row before

    @property
    def is_decided(self) -> bool:
        """Whether a person decided what the row says."""
        return is_decided(self.row)

    @property
    def hedge(self) -> str:
        """The hedge that holds: what a person decided, else what was read."""
        decided = self.row.get("hedge", "") if self.is_decided else ""
        if decided:
            return "" if decided == NO_HEDGE else decided
        return self.numeral.hedge if self.numeral else ""

    @property
    def differs(self) -> bool:
        """Whether the print of a row that nobody decided is not what was read at its place."""
        return not self.is_decided and (self.numeral is None or self.numeral.printed != self.row["printed"])

    def differing(self) -> list[str]:
        """Return the columns that say something else than what was read."""
        if self.numeral is None:
            return []
        one = self.numeral
        read = {"value": one.value_text, "unit": one.unit, "hedge": one.hedge or NO_HEDGE, "kind": one.kind}
        return [name for name in READINGS if self.row.get(name) and self.row[name] != read[name]]


def is_decided(row: dict[str, str]) -> bool:
    """Return whether a person decided what a row says, which the reason shows."""
    return bool(row.get("why", "").strip())


def decided_value(row: dict[str, str]) -> Decimal | None:
    """Return the value that a row states, in the unit of its statistic; None if it states none or no finite number."""
    try:
        value = Decimal(row.get("value", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def place_mentions(source: str, numerals: Sequence[Numeral],
                   rows: Sequence[dict[str, str]]) -> tuple[list[Mention], list[Numeral]]:
    """Return the rows of mentions.csv at their places, and the numerals that those without a decision must be."""
    text = _Squeezed(source)
    placed: dict[int, Mention] = {}
    read = {(numeral.start, numeral.end) for numeral in numerals}
    # Where the row before ends: that of the last decided row, and that of the numeral that the rows since then are.
    floor = passed = 0
    following = iter(numerals)
    for index, row in enumerate(rows):
        if not is_decided(row):
            passed = next((one.end for one in following if one.start >= passed), passed)
            continue
        previous = rows[index - 1] if index else {}
        repeats = all(row.get(name) == previous.get(name) for name in ("printed", "context")) and bool(previous)
        before = placed.get(index - 1)
        start = before.start if before and repeats and before.start is not None else passed
        # 一张床、一间房 stand in one context: a row is none of the numerals that the rows before it are.
        places = text.find(row["printed"], row["context"], start) or text.find(row["printed"], row["context"], floor)
        # 唯一一家: of two places in one context a numeral was read at the second.
        span = next((place for place in places if place in read), places[0] if places else None)
        placed[index] = Mention(row, repeats=repeats)
        if span:
            floor = passed = span[1]
            numeral = next((one for one in numerals if one.start < floor and span[0] < one.end), None)
            placed[index] = Mention(row, *span, numeral, repeats)
    spans = [(one.start, one.end) for one in placed.values() if one.start is not None and not one.repeats]
    free = [one for one in numerals if not any(one.start < end and start < one.end for start, end in spans)]
    rest = iter(free)
    mentions = []
    for index, row in enumerate(rows):
        numeral = None if index in placed else next(rest, None)
        mentions.append(placed.get(index)
                        or (Mention(row, numeral.start, numeral.end, numeral) if numeral else Mention(row)))
    return mentions, free


class _Squeezed:
    """A text without blanks, with the way back to its offsets."""

    def __init__(self, source: str):
        self._places = [place for place, char in enumerate(source) if not char.isspace()]
        self._text = "".join(source[place] for place in self._places)

    def find(self, printed: str, context: str, floor: int) -> list[tuple[int, int]]:
        """Return the places where the print stands inside its context, in the first such context from an offset on."""
        printed, context = _BLANK.sub("", printed), _BLANK.sub("", context)
        start = bisect_left(self._places, floor)
        found: list[tuple[int, int]] = []
        last = len(self._text)
        while printed and (start := self._text.find(printed, start, last)) >= 0:
            end = start + len(printed)
            begin = next((first for first in range(max(0, end - len(context)), start + 1)
                          if self._text.startswith(context, first)), None)
            if begin is not None:
                found.append((self._places[start], self._places[end - 1] + 1))
                last = min(last, begin + len(context))
            start += 1
        return found
