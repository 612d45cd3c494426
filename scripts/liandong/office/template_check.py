"""What is wrong with the office templates: files that are not there, placeholders unknown or lost, parts that a chapter asks for and none holds.

A chapter lists what a document must contain with ``{parts}`` and the template's name, one part a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from liandong.data.text_files import read_text
from liandong.findings import Finding, messages, quote
from liandong.office.catalogue import INDEX, Template, read_templates
from liandong.office.context import NAMES
from liandong.office.excel import workbook_placeholders
from liandong.office.tables import COLUMNS, WORDS_OF_SHEETS
from liandong.office.word import TemplateProblem, placeholders

BLOCK = re.compile(r"^(?P<fence>`{3,}|:{3,})\{parts\} *(?P<name>[^\n]*)\n(?P<lines>.*?)^(?P=fence)", re.MULTILINE | re.DOTALL)
BLANK = re.compile(r"\s+")
MESSAGES = messages(__name__)


def check_templates(root: Path, pages: Iterable[Path]) -> list[Finding]:
    """Return what is wrong with the templates, and with the lists of required parts on pages below ``root``."""
    templates = read_templates(root)
    findings = [finding for template in templates.values() for finding in _check(template, root)]
    if not findings:
        for page in pages:
            findings += _parts(page, root, templates)
    return findings


def template_text(template: Path) -> str:
    """Return the text of a template or a document without white space, in no particular order of its tables."""
    if template.suffix == ".docx":
        # Every text of the file, with those in content controls.
        words = Document(template).element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
        return BLANK.sub("", "".join(word.text or "" for word in words))
    return BLANK.sub("", "".join(str(value) for page in load_workbook(template) for row in page.iter_rows(values_only=True) for value in row if value))


def read_parts(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the lists of required parts on a page: line, template, parts."""
    for block in BLOCK.finditer(text):
        yield text.count("\n", 0, block.start()) + 1, block["name"].strip(), [line.strip() for line in block["lines"].splitlines() if line.strip()]


def _check(template: Template, root: Path) -> Iterator[Finding]:
    file = template.path.relative_to(root).as_posix()
    if not template.path.is_file():
        yield Finding("E551", file, found=MESSAGES["missing"].format(name=template.path.name), expected=MESSAGES["missing_expected"])
        return
    try:
        word = template.suffix == "docx"
        found = placeholders(template.path) if word else workbook_placeholders(template.path)
    except (TemplateProblem, OSError, ValueError, KeyError) as error:
        yield Finding("E551", file, found=MESSAGES["braces" if isinstance(error, TemplateProblem) else "unreadable"], expected=MESSAGES["unreadable_expected"])
        return
    known = NAMES if word else WORDS_OF_SHEETS | {f"{table}.{column}" for table, columns in COLUMNS.items() for column in columns}
    for name in sorted(found - known):
        yield Finding("E552", file, found=MESSAGES["unknown"].format(name=quote(name)),
                      expected=MESSAGES["unknown_expected"].format(names=MESSAGES["joined"].join(sorted(known))))
    for name in template.needs:
        if name not in found:
            yield Finding("E553", file, found=MESSAGES["lost"].format(name=quote(name)), expected=MESSAGES["lost_expected"])


def _parts(page: Path, root: Path, templates: dict[str, Template]) -> Iterator[Finding]:
    file = page.relative_to(root).as_posix()
    for line, name, parts in read_parts(read_text(page, root).text):
        if name not in templates:
            yield Finding("E554", file, line, found=MESSAGES["no_template"].format(name=quote(name)), expected=MESSAGES["no_template_expected"])
            continue
        text = template_text(templates[name].path)
        for number, part in enumerate(parts, line + 1):
            if BLANK.sub("", part) not in text:
                yield Finding("E554", file, number, found=MESSAGES["part"].format(template=INDEX.parent.joinpath(templates[name].path.name).as_posix(),
                                                                                 part=part), expected=MESSAGES["part_expected"])
