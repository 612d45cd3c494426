"""What the templates show of a ledger: its words, its rows and the figures that the book's cells reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from liandong.course.training.ledger import Ledger
from liandong.findings import messages
from liandong.model import Statistic

WORDS = messages(__name__, "words")


class Day(str):
    """A day as a document prints it: on an empty form it is left to fill in."""


@dataclass
class Content:
    """A ledger for a template."""

    ledger: Ledger  # the ledger; an empty form takes only its vocabularies and units' levels
    filled: bool  # whether the template is filled with the ledger
    # The statistics that the cells reported, by id; empty for an empty form.
    figures: Mapping[str, Statistic] = field(default_factory=dict)

    @property
    def city(self) -> str:
        """The city's name, or a blank to fill in."""
        return self.ledger.info["city"] if self.filled else "（　　）市"

    @property
    def note(self) -> str:
        """What the file says about itself: that it is fictional; nothing on an empty form."""
        if not self.filled:
            return ""
        return WORDS["fictional" if self.ledger.info["fictional"] else "real"].format(city=self.city)

    @property
    def day(self) -> date:
        """The ledger's date."""
        return self.ledger.as_of

    def dated(self, day: date | None = None) -> Day:
        """Return a day in Chinese, the ledger's if none is given; a blank on an empty form."""
        return Day(WORDS["day"].format(day=day or self.day) if self.filled else "　　年　月　日")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table's rows, for reading only; none on an empty form."""
        frame = self.ledger.read_once(name)
        return frame if self.filled else frame.iloc[:0]

    def words(self, table: str, name: str) -> dict[str, str]:
        """Return the Chinese words of a closed vocabulary, by value."""
        return self.ledger.labels(table, name)

    def addressee(self, unit: str) -> str:
        """Return who is written to about a unit's problem: of a county's government its own standing committee."""
        units = self.table("units")
        county = units[(units["name_zh"] == unit) & (units["level"] == "county")]["short_zh"]
        return WORDS["own_congress"].format(short=county.iloc[0]) if len(county) else unit


def day_or_none(value: object) -> date | None:
    """Return a date of a table, or ``None`` for an empty cell."""
    return None if value is None or pd.isna(value) else value
