"""`rollback VERSION DIR`: tables, pages and site as they were for a former release, published as a new one."""

from argparse import Namespace
from pathlib import Path

from liandong.findings import messages
from liandong.verbs.call import WRONG_USE, Stopped, agreed
from liandong.verbs.publish import COMMON, publish_and_tell

MESSAGES = messages(__name__)
OPTIONS = {"version": {"metavar": "VERSION"}, **COMMON, "--yes": {"action": "store_true"}}
_SHOWN = 10


def run(root: Path, options: Namespace) -> int:
    """List what changes back, ask, and publish. Returns the exit code."""
    from liandong.releases.sources import changes_back

    version = options.version
    changes = changes_back(root, version)
    print(MESSAGES["files" if changes else "same"].format(version=version, count=len(changes)))
    for path, content in list(changes.items())[:_SHOWN]:
        action = "remove" if content is None else "replace" if (root / path).exists() else "add"
        print(MESSAGES["file"].format(action=MESSAGES[action], path=path))
    if len(changes) > _SHOWN:
        print(MESSAGES["more"].format(count=len(changes)))
    if not options.yes and not agreed(MESSAGES["ask"].format(target=options.dir)):
        raise Stopped(MESSAGES["declined"], WRONG_USE)
    words = {"reason": options.reason, "keep": options.keep, "returns_to": version}
    return publish_and_tell(root, options.dir, MESSAGES["stopped"], **words)
