"""Finds what to compare with: a release, a folder (a copy of the project, a release, a published site), a git revision."""

import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from liandong.data.bulletins import BULLETINS
from liandong.findings import DataError, Finding, messages, quote
from liandong.releases.release import FILES, RELEASES, is_version, list_versions, read_release, read_snapshot
from liandong.releases.release import MESSAGES as RELEASE_MESSAGES
from liandong.releases.snapshot import Snapshot, take_snapshot_elsewhere

PUBLICATION = "publication.json"
MESSAGES = messages(__name__)
_GIT_TIMEOUT_S = 120
_ABBREVIATED = 12


def open_reference(root: Path, against: str | None, *, without: str | None = None) -> Snapshot:
    """Return the snapshot to compare with.

    Args:
        root: the project's root.
        against: a version, a folder or a git revision; the last release if None.
        without: a version that was written and perhaps never published.

    Raises:
        DataError: E703, E706 or E707 if there is no such thing, E702 if it cannot be computed.
    """
    versions = list_versions(root, without=without)
    if against is None:
        if not versions:
            raise DataError([Finding("E706", f"{RELEASES.as_posix()}/", found=RELEASE_MESSAGES["no_release"],
                                     expected=RELEASE_MESSAGES["a_release"], next_step=MESSAGES["publish_first"])])
        against = versions[-1]
    if against in versions:
        return read_snapshot(root / RELEASES / against, root, RELEASE_MESSAGES["label"].format(version=against))
    if against and "\0" not in against and Path(against).is_dir():
        return _open_folder(Path(against))
    return _open_revision(root, against, versions)


def _open_folder(folder: Path) -> Snapshot:
    label = MESSAGES["folder"].format(name=folder.resolve().name)
    if (folder / PUBLICATION).is_file() and (folder / "releases").is_dir():
        version = _published_version(folder)
        if version is not None and (folder / "releases" / version / FILES[0]).is_file():
            return read_snapshot(folder / "releases" / version, folder, label)
    if (folder / FILES[0]).is_file():
        release = read_release(folder, folder)
        return read_snapshot(folder, folder, RELEASE_MESSAGES["label"].format(version=release.version))
    if (folder / BULLETINS).is_dir():
        return take_snapshot_elsewhere(folder, label)
    found = MESSAGES["not_a_copy"].format(name=quote(str(folder)))
    raise DataError([Finding("E706", MESSAGES["option"], found=found, expected=MESSAGES["a_copy"])])


def _published_version(folder: Path) -> str | None:
    try:
        value = json.loads((folder / PUBLICATION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    version = value.get("version") if isinstance(value, dict) else None
    return version if isinstance(version, str) and is_version(version) else None


def _open_revision(root: Path, revision: str, versions: list[str]) -> Snapshot:
    """Return what the project stated at a git revision, which is unpacked into a temporary folder."""
    known = MESSAGES["a_reference"].format(versions=RELEASE_MESSAGES["joined"].join(versions) or MESSAGES["none"])

    def refuse(key: str, code: str = "E706", expected: str = known, **words: str) -> DataError:
        found = MESSAGES[key].format(name=quote(revision), **words)
        return DataError([Finding(code, MESSAGES["option"], found=found, expected=expected)])

    git = shutil.which("git")
    if git is None:
        raise refuse("no_git", "E707")
    if _git(git, root, "rev-parse", "--git-dir").returncode:
        raise refuse("no_repository")
    # Nothing that git could take for an option or an expression of ours.
    if not revision or revision.startswith("-") or re.search(r"[\x00-\x20:]", revision):
        raise refuse("no_revision")
    commit = _git(git, root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    name = commit.stdout.decode("ascii", "replace").strip()
    if commit.returncode or not name:
        raise refuse("no_revision")
    # Run in the project's folder, so that of a larger repository only the project comes.
    archive = _git(git, root, "archive", "--format=tar", name)
    if archive.returncode:
        raise refuse("git_failed", "E707", MESSAGES["git_works"], words=archive.stderr.decode("utf-8", "replace").strip())
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")
        if not (Path(folder) / BULLETINS).is_dir():
            raise refuse("not_a_copy", expected=MESSAGES["a_copy"])
        return take_snapshot_elsewhere(Path(folder), MESSAGES["revision"].format(name=f"{revision} ({name[:_ABBREVIATED]})"))


def _git(git: str, root: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([git, *arguments], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, timeout=_GIT_TIMEOUT_S, check=False)
