"""Fills a Word template: placeholders ``{{ … }}`` and repeated rows ``{%tr … %}``, as offices write them (docxtpl)."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from liandong.office.fixed import without_clock


class TemplateProblem(ValueError):
    """A template that cannot be filled; the message is Jinja2's."""


def fill_word(template: Path, context: Mapping[str, Any], moment: datetime) -> bytes:
    """Return the filled document, the same bytes for the same content.

    Args:
        template: the .docx file.
        context: what the placeholders stand for; a text stays text, whatever it holds.
        moment: the time that the file is said to be of.

    Raises:
        TemplateProblem: a placeholder is unknown, or the template cannot be read.
    """
    document = DocxTemplate(template)
    try:
        document.render(_plain(dict(context)), _environment(), autoescape=True)
    except TemplateError as error:
        raise TemplateProblem(str(error)) from error
    result = io.BytesIO()
    document.save(result)
    return without_clock(result.getvalue(), moment)


def placeholders(template: Path) -> set[str]:
    """Return the names that a template asks for, without those of its own loops."""
    try:
        return DocxTemplate(template).get_undeclared_template_variables(_environment())
    except TemplateError as error:
        raise TemplateProblem(str(error)) from error


def _environment() -> SandboxedEnvironment:
    # A template may come from anybody in the office: it fills texts in and does nothing else.
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _plain(value: Any) -> Any:
    """Return the values without the characters that XML and Word cannot hold."""
    if isinstance(value, str):
        return "".join(char for char in value if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value
