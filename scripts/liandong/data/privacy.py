"""The cells that are marked private, found again wherever they must not be: in a site's files, in messages, in logs.

The tables leave private columns out, and messages do not quote them. This is the second line: a cell of a page may
read a file by its own means, and what it then shows, or says while it fails, is looked through for these texts.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from liandong.data.bulletins import BULLETINS, bulletin_slugs
from liandong.data.documents import read_json
from liandong.data.tables import RawTable, private_columns, scan_rows
from liandong.data.text_files import path_inside, read_text
from liandong.findings import DataError, Finding, messages

MESSAGES = messages(__name__)
# Shorter texts, such as 是 or 12, stand everywhere and tell nothing about anybody.
MIN_CHINESE, MIN_OTHERS = 2, 5
_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class PrivatePlace:
    """Where a private cell stands: the bulletin's table, its row as Excel shows it, and the column's heading."""

    table: str
    row: int
    column: str


class PrivateTexts:
    """The texts of all private cells of a project that can be told from public text."""

    def __init__(self, root: Path) -> None:
        """Read the tables that have private columns; without any this costs a look at the descriptions."""
        private: dict[str, PrivatePlace] = {}
        public: list[str] = []
        for slug in bulletin_slugs(root):
            for resource, table in _tables(root, slug):
                hidden = private_columns(resource["schema"])
                for row in table.rows:
                    for column, cell in zip(table.header, map(str.strip, row.cells), strict=True):
                        if column not in hidden:
                            public.append(cell)
                        elif len(_CHINESE.findall(cell)) >= MIN_CHINESE or len(cell) >= MIN_OTHERS:
                            private.setdefault(cell, PrivatePlace(resource["name"], row.number, column))
        if private:
            public += _public_files(root)
        # A name that the bulletin itself prints is public there, and cannot be told from the private one.
        text = "\n".join(public)
        self.places = {cell: place for cell, place in private.items() if cell not in text}

    def hide(self, text: str) -> str:
        """Return a text with every private text replaced by 不公开."""
        return self._pattern.sub(MESSAGES["hidden"], text) if self.places else text

    def find(self, text: str) -> list[PrivatePlace]:
        """Return the places of the private texts that a text holds, each once."""
        if not self.places:
            return []
        found = dict.fromkeys(match[0] for match in self._pattern.finditer(text))
        return list(dict.fromkeys(self._by_form[form] for form in found))

    @cached_property
    def _by_form(self) -> dict[str, PrivatePlace]:
        forms: dict[str, PrivatePlace] = {}
        for cell, place in self.places.items():
            # As it stands in Markdown and logs, in HTML, in JSON, and in JSON of ASCII only.
            for form in (cell, html.escape(cell), json.dumps(cell, ensure_ascii=False)[1:-1], json.dumps(cell)[1:-1]):
                forms.setdefault(form, place)
        return forms

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # The longest first: a short text may be the beginning of a long one.
        return re.compile("|".join(re.escape(form) for form in sorted(self._by_form, key=len, reverse=True)))


def find_leaks(root: Path, site: Path) -> list[tuple[Path, Finding]]:
    """Return the files of a site that hold a private text, each with its finding (E809), which does not repeat it."""
    texts = PrivateTexts(root)
    if not texts.places:
        return []
    leaks = []
    for path in sorted(file for file in site.rglob("*") if file.is_file()):
        for place in texts.find(path.read_bytes().decode("utf-8", errors="ignore")):
            file = path.relative_to(site).as_posix()
            leaks.append((path, Finding.worded("E809", file, MESSAGES["found"], place=place)))
    return leaks


def _tables(root: Path, slug: str) -> Iterator[tuple[dict, RawTable]]:
    """Yield the described tables of a bulletin that can be read; what cannot is the check's business."""
    folder = root / BULLETINS / slug
    try:
        # Nearly all descriptions mark nothing private, and need not be parsed for it.
        if '"private"' not in read_text(folder / "datapackage.json", root).text:
            return
        package = read_json(folder / "datapackage.json", root)
        resources = [item for item in package["resources"] if item["schema"]["fields"]]
    except (DataError, KeyError, TypeError):
        return
    hidden = any(private_columns(resource["schema"]) for resource in resources)
    for resource in resources if hidden else []:
        path = path_inside(folder, resource.get("path"))
        if path is not None:
            yield resource, scan_rows(path, root, private=True)


def _public_files(root: Path) -> Iterator[str]:
    """Yield the texts that are public as they are: the bulletins and the book's pages."""
    for path in (*(root / BULLETINS).glob("*/source.txt"), *(root / "book").rglob("*.md")):
        try:
            yield read_text(path, root).text
        except DataError:
            continue
