"""The fictional city: its calendar and words as city.toml has them, its units as units.csv has them."""

import csv
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of this folder."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CITY = tomllib.loads((FOLDER / "city.toml").read_text(encoding="utf-8"))
WORDS = CITY["words"]
UNITS = {row["unit"]: row for row in read_rows("units.csv")}
COUNTIES = [unit for unit, row in UNITS.items() if row["level"] == "county"]
