"""Takes a workbook in on each save of it, as `import` does: all tables or none, and only when nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from liandong.findings import messages

MESSAGES = messages(__name__)


def take_in(root: Path, path: Path, say: Callable[[str], None] = print) -> str:
    """Write what a workbook changes into the tables; returns in Chinese why not, empty if it did or nothing changes.

    Args:
        root: The project's root.
        path: The workbook.
        say: Told what changes, cell by cell.
    """
    from liandong.findings import DataError, errors_among, render_findings
    from liandong.importing.importing import prepare, write

    try:
        prepared = prepare(root, path)
        findings = errors_among(prepared.findings)
        if not findings and prepared.changed:
            say(prepared.shown)
            write(prepared)
    except DataError as error:
        findings = error.findings
    if not findings:
        return ""
    return f"{MESSAGES['refused'].format(name=path.name)}\n\n{render_findings(findings)}"
