"""Puts the files of a new bulletin in place: all of them or none, whenever a run is killed.

Everything is written below ``_build/new/<slug>/`` first. The file ``complete`` there says that it is whole: from then
on the bulletin exists, and a run that was killed while it moved the pieces is finished by the next one. Without it
nothing has been moved, and what was written is thrown away.
"""

from __future__ import annotations

from pathlib import Path

from liandong.data.bulletins import BULLETINS
from liandong.data.files import write_file
from liandong.data.folders import move, remove_tree
from liandong.scaffold.contents import TOC, enter_bulletin, order_pages
from liandong.scaffold.files import COMPARISON

STAGES = Path("_build") / "new"
COMPLETE = "complete"
_DATA, _BOOK, _COMPARISON_FILE = "data", "book", f"{COMPARISON}.md"


def data_folder(root: Path, slug: str) -> Path:
    """Return where a bulletin's data lie."""
    return root / BULLETINS / slug


def book_folder(root: Path, slug: str) -> Path:
    """Return where a bulletin's pages lie."""
    return root / "book" / "bulletins" / slug


def comparison_file(root: Path) -> Path:
    """Return where the comparison of the bulletins lies."""
    return root / "book" / _COMPARISON_FILE


def write_aside(
    root: Path, slug: str, data: dict[str, bytes], pages: dict[str, bytes], comparison: bytes | None
) -> Path:
    """Return the folder that holds everything of a new bulletin, complete.

    Raises:
        OSError: It could not be written; nothing has changed in the project.
    """
    stage = root / STAGES / slug
    remove_tree(stage)
    try:
        for folder, files in ((_DATA, data), (_BOOK, pages)):
            for name, content in files.items():
                place = stage / folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                write_file(place, content)
        if comparison is not None:
            write_file(stage / _COMPARISON_FILE, comparison)
        write_file(stage / COMPLETE, slug.encode("ascii"))
    except OSError:
        remove_tree(stage)
        raise
    return stage


def place(root: Path, slug: str) -> None:
    """Move a complete stage into the project; run again after a kill, it does what is left.

    Raises:
        OSError: A piece could not be moved; the next run goes on from there.
        DataError: E806 if _toc.yml has no place for the bulletin.
    """
    stage = root / STAGES / slug
    comparison = stage / _COMPARISON_FILE
    for source, target in ((stage / _DATA, data_folder(root, slug)), (stage / _BOOK, book_folder(root, slug))):
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            move(source, target)
    if comparison.exists() and not comparison_file(root).exists():
        comparison.replace(comparison_file(root))
    # Read now and not when the stage was written: somebody may have changed it since.
    toc = root / TOC
    text = toc.read_bytes().decode("utf-8")
    pages = order_pages(page.stem for page in book_folder(root, slug).glob("*.md"))
    entered = enter_bulletin(text, slug, pages, comparison=comparison_file(root).is_file())
    if entered != text:
        aside = stage / TOC
        write_file(aside, entered.encode("utf-8"))
        aside.replace(toc)
    # First the mark: a stage without it is rubbish, one with it and without pieces would look unfinished.
    (stage / COMPLETE).unlink()
    remove_tree(stage)


def interrupted_runs(root: Path) -> list[str]:
    """Return the slugs whose files are complete but not all in place, because a run was killed."""
    return sorted(path.parent.name for path in (root / STAGES).glob(f"*/{COMPLETE}"))
