"""What staff edit, as it was when a release was made: kept beside the release, and put back by ``rollback``.

Tables with their private columns are in it, so that it stays in the project: no published folder gets it
(`release.FILES`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from liandong.data.archives import zip_bytes
from liandong.data.bulletins import KEPT_SOURCES, RELEASES
from liandong.data.files import replace_file, sha256
from liandong.data.folders import FileLock
from liandong.data.journal import ASIDE, ChangedMeanwhile, finish_replacement, replace_files
from liandong.findings import DataError, Finding, messages
from liandong.releases.release import list_versions, listed, read_release, release_folder
from liandong.run.inputs import SOURCES, input_files

KEPT = Path("_build") / "rolled-back"
MESSAGES = messages(__name__)


def pack_sources(root: Path) -> bytes:
    """Return a zip of the tables, pages and settings of a project; releases are not in it."""
    return zip_bytes(_sources(root))


def read_sources(root: Path, version: str) -> dict[str, bytes]:
    """Return what a release was made from, by path.

    Raises:
        DataError: E703 if there is no such release, E716 if it keeps none, E717 if what it kept is damaged.
    """
    folder = RELEASES / version
    release = read_release(release_folder(root, version), root)
    if not release.sources_sha256:
        able = [name for name in list_versions(root) if read_release(root / RELEASES / name, root).sources_sha256]
        raise DataError.worded("E716", folder.as_posix(), MESSAGES["not_kept"], version=version, versions=listed(able))
    path = root / folder / KEPT_SOURCES
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content) != release.sources_sha256:
        raise DataError.worded("E717", (folder / KEPT_SOURCES).as_posix(), MESSAGES["damaged"], version=version)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changes_back(root: Path, version: str) -> dict[str, bytes | None]:
    """Return the files that differ from what a release was made from, as they were then; None for one that was not."""
    former, now = read_sources(root, version), _sources(root)
    return {path: former.get(path) for path in sorted({*former, *now}) if former.get(path) != now.get(path)}


@contextmanager
def returned(root: Path, version: str) -> Iterator[Path | None]:
    """Put tables and pages back as they were for a release, all or none; what then fails inside undoes it.

    Yields the zip that keeps each file which changes or goes, None where there is none.

    Raises:
        DataError: as `read_sources`; nothing has changed then.
        OSError: a file cannot be written, or is held open by another program; nothing has changed then.
    """
    former, now = changes_back(root, version), _sources(root)
    before = {path: now.get(path) for path in former}
    kept = _keep(root, {path: content for path, content in before.items() if content is not None})
    try:
        _replace(root, former, before)
    except ChangedMeanwhile as meanwhile:
        raise DataError(Finding.worded("E712", path, MESSAGES["changed"]) for path in meanwhile.paths) from None
    try:
        yield kept
    except BaseException:
        try:
            _replace(root, before, former)
        except ChangedMeanwhile as meanwhile:
            # What somebody has edited since stays as it is.
            _replace(root, {path: before[path] for path in before.keys() - set(meanwhile.paths)}, former)
        raise


def _replace(root: Path, files: Mapping[str, bytes | None], there: Mapping[str, bytes | None]) -> None:
    if files:
        with FileLock((root / ASIDE).with_suffix(".lock")):
            finish_replacement(root)
            digests = {path: None if there[path] is None else sha256(there[path]) for path in files}
            replace_files(root, files, digests)


def _sources(root: Path) -> dict[str, bytes]:
    files = [path for path in input_files(root, SOURCES) if root / RELEASES not in path.parents]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def _keep(root: Path, files: Mapping[str, bytes]) -> Path | None:
    """Write the files into a zip of a new name, which is returned; none where there are no files."""
    if not files:
        return None
    path = next(path for number in count(1) if not (path := root / KEPT / f"{number}.zip").exists())
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, zip_bytes(files))
    return path
