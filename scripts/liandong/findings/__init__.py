"""What a check found, where, what was expected and what to do next; and all texts that the program says."""

from liandong.findings.codes import RULES
from liandong.findings.finding import (
    CELL_LIMIT,
    DataError,
    Finding,
    errors_among,
    has_invisible,
    is_invisible,
    printable,
    quote,
    render_error,
    render_findings,
)
from liandong.findings.texts import messages

__all__ = [
    "CELL_LIMIT", "RULES", "DataError", "Finding", "errors_among", "has_invisible", "is_invisible", "messages", "printable",
    "quote", "render_error", "render_findings",
]
