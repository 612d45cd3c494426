"""The office templates of ``data/templates``, and the files that the site offers: each empty, and filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.course.training.ledger import Ledger, open_ledger
from liandong.data.documents import read_yaml
from liandong.findings import messages
from liandong.model import Statistic
from liandong.office import TEMPLATES

if TYPE_CHECKING:
    from liandong.office.content import Content

INDEX = TEMPLATES / "templates.yml"
PRACTICE = "practice-ledger.xlsx"
LABELS = messages(__name__, "labels")


@dataclass(frozen=True)
class Template:
    """One template: the file that an office edits, and the placeholders that it has to hold."""

    name: str
    name_zh: str
    path: Path
    needs: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """Docx or xlsx."""
        return self.path.suffix.removeprefix(".")

    def file(self, filled: bool) -> str:
        """Return the file's name on the site."""
        return f"{self.name}{'-example' if filled else ''}.{self.suffix}"

    def download(self, filled: bool, info: Mapping[str, object]) -> str:
        """Return the name under which a browser saves it; ``info`` is the ledger's."""
        form = ("example" if info["fictional"] else "own") if filled else "empty"
        form = LABELS[form].format(city=info["city"])
        return LABELS["file"].format(name=self.name_zh, form=form, suffix=self.suffix)


def read_templates(root: Path) -> dict[str, Template]:
    """Return the templates by name, in the order of templates.yml; none in a project without them."""
    if not (root / INDEX).is_file():
        return {}
    templates = {}
    for entry in read_yaml(root / INDEX, root):
        path, needs = root / TEMPLATES / entry["file"], tuple(entry.get("needs", ()))
        templates[entry["name"]] = Template(entry["name"], entry["name_zh"], path, needs)
    return templates


def fill_templates(templates: Iterable[Template], content: Content) -> dict[str, bytes]:
    """Return the files of templates for a content, by name."""
    # Here and below: they need pandas and python-docx, and most builds make no file.
    from liandong.office.context import word_context
    from liandong.office.filling import fill_word, fill_workbook
    from liandong.office.tables import sheet_tables, sheet_words

    moment = datetime.combine(content.day, time())
    context, words, tables = word_context(content), sheet_words(content), sheet_tables(content)
    return {
        template.file(content.filled): fill_word(template.path, context, moment) if template.suffix == "docx"
        else fill_workbook(template.path, words, tables, moment)
        for template in templates
    }


def make_files(ledger: Ledger, figures: Mapping[str, Statistic]) -> dict[str, bytes]:
    """Return every file by name: each template empty and filled from the clean ledger, and the practice ledger.

    ``figures`` are the statistics that the book's cells reported for it, by id.
    """
    from liandong.office.content import Content
    from liandong.office.workbook.writing import export_workbook

    files, templates = {}, read_templates(ledger.root).values()
    for filled in (False, True):
        files |= fill_templates(templates, Content(ledger, filled, figures if filled else {}))
    if ledger.defects:
        files[PRACTICE] = export_workbook(open_ledger(ledger.root, defective=True))
    return files
