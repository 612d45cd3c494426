"""`import`: a workbook's changes shown cell by cell, then written into the tables, all or none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.data.journal import ASIDE
from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse

    from liandong.verbs.call import Call

MESSAGES = messages(__name__)
_YES = {"是", "y", "yes", "写入", "对"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("file", metavar="FILE.xlsx", type=Path, help=MESSAGES["file"])
    parser.add_argument("--bulletin", metavar="SLUG", help=MESSAGES["bulletin"])
    parser.add_argument("--yes", action="store_true", help=MESSAGES["yes"])


def run(root: Path, call: Call) -> int:
    """Show what a workbook changes and write it when the user agrees. Returns the exit code."""
    from liandong.data.files import why
    from liandong.findings import DataError, Finding, render_findings
    from liandong.importing.importing import prepare, write

    options = call.options
    try:
        prepared = prepare(root, options.file, options.bulletin)
        # What cannot be compared is no "no change".
        if prepared.changed or prepared.ok:
            print(prepared.shown)
        if prepared.findings:
            print("\n" + render_findings(prepared.findings))
        if not prepared.ok:
            print(MESSAGES["errors"])
            return FINDINGS
        if not prepared.changed:
            return CLEAN
        if not options.yes and not _agreed():
            return FINDINGS
        write(prepared)
    except (DataError, OSError) as error:
        findings = error.findings if isinstance(error, DataError) else [
            Finding("E619", Path(error.filename or "_build").name, found=why(error), expected=MESSAGES["complete"])
        ]
        print(render_findings(findings))
        print(MESSAGES["errors"])
        return FINDINGS
    print(MESSAGES["written"].format(len(prepared.changed)))
    return CLEAN


def finish_interrupted(root: Path) -> None:
    """Finish an import or a rollback that was killed while it wrote, and say so."""
    if not (root / ASIDE).exists():
        return
    from liandong.data.files import why
    from liandong.data.folders import FileLock
    from liandong.data.journal import finish_replacement
    from liandong.findings import Finding, render_findings

    try:
        with FileLock((root / ASIDE).with_suffix(".lock")):
            finished = finish_replacement(root)
    except OSError as error:
        print(MESSAGES["stuck"].format(why(error)), file=sys.stderr)
        return
    if finished is None:
        return
    findings = [
        Finding("N641", path, found=MESSAGES["finished"].format(path), expected=MESSAGES["complete"])
        for path in finished.written
    ]
    findings += [
        Finding("N641", path, found=MESSAGES["left_alone"], expected=MESSAGES["complete"])
        for path in finished.left_alone
    ]
    print(render_findings(findings))


def _agreed() -> bool:
    """Return whether the user says yes; says what to do where nobody can be asked."""
    if not sys.stdin.isatty():
        print(MESSAGES["need_yes"])
        return False
    try:
        answer = input(MESSAGES["ask"])
    except EOFError:
        answer = ""
    if answer.strip().lower() in _YES:
        return True
    print(MESSAGES["not_written"])
    return False
