"""`proof`: reads drafts, checks their numbers against each other, and reports."""

import json
import sys
from argparse import Namespace
from pathlib import Path

from liandong.findings import DataError, messages, render_findings
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, Stopped, wrong_use

FORMS = (".docx", ".html", ".json", ".txt")
MESSAGES = messages(__name__)
OPTIONS = {
    "files": {"metavar": "FILE", "nargs": "+", "type": Path}, "--against": {"metavar": "SLUG"},
    "--json": {"action": "store_true"}, "--out": {"metavar": "FILE", "type": Path},
    "--replace": {"action": "store_true"},
}


def run(root: Path, options: Namespace) -> int:
    """Proof the drafts, print the report and write it where asked. Returns the exit code."""
    try:
        return _proof(root, [file for given in options.files for file in _matching(given)], options)
    except (DataError, Stopped) as error:
        print(error, file=sys.stderr)
        return WRONG_USE


def _proof(root: Path, files: list[Path], options: Namespace) -> int:
    from liandong.proofing.opening import read_draft
    from liandong.proofing.report import proof_draft

    if options.out:
        _check_target(options.out, files, options.replace)
    reports, findings, released = [], [], None
    if options.against is not None:
        from liandong.proofing.against import open_released

        released = open_released(root, options.against)
    for file in files:
        try:
            reports.append(proof_draft(read_draft(file), released))
        except DataError as error:
            findings += error.findings
    if reports:
        print(_render(reports, ".json" if options.json else ".txt", len(files) > 1))
    if findings:
        raise Stopped(render_findings(findings), WRONG_USE)
    if options.out:
        _write(options.out, files, reports)
        if not options.json:
            print(MESSAGES["written"].format(options.out.name))
    return FINDINGS if any(report.alerts for report in reports) else CLEAN


def _matching(given: Path) -> list[Path]:
    """Return the files that a name such as *.docx stands for, as Windows hands it on; the name itself if for none."""
    if given.exists() or not set("*?") & set(given.name):
        return [given]
    found = [path for path in given.parent.glob(given.name) if path.is_file() and not path.name.startswith("~$")]
    return sorted(found) or [given]


def _check_target(out: Path, files: list[Path], replace: bool) -> None:
    """Raise what is wrong with ``--out``: its name, a draft that would be overwritten, a file that is there (E988)."""
    from liandong.proofing.refusals import refused

    form = out.suffix.lower()
    if form not in FORMS:
        wrong = MESSAGES["ending"].format(forms=MESSAGES["joined"].join(FORMS), name=out.name)
    elif form == ".docx" and (len(files) > 1 or files[0].suffix.lower() not in (".docx", ".docm", ".dotx")):
        wrong = MESSAGES["one_docx"]
    else:
        wrong = MESSAGES["onto_draft"] if any(_is_same(out, file) for file in files) else ""
    if wrong:
        raise wrong_use(wrong, f"{PROGRAM} proof")
    if out.exists() and not replace:
        raise refused("exists", out.name)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except OSError:
        return False


def _render(reports: list, form: str, several: bool) -> str:
    """Return the reports as text, as JSON (a list where several files were given) or as a page."""
    if form == ".json":
        data = [report.to_json() for report in reports]
        return json.dumps(data if several else data[0], ensure_ascii=False, indent=1)
    if form == ".html":
        from liandong.proofing.html_report import render_html as render
    else:
        from liandong.proofing.text_report import render_text as render
    return render(reports)


def _write(out: Path, files: list[Path], reports: list) -> None:
    """Write the report in one step; raises DataError (E988) if it cannot be written, with nothing left behind."""
    from liandong.data.files import replace_file, why
    from liandong.proofing.refusals import refused

    form = out.suffix.lower()
    try:
        if form == ".docx":
            from liandong.proofing.word_comments import add_comments

            content = add_comments(files[0].read_bytes(), reports[0])
        else:
            content = (_render(reports, form, len(files) > 1) + "\n").encode("utf-8")
        replace_file(out, content)
    except OSError as error:
        raise refused("unwritable", out.name, why=why(error)) from None
