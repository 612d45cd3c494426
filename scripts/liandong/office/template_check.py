"""What is wrong with the office templates: files that are not there, placeholders unknown or lost, parts not held.

A chapter lists what a document must contain with ``{parts}`` and the template's name, one part a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from openpyxl import load_workbook

from liandong.data.text_files import read_text
from liandong.findings import Finding, messages, quote
from liandong.office.catalogue import INDEX, Template, read_templates
from liandong.office.context import NAMES
from liandong.office.filling import TemplateProblem, word_placeholders, workbook_placeholders
from liandong.office.tables import COLUMNS, WORDS_OF_SHEETS

BLOCK = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{parts\} *(?P<name>[^\n]*)\n(?P<lines>.*?)^(?P=fence)", re.MULTILINE | re.DOTALL
)
BLANK = re.compile(r"\s+")
MESSAGES = messages(__name__)


def check_templates(root: Path) -> list[Finding]:
    """Return what is wrong with the templates themselves."""
    return [finding for template in read_templates(root).values() for finding in _check(template, root)]


def check_parts(root: Path, page: Path) -> list[Finding]:
    """Return what templates lack of the parts that a page below ``root`` lists; the templates have no findings."""
    return list(_parts(page, root, read_templates(root)))


def template_text(template: Path) -> str:
    """Return the text of a template or a document without white space, in no particular order of its tables."""
    if template.suffix == ".docx":
        # Every text of the file, with those in content controls.
        words = Document(template).element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
        texts = [word.text or "" for word in words]
    else:
        rows = (row for page in load_workbook(template) for row in page.iter_rows(values_only=True))
        texts = [str(value) for row in rows for value in row if value]
    return BLANK.sub("", "".join(texts))


def read_parts(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the lists of required parts on a page: line, template, parts."""
    for block in BLOCK.finditer(text):
        parts = [line.strip() for line in block["lines"].splitlines() if line.strip()]
        yield text.count("\n", 0, block.start()) + 1, block["name"].strip(), parts


def _check(template: Template, root: Path) -> Iterator[Finding]:
    file = template.path.relative_to(root).as_posix()
    if not template.path.is_file():
        yield Finding.worded("E551", file, MESSAGES["missing"], name=template.path.name)
        return
    known = NAMES if template.suffix == "docx" else WORDS_OF_SHEETS.union(
        f"{table}.{column}" for table, columns in COLUMNS.items() for column in columns
    )
    try:
        found = (word_placeholders if template.suffix == "docx" else workbook_placeholders)(template.path)
    except (TemplateProblem, OpcError, BadZipFile, OSError, ValueError, KeyError, SyntaxError) as error:
        problem = "braces" if isinstance(error, TemplateProblem) else "unreadable"
        yield Finding.worded("E551", file, MESSAGES[problem])
        return
    names = MESSAGES["joined"].join(sorted(known))
    for name in sorted(found - known):
        yield Finding.worded("E552", file, MESSAGES["unknown"], name=quote(name), names=names)
    for name in template.needs:
        if name not in found:
            yield Finding.worded("E553", file, MESSAGES["lost"], name=quote(name))


def _parts(page: Path, root: Path, templates: dict[str, Template]) -> Iterator[Finding]:
    file = page.relative_to(root).as_posix()
    for line, name, parts in read_parts(read_text(page, root).text):
        if name not in templates:
            yield Finding.worded("E554", file, MESSAGES["no_template"], line, name=quote(name))
            continue
        path = templates[name].path
        text, shown = template_text(path), (INDEX.parent / path.name).as_posix()
        for number, part in enumerate(parts, line + 1):
            if BLANK.sub("", part) not in text:
                yield Finding.worded("E554", file, MESSAGES["part"], number, template=shown, part=part)
