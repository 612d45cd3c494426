"""`diff`: what the book states now against a release, a folder or a git revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.verbs.call import Call

MESSAGES = messages(__name__)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("--against", metavar="版本|文件夹|git版本", help=MESSAGES["against"])
    parser.add_argument("--json", metavar="文件", help=MESSAGES["json"])
    parser.add_argument("--html", metavar="文件", help=MESSAGES["html"])


def run(root: Path, call: Call) -> int:
    """Compare, print and write what was asked for. Returns the exit code."""
    from liandong.findings import DataError
    from liandong.releases.compare import compare
    from liandong.releases.publishing import unpublished_version
    from liandong.releases.reference import open_reference
    from liandong.releases.render import render_html, render_json, render_text
    from liandong.verbs.publish import take_snapshot

    options = call.options
    try:
        before = open_reference(root, options.against, without=unpublished_version(root))
    except DataError as error:
        print(error)
        return WRONG_USE
    try:
        after = take_snapshot(root, MESSAGES["now"])
    except DataError as error:
        print(error)
        return FINDINGS
    comparison = compare(before, after)
    print(render_text(comparison))
    for file, render in ((options.json, render_json), (options.html, render_html)):
        if file is not None:
            try:
                _write(file, render(comparison))
            except DataError as error:
                print(error)
                return WRONG_USE
            print(MESSAGES["written"].format(file=file))
    return CLEAN if comparison.empty else FINDINGS


def _write(file: str, text: str) -> None:
    """Write a result in one step."""
    from pathlib import Path

    from liandong.data.files import replace_file, why
    from liandong.findings import DataError, Finding

    path = Path(file)
    try:
        replace_file(path, text.encode("utf-8"))
    except (OSError, ValueError) as error:
        words = why(error)
        raise DataError([Finding("E715", path.name or file, found=words, expected=MESSAGES["writable"])]) from error
