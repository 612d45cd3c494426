"""`import`: a workbook's changes shown cell by cell, then written into the tables, all or none."""

import sys
from argparse import Namespace
from pathlib import Path

from liandong.data.journal import ASIDE
from liandong.findings import DataError, Finding, messages, render_findings
from liandong.verbs.call import CLEAN, FINDINGS, Stopped, agreed

MESSAGES = messages(__name__)
OPTIONS = {
    "file": {"metavar": "FILE.xlsx", "type": Path}, "--bulletin": {"metavar": "SLUG"},
    "--yes": {"action": "store_true"},
}


def run(root: Path, options: Namespace) -> int:
    """Show what a workbook changes and write it when the user agrees. Returns the exit code."""
    from liandong.data.files import why
    from liandong.importing.importing import prepare, write

    try:
        prepared = prepare(root, options.file, options.bulletin)
        # What cannot be compared is no "no change".
        if prepared.changed or prepared.ok:
            print(prepared.shown)
        if prepared.findings:
            print("\n" + render_findings(prepared.findings))
        if not prepared.ok:
            raise Stopped(MESSAGES["errors"], FINDINGS)
        if not prepared.changed:
            return CLEAN
        if not options.yes:
            _ask()
        write(prepared)
    except OSError as error:
        failed = Finding.worded("E619", Path(error.filename or "_build").name, MESSAGES["unwritten"], reason=why(error))
        raise Stopped(f"{render_findings([failed])}\n{MESSAGES['errors']}", FINDINGS) from None
    except DataError as error:
        raise Stopped(f"{error}\n{MESSAGES['errors']}", FINDINGS) from None
    print(MESSAGES["written"].format(len(prepared.changed)))
    return CLEAN


def finish_interrupted(root: Path) -> None:
    """Finish an import or a rollback that was killed while it wrote, and say so."""
    if not (root / ASIDE).exists():
        return
    from liandong.data.files import why
    from liandong.data.folders import FileLock
    from liandong.data.journal import finish_replacement

    try:
        with FileLock((root / ASIDE).with_suffix(".lock")):
            finished = finish_replacement(root)
    except OSError as error:
        print(MESSAGES["stuck"].format(why(error)), file=sys.stderr)
        return
    if finished is not None:
        files = dict.fromkeys(finished.written, MESSAGES["finished"])
        files |= dict.fromkeys(finished.left_alone, MESSAGES["left_alone"])
        print(render_findings(Finding.worded("N641", path, words, path=path) for path, words in files.items()))


def _ask() -> None:
    """Stop unless the user says yes; say what to do where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Stopped(MESSAGES["need_yes"], FINDINGS)
    if not agreed(MESSAGES["ask"], "写入", "对"):
        raise Stopped(MESSAGES["not_written"], FINDINGS)
