"""Takes a bulletin out of the project: a zip of it is kept, then the table of contents, then its folders.

Run again it does what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liandong.data.archives import zip_bytes
from liandong.data.bulletins import bulletin_slugs, default_bulletin
from liandong.data.files import replace_file, why
from liandong.data.folders import FileLock, move, remove_tree
from liandong.findings import DataError, Finding, messages, quote
from liandong.scaffold.contents import TOC, leave_bulletin
from liandong.scaffold.placing import STAGES, book_folder, comparison_file, data_folder

KEPT = Path("_build") / "dropped"
MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Dropped:
    """What was taken out."""

    slug: str  # the bulletin
    kept: Path  # the zip that holds it
    files: int  # how many it holds
    comparison: bool  # whether the comparison of the bulletins went too, because fewer than two are left


def check_droppable(root: Path, slug: str) -> list[Path]:
    """Return the files of a bulletin, in order.

    Raises:
        DataError: E811 if there is no such bulletin or other chapters are built on it.
    """
    folders = [data_folder(root, slug), book_folder(root, slug)]
    if not any(folder.is_dir() for folder in folders) or "/" in slug or slug in ("", ".", ".."):
        found = MESSAGES["none"].format(slug=quote(slug))
        expected = MESSAGES["known"].format(slugs=MESSAGES["joined"].join(bulletin_slugs(root)))
        raise DataError([Finding("E811", slug, found=found, expected=expected)])
    if default_bulletin(root) == slug:
        raise DataError([Finding("E811", "_config.yml", found=MESSAGES["default"].format(slug=slug),
                                 expected=MESSAGES["not_default"])])
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def drop_bulletin(root: Path, slug: str) -> Dropped:
    """Take a bulletin out and return what was kept of it.

    Raises:
        DataError: E811 as above, E806 if _toc.yml cannot be changed, E807 if a file cannot be moved; run again it goes
            on from there.
    """
    try:
        with FileLock(root / STAGES.parent / "new.lock"):
            files = check_droppable(root, slug)
            comparison = comparison_file(root).is_file() and len(set(bulletin_slugs(root)) - {slug}) < 2
            files += [comparison_file(root)] * comparison
            toc = root / TOC
            text = toc.read_bytes().decode("utf-8")
            left = leave_bulletin(text, slug, comparison)
            kept = root / KEPT / f"{slug}.zip"
            kept.parent.mkdir(parents=True, exist_ok=True)
            contents = {path.relative_to(root).as_posix(): path.read_bytes() for path in (*files, toc)}
            replace_file(kept, zip_bytes(contents))
            # First the table of contents: it never names a page that is not there.
            if left != text:
                replace_file(toc, left.encode("utf-8"))
            aside = root / KEPT / f"{slug}.going"
            remove_tree(aside)
            aside.mkdir(parents=True)
            for name, folder in (("data", data_folder(root, slug)), ("book", book_folder(root, slug))):
                if folder.is_dir():
                    move(folder, aside / name)
            if comparison:
                comparison_file(root).unlink()
            remove_tree(aside)
            return Dropped(slug, kept, len(files), comparison)
    except OSError as error:
        found = MESSAGES["unwritable"].format(reason=why(error))
        raise DataError([Finding("E807", slug, found=found, expected=MESSAGES["writable"])]) from error
