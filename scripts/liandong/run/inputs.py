"""Whether an input changed: the one list of what a site is made from, and digests of it.

Nothing hidden counts, no caches, and nothing that editors and office programs write beside a file while it is open.
Names are relative to the project's root, with forward slashes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from liandong.data.bulletins import KEPT_SOURCES, RELEASES
from liandong.data.files import replace_file
from liandong.data.folders import is_system_file

SCRIPTS = Path(__file__).resolve().parents[2]
PACKAGES = ("scripts/liandong", "scripts/zhproof")
STYLE = "book/_static"
SHOWN_BY = "scripts/liandong/sphinx_ext/"
# What every page depends on, and then what only some do.
OF_ALL_PAGES = ("_config.yml", "_toc.yml", "CITATION.cff", "requirements.txt", STYLE, *PACKAGES)
ALL = (*OF_ALL_PAGES, "book", "data")
# What staff edit: all but the program.
SOURCES = ("_config.yml", "_toc.yml", "CITATION.cff", "book", "data")
_LEFT_OUT_STARTS = (".", "__pycache__", "~")
_LEFT_OUT_ENDS = ("~", ".tmp", ".swp", ".part", KEPT_SOURCES)


def input_files(root: Path, names: tuple[str, ...] = ALL) -> Iterator[Path]:
    """Yield the files at or below the named places, each once, in the order of their names."""
    found = {}
    for name in names:
        place = root / name
        for path in [place] if place.is_file() else _files_below(place):
            found[path.relative_to(root).as_posix()] = path
    yield from (found[name] for name in sorted(found))


def inputs_sha256(root: Path) -> str:
    """Return one checksum over all that the site is made from, releases left out; the same on every machine."""
    return hashlib.sha256("".join(
        f"{name}\0{digest}\n" for name, digest in _without_releases(file_digests(root)).items()
    ).encode("utf-8")).hexdigest()


def data_sha256(root: Path) -> dict[str, str]:
    """Return the checksum of each data file by path.

    Only the checksum is published, the file may hold private columns.
    """
    return _without_releases(file_digests(root, ("data",)))


def file_digests(root: Path, names: tuple[str, ...] = ALL) -> dict[str, str]:
    """Return the sha256 of each file by its path relative to the root."""
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in input_files(root, names)}


def fingerprint(root: Path, names: tuple[str, ...] = ALL) -> str:
    """Return one sha256 over names and bytes of the files at or below the named places, and the Python that runs."""
    return _sha256_of(file_digests(root, names))


def _sha256_of(digests: dict[str, str]) -> str:
    return hashlib.sha256("\n".join([
        sys.version, *(f"{name}\0{digest}" for name, digest in digests.items()),
    ]).encode("utf-8")).hexdigest()


@cache
def package_digest() -> str:
    """Return one sha256 over the packages that run, as this process began with them."""
    return _sha256_of(_package_files())


@cache
def cells_digest() -> str:
    """Return one sha256 over what cells can run of the packages.

    What only shows their results, styles among it, changes none of them.
    """
    return _sha256_of({name: one for name, one in _package_files().items() if not name.startswith(SHOWN_BY)})


@cache
def _package_files() -> dict[str, str]:
    return file_digests(SCRIPTS.parent, (*PACKAGES, "requirements.txt"))


def replace_kept(path: Path, content: bytes) -> None:
    """Keep a file in one step; where nothing can be written the next run does the work again."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)


def _without_releases(digests: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in digests.items() if not name.startswith(f"{RELEASES.as_posix()}/")}


def _files_below(folder: Path) -> Iterator[Path]:
    try:
        entries = list(folder.iterdir())
    except OSError:  # no folder, or removed since it was listed
        return
    for path in entries:
        if (not path.name.startswith(_LEFT_OUT_STARTS) and not path.name.endswith(_LEFT_OUT_ENDS)
                and not is_system_file(path.name)):
            yield from _files_below(path) if path.is_dir() else (path,) if path.is_file() else ()
