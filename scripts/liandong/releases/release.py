"""Releases as the project keeps them: ``data/releases/<version>/``, and ``data/releases/index.json``, which lists the versions.

A release is a folder of four files, and beside them what it was made from (`sources`): ``release.json`` (version, date, kind, reason, checksums), ``statistics.json`` and
``derived.json`` (as on the site, each entry with ``text``, what prose printed), ``sentences.json`` (the sentences that print
them, and what the charts show). The index is written last, in one step: a folder that it does not list is no release.
Everything is read through `text_files`, so that a page that shows releases is written again when one of them changes.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from liandong.data.bulletins import RELEASES
from liandong.data.documents import read_json
from liandong.data.files import replace_file, sync_folder, write_file
from liandong.data.folders import remove_tree
from liandong.data.text_files import label as file_label
from liandong.findings import DataError, Finding, is_invisible, messages, quote
from liandong.model import Statistic, Verdict
from liandong.releases.compare import compare_statistics
from liandong.releases.sentences import Page, Use
from liandong.releases.snapshot import Snapshot

INDEX = "index.json"
FILES = ("release.json", "statistics.json", "derived.json", "sentences.json")

FIRST, UPDATE, CORRECTION, ROLLBACK = "first", "update", "correction", "rollback"
KIND_LABELS = {FIRST: "首次发布", UPDATE: "更新", CORRECTION: "更正", ROLLBACK: "恢复"}
REASON_LIMIT = 500  # characters

MESSAGES = messages(__name__)
_VERSION = re.compile(r"[0-9][0-9a-z]*(?:[.-][0-9a-z]+)*")
_VERSION_LIMIT = 32
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Release:
    """What release.json says.

    Attributes:
        version: its name, and its folder's.
        date: the newest date of its data, or the one given; never that of the clock.
        kind: ``first``, ``update`` (newer data), ``rollback`` (tables and pages of an earlier one) or ``correction`` (everything else).
        reason: the publisher's own words.
        previous: the version before it, None for the first.
        dates: the newest date in each table, by path.
        data_sha256: checksum of each data file, by path; the files themselves are not published with it.
        inputs_sha256: one checksum over all that the site is made from, releases left out.
        site_sha256: one checksum over the site's files; empty until it is built.
        sources_sha256: checksum of what the project keeps of the tables and pages; empty where it kept none.
        returns_to: the version whose tables and pages a rollback has put back.
    """

    version: str
    date: str
    kind: str
    reason: str
    previous: str | None
    dates: dict[str, str]
    data_sha256: dict[str, str]
    inputs_sha256: str
    site_sha256: str = ""
    sources_sha256: str = ""
    returns_to: str | None = None

    @property
    def kind_label(self) -> str:
        """What kind it is, in Chinese."""
        return MESSAGES["rollback"].format(version=self.returns_to) if self.returns_to else KIND_LABELS[self.kind]


def list_versions(root: Path, *, without: str | None = None) -> list[str]:
    """Return the versions of all releases, oldest first.

    Args:
        root: the project's root.
        without: a version that was written and perhaps never published.
    """
    path = root / RELEASES / INDEX
    if not path.is_file():
        return []
    value = read_json(path, root)
    versions = value.get("versions") if isinstance(value, dict) else None
    if not isinstance(versions, list) or not all(isinstance(v, str) and is_version(v) for v in versions):
        raise DataError([_damaged(file_label(path, root), "versions")])
    return [version for version in versions if version != without]


def read_release(folder: Path, root: Path) -> Release:
    """Return the release kept in a folder.

    Raises:
        DataError: E701 if release.json is not as it was written.
    """
    path = folder / FILES[0]
    value = read_json(path, root)
    try:
        release = Release(**value)
    except TypeError:
        release = None
    texts = ("version", "date", "kind", "reason", "inputs_sha256", "site_sha256", "sources_sha256")
    if release is None or release.kind not in KIND_LABELS or not all(isinstance(getattr(release, name), str) for name in texts):
        raise DataError([_damaged(file_label(path, root), FILES[0])])
    return release


def read_statistics(folder: Path, root: Path) -> dict[str, Statistic]:
    """Return the statistics and derived figures of a release by ``bulletin:id``."""
    result: dict[str, Statistic] = {}
    for name in FILES[1:3]:
        entries = read_json(folder / name, root)
        try:
            result |= {":".join(statistic.key): statistic for statistic in map(Statistic.from_json, entries)}
        except (TypeError, KeyError, ValueError, ArithmeticError, AttributeError):
            raise DataError([_damaged(file_label(folder / name, root), name)]) from None
    return result


def read_snapshot(folder: Path, root: Path, label: str) -> Snapshot:
    """Return what a release stated."""
    name = FILES[3]
    value = read_json(folder / name, root)
    try:
        pages = tuple(
            Page(page["page"], page["title"], tuple(
                Use(use["kind"], use["template"], use["text"], tuple(use["statistics"])) for use in page["uses"]
            ))
            for page in value["pages"]
        )
        figures = {key: {"caption": figure["caption"], "sha256": figure["sha256"]} for key, figure in value["figures"].items()}
    except (TypeError, KeyError, AttributeError):
        raise DataError([_damaged(file_label(folder / name, root), name)]) from None
    return Snapshot(label, read_statistics(folder, root), pages, figures)


def release_folder(root: Path, version: str, *, without: str | None = None) -> Path:
    """Return the folder of a release that the index lists.

    Raises:
        DataError: E703 if there is none.
    """
    versions = list_versions(root, without=without)
    if version not in versions:
        known = MESSAGES["joined"].join(versions) or MESSAGES["none"]
        raise DataError([Finding("E703", f"{RELEASES.as_posix()}/{INDEX}", found=MESSAGES["no_version"].format(version=version),
                                 expected=MESSAGES["known_versions"].format(versions=known))])
    return root / RELEASES / version


def release_files(release: Release, snapshot: Snapshot) -> dict[str, bytes]:
    """Return the files of a release by name."""
    entries = [statistic.to_public_json() | {"text": statistic.text} for statistic in snapshot.statistics.values()]
    statistics = [entry for entry in entries if entry["reported"] is not None]
    derived = [entry for entry in entries if entry["reported"] is None]
    pages = [{"page": page.name, "title": page.title, "uses": [asdict(use) for use in page.uses]} for page in snapshot.pages]
    shown = {"pages": pages, "figures": snapshot.figures}
    return {name: to_json(value) for name, value in zip(FILES, (asdict(release), statistics, derived, shown), strict=True)}


def write_release(root: Path, release: Release, snapshot: Snapshot, beside: Mapping[str, bytes] = MappingProxyType({})) -> None:
    """Write a release, with files that are kept beside it and not published, and, as the last step, enters it in the index."""
    folder = root / RELEASES / release.version
    remove_tree(folder)
    folder.mkdir(parents=True)
    for name, content in (release_files(release, snapshot) | beside).items():
        write_file(folder / name, content)
    sync_folder(folder)
    _write_index(root, [*list_versions(root, without=release.version), release.version])


def complete_release(root: Path, release: Release, site_sha256: str) -> Release:
    """Return the release with the checksum of its site, written down in one step."""
    complete = replace(release, site_sha256=site_sha256)
    replace_file(root / RELEASES / release.version / FILES[0], to_json(asdict(complete)))
    return complete


def drop_release(root: Path, version: str) -> None:
    """Take back a release that was never published: first out of the index, then its folder."""
    versions = list_versions(root)
    if version in versions:
        _write_index(root, [name for name in versions if name != version])
    remove_tree(root / RELEASES / version)


def next_version(versions: list[str], first: str = "") -> str:
    """Return the next version: ``first`` or 1, then the last one with its last number raised where it has several, else the next whole number."""
    if not versions:
        return first if is_version(first) else "1"
    stem, dot, last = versions[-1].rpartition(".")
    stem, number = (stem + dot, int(last) + 1) if dot and last.isdigit() else ("", len(versions) + 1)
    while f"{stem}{number}" in versions:
        number += 1
    return f"{stem}{number}"


def is_version(text: str) -> bool:
    """Tell whether a text can name a release: it is a folder's name on every system and a part of an address."""
    return len(text) <= _VERSION_LIMIT and _VERSION.fullmatch(text) is not None


def choose_kind(before: dict[str, Statistic], after: dict[str, Statistic], dates_before: dict[str, str], dates_after: dict[str, str]) -> str:
    """Return ``update`` if there is newer data than in the release before, else ``correction``.

    Newer data is a later date in a table, a new table or bulletin, or a statistic that has become ``updated``.
    """
    if any(day > dates_before.get(path, "") for path, day in dates_after.items()):
        return UPDATE
    changes = compare_statistics(before, after)
    became = [change for change in changes if change.after and change.after.verdict == Verdict.UPDATED]
    return UPDATE if any(change.before is None or change.before.verdict != Verdict.UPDATED for change in became) else CORRECTION


def choose_date(given: str | None, dates: dict[str, str]) -> str:
    """Return the date of a release: the one given, or the newest of the data's.

    Raises:
        DataError: E705 if it is no date, or the data has none.
    """
    if given is None and dates:
        return max(dates.values())
    try:
        # Python reads weeks and dates without hyphens too.
        if _DATE.fullmatch(given or ""):
            return date.fromisoformat(given).isoformat()
    except ValueError:
        pass
    found = MESSAGES["no_date"] if given is None else MESSAGES["date_form"].format(date=quote(given))
    raise DataError([Finding("E705", "--date", found=found, expected=MESSAGES["a_date"])])


def wrong_words(reason: str, version: str | None, versions: Iterable[str]) -> list[Finding]:
    """Return what is wrong with the reason and the version that a publisher gives."""
    findings = []
    expected = MESSAGES["a_reason"].format(limit=REASON_LIMIT)
    if not reason.strip():
        findings.append(Finding("E704", "--reason", found=MESSAGES["no_reason"], expected=expected))
    elif len(reason) > REASON_LIMIT:
        findings.append(Finding("E704", "--reason", found=MESSAGES["long_reason"].format(count=len(reason)), expected=expected))
    elif any(is_invisible(char) for char in reason):
        findings.append(Finding("E704", "--reason", found=MESSAGES["odd_reason"].format(reason=quote(reason)), expected=expected))
    if version is not None and not is_version(version):
        found = MESSAGES["version_form"].format(version=quote(version))
        findings.append(Finding("E703", "--version", found=found, expected=MESSAGES["a_version"]))
    elif version in set(versions):
        found = MESSAGES["version_taken"].format(version=version)
        findings.append(Finding("E703", "--version", found=found, expected=MESSAGES["new_version"]))
    return findings


def to_json(value: object) -> bytes:
    """Return a value as JSON that differs line by line and is the same on every system."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _write_index(root: Path, versions: list[str]) -> None:
    replace_file(root / RELEASES / INDEX, to_json({"versions": versions}))


def _damaged(file: str, name: str) -> Finding:
    return Finding("E701", file, found=MESSAGES["damaged"].format(name=name), expected=MESSAGES["undamaged"])
