"""What a check found, where, what was expected and what to do next."""

from liandong.findings.codes import RULES, SAVE_AS_UTF8
from liandong.findings.finding import (
    CELL_LIMIT,
    CHECKED,
    DataError,
    Finding,
    checked_beside,
    errors_among,
    is_invisible,
    printable,
    quote,
    render_error,
    render_findings,
)
from liandong.findings.texts import messages

__all__ = [
    "CELL_LIMIT",
    "CHECKED",
    "RULES",
    "SAVE_AS_UTF8",
    "DataError",
    "Finding",
    "checked_beside",
    "errors_among",
    "is_invisible",
    "messages",
    "printable",
    "quote",
    "render_error",
    "render_findings",
]
