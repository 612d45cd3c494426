"""A folder of tables with its data dictionary: what a bulletin and the teaching ledger have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.data.documents import read_csv, read_json, read_yaml
from liandong.data.fields import cell_text
from liandong.data.tables import RawTable, build_frame, scan_table
from liandong.findings import DataError, messages
from liandong.model import Input
from liandong.model.outputs import CellOutput, table_output

if TYPE_CHECKING:
    import pandas as pd

MESSAGES = messages(__name__)
DESCRIPTION = "datapackage.json"
# A row costs a page 400 bytes and 21 nodes.
MOST_ROWS = 200


class DataPackage:
    """The tables of one folder and their description, datapackage.json; roles and exports call it by its slug."""

    # What the cover of its workbook calls it: a bulletin, the ledger, or the ledger for practice.
    kind = "bulletin"
    # The file of its own facts, those that it cannot be without, and the words for what is wrong with them.
    facts_file = ""
    facts: frozenset[str] = frozenset()
    words: dict[str, tuple[str, ...]] = {}

    def __init__(self, slug: str, root: Path, place: Path):
        self.slug = slug
        self.root = root
        self.place = place
        self.folder = root / place
        self._read: dict[str, pd.DataFrame] = {}

    @cached_property
    def info(self) -> dict:
        """Its own facts, such as title, issuer and date; E310 if they are none."""
        info = read_yaml(self.folder / self.facts_file, self.root)
        if not isinstance(info, dict) or not self.facts <= set(info):
            raise DataError.worded("E310", self._path(self.facts_file), self.words["no_info"])
        return info

    @cached_property
    def published(self) -> date:
        """Its date; E310 if that is none."""
        value = self.info.get("date")
        # A date with a time of day is a datetime, which no date can be compared with.
        if type(value) is not date:
            raise DataError.worded("E310", self._path(self.facts_file), self.words["no_date"], value=value)
        return value

    @cached_property
    def package(self) -> dict:
        """Datapackage.json, the data dictionary."""
        return read_json(self.folder / DESCRIPTION, self.root)

    def resource(self, name: str) -> dict:
        """Return the description of a table in datapackage.json."""
        found = [resource for resource in self.package["resources"] if resource["name"] == name]
        if not found:
            names = MESSAGES["joined"].join(resource["name"] for resource in self.package["resources"])
            raise DataError.worded("E101", self._path(DESCRIPTION), MESSAGES["no_table"], name=name, names=names)
        return found[0]

    def table(self, name: str) -> pd.DataFrame:
        """Return a table; its index is the line number in the file, its columns are as described."""
        return build_frame(self.scan(name), self.resource(name))

    def scan(self, name: str) -> RawTable:
        """Return the rows of a table as text."""
        return scan_table(self.resource(name), self.folder, self.root)

    def read_once(self, name: str) -> pd.DataFrame:
        """Return a table as ``table`` does, the same object each time: for reading only."""
        if name not in self._read:
            self._read[name] = self.table(name)
        return self._read[name]

    def preview(self, name: str, fields: Iterable[str] | None = None, rows: pd.DataFrame | None = None) -> CellOutput:
        """Return a table for display, with headings and vocabularies in Chinese; private fields are left out.

        Only some columns (fields) are shown, or a selection of the rows, if they are given. Of many rows the first are
        shown and the others counted: below the table the page links to its file.
        """
        resource = self.resource(name)
        frame, title = (self.table(name) if rows is None else rows), resource["title"]
        if len(frame) > MOST_ROWS:
            title = MESSAGES["first"].format(title=title, shown=MOST_ROWS, all=len(frame))
            frame = frame.head(MOST_ROWS)
        described = {field["name"]: field for field in resource["schema"]["fields"]}
        columns = [described[column] for column in (frame.columns if fields is None else fields)]
        cells = [[cell_text(row[field["name"]], field) for field in columns] for row in frame.to_dict("records")]
        origins = [[[Input(name, (int(line),), (field["name"],))] for field in columns] for line in frame.index]
        return table_output(name, title, [field["title"] for field in columns], cells, origins)

    def labels(self, name: str, field: str) -> dict[str, str]:
        """Return the Chinese labels of a closed vocabulary of a table."""
        fields = self.resource(name)["schema"]["fields"]
        return next(entry for entry in fields if entry["name"] == field)["labels"]

    def _rows(self, name: str) -> list[dict[str, str]]:
        return read_csv(self.folder / name, self.root)

    def _row(self, rows: dict[str, dict], key: str, file: str) -> dict:
        if key not in rows:
            raise DataError.worded("E405", self._path(file), MESSAGES["unknown_id"], statistic=key, name=file)
        return rows[key]

    def _path(self, name: str) -> str:
        return (self.place / name).as_posix()
