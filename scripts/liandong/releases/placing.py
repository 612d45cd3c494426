"""The published folder: what may become one, what marks one, and how a new one takes the place of the old in one step.

`publication.json` marks a published folder and lists every file in it with its checksum. Beside the folder DIR lie,
with names nobody else uses, `.DIR.liandong-new` (being assembled), `.DIR.liandong-old` (for the moment of the swap) and
`.DIR.liandong-lock`, which goes when the run ends.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from liandong.data.files import sha256, sync_folder
from liandong.data.folders import FileLock, finish_swap, is_system_file, move, remove_tree, swap_in
from liandong.findings import DataError, Finding, messages, quote
from liandong.releases.release import is_version, to_json

MESSAGES = messages(__name__)
PUBLICATION, KIND = "publication.json", "liandong-publication"
_SHOWN = 10
# Where files are kept that others put into the folder while it was being replaced.
KEPT = "{name}-换下时留存{number}"


@dataclass(frozen=True)
class Publication:
    """What publication.json says of a published folder."""

    version: str  # the release that it shows
    site_sha256: str  # one checksum over the files of the site itself
    keep: int  # how many former sites it was asked to keep
    archived: list[str]  # the former sites in it, newest first
    site: list[str]  # the site's own files
    files: dict[str, str]  # checksum of every file but publication.json, by path

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return to_json({"kind": KIND} | asdict(self))


def read_publication(target: Path) -> Publication | None:
    """Return what a folder's publication.json says, None if there is none or it is not one of ours."""
    try:
        value = json.loads((target / PUBLICATION).read_text(encoding="utf-8"))
        if value.pop("kind") != KIND:
            return None
        ours = Publication(**value)
        fine = isinstance(ours.site_sha256, str) and isinstance(ours.keep, int) and set(ours.site) <= ours.files.keys()
        fine = fine and all(map(is_version, [ours.version, *ours.archived])) and all(map(_is_inside, ours.files))
        return ours if fine else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def follow_links(target: Path) -> Path:
    """Return the folder that a path leads to; raises DataError (E708) if its links lead nowhere but to each other."""
    try:
        return target.resolve()
    except (OSError, RuntimeError):  # which of them depends on Python's version
        raise DataError.worded("E708", "DIR", MESSAGES["circle"], name=quote(str(target))) from None


def wrong_place(root: Path, target: Path) -> list[Finding]:
    """Return why a folder cannot be published to, before anything is touched; both paths are resolved."""
    reasons = {
        "is_root": target == root, "inside": target.is_relative_to(root), "around": root.is_relative_to(target),
        "is_file": target.exists() and not target.is_dir(), "is_mount": os.path.ismount(target),
        "no_parent": not target.parent.is_dir(),
    }
    wrong = [key for key, holds in reasons.items() if holds]
    return [Finding.worded("E708", "DIR", MESSAGES[key], name=quote(str(target))) for key in wrong[:1]]


def foreign_content(target: Path) -> list[Finding]:
    """Return what the folder holds that no publication put there: it would be lost."""
    foreign = foreign_entries(target) if target.is_dir() else []
    if foreign and read_publication(target) is None:
        names = sorted({path.split("/")[0] for path in foreign})
        files = MESSAGES["joined"].join(map(quote, names[:_SHOWN])) + _more(names)
        return [Finding.worded("E709", "DIR", MESSAGES["not_ours"], name=quote(str(target)), files=files)]
    told = [(f"DIR/{path}", "") for path in foreign[:_SHOWN]] + [("DIR", more) for more in [_more(foreign)] if more]
    return [Finding.worded("E710", place, MESSAGES["foreign"], more=more) for place, more in told]


def foreign_entries(folder: Path) -> list[str]:
    """Return the path of each file, link and empty folder that no publication put into a folder, sorted.

    The system's own files count for nothing.
    """
    publication = read_publication(folder)
    ours = {*publication.files, PUBLICATION} if publication else set()
    found = []
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        entries = [name for name in [*names, *links] if not is_system_file(name)]
        # The folder itself being empty is no content.
        if not folders and not names and Path(base) != folder:
            entries = [""]
        found += [(Path(base) / name).relative_to(folder).as_posix() for name in entries]
    # A published folder may stand empty where a run was killed while it removed the files.
    ours |= {parent.as_posix() for path in ours for parent in PurePosixPath(path).parents}
    return sorted(path for path in found if path not in ours)


def is_intact(target: Path, paths: list[str], checksums: dict[str, str]) -> bool:
    """Return whether each file is there with the bytes that were published."""
    try:
        return all(sha256((target / path).read_bytes()) == checksums[path] for path in paths)
    except OSError:
        return False


def published_files(folder: Path) -> list[str]:
    """Return the path of every file and link below a built site, sorted; hidden ones are Sphinx's notes to itself."""
    paths = [(Path(base) / name).relative_to(folder) for base, _, names in os.walk(folder) for name in names]
    return sorted(path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts))


def tree_sha256(checksums: dict[str, str]) -> str:
    """Return one checksum over names and contents of a tree."""
    return sha256("".join(f"{path}\0{checksums[path]}\n" for path in sorted(checksums)).encode("utf-8"))


def lock_target(target: Path, on_wait=None) -> FileLock:
    """Return the lock of a published folder: two projects may publish to the same one."""
    return FileLock(_beside(target, "lock"), on_wait, shared=True)


def new_folder(target: Path) -> Path:
    """Return where the next publication is assembled: on the same file system, so that a rename is enough."""
    return _beside(target, "new")


def make_readable(folder: Path) -> None:
    """Let everybody read a folder and all in it, whatever the publisher's umask: a web server is another user."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o644))


def recover(target: Path) -> Path | None:
    """Bring the folder to a complete publication after a run was killed, and remove what that run left.

    Where files of others lay in it, the place where they are now is returned.
    """
    new, aside = new_folder(target), _free_place(target)
    finish_swap(new, target, _beside(target, "old"), lambda folder: _discard(folder, aside, assembling=folder == new))
    return aside if aside.exists() else None


def place(target: Path) -> Path | None:
    """Put the assembled folder in the published one's place: in one step if the system can exchange names, else in two.

    Between those, for some microseconds, a reader finds none, never a mixture, and `recover` ends what a kill leaves. A
    page that was opened before may then load a style or a picture of the new site. What others put into the old folder
    since it was looked through is kept beside it; that place is returned.

    Raises:
        OSError: the folder could not be put in place; the old one stands.
    """
    new, aside = new_folder(target), _free_place(target)
    try:
        swap_in(new, target, _beside(target, "old"), lambda folder: _discard(folder, aside))
    except OSError:
        # Only the removal of the old folder failed: the new one is in place, the next run removes the rest.
        if new.exists():
            raise
    # Readers see the new folder already, so that waiting for the disk makes no failure of it.
    with suppress(OSError):
        sync_folder(target.parent)
    return aside if aside.exists() else None


def _free_place(target: Path) -> Path:
    """Return a path beside the published folder at which nothing is."""
    places = (target.with_name(KEPT.format(name=target.name, number=number)) for number in count(1))
    return next(path for path in places if not os.path.lexists(path))


def _discard(folder: Path, aside: Path, assembling: bool = False) -> None:
    """Remove a former folder; what no publication put there goes to a folder of its own.

    A folder without its list of files was being assembled, and holds nothing of others, or was no publication, and is
    theirs.
    """
    foreign = [] if assembling and read_publication(folder) is None else foreign_entries(folder)
    for entry in foreign:
        (aside / entry).parent.mkdir(parents=True, exist_ok=True)
        move(folder / entry, aside / entry)
    # The list of what was published goes last: killed before, the next run still knows which files are whose.
    for entry in folder.iterdir():
        if entry.name != PUBLICATION:
            remove_tree(entry)
    remove_tree(folder)


def _beside(target: Path, name: str) -> Path:
    return target.with_name(f".{target.name}.liandong-{name}")


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and "\\" not in path and ".." not in path.split("/")


def _more(names: list[str]) -> str:
    return MESSAGES["more"].format(count=len(names)) if len(names) > _SHOWN else ""
