"""Public figures from elsewhere, in data/references, against which a bulletin's numbers may be held."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from liandong.findings import DataError, Finding, messages
from liandong.model import Reference
from liandong.model.data_package import DataPackage
from liandong.model.measures import Measure

SLUG = "references"
PLACE = Path("data") / SLUG
TABLE, TIMELINE, SINGLE = "figures", "timeline", "single"
MESSAGES = messages(__name__)


class References(DataPackage):
    """The public figures; ``figures`` has one a row, ``timeline`` one dated event a row."""

    def __init__(self, root: Path):
        super().__init__(SLUG, root, PLACE)

    def measure(self, name: str) -> Measure:
        """Return a public figure by its id, in its own unit; DataError (E332) if there is no such figure."""
        frame = self.read_once(TABLE)
        found = frame[frame["id"] == name]
        if len(found) != 1:
            ids = MESSAGES["joined"].join(frame["id"])
            raise DataError.worded("E332", self._path(f"{TABLE}.csv"), MESSAGES["no_reference"], id=name, ids=ids)
        row = found.iloc[0]
        words = MESSAGES["single" if row["agreement"] == SINGLE else "agrees"]
        text = MESSAGES["text"].format(**row, second=words)
        reference = Reference(name, row["name_zh"], text)
        return Measure(
            Fraction(row["value"]), str(row["value"]), (), transcribed=True, label=row["name_zh"],
            digits=Decimal(str(row["value"])), references=(reference,),
        )


def check_references(root: Path) -> list[Finding]:
    """Return what is wrong with the public figures: days that cannot be, a second source that is none."""
    references = References(root)
    findings = []

    def tell(code: str, table: str, row: int, column: str, words: str, **values: object) -> None:
        file = (PLACE / f"{table}.csv").as_posix()
        findings.append(Finding.worded(code, file, MESSAGES[words], row, column, **values))

    for name, column in ((TABLE, "as_of"), (TIMELINE, "until")):
        frame = references.table(name)
        for number, row in frame.to_dict("index").items():
            if row[column] > row["read_on"]:
                tell("E330", name, number, column, "older", as_of=row[column], read_on=row["read_on"])
            elif row["read_on"] > date.today():
                tell("E330", name, number, "read_on", "future", read_on=row["read_on"])
    for number, row in references.table(TABLE).to_dict("index").items():
        # An empty cell is no text.
        second = row["second_address"] if isinstance(row["second_address"], str) else ""
        if (row["agreement"] == SINGLE) == bool(second):
            tell("E331", TABLE, number, "second_address", "second" if second else "no_second", address=second)
        elif second and second == row["address"]:
            tell("E331", TABLE, number, "second_address", "same")
    return findings
