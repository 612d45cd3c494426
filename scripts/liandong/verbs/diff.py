"""`diff`: what the book states now against a release, a folder or a git revision."""

from argparse import Namespace
from pathlib import Path

from liandong.findings import DataError, Finding, messages
from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE, Stopped
from liandong.verbs.publish import take_snapshot

MESSAGES = messages(__name__)
OPTIONS = {
    "--against": {"metavar": "版本|文件夹|git版本"}, "--json": {"metavar": "文件"}, "--html": {"metavar": "文件"},
}


def run(root: Path, options: Namespace) -> int:
    """Compare, print and write what was asked for. Returns the exit code."""
    from liandong.data.files import replace_file, why
    from liandong.releases.compare import compare
    from liandong.releases.publishing import unpublished_version
    from liandong.releases.reference import open_reference
    from liandong.releases.render import render_html, render_json, render_text

    try:
        before = open_reference(root, options.against, without=unpublished_version(root))
    except DataError as error:
        raise Stopped(str(error), WRONG_USE) from None
    comparison = compare(before, take_snapshot(root, MESSAGES["now"]))
    print(render_text(comparison))
    for file, render in ((options.json, render_json), (options.html, render_html)):
        if file is not None:
            try:
                replace_file(Path(file), render(comparison).encode("utf-8"))
            except (OSError, ValueError) as error:
                unwritten = Finding("E715", Path(file).name or file, found=why(error), expected=MESSAGES["writable"])
                raise Stopped(str(DataError([unwritten])), WRONG_USE) from error
            print(MESSAGES["written"].format(file=file))
    return CLEAN if comparison.empty else FINDINGS
