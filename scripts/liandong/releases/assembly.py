"""Assembles a published folder: the site, the releases, the former sites to browse, and one zip to carry.

The zip's bytes depend on the site and the releases only: names sorted, times and permissions fixed, nothing compressed
(compressed bytes differ between versions of zlib, and on Windows Python has used another library since 3.14).
"""

import html
import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path

from liandong.data.files import sha256, sync_folder, write_file
from liandong.data.folders import FileLock
from liandong.findings import DataError, Finding, messages
from liandong.releases.placing import Publication, is_intact, published_files, tree_sha256
from liandong.releases.reference import PUBLICATION
from liandong.releases.release import (
    FILES,
    RELEASES,
    Release,
    read_release,
)

RELEASES_NAME, ARCHIVE_NAME = "releases", "archive"
PACKAGE = "liandong"
README_NAME = "读我.txt"
MESSAGES = messages(__name__)
# Where a page of the site offers the whole of it as one file: empty in the site itself, which is in that file.
PACKAGE_PLACE = "<!-- package -->"
_OFFER = re.compile(rb"<!-- package -->(<p>.*?</p><!-- package -->)?")
# The oldest time that a zip can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_NOT_ON_WINDOWS = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)', re.IGNORECASE)
_FILE_MODE = (stat.S_IFREG | 0o644) << 16
_BODY = re.compile(rb"<body[^>]*>")
_HEAD = re.compile(rb"<head[^>]*>")
_BANNER = (
    '<div role="note" style="padding:.6em 1em;background:#fff3cd;color:#3d2c00;border-bottom:2px solid #a34700;'
    'position:relative;z-index:2000">{words} <a style="color:#0b5394" href="{link}">{current}</a></div>'
)


class Assembly:
    """A folder that grows into a publication, with the checksum of every file in it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.files: dict[str, str] = {}

    def add(self, path: str, content: bytes) -> None:
        """Write a file."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        write_file(place, content)
        self.files[path] = sha256(content)

    def add_site(self, html_folder: Path) -> tuple[list[str], str]:
        """Copy the built site; returns its paths and one checksum over it.

        Raises:
            DataError: E714 if the site has a name that a publication needs itself, E718 if it has one that Windows cannot hold.
        """
        paths = list(published_files(html_folder))
        unusable = names_unusable_on_windows(paths)
        if unusable:
            raise DataError(Finding("E718", f"_build/html/{path}", found=found, expected=MESSAGES["usable"]) for path, found in unusable.items())
        tops = {path.split("/")[0] for path in paths}
        taken = sorted(name for name in tops if name in (RELEASES_NAME, ARCHIVE_NAME, PUBLICATION) or _is_package(name))
        if taken:
            raise DataError(
                Finding("E714", f"_build/html/{name}", found=MESSAGES["taken"].format(name=name),
                        expected=MESSAGES["not_taken"].format(package=PACKAGE))
                for name in taken
            )
        for path in paths:
            self.add(path, (html_folder / path).read_bytes())
        return paths, tree_sha256(self.files)

    def add_releases(self, root: Path, versions: Iterable[str]) -> None:
        """Copy the releases' own files."""
        for version in versions:
            for name in FILES:
                self.add(f"{RELEASES_NAME}/{version}/{name}", (root / RELEASES / version / name).read_bytes())

    def add_archive(self, target: Path, old: Publication | None, version: str, keep: int) -> tuple[list[str], list[Finding]]:
        """Copy the last sites from the folder that is published now; returns their versions, newest first, and note.

        Args:
            target: the folder that is published now.
            old: what it says of itself.
            version: the version that takes its place.
            keep: how many to keep.
        """
        if old is None or not keep:
            return [], []
        candidates = [(old.version, {path: path for path in old.site})]
        for name in old.archived:
            prefix = f"{ARCHIVE_NAME}/{name}/"
            candidates.append((name, {path.removeprefix(prefix): path for path in old.files if path.startswith(prefix)}))
        kept: list[str] = []
        notes: list[Finding] = []
        for name, paths in candidates:
            if name == version or len(kept) == keep:
                continue
            if not paths or not is_intact(target, list(paths.values()), old.files):
                found = MESSAGES["not_archived"].format(version=name)
                notes.append(Finding("N721", f"DIR/{ARCHIVE_NAME}/{name}", found=found, expected=MESSAGES["archived_whole"]))
                continue
            for path, place in paths.items():
                content = (target / place).read_bytes()
                if name == old.version and path.endswith(".html"):
                    content = mark_old(offer_package(content, path, ""), name, path)
                self.add(f"{ARCHIVE_NAME}/{name}/{path}", content)
            kept.append(name)
        return kept, notes

    def add_archive_index(self, root: Path, archived: list[str]) -> None:
        """Write the page that lists the former sites."""
        items = []
        for version in archived:
            release = _release_of(root, version)
            words = _describe(release) if release else MESSAGES["archive_plain"].format(version=version)
            items.append(f'<li><a href="{version}/index.html">{html.escape(words)}</a></li>')
        body = f"<ul>{''.join(items)}</ul>" if items else f"<p>{MESSAGES['archive_none']}</p>"
        title = MESSAGES["archive_title"]
        page = (f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>'
                f'<body><h1>{title}</h1>{body}<p><a href="../index.html">{MESSAGES["current"]}</a></p></body></html>\n')
        self.add(f"{ARCHIVE_NAME}/index.html", page.encode("utf-8"))

    def add_package(self, release: Release) -> str:
        """Write the zip to carry from the site and the releases that are already here; returns its name."""
        folder = f"{PACKAGE}-{release.version}"
        contents = {path: (self.folder / path).read_bytes() for path in self.files if not path.startswith(f"{ARCHIVE_NAME}/")}
        contents[README_NAME] = b"\xef\xbb\xbf" + MESSAGES["readme"].format(
            version=release.version, kind=release.kind_label, date=release.date, reason=release.reason
        ).encode("utf-8")
        self.add(f"{folder}.zip", zip_bytes({f"{folder}/{path}": content for path, content in contents.items()}))
        for path, content in contents.items():
            if PACKAGE_PLACE.encode() in content:
                self.add(path, offer_package(content, path, f"{folder}.zip"))
        return f"{folder}.zip"

    def finish(self, publication: Publication) -> None:
        """Write the mark, last of all, and wait until the names are on the disk too."""
        write_file(self.folder / PUBLICATION, publication.to_bytes())
        folders = {self.folder, *(self.folder / parent for path in self.files for parent in Path(path).parents)}
        for folder in sorted(folders):
            sync_folder(folder)


def names_unusable_on_windows(paths: Iterable[str]) -> dict[str, str]:
    """Return why Windows, where the folder or the zip may be opened, cannot hold a file beside the others, by path."""
    found: dict[str, str] = {}
    known: dict[str, str] = {}
    for path in paths:
        if any(_NOT_ON_WINDOWS.search(part) for part in path.split("/")):
            found[path] = MESSAGES["unusable"]
        other = known.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            found[path] = MESSAGES["same_name"].format(other=other)
    return found


def copy_under_lock(assembly: Assembly, root: Path) -> tuple[list[str], str]:
    """Copy the built site while no build can change it; returns its paths and one checksum over it."""
    with FileLock(root / "_build" / "build.lock"):
        return assembly.add_site(root / "_build" / "html")


def zip_bytes(contents: dict[str, bytes]) -> bytes:
    """Return a zip of the files, the same bytes on every machine."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(path, _ZIP_TIME)
            entry.create_system, entry.external_attr = _UNIX, _FILE_MODE
            package.writestr(entry, contents[path])
    return target.getvalue()


def offer_package(page: bytes, path: str, name: str) -> bytes:
    """Return a page that offers the zip at the top of the folder; without a name it offers none any more."""
    link = f'<p>{MESSAGES["package"]}<a href="{"../" * path.count("/")}{name}" download>{name}</a></p>{PACKAGE_PLACE}' if name else ""
    return _OFFER.sub(f"{PACKAGE_PLACE}{link}".encode(), page)


def mark_old(page: bytes, version: str, path: str) -> bytes:
    """Return a page of a former site with a line on top that says so and leads to the current one, and hidden from search engines."""
    words = html.escape(MESSAGES["old_banner"].format(version=version))
    # From archive/<version>/path back to the top.
    link = "../" * (path.count("/") + 2) + "index.html"
    banner = _BANNER.format(words=words, link=link, current=MESSAGES["current"]).encode("utf-8")
    page = _HEAD.sub(lambda head: head[0] + b'<meta name="robots" content="noindex">', page, count=1)
    return _BODY.sub(lambda body: body[0] + banner, page, count=1)


def _is_package(name: str) -> bool:
    return name.startswith(f"{PACKAGE}-") and name.endswith(".zip")


def _release_of(root: Path, version: str) -> Release | None:
    try:
        return read_release(root / RELEASES / version, root)
    except DataError:
        return None


def _describe(release: Release) -> str:
    return MESSAGES["archive_item"].format(version=release.version, date=release.date, kind=release.kind_label, reason=release.reason)
