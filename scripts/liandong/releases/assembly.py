"""Assembles a published folder: the site, the releases, the former sites to browse, and one zip to carry."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from fnmatch import fnmatchcase
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from liandong.data.archives import zip_bytes
from liandong.data.bulletins import RELEASES
from liandong.data.files import sha256, sync_folder, write_file
from liandong.data.folders import FileLock
from liandong.findings import DataError, Finding, messages
from liandong.releases.placing import PUBLICATION, Publication, is_intact, published_files, tree_sha256
from liandong.releases.release import FILES, Release, read_release

RELEASES_NAME, ARCHIVE_NAME = "releases", "archive"
PACKAGE = "liandong"
README_NAME = "读我.txt"
MESSAGES, LABELS = messages(__name__), messages(__name__, "pages")
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
# Where a page of the site offers the whole of it as one file: empty in the site itself, which is in that file.
PACKAGE_PLACE = "<!-- package -->"
_OFFER = re.compile(rb"<!-- package -->(<p>.*?</p><!-- package -->)?")
_NOT_ON_WINDOWS = re.compile(
    r'[<>:"\\|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)', re.IGNORECASE
)
_BODY, _HEAD = re.compile(rb"<body[^>]*>"), re.compile(rb"<head[^>]*>")


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

    def add_site(self, root: Path) -> tuple[list[str], str]:
        """Copy the built site while no build can change it; return its paths and one checksum over it.

        Raises:
            DataError: E714 if the site has a name that a publication needs itself, E718 if it has one that Windows
            cannot hold.
        """
        with FileLock(root / "_build" / "build.lock"):
            built = root / "_build" / "html"
            paths = published_files(built)
            wrong = unusable_on_windows(paths) or [
                Finding.worded("E714", f"_build/html/{name}", MESSAGES["taken"], name=name, package=PACKAGE)
                for name in sorted({path.split("/")[0] for path in paths})
                if name in (RELEASES_NAME, ARCHIVE_NAME, PUBLICATION) or fnmatchcase(name, f"{PACKAGE}-*.zip")
            ]
            if wrong:
                raise DataError(wrong)
            for path in paths:
                self.add(path, (built / path).read_bytes())
            return paths, tree_sha256(self.files)

    def add_releases(self, root: Path, versions: Iterable[str]) -> None:
        """Copy the releases' own files."""
        for version in versions:
            for name in FILES:
                self.add(f"{RELEASES_NAME}/{version}/{name}", (root / RELEASES / version / name).read_bytes())

    def add_archive(
        self, root: Path, target: Path, old: Publication | None, version: str, keep: int
    ) -> tuple[list[str], list[Finding]]:
        """Copy as many of the last sites as are to be kept, listed on a page; return them, newest first, and notes.

        They come from `target`, the folder published now, as `old` lists it; `version` takes its place.
        """
        kept: list[str] = []
        notes: list[Finding] = []
        for name in [old.version, *old.archived] if old else []:
            if name == version or len(kept) == keep:
                continue
            prefix = "" if name == old.version else f"{ARCHIVE_NAME}/{name}/"
            paths = old.site if name == old.version else [path for path in old.files if path.startswith(prefix)]
            if not paths or not is_intact(target, paths, old.files):
                place = f"DIR/{ARCHIVE_NAME}/{name}"
                notes.append(Finding.worded("N721", place, MESSAGES["not_archived"], version=name))
                continue
            for place in paths:
                path, content = place.removeprefix(prefix), (target / place).read_bytes()
                if name == old.version and path.endswith(".html"):
                    content = mark_old(offer_package(content, path, ""), name, path)
                self.add(f"{ARCHIVE_NAME}/{name}/{path}", content)
            kept.append(name)
        words = {name: _describe(root, name) for name in kept}
        self.add(f"{ARCHIVE_NAME}/index.html", _markup("archive", words=words))
        return kept, notes

    def add_package(self, release: Release) -> None:
        """Write the zip to carry from what is already here: the site and the releases, no former sites yet."""
        folder = f"{PACKAGE}-{release.version}"
        contents = {path: (self.folder / path).read_bytes() for path in self.files}
        contents[README_NAME] = MESSAGES["readme"].format(**_words_of(release)).encode("utf-8-sig")
        self.add(f"{folder}.zip", zip_bytes({f"{folder}/{path}": content for path, content in contents.items()}))
        for path, content in contents.items():
            if PACKAGE_PLACE.encode() in content:
                self.add(path, offer_package(content, path, f"{folder}.zip"))

    def finish(self, publication: Publication) -> None:
        """Write the mark, last of all, and wait until the names are on the disk too."""
        write_file(self.folder / PUBLICATION, publication.to_bytes())
        for folder in sorted({parent for path in (PUBLICATION, *self.files) for parent in Path(path).parents}):
            sync_folder(self.folder / folder)


def unusable_on_windows(paths: Iterable[str]) -> list[Finding]:
    """Return E718 for each file that Windows, where folder or zip may be opened, cannot hold beside the others."""
    findings: list[Finding] = []
    known: dict[str, str] = {}
    for path in paths:
        other = known.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        odd = any(_NOT_ON_WINDOWS.search(part) for part in path.split("/"))
        if odd or other != path:
            key = "same_name" if other != path else "unusable"
            findings.append(Finding.worded("E718", f"_build/html/{path}", MESSAGES[key], other=other))
    return findings


def offer_package(page: bytes, path: str, name: str) -> bytes:
    """Return a page that offers the zip at the top of the folder; without a name it offers none any more."""
    place = PACKAGE_PLACE.encode()
    link = _markup("package", up="../" * path.count("/"), name=name) + place if name else b""
    return _OFFER.sub(place + link, page)


def mark_old(page: bytes, version: str, path: str) -> bytes:
    """Return a page of a former site, hidden from search engines, with a line on top that leads to the current one."""
    # From archive/<version>/path back to the top.
    up = "../" * (path.count("/") + 2)
    banner = _markup("former", version=version, up=up)
    page = _HEAD.sub(lambda head: head[0] + b'<meta name="robots" content="noindex">', page, count=1)
    return _BODY.sub(lambda body: body[0] + banner, page, count=1)


def _markup(part: str, **words: object) -> bytes:
    """Return one part of the template of what a publication adds."""
    return getattr(_PAGES.get_template("pages.html").module, part)(LABELS, **words).encode("utf-8")


def _words_of(release: Release) -> dict[str, str]:
    return asdict(release) | {"kind": release.kind_label}


def _describe(root: Path, version: str) -> str:
    try:
        return MESSAGES["archive_item"].format(**_words_of(read_release(root / RELEASES / version, root)))
    except DataError:
        return MESSAGES["archive_plain"].format(version=version)
