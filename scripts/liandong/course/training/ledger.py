"""The teaching ledger: its tables, its figures, and where a page's cells report what they computed from it."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from pathlib import Path

from liandong.course.training.defects import Defect, plant, read_defects
from liandong.data.tables import RawTable, as_names
from liandong.findings import DataError, messages
from liandong.model.bulletin import project_root
from liandong.model.data_package import DESCRIPTION, DataPackage
from liandong.model.measures import Measure
from liandong.model.outputs import emit
from liandong.model.provenance import describe_cells
from liandong.model.reporting import teaching_statistic

SLUG = "training"
# Tables that no reader gets: the planted defects are what learners are to find.
NOT_PUBLISHED = ("defects",)
PLACE = Path("data") / SLUG / "ledger"
MESSAGES = messages(__name__)
LABELS = messages(__name__, "labels")
# 第几周 becomes 第3周.
WHICH = "几"
NOT_IN_PRACTICE = ("figures", "defects")
# A practice workbook must not be taken for the ledger's own when it is imported.
PRACTICE_SLUG = "training-practice"


class Ledger(DataPackage):
    """The teaching ledger of ``data/training/ledger/``; a ``defective`` one has the defects of defects.csv in it.

    Its slug is ``training``, as roles and statistics name it, or ``training-practice`` with the defects.
    Ledger.yml holds also the seed of generated tables.
    """

    facts_file, words = "ledger.yml", MESSAGES
    facts = frozenset({"title", "city", "fictional", "issuer", "date"})

    def __init__(self, root: Path, defective: bool = False):
        super().__init__(PRACTICE_SLUG if defective else SLUG, root, PLACE)
        self.defective = defective
        if not (self.folder / DESCRIPTION).is_file():
            raise DataError.worded("E101", PLACE.as_posix(), MESSAGES["no_ledger"])

    @property
    def kind(self) -> str:
        """``ledger``, or ``practice`` with the defects planted."""
        return "practice" if self.defective else "ledger"

    @property
    def as_of(self) -> date:
        """The ledger's date: statuses, ages and what is overdue are as of its end."""
        return self.published

    @property
    def label(self) -> str:
        """What stands where a statistic's verdict would: 虚构数据, or 教学数据 for a ledger of a real place."""
        return LABELS["fictional" if self.info["fictional"] else "real"]

    @cached_property
    def figures(self) -> dict[str, dict[str, str]]:
        """The rows of figures.csv by id."""
        return {row["id"]: row for row in self._rows("figures.csv")}

    @cached_property
    def defects(self) -> list[Defect]:
        """The planted defects, documented in defects.csv; none if there is no such file."""
        return read_defects(self.folder / "defects.csv", self.root)

    def scan(self, name: str) -> RawTable:
        """Return the rows of a table as text, with the defects planted in the defective ledger."""
        raw = super().scan(name)
        self.edit(name, raw)
        return raw

    @cached_property
    def package(self) -> dict:
        """Datapackage.json; the practice ledger does not hold the figures and the answers."""
        package = super().package
        if not self.defective:
            return package
        kept = [resource for resource in package["resources"] if resource["name"] not in NOT_IN_PRACTICE]
        return package | {"resources": kept}

    def edit(self, name: str, raw: RawTable) -> None:
        """Plant the defects of a table in its rows; does nothing to the clean ledger."""
        if self.defective and name not in NOT_IN_PRACTICE:
            plant(self.defects, name, raw, as_names(self.resource(name)["schema"]["primaryKey"]))

    def cases(self, figure: str) -> dict[str, str]:
        """Return the cases of a figure: id of the case to its label in Chinese; empty for a single figure.

        A closed vocabulary gives all its words. A column that names rows of another table, such as a unit's full name,
        gives those rows that it names, by their primary key.
        """
        row = self._row(self.figures, figure, "figures.csv")
        if not row["cases"]:
            return {}
        table, _, name = row["cases"].partition("/")
        schema = self.resource(table)["schema"]
        field = next((entry for entry in schema["fields"] if entry["name"] == name), None)
        if field is None:
            raise DataError.worded("E405", self._path("figures.csv"), MESSAGES["bad_cases"], statistic=figure,
                                   cases=row["cases"])
        if "labels" in field:
            return {case_id(value): label for value, label in field["labels"].items()}
        frame = self.read_once(table)
        for reference in (key["reference"]
                          for key in schema.get("foreignKeys", []) if as_names(key["fields"]) == [name]):
            target = self.read_once(reference["resource"])
            primary = as_names(self.resource(reference["resource"])["schema"]["primaryKey"])[0]
            keys = dict(zip(target[as_names(reference["fields"])[0]], target[primary], strict=True))
            return {case_id(keys[value]): value for value in frame[name]}
        if "name_zh" in frame:
            return {case_id(value): words for value, words in zip(frame[name], frame["name_zh"], strict=True)}
        return {case_id(value): field["title"].replace(WHICH, str(value)) for value in frame[name]}

    def report(self, figure: str, measure: Measure, case: str = "") -> None:
        """Report what a cell computed for a figure of the ledger, in its unit; one cell reports it, or each case.

        The case is given by its id as in ``cases``, or by the value in the table.
        """
        row = self._row(self.figures, figure, "figures.csv")
        cases = self.cases(figure)
        named = {label: key for key, label in cases.items()} | {key: key for key in cases}
        key = named.get(str(case)) or named.get(case_id(case))
        if bool(cases) != bool(key) or (case and not cases):
            names = MESSAGES["joined"].join(cases) or MESSAGES["no_case"]
            raise DataError.worded("E405", self._path("figures.csv"), MESSAGES["unknown_case"], statistic=figure,
                                   case=case or MESSAGES["no_case"], names=names)
        sources = describe_cells(self, measure.inputs)
        emit(teaching_statistic(SLUG, row, measure, case=key or "", case_zh=cases.get(key, ""), label_zh=self.label,
                                sources=sources))

    def figure_ids(self) -> list[str]:
        """Return every id that a cell must report, cases included, in the order of figures.csv."""
        return [name for figure in self.figures
                for name in ([f"{figure}.{case}" for case in self.cases(figure)] or [figure])]


def case_id(value: object) -> str:
    """Return a table's value as the last part of an id: ``top_level_design`` becomes ``top-level-design``."""
    return re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-")


def has_ledger(root: Path) -> bool:
    """Tell whether the project has a teaching ledger."""
    return (root / PLACE / DESCRIPTION).is_file()


def open_ledger(root: Path | None = None, *, defective: bool = False) -> Ledger:
    """Return the teaching ledger of the project that holds the current folder, or of ``root``, if it has one."""
    return Ledger(root or project_root(), defective)
