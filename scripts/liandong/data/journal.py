"""Several files replaced, added and removed so that all are new or all are old, wherever the program is killed.

The new files and copies of the old ones are written aside; a journal, renamed into place last, makes the change sure.
A run that finds a journal finishes what it says; without a journal, what lies aside is thrown away.
Standard library only, so that it can run before any environment exists.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from liandong.data.files import sha256, sync_folder, write_file

# Looked at before every command.
ASIDE = Path("_build") / "import"
JOURNAL = "journal.json"
NEW, OLD = "new", "old"


class ChangedMeanwhile(Exception):
    """A file is no longer what it was when the change was decided; `paths` are relative to the root."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


@dataclass(frozen=True)
class Finished:
    """How an interrupted change ended: the files that are new now, and those left alone since somebody edited them."""

    written: list[str]
    left_alone: list[str]


def replace_files(root: Path, files: Mapping[str, bytes | None], expected: Mapping[str, str | None]) -> None:
    """Replace files, all or none.

    Args:
        root: The project's root.
        files: New content by path relative to the root, None for a file that goes.
        expected: Digest by path that each file has now, None for one that is not there.

    Raises:
        ChangedMeanwhile: A file has another digest; nothing was written.
        OSError: A file cannot be written, or is held open by another program; all are as before.
    """
    aside = root / ASIDE
    finish_replacement(root)
    # What goes is first: its name may be that of a folder afterwards.
    files = dict(sorted(files.items(), key=lambda item: item[1] is not None))
    current = {path: _content(root / path) for path in files}
    changed = [path for path, content in current.items() if _digest(content) != expected[path]]
    if changed:
        raise ChangedMeanwhile(changed)
    for path, content in current.items():
        if content is not None:
            with (root / path).open("r+b"):  # Windows refuses this while Excel holds the file
                pass
    entries = [{"path": path, OLD: _digest(current[path]), NEW: _digest(content)} for path, content in files.items()]
    try:
        for folder, contents in ((NEW, files), (OLD, current)):
            (aside / folder).mkdir(parents=True, exist_ok=True)
            for number, content in enumerate(contents.values()):
                if content is not None:
                    write_file(aside / folder / str(number), content)
        write_file(aside / (JOURNAL + ".part"), json.dumps(entries).encode("ascii"))
        # Their names must be on the disk before the journal that speaks of them.
        for folder in (aside / NEW, aside / OLD, aside):
            sync_folder(folder)
        (aside / (JOURNAL + ".part")).replace(aside / JOURNAL)
        sync_folder(aside)
    except OSError:
        _remove(aside)
        raise
    _apply(root, aside, entries)


def finish_replacement(root: Path) -> Finished | None:
    """Finish what a killed `replace_files` left; None if there was nothing to finish.

    A file that somebody edited in between is left alone, and named.

    Raises:
        OSError: A file cannot be written; the next call tries again.
    """
    aside = root / ASIDE
    if not aside.exists():
        return None
    try:
        entries = json.loads((aside / JOURNAL).read_bytes())
    except (OSError, ValueError):
        _remove(aside)
        return None
    finished = Finished([], [])
    for number, entry in enumerate(entries):
        new, target = aside / NEW / str(number), root / entry["path"]
        digest = _digest(_content(target))
        if digest == entry[OLD] and _digest(_content(new)) == entry[NEW]:
            _put(new if entry[NEW] else None, target)
            digest = entry[NEW]
        (finished.written if digest == entry[NEW] else finished.left_alone).append(entry["path"])
    _remove(aside)
    return finished


def _apply(root: Path, aside: Path, entries: list[dict[str, str | None]]) -> None:
    done = 0
    try:
        for entry in entries:
            _put(aside / NEW / str(done) if entry[NEW] else None, root / entry["path"])
            done += 1
    except OSError:
        for number in reversed(range(done)):
            _put(aside / OLD / str(number) if entries[number][OLD] else None, root / entries[number]["path"])
        _remove(aside)
        raise
    _remove(aside)


def _put(source: Path | None, target: Path) -> None:
    """Move a file into its place; without one remove what is there, and the folders that are empty then."""
    if source is None:
        target.unlink(missing_ok=True)
        with suppress(OSError):
            target.parent.rmdir()
            target.parent.parent.rmdir()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        target.rmdir()  # made for a file that could not be put into it
    source.replace(target)
    sync_folder(target.parent)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _digest(content: bytes | None) -> str | None:
    return None if content is None else sha256(content)


def _remove(aside: Path) -> None:
    """Remove what lies aside, the journal first: without it the rest means nothing."""
    (aside / JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(aside, ignore_errors=True)
