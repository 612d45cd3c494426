"""A tiny bulletin with its workbook, ways to edit it as people and office programs do, and what importing gives."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builders import SLUG, write_bulletin
from openpyxl import Workbook, load_workbook

from liandong.importing.importing import Prepared, prepare
from liandong.model.bulletin import Bulletin
from liandong.office.workbook.writing import export_workbook

STATUS, VOTES = "status 表", "votes 表"
# Where the tiny bulletin's cells stand in the workbook.
DONE, DONE_PROBLEMS, DONE_WORDING, DONE_DATE, RATE = "A3", "C3", "B3", "D3", "C3"


# A page that reports what the bulletin prints, whatever the tables hold, so that the proof has nothing to say.
PAGE = """```{code-cell} ipython3
from fractions import Fraction
from liandong import open_bulletin
from liandong.model.measures import Input, Measure
bulletin = open_bulletin("%s")
values = {"problems": 29, "done": 23, "ongoing": 6, "completion-rate": Fraction(2300, 29), "satisfaction": 83}
inputs = (Input("status", (2,), ("problems",)),)
measures = {name: Measure(Fraction(value), "", inputs) for name, value in values.items()}
for name, measure in measures.items():
    bulletin.report(name, measure)
bulletin.derive("wide-rate", measures["problems"])
```
"""


@dataclass
class Sample:
    """A project with the tiny bulletin and the path of its workbook."""

    root: Path
    bulletin: Bulletin
    path: Path

    def prepare(self, asked: str | None = None) -> Prepared:
        return prepare(self.root, self.path, asked)

    def table(self, name: str) -> str:
        return (self.bulletin.folder / "tables" / f"{name}.csv").read_bytes().decode("utf-8")

    def checksums(self) -> dict[str, str]:
        """Returns the digest of every file of the project but the workbook and what is kept for the next run."""
        kept = self.root / "_build"
        files = sorted(path for path in self.root.rglob("*") if path.is_file() and path != self.path and kept not in path.parents)
        return {path.relative_to(self.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def make_sample(root: Path, edit: Callable[[Workbook], object] | None = None, *, page: bool = True, **parts) -> Sample:
    """Returns a project whose workbook was exported and then edited; ``parts`` go to ``write_bulletin``."""
    bulletin = write_bulletin(root, **parts)
    if page:
        path = root / "book" / "bulletins" / SLUG / "calculation.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE % SLUG, encoding="utf-8")
    # The plain workbook is the same bytes every time, which test_workbook.py proves.
    content = export_workbook(bulletin) if parts else _plain_workbook(bulletin)
    sample = Sample(root, bulletin, root / "数据.xlsx")
    sample.path.write_bytes(edited(content, edit) if edit else content)
    return sample


def _plain_workbook(bulletin: Bulletin, made: list[bytes] = []) -> bytes:  # noqa: B006, kept between calls
    if not made:
        made.append(export_workbook(bulletin))
    return made[0]


def edited(content: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """Returns a workbook after an edit by openpyxl, which saves it in its own way, as any office program does."""
    workbook = load_workbook(io.BytesIO(content))
    edit(workbook)
    result = io.BytesIO()
    workbook.save(result)
    return result.getvalue()


def cell(sheet: str, place: str, value: object, number_format: str | None = None) -> Callable[[Workbook], None]:
    """Returns an edit that fills one cell."""

    def edit(workbook: Workbook) -> None:
        workbook[sheet][place] = value
        if number_format:
            workbook[sheet][place].number_format = number_format

    return edit


def changes_of(prepared: Prepared) -> list[tuple[str, str, str]]:
    """Returns column, old and new text of each changed cell, and added and removed rows."""
    result = []
    for change in prepared.changes:
        result += [(cell.column.name, cell.old, cell.new) for cell in change.cells]
        result += [("+", "", ",".join(row.cells.values())) for row in change.added]
        result += [("-", ",".join(row.values()), "") for row in change.removed]
        result += [("次序", "", "")] * change.moved
    return result
