"""The practice ledger's defects: cells of the clean ledger that defects.csv changes, each with where it is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liandong.data.documents import read_csv
from liandong.data.tables import RawTable

# Joins the parts of a key of several columns in defects.csv: P09/4.
KEY_JOINT = "/"


@dataclass(frozen=True)
class Defect:
    """One planted defect, a row of defects.csv: the cell that is changed, and the cell in which that is found.

    Keys of several columns are joined by ``/``; the finding may be in another table than the defect.
    """

    defect: str
    name_zh: str
    table: str
    key: str
    field: str
    clean: str
    planted: str
    code: str
    found_table: str
    found_key: str
    found_field: str
    explanation_zh: str


def read_defects(path: Path, root: Path | None = None) -> list[Defect]:
    """Return the defects of a file in its order; none if there is no file."""
    return [Defect(**row) for row in read_csv(path, root)] if path.is_file() else []


def plant(defects: list[Defect], table: str, raw: RawTable, key: list[str]) -> None:
    """Write the defects of a table into its rows, found by the primary key; one that fits no cell is left out."""
    rows = dict(zip(row_keys(raw, key), raw.rows, strict=True))
    for defect in defects:
        if defect.table == table and defect.key in rows and defect.field in raw.header:
            cells = rows[defect.key].cells
            place = raw.header.index(defect.field)
            if cells[place] == defect.clean:
                cells[place] = defect.planted


def row_keys(raw: RawTable, key: list[str]) -> list[str]:
    """Return the primary key of each row as defects.csv writes it."""
    places = [raw.header.index(name) for name in key if name in raw.header]
    return [KEY_JOINT.join(row.cells[place] for place in places) for row in raw.rows]
