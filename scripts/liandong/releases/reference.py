"""What to compare with: a release, a folder (a copy of the project, a release, a published site), a git revision."""

import io
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path

from liandong.data.bulletins import BULLETINS, RELEASES
from liandong.findings import DataError, Finding, messages, quote
from liandong.releases.placing import read_publication
from liandong.releases.release import FILES, list_versions, read_release, read_snapshot
from liandong.releases.release import MESSAGES as RELEASE_MESSAGES
from liandong.releases.snapshot import Snapshot, take_snapshot_elsewhere

MESSAGES = messages(__name__)
_GIT_TIMEOUT_S = 120
_ABBREVIATED = 12


def open_reference(root: Path, against: str | None, *, without: str | None = None) -> Snapshot:
    """Return the snapshot of a version, a folder or a git revision; of the last release if `against` is None.

    `without` is a version that was written and perhaps never published.

    Raises:
        DataError: E703, E706 or E707 if there is no such thing, E702 if it cannot be computed.
    """
    versions = list_versions(root, without=without)
    if against is None and not versions:
        none = Finding.worded("E706", f"{RELEASES.as_posix()}/", RELEASE_MESSAGES["no_release"])
        raise DataError([replace(none, next_step=MESSAGES["publish_first"])])
    against = versions[-1] if against is None else against
    if against in versions:
        return read_snapshot(root / RELEASES / against, root, RELEASE_MESSAGES["label"].format(version=against))
    if against and "\0" not in against and Path(against).is_dir():
        return _open_folder(Path(against))
    return _open_revision(root, against, versions)


def _open_folder(folder: Path) -> Snapshot:
    label = MESSAGES["folder"].format(name=folder.resolve().name)
    publication = read_publication(folder)
    if publication and (published := folder / "releases" / publication.version).joinpath(FILES[0]).is_file():
        return read_snapshot(published, folder, label)
    if (folder / FILES[0]).is_file():
        version = read_release(folder, folder).version
        return read_snapshot(folder, folder, RELEASE_MESSAGES["label"].format(version=version))
    if (folder / BULLETINS).is_dir():
        return take_snapshot_elsewhere(folder, label)
    raise _refusal("not_a_copy", str(folder))


def _open_revision(root: Path, revision: str, versions: list[str]) -> Snapshot:
    """Return what the project stated at a git revision, which is unpacked into a temporary folder."""
    known = MESSAGES["joined"].join(versions) or MESSAGES["none"]
    git = shutil.which("git")
    if git is None:
        raise _refusal("no_git", revision, "E707", versions=known)

    def run(*arguments: str) -> subprocess.CompletedProcess:
        # In the project's folder, so that of a larger repository only the project comes.
        settings = {"stdin": subprocess.DEVNULL, "capture_output": True, "timeout": _GIT_TIMEOUT_S, "check": False}
        return subprocess.run([git, *arguments], cwd=root, **settings)

    if run("rev-parse", "--git-dir").returncode:
        raise _refusal("no_repository", revision, versions=known)
    # Nothing that git could take for an option or an expression of ours.
    odd = not revision or revision.startswith("-") or re.search(r"[\x00-\x20:]", revision)
    commit = None if odd else run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    name = commit.stdout.decode("ascii", "replace").strip() if commit and not commit.returncode else ""
    if not name:
        raise _refusal("no_revision", revision, versions=known)
    archive = run("archive", "--format=tar", name)
    if archive.returncode:
        raise _refusal("git_failed", revision, "E707", words=archive.stderr.decode("utf-8", "replace").strip())
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")
        if not (Path(folder) / BULLETINS).is_dir():
            raise _refusal("not_a_copy", revision)
        label = MESSAGES["revision"].format(name=f"{revision} ({name[:_ABBREVIATED]})")
        return take_snapshot_elsewhere(Path(folder), label)


def _refusal(key: str, name: str, code: str = "E706", **values: str) -> DataError:
    return DataError.worded(code, MESSAGES["option"], MESSAGES[key], name=quote(name), **values)
