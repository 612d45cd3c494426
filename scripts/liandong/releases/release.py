"""Releases as the project keeps them: ``data/releases/<version>/``, listed in ``data/releases/index.json``.

A release is a folder of four files, and beside them what it was made from (`sources`): ``release.json`` (version, date,
kind, reason, checksums), ``statistics.json`` and ``derived.json`` (as on the site, each entry with ``text``, what prose
printed), ``sentences.json`` (the sentences that print them, and what the charts show). The index is written last, in
one step: a folder that it does not list is no release. Everything is read through `text_files`, so that a page that
shows releases is written again when one of them changes.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from liandong.data.bulletins import KEPT_SOURCES, RELEASES
from liandong.data.documents import read_json
from liandong.data.files import replace_file, sync_folder, write_file
from liandong.data.folders import remove_tree
from liandong.data.text_files import label as file_label
from liandong.findings import DataError, Finding, has_invisible, messages, quote
from liandong.model import Statistic, Verdict
from liandong.releases.sentences import Page, PrintedUse
from liandong.releases.snapshot import Snapshot

INDEX = "index.json"
FILES = ("release.json", "statistics.json", "derived.json", "sentences.json")

FIRST, UPDATE, CORRECTION, ROLLBACK = "first", "update", "correction", "rollback"
MESSAGES = messages(__name__)
KIND_LABELS = messages(__name__, "kinds")
REASON_LIMIT = 500  # characters
_VERSION = re.compile(r"(?=.{1,32}\Z)[0-9][0-9a-z]*(?:[.-][0-9a-z]+)*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Release:
    """What release.json says."""

    version: str  # its name, and its folder's
    date: str  # the newest date of its data, or the one given; never that of the clock
    kind: str  # first, update (newer data), rollback (tables and pages of an earlier one) or correction (all else)
    reason: str  # the publisher's own words
    previous: str | None  # the version before it, None for the first
    dates: dict[str, str]  # the newest date in each table, by path
    data_sha256: dict[str, str]  # of each data file, by path; the files themselves are not published with it
    inputs_sha256: str  # one checksum over all that the site is made from, releases left out
    site_sha256: str = ""  # one checksum over the site's files; empty until it is built
    sources_sha256: str = ""  # of what the project keeps of the tables and pages; empty where it kept none
    returns_to: str | None = None  # the version whose tables and pages a rollback has put back

    @property
    def kind_label(self) -> str:
        """What kind it is, in Chinese."""
        return MESSAGES["rollback"].format(version=self.returns_to) if self.returns_to else KIND_LABELS[self.kind]


def list_versions(root: Path, *, without: str | None = None) -> list[str]:
    """Return the versions of all releases, oldest first, `without` one that was written and perhaps never published."""
    def versions_of(value: dict) -> list[str]:
        if not isinstance(value["versions"], list) or not all(map(is_version, value["versions"])):
            raise ValueError
        return value["versions"]

    path = root / RELEASES / INDEX
    versions = _read(path, root, versions_of, "versions") if path.is_file() else []
    return [version for version in versions if version != without]


def read_release(folder: Path, root: Path) -> Release:
    """Return the release kept in a folder; raises DataError (E701) if release.json is not as it was written."""
    def release_of(value: dict) -> Release:
        release = Release(**value)
        texts = ("version", "date", "reason", "inputs_sha256", "site_sha256", "sources_sha256")
        if release.kind not in KIND_LABELS or not all(isinstance(getattr(release, name), str) for name in texts):
            raise ValueError
        return release

    return _read(folder / FILES[0], root, release_of)


def read_statistics(folder: Path, root: Path) -> dict[str, Statistic]:
    """Return the statistics and derived figures of a release by ``bulletin:id``."""
    def statistics_of(entries: list[dict]) -> dict[str, Statistic]:
        return {":".join(statistic.key): statistic for statistic in map(Statistic.from_json, entries)}

    return _read(folder / FILES[1], root, statistics_of) | _read(folder / FILES[2], root, statistics_of)


def read_snapshot(folder: Path, root: Path, label: str) -> Snapshot:
    """Return what a release stated."""
    def shown_of(value: dict) -> tuple[tuple[Page, ...], dict[str, dict]]:
        pages = []
        for page in value["pages"]:
            uses = tuple(PrintedUse(**use | {"statistics": tuple(use["statistics"])}) for use in page["uses"])
            pages.append(Page(page["page"], page["title"], uses))
        figures = value["figures"].items()
        return tuple(pages), {key: {name: one[name] for name in ("caption", "sha256")} for key, one in figures}

    pages, figures = _read(folder / FILES[3], root, shown_of)
    return Snapshot(label, read_statistics(folder, root), pages, figures)


def _read(path: Path, root: Path, convert: Callable[[Any], Any], name: str = "") -> Any:
    """Return what a file of releases holds; raises DataError (E701, E105) where it is not as it was written."""
    value = read_json(path, root)
    try:
        return convert(value)
    except (TypeError, KeyError, ValueError, ArithmeticError, AttributeError):
        damaged = Finding.worded("E701", file_label(path, root), MESSAGES["damaged"], name=name or path.name)
        raise DataError([damaged]) from None


def release_folder(root: Path, version: str) -> Path:
    """Return the folder of a release that the index lists; raises DataError (E703) if there is none."""
    versions = list_versions(root)
    if version not in versions:
        raise DataError.worded("E703", f"{RELEASES.as_posix()}/{INDEX}", MESSAGES["no_version"],
                                        version=version, versions=listed(versions))
    return root / RELEASES / version


def listed(versions: list[str]) -> str:
    """Return versions in words."""
    return MESSAGES["joined"].join(versions) or MESSAGES["none"]


def release_files(release: Release, snapshot: Snapshot) -> dict[str, bytes]:
    """Return the files of a release by name."""
    entries = [statistic.to_public_json() | {"text": statistic.text} for statistic in snapshot.statistics.values()]
    derived = [entry for entry in entries if entry["reported"] is None]
    statistics = [entry for entry in entries if entry["reported"] is not None]
    shown = {"pages": [*map(asdict, snapshot.pages)], "figures": snapshot.figures}
    values = (asdict(release), statistics, derived, shown)
    return {name: to_json(value) for name, value in zip(FILES, values, strict=True)}


def write_release(root: Path, release: Release, snapshot: Snapshot, sources: bytes = b"") -> None:
    """Write a release, with what it was made from, which is not published, and, last of all, enter it in the index."""
    folder = root / RELEASES / release.version
    remove_tree(folder)
    folder.mkdir(parents=True)
    for name, content in (release_files(release, snapshot) | ({KEPT_SOURCES: sources} if sources else {})).items():
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
    if version in list_versions(root):
        _write_index(root, list_versions(root, without=version))
    remove_tree(root / RELEASES / version)


def next_version(versions: list[str], first: str = "") -> str:
    """Return the next version: `first` or 1, then the last with its last number raised, or the next whole number."""
    if not versions:
        return first if is_version(first) else "1"
    stem, dot, last = versions[-1].rpartition(".")
    stem, number = (stem + dot, int(last) + 1) if dot and last.isdigit() else ("", len(versions) + 1)
    while f"{stem}{number}" in versions:
        number += 1
    return f"{stem}{number}"


def is_version(text: str) -> bool:
    """Return whether a text can name a release: it is a folder's name on every system and a part of an address."""
    return _VERSION.fullmatch(text) is not None


def choose_kind(
    before: dict[str, Statistic], after: dict[str, Statistic], dates_before: dict[str, str], dates_after: dict[str, str]
) -> str:
    """Return ``update`` if there is newer data than in the release before, else ``correction``.

    Newer data is a later date in a table, a new table or bulletin, or a statistic that has become ``updated``.
    """
    later = any(day > dates_before.get(path, "") for path, day in dates_after.items())
    was, now = ({key for key, one in side.items() if one.verdict == Verdict.UPDATED} for side in (before, after))
    return UPDATE if later or now - was else CORRECTION


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
    words = MESSAGES["no_date" if given is None else "date_form"]
    raise DataError.worded("E705", "--date", words, date=quote(given))


def wrong_words(reason: str, version: str | None, versions: Iterable[str]) -> list[Finding]:
    """Return what is wrong with the reason and the version that a publisher gives."""
    wrong = [
        ("E704", "--reason", "no_reason" if not reason.strip() else "long_reason" if len(reason) > REASON_LIMIT
         else "odd_reason" if has_invisible(reason) else ""),
        ("E703", "--version", "" if version is None else "version_form" if not is_version(version)
         else "version_taken" if version in versions else ""),
    ]
    values = {"count": len(reason), "limit": REASON_LIMIT, "reason": quote(reason)}
    values |= {"version": version, "written": quote(version)}
    return [Finding.worded(code, option, MESSAGES[key], **values) for code, option, key in wrong if key]


def to_json(value: object) -> bytes:
    """Return a value as JSON that differs line by line and is the same on every system."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _write_index(root: Path, versions: list[str]) -> None:
    replace_file(root / RELEASES / INDEX, to_json({"versions": versions}))
