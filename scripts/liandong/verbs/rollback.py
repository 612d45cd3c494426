"""`rollback VERSION DIR`: tables, pages and site as they were for a former release, published as a release of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import FINDINGS, WRONG_USE, agreed
from liandong.verbs.publish import MESSAGES as PUBLISH_MESSAGES
from liandong.verbs.publish import add_common_options, publish_and_tell

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from liandong.verbs.call import Call

MESSAGES = messages(__name__)
_SHOWN = 10


def add_options(parser: ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("version", metavar="VERSION", help=MESSAGES["version"])
    parser.add_argument("dir", metavar="DIR", help=PUBLISH_MESSAGES["dir"])
    add_common_options(parser)
    parser.add_argument("--yes", action="store_true", help=MESSAGES["yes"])


def run(root: Path, call: Call) -> int:
    """List what changes back, ask, and publish. Returns the exit code."""
    from liandong.findings import DataError
    from liandong.releases.sources import changes_back

    options = call.options
    try:
        changes = changes_back(root, options.version)
    except DataError as error:
        print(error)
        return FINDINGS
    print(MESSAGES["files" if changes else "same"].format(version=options.version, count=len(changes)))
    for path, content in list(changes.items())[:_SHOWN]:
        action = "remove" if content is None else "replace" if (root / path).exists() else "add"
        print(MESSAGES["file"].format(action=MESSAGES[action], path=path))
    if len(changes) > _SHOWN:
        print(MESSAGES["more"].format(count=len(changes)))
    if not options.yes and not agreed(MESSAGES["ask"].format(target=options.dir)):
        print(MESSAGES["declined"])
        return WRONG_USE
    return publish_and_tell(root, options.dir, MESSAGES["stopped"], reason=options.reason, keep=options.keep, returns_to=options.version)
