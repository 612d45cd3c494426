"""The published folder: what may become one, what marks one, and how a new one takes the place of the old in one step.

`publication.json` marks a published folder and lists every file in it with its checksum. Beside the folder DIR lie, with names
nobody else uses, `.DIR.liandong-new` (being assembled), `.DIR.liandong-old` (for the moment of the swap) and `.DIR.liandong-lock`, which
goes when the run ends.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from liandong.data.files import sha256, sync_folder
from liandong.data.folders import FileLock, finish_swap, is_system_file, move, remove_tree, swap_in
from liandong.findings import DataError, Finding, messages, quote
from liandong.releases.reference import PUBLICATION
from liandong.releases.release import is_version, to_json

MESSAGES = messages(__name__)
KIND = "liandong-publication"
_SHOWN = 10
# Where files are kept that others put into the folder while it was being replaced.
KEPT = "{name}-换下时留存{number}"


@dataclass(frozen=True)
class Publication:
    """What publication.json says of a published folder.

    Attributes:
        version: the release that it shows.
        site_sha256: one checksum over the files of the site itself.
        keep: how many former sites it was asked to keep.
        archived: the former sites in it, newest first.
        site: the site's own files.
        files: checksum of every file but publication.json, by path.
    """

    version: str
    site_sha256: str
    keep: int
    archived: list[str]
    site: list[str]
    files: dict[str, str]

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return to_json({"kind": KIND} | asdict(self))


def read_publication(target: Path) -> Publication | None:
    """Return what a folder's publication.json says, None if there is none or it is not one of ours."""
    try:
        value = json.loads((target / PUBLICATION).read_text(encoding="utf-8"))
        if value.pop("kind") != KIND:
            return None
        publication = Publication(**value)
        texts = [publication.version, publication.site_sha256, *publication.archived, *publication.site, *publication.files]
        fine = all(isinstance(text, str) for text in texts) and all(map(is_version, [publication.version, *publication.archived]))
        fine = fine and all(_is_inside(path) for path in publication.files) and isinstance(publication.keep, int)
        return publication if fine and set(publication.site) <= publication.files.keys() else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def follow_links(target: Path) -> Path:
    """Return the folder that a path leads to.

    Raises:
        DataError: E708 if its links lead nowhere but to each other.
    """
    try:
        return target.resolve()
    except (OSError, RuntimeError):  # which of them depends on Python's version
        found = MESSAGES["circle"].format(name=quote(str(target)))
        raise DataError([Finding("E708", "DIR", found=found, expected=MESSAGES["place"])]) from None


def wrong_place(root: Path, target: Path) -> list[Finding]:
    """Return why a folder cannot be published to, before anything is touched; both paths are resolved."""
    name = quote(str(target))
    key = ""
    if target == root:
        key = "is_root"
    elif target.is_relative_to(root):
        key = "inside"
    elif root.is_relative_to(target):
        key = "around"
    elif target.exists() and not target.is_dir():
        key = "is_file"
    elif os.path.ismount(target):
        key = "is_mount"
    elif not target.parent.is_dir():
        key = "no_parent"
    return [Finding("E708", "DIR", found=MESSAGES[key].format(name=name), expected=MESSAGES["place"])] if key else []


def foreign_content(target: Path) -> list[Finding]:
    """Return a finding if the folder holds what no publication put there: it would be lost."""
    if not target.is_dir():
        return []
    publication = read_publication(target)
    if publication is None:
        names = sorted({path.split("/")[0] for path in foreign_entries(target)})
        found = MESSAGES["not_ours"].format(name=quote(str(target)), files=_some(names))
        return [Finding("E709", "DIR", found=found, expected=MESSAGES["ours"])] if names else []
    foreign = foreign_entries(target)
    listed = [Finding("E710", f"DIR/{path}", found=MESSAGES["foreign"], expected=MESSAGES["only_ours"]) for path in foreign[:_SHOWN]]
    if len(foreign) > _SHOWN:
        more = MESSAGES["more"].format(count=len(foreign))
        listed.append(Finding("E710", "DIR", found=f"{MESSAGES['foreign']}{more}", expected=MESSAGES["only_ours"]))
    return listed


def foreign_entries(folder: Path) -> list[str]:
    """Return the path of each file, link and empty folder that no publication put into a folder, sorted; the system's own files count for nothing."""
    publication = read_publication(folder)
    ours = {*publication.files, PUBLICATION} if publication else set()
    found = []
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        entries = [name for name in [*names, *links] if not is_system_file(name)]
        # The folder itself being empty is no content.
        if not entries and not folders and not any(map(is_system_file, names)) and Path(base) != folder:
            entries = [""]
        found += [(Path(base) / name).relative_to(folder).as_posix() for name in entries]
    # A published folder may stand empty where a run was killed while it removed the files.
    ours |= {parent.as_posix() for path in ours for parent in PurePosixPath(path).parents}
    return sorted(path for path in found if path not in ours)


def is_intact(target: Path, paths: list[str], checksums: dict[str, str]) -> bool:
    """Tell whether each file is there with the bytes that were published."""
    try:
        return all(sha256((target / path).read_bytes()) == checksums[path] for path in paths)
    except OSError:
        return False


def all_files(folder: Path) -> Iterator[str]:
    """Yield the path of every file and link below a folder."""
    for base, _, names in os.walk(folder):
        for name in names:
            yield (Path(base) / name).relative_to(folder).as_posix()


def published_files(folder: Path) -> Iterator[str]:
    """Yield the path of every file below a built site in a fixed order, hidden ones left out: they are Sphinx's notes to itself."""
    yield from sorted(path for path in all_files(folder) if not any(part.startswith(".") for part in path.split("/")))


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

    Returns:
        Where files of others that lay in it are now, None if there were none.
    """
    kept: list[Path] = []
    new = new_folder(target)
    finish_swap(new, target, _beside(target, "old"), lambda folder: _discard(folder, target, kept, assembling=folder == new))
    return kept[0] if kept else None


def place(target: Path) -> Path | None:
    """Put the assembled folder where the published one is, in one step where the system can exchange two names, else by two renames.

    Between those, for some microseconds, a reader finds none, never a mixture, and `recover` ends what a kill leaves. A page that was
    opened before may then load a style or a picture of the new site. What others put into the old folder since it was looked through
    is kept beside it.

    Returns:
        Where files of others are kept, None if there were none.

    Raises:
        OSError: the folder could not be put in place; the old one stands.
    """
    new, old = new_folder(target), _beside(target, "old")
    kept: list[Path] = []
    try:
        swap_in(new, target, old, lambda folder: _discard(folder, target, kept))
    except OSError:
        # Only the removal of the old folder failed: the new one is in place, the next run removes the rest.
        if new.exists():
            raise
    _sync_if_possible(target.parent)
    return kept[0] if kept else None


def _discard(folder: Path, target: Path, kept: list[Path], assembling: bool = False) -> None:
    """Remove a former folder; what no publication put there is moved to a folder beside the published one, noted in ``kept``.

    A folder without its list of files was being assembled, and holds nothing of others, or was no publication, and is theirs whole.
    """
    foreign = [] if assembling and read_publication(folder) is None else foreign_entries(folder)
    if foreign:
        aside = kept[0] if kept else next(
            path for number in count(1) if not os.path.lexists(path := target.with_name(KEPT.format(name=target.name, number=number)))
        )
        for entry in foreign:
            (aside / entry).parent.mkdir(parents=True, exist_ok=True)
            move(folder / entry, aside / entry)
        kept[:] = [aside]
    # The list of what was published goes last: killed before, the next run still knows which files are whose.
    for entry in folder.iterdir():
        if entry.name != PUBLICATION:
            remove_tree(entry)
    remove_tree(folder)


def _sync_if_possible(folder: Path) -> None:
    """Wait until the swap is on the disk; readers see it already, so that nothing here makes it a failure."""
    with suppress(OSError):
        sync_folder(folder)


def _beside(target: Path, name: str) -> Path:
    return target.with_name(f".{target.name}.liandong-{name}")


def _is_inside(path: str) -> bool:
    return not path.startswith("/") and "\\" not in path and ".." not in path.split("/")


def _some(names: list[str]) -> str:
    shown = MESSAGES["joined"].join(quote(name) for name in names[:_SHOWN])
    return shown + (MESSAGES["more"].format(count=len(names)) if len(names) > _SHOWN else "")
