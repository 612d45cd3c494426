"""`drop`: a bulletin taken out, with its pages and its place in the table of contents."""

from argparse import Namespace
from pathlib import Path

from liandong.findings import messages
from liandong.verbs.call import CLEAN, PROGRAM, WRONG_USE, Stopped, agreed, wrong_use

MESSAGES = messages(__name__)
# What is missing is told by `run`, in Chinese.
OPTIONS = {"slug": {"nargs": "?"}, "--yes": {"action": "store_true"}}


def run(root: Path, options: Namespace) -> int:
    """Ask, take the bulletin out and say where it is kept. Returns the exit code."""
    slug = options.slug
    if not slug:
        raise wrong_use(MESSAGES["no_slug"], f"{PROGRAM} drop")
    from liandong.scaffold.dropping import KEPT, check_droppable, drop_bulletin

    count, kept = len(check_droppable(root, slug)), (KEPT / f"{slug}.zip").as_posix()
    if not options.yes and not agreed(MESSAGES["ask"].format(slug=slug, count=count, kept=kept)):
        raise Stopped(MESSAGES["kept"], WRONG_USE)
    dropped = drop_bulletin(root, slug)
    print(MESSAGES["done"].format(slug=slug, count=dropped.files, kept=dropped.kept.relative_to(root).as_posix()))
    if dropped.comparison:
        print(MESSAGES["comparison"])
    print(MESSAGES["next"])
    return CLEAN
