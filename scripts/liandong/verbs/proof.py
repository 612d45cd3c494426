"""`proof`: reads drafts, checks their numbers against each other, and reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, wrong_use

if TYPE_CHECKING:
    import argparse

    from liandong.verbs.call import Call

FORMS = (".docx", ".html", ".json", ".txt")
MESSAGES = messages(__name__)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help=MESSAGES["files"])
    parser.add_argument("--against", metavar="SLUG", help=MESSAGES["against"])
    parser.add_argument("--json", action="store_true", help=MESSAGES["json"])
    parser.add_argument("--out", metavar="FILE", type=Path, help=MESSAGES["out"])
    parser.add_argument("--replace", action="store_true", help=MESSAGES["replace"])


def run(root: Path, call: Call) -> int:
    """Proof the drafts, print the report and write it where asked. Returns the exit code."""
    import sys

    from liandong.findings import DataError, render_findings
    from liandong.proofing.opening import read_draft
    from liandong.proofing.report import proof_draft

    options = call.options
    options.files = [file for given in options.files for file in _matching(given)]
    complaint = _wrong_use(options)
    if complaint:
        print(wrong_use(complaint, f"{PROGRAM} proof"), file=sys.stderr)
        return WRONG_USE
    reports, findings = [], []
    try:
        if options.out:
            _check_target(options)
        released = _open_released(root, options.against)
    except DataError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    for file in options.files:
        try:
            reports.append(proof_draft(read_draft(file), released))
        except DataError as error:
            findings += error.findings
    if reports:
        print(_render(reports, ".json" if options.json else ".txt", len(options.files) > 1))
    if findings:
        print(render_findings(findings), file=sys.stderr)
        return WRONG_USE
    if options.out:
        try:
            _write(options, reports)
        except DataError as error:
            print(error, file=sys.stderr)
            return WRONG_USE
        if not options.json:
            print(MESSAGES["written"].format(options.out.name))
    return FINDINGS if any(report.alerts for report in reports) else CLEAN


def _matching(given: Path) -> list[Path]:
    """Return the files that a name such as *.docx stands for, as Windows hands it on; the name itself where it stands for none."""
    if given.exists() or not set("*?") & set(given.name):
        return [given]
    return sorted(path for path in given.parent.glob(given.name) if path.is_file() and not path.name.startswith("~$")) or [given]


def _wrong_use(options: argparse.Namespace) -> str:
    """Return what is wrong with the use of ``--out``; empty if nothing is."""
    out = options.out
    if out is None:
        return ""
    if out.suffix.lower() not in FORMS:
        return MESSAGES["ending"].format(forms=MESSAGES["joined"].join(FORMS), name=out.name)
    if out.suffix.lower() == ".docx" and (len(options.files) > 1 or options.files[0].suffix.lower() not in (".docx", ".docm", ".dotx")):
        return MESSAGES["one_docx"]
    if any(_is_same(out, file) for file in options.files):
        return MESSAGES["onto_draft"]
    return ""


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except OSError:
        return False


def _check_target(options: argparse.Namespace) -> None:
    """Raise DataError (E988) where a file would be lost."""
    from liandong.proofing.opening import refused

    if options.out.exists() and not options.replace:
        raise refused("E988", options.out.name, MESSAGES["exists"].format(options.out.name), expected=MESSAGES["another"])


def _open_released(root: Path, slug: str | None) -> object:
    """Return the bulletin that drafts are compared with, None if none was named."""
    if slug is None:
        return None
    from liandong.proofing.against import open_released

    return open_released(root, slug)


def _render(reports: list, form: str, several: bool) -> str:
    """Return the reports as text, as JSON (a list where several files were given) or as a page."""
    if form == ".json":
        import json

        data = [report.to_json() for report in reports]
        return json.dumps(data if several else data[0], ensure_ascii=False, indent=1)
    if form == ".html":
        from liandong.proofing.html_report import render_html

        return render_html(reports)
    from liandong.proofing.text_report import render_text

    return render_text(reports)


def _write(options: argparse.Namespace, reports: list) -> None:
    """Write the report in one step.

    Raises:
        DataError: E988 if it cannot be written; nothing is left behind then.
    """
    from liandong.data.files import replace_file, why
    from liandong.proofing.opening import refused

    form = options.out.suffix.lower()
    try:
        if form == ".docx":
            from liandong.proofing.word_comments import add_comments

            content = add_comments(options.files[0].read_bytes(), reports[0])
        else:
            content = (_render(reports, form, len(options.files) > 1) + "\n").encode("utf-8")
        replace_file(options.out, content)
    except OSError as error:
        raise refused("E988", options.out.name, why(error), expected=MESSAGES["writable"]) from None
