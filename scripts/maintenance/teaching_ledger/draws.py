"""Random choices that are the same on every Python: only ``Random.random`` is promised to be."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

from liandong.data.working_days import WorkingDays

Item = TypeVar("Item")


class Draws:
    """Draws from a seeded stream.

    Attributes:
        calendar: the days off and the days worked instead.
    """

    def __init__(self, seed: int, calendar: WorkingDays):
        self._stream = Random(seed)
        self.calendar = calendar

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self._stream.random() * (high - low + 1))

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.between(0, len(items) - 1)]

    def several_of(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return ``count`` different items in the order drawn; all of them if there are fewer."""
        left = list(items)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(min(count, len(left)))]

    def weighted(self, weights: dict[Item, int]) -> Item:
        """Return one of the keys, each as often as its weight."""
        ticket = self.between(1, sum(weights.values()))
        for item, weight in weights.items():
            ticket -= weight
            if ticket <= 0:
                return item
        raise AssertionError("the tickets are the weights")

    def workday(self, first: date, last: date) -> date:
        """Return a working day between two days, both included."""
        return self.one_of(self.calendar.between(first, last))
