"""Publishing: checks, a release, the site, and one folder that readers open, swapped in as a whole.

The order, and what a kill at each point leaves:

1. Locks: one of the project, one of the folder DIR. A second publication waits. The system drops both when their holder
   dies.
2. What a killed run left is put right first (`recover`). Then everything is checked; nothing has been touched so far.
3. If anything changed since the last release, `_build/publish.json` notes version and DIR, and the new release is
   written to `data/releases/<version>/`; entering it in `data/releases/index.json` is one rename. Killed before it: the
   folder is no release and is written anew. Killed after it: the note says that it may never have been published.
4. The site is built, so that its own page of releases already shows this one. The site's checksum is entered in
   release.json.
5. The folder is assembled beside DIR and every file is waited for until it is on the disk. Killed: DIR is the old one.
6. DIR is swapped in one step (`placing.place`). Killed before: old. After: new.
7. The note is removed.

The next run finds the note. If DIR holds exactly that release, the swap had happened and the release stands; otherwise
the release is taken back, since no reader has seen it, and its version is free again. Any failure short of a kill does
the same at once. `_build/html` then still shows the release on its page until the next build.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from liandong.data.bulletins import RELEASES
from liandong.data.files import replace_file, sha256, why
from liandong.data.folders import FileLock, remove_tree
from liandong.data.privacy import find_leaks
from liandong.findings import DataError, Finding, errors_among, messages
from liandong.releases import placing
from liandong.releases import release as keeping
from liandong.releases.assembly import Assembly
from liandong.releases.compare import Comparison, compare
from liandong.releases.edition import read_citation
from liandong.releases.placing import Publication, read_publication
from liandong.releases.release import FILES, Release, list_versions, read_release
from liandong.releases.snapshot import Snapshot, newest_dates
from liandong.releases.sources import pack_sources, returned
from liandong.run.inputs import data_sha256, inputs_sha256

MESSAGES = messages(__name__)
KEEP = 3
NOTE = Path("_build") / "publish.json"


@dataclass(frozen=True)
class Outcome:
    """What publishing came to."""

    release: Release  # which DIR now shows
    target: Path  # DIR
    published: bool  # False if DIR was it already and nothing was done
    new: bool  # whether the release is a new one
    comparison: Comparison | None = None  # with the release before; None for the first, or if nothing was released
    notes: list[Finding] = field(default_factory=list)
    kept: Path | None = None  # a zip of what a rollback replaced

    @property
    def package(self) -> str:
        """The name of the zip in DIR."""
        return f"liandong-{self.release.version}.zip"


@dataclass(frozen=True)
class Work:
    """What publishing calls, so that tests need no Jupyter."""

    check: Callable[[Path], list[Finding]]
    take: Callable[[Path, str], Snapshot]  # with the snapshot's label
    build: Callable[[Path], str]  # builds ``_build/html`` whole, or returns what is wrong
    say: Callable[[str], None] = print  # tells the user in one sentence what is being done


def publish(root: Path, target: Path, work: Work, *, reason: str, keep: int = KEEP, version: str | None = None,
            kind: str | None = None, date: str | None = None, returns_to: str | None = None) -> Outcome:
    """Publish the project to a folder; see the module for the order.

    Args:
        root: the project's root.
        target: DIR, the folder that readers open.
        work: how to check, compute and build.
        reason: the publisher's own words; required even where nothing changed.
        keep: how many former sites stay browsable.
        version: the release's name; the next whole number if None.
        kind: ``update`` or ``correction``; found from the data if None.
        date: the release's date; the data's newest if None.
        returns_to: the release whose tables and pages are put back first; they are as before where nothing is
            published.

    Raises:
        DataError: with every reason why nothing was published; DIR and the releases are then as before.
    """
    root, target = root.resolve(), placing.follow_links(target)
    _refuse(placing.wrong_place(root, target))

    def wait(holder: str) -> None:
        work.say(MESSAGES["waiting"].format(holder=holder))

    try:
        with FileLock(root / "_build" / "publish.lock", wait):
            kept = recover(root)
            with placing.lock_target(target, wait):
                run = _Run(root, target, work, keep)
                run.note_kept(placing.recover(target) or kept)
                if returns_to is None:
                    return run.publish(reason, version, kind, date)
                return run.return_to(returns_to, reason, date)
    except OSError as error:
        words = {"file": error.filename2 or error.filename or target, "reason": why(error)}
        raise DataError.worded("E711", "DIR", MESSAGES["unwritable"], **words) from error


def recover(root: Path) -> Path | None:
    """Settle what a killed publication left in the project: its release stands if readers may have seen it, or goes.

    Where files of others lay in its folder, the place where they are now is returned.
    """
    for stray in (root / RELEASES).glob("**/.*.part"):
        stray.unlink(missing_ok=True)
    version, target = _unsettled(root)
    if version is None:
        (root / NOTE).unlink(missing_ok=True)
        return None
    with placing.lock_target(target) if target.parent.is_dir() else nullcontext():
        return _settle(root, target, version)


def unpublished_version(root: Path) -> str | None:
    """Return the version of a release that was written and that no reader has seen."""
    version, target = _unsettled(root)
    return None if version is None or _was_seen(root, version, target) else version


def _unsettled(root: Path) -> tuple[str | None, Path]:
    """Return version and folder of a publication that was killed or is under way; version None if there is none."""
    try:
        value = json.loads((root / NOTE).read_text(encoding="utf-8"))
        version, target = value["version"], Path(value["target"])
        # A note of ours names the folder from the root of the disk on.
        return (version, target) if keeping.is_version(version) and target.is_absolute() else (None, root)
    except (OSError, ValueError, TypeError, KeyError):
        return None, root


class _Run:
    """One publication, under its locks."""

    def __init__(self, root: Path, target: Path, work: Work, keep: int):
        self.root, self.target, self.work, self.keep = root, target, work, keep
        self.notes: list[Finding] = []

    def return_to(self, version: str, reason: str, date: str | None) -> Outcome:
        """Put tables and pages of a release back and publish them; where that fails they are as before.

        Killed on the way, the former ones are in place whole, and the same call again publishes them.
        """
        _refuse([*keeping.wrong_words(reason, None, []), *placing.foreign_content(self.target)])
        with returned(self.root, version) as kept:
            return replace(self.publish(reason, None, keeping.ROLLBACK, date, version), kept=kept)

    def publish(
        self, reason: str, version: str | None, kind: str | None, date: str | None, returns_to: str | None = None
    ) -> Outcome:
        """Return the outcome; raises DataError or OSError with everything as before."""
        root, versions = self.root, list_versions(self.root)
        _refuse([*keeping.wrong_words(reason, version, versions), *placing.foreign_content(self.target)])
        self.work.say(MESSAGES["checking"])
        # Before anything is read: an edit after this moment is noticed at the end.
        self.inputs = inputs_sha256(root)
        findings = self.work.check(root)
        _refuse(findings if errors_among(findings) else [])
        previous = read_release(root / RELEASES / versions[-1], root) if versions else None
        data = data_sha256(root)
        if previous and (previous.inputs_sha256 == self.inputs or self._builds_the_same(previous, data)):
            return self._publish_again(previous)
        version = version or keeping.next_version(versions, read_citation(root).version)
        after = self.work.take(root, keeping.MESSAGES["label"].format(version=version))
        dates, found, comparison = newest_dates(root), keeping.FIRST, None
        if previous:
            label = keeping.MESSAGES["label"].format(version=previous.version)
            before = keeping.read_snapshot(root / RELEASES / versions[-1], root, label)
            found = keeping.choose_kind(before.statistics, after.statistics, previous.dates, dates)
            comparison = compare(before, after)
        sources = pack_sources(root)
        release = Release(
            version, keeping.choose_date(date, dates), kind or found, reason.strip(),
            previous.version if previous else None, dates, data, self.inputs,
            sources_sha256=sha256(sources), returns_to=returns_to,
        )  # fmt: skip
        release = self._put(release, after, sources)
        return Outcome(release, self.target, published=True, new=True, comparison=comparison, notes=self.notes)

    def _builds_the_same(self, previous: Release, data: dict[str, str]) -> bool:
        """Return whether a change of the inputs changes nothing that readers get, as a comment in the package does."""
        if data != previous.data_sha256:
            return False
        self._build()
        html = self.root / "_build" / "html"
        checksums = {path: sha256((html / path).read_bytes()) for path in placing.published_files(html)}
        return placing.tree_sha256(checksums) == previous.site_sha256

    def _publish_again(self, release: Release) -> Outcome:
        """Put the last release into DIR, unless it is there already."""
        old = read_publication(self.target)
        same = old and (old.version, old.site_sha256, old.keep) == (release.version, release.site_sha256, self.keep)
        if same and placing.is_intact(self.target, list(old.files), old.files):
            return Outcome(release, self.target, published=False, new=False)
        self._put(release)
        return Outcome(release, self.target, published=True, new=False, notes=self.notes)

    def _put(self, release: Release, snapshot: Snapshot | None = None, sources: bytes = b"") -> Release:
        """Build the site and put it into DIR; return the release with its site.

        A new release, which has a snapshot and sources, is written before, and taken back if anything fails.
        """
        try:
            if snapshot:
                note = {"version": release.version, "target": str(self.target)}
                replace_file(self.root / NOTE, keeping.to_json(note))
                keeping.write_release(self.root, release, snapshot, sources)
            self._build()
            self.work.say(MESSAGES["assembling"])
            folder = placing.new_folder(self.target)
            remove_tree(folder)
            folder.mkdir()
            assembly = Assembly(folder)
            site, site_sha256 = assembly.add_site(self.root)
            if inputs_sha256(self.root) != self.inputs:
                raise DataError.worded("E712", "book、data、scripts", MESSAGES["changed"])
            if snapshot:
                release = keeping.complete_release(self.root, release, site_sha256)
            elif site_sha256 != release.site_sha256:
                self.notes.append(Finding.worded("N722", "_build/html", MESSAGES["differs"], version=release.version))
            self._swap(assembly, release, site, site_sha256)
        except BaseException:
            # Where even this fails, the next run does it.
            with suppress(OSError):
                _settle(self.root, self.target, release.version if snapshot else None)
            raise
        # Left behind, it does no harm: the next run sees that DIR holds the release.
        with suppress(OSError):
            (self.root / NOTE).unlink(missing_ok=True)
        return release

    def _build(self) -> None:
        self.work.say(MESSAGES["building"])
        words = self.work.build(self.root)
        _refuse([Finding.worded("E713", "_build/html", MESSAGES["not_built"], words=words)] if words else [])

    def _swap(self, assembly: Assembly, release: Release, site: list[str], site_sha256: str) -> None:
        """Complete the new folder and put it in DIR's place."""
        assembly.add_releases(self.root, list_versions(self.root))
        assembly.add_package(release)
        old = read_publication(self.target)
        archived, notes = assembly.add_archive(self.root, self.target, old, release.version, self.keep)
        self.notes += notes
        assembly.finish(Publication(release.version, site_sha256, self.keep, archived, site, assembly.files))
        placing.make_readable(assembly.folder)
        if self.target.exists():
            assembly.folder.chmod(self.target.stat().st_mode & 0o7777)
        # Also in what was typed just now, the reason, and in former sites, where it may have been public.
        _refuse([finding for _, finding in find_leaks(self.root, assembly.folder)])
        self.work.say(MESSAGES["swapping"])
        self.note_kept(placing.place(self.target))

    def note_kept(self, folder: Path | None) -> None:
        """Note that files of others lay in the folder that was replaced, and where they are now."""
        if folder:
            self.notes.append(Finding.worded("N723", "DIR", MESSAGES["foreign"], folder=folder))


def _settle(root: Path, target: Path, version: str | None) -> Path | None:
    """Bring a folder to a complete publication, and take back the version written for it if no reader has seen it.

    Where files of others lay in the folder, the place where they are now is returned.
    """
    kept = placing.recover(target)
    if version and not _was_seen(root, version, target):
        keeping.drop_release(root, version)
    (root / NOTE).unlink(missing_ok=True)
    return kept


def _was_seen(root: Path, version: str, target: Path) -> bool:
    """Return whether readers of a folder may have seen a release: the folder holds it, or cannot be looked at."""
    try:
        content = (root / RELEASES / version / FILES[0]).read_bytes()
        # The site's checksum is entered before the swap.
        if not json.loads(content).get("site_sha256"):
            return False
    except (OSError, ValueError):
        return False
    publication = read_publication(target)
    held = publication and publication.files.get(f"releases/{version}/{FILES[0]}") == sha256(content)
    return held or not target.parent.is_dir()


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise DataError(findings)
