"""`drop`: a bulletin taken out, with its pages and its place in the table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, agreed, wrong_use

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from liandong.verbs.call import Call

MESSAGES = messages(__name__)


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's arguments; what is missing is told by `run`, in Chinese."""
    parser.add_argument("slug", nargs="?", help=MESSAGES["slug_help"])
    parser.add_argument("--yes", action="store_true", help=MESSAGES["yes_help"])


def run(root: Path, call: Call) -> int:
    """Ask, take the bulletin out and say where it is kept. Returns the exit code."""
    slug = call.options.slug
    if not slug:
        print(wrong_use(MESSAGES["no_slug"], f"{PROGRAM} drop"))
        return WRONG_USE
    from liandong.findings import DataError
    from liandong.scaffold.dropping import KEPT, check_droppable, drop_bulletin

    try:
        count = len(check_droppable(root, slug))
        if not call.options.yes and not agreed(MESSAGES["ask"].format(slug=slug, count=count, kept=(KEPT / f"{slug}.zip").as_posix())):
            print(MESSAGES["kept"])
            return WRONG_USE
        dropped = drop_bulletin(root, slug)
    except DataError as error:
        print(error)
        return FINDINGS
    print(MESSAGES["done"].format(slug=slug, count=dropped.files, kept=dropped.kept.relative_to(root).as_posix()))
    if dropped.comparison:
        print(MESSAGES["comparison"])
    print(MESSAGES["next"])
    return CLEAN
