"""What the site is called, who made it, under what licence, its one version: CITATION.cff, then the last release."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from liandong.data.documents import read_yaml
from liandong.releases.release import RELEASES, list_versions, read_release

CITATION = "CITATION.cff"
JOINED = "、"
LICENCE_ADDRESS = "https://spdx.org/licenses/{licence}.html"


@dataclass(frozen=True)
class Edition:
    """What CITATION.cff says; what it does not say is empty."""

    title: str = ""
    version: str = ""  # the last release's; before the first one the file's
    day: str = ""  # of that version: the release's or the file's, whichever is later
    licence: str = ""  # its SPDX identifier
    authors: str = ""
    contact: str = ""  # whom to tell of errors, each with name and address
    released: bool = False  # whether the version is a release's

    @property
    def licence_address(self) -> str:
        """The address of the licence's text, by which programs know it."""
        return LICENCE_ADDRESS.format(licence=self.licence) if self.licence else ""


def read_citation(root: Path) -> Edition:
    """Return what the citation file says, an empty edition where the project has none."""
    if not (root / CITATION).is_file():
        return Edition()
    content = read_yaml(root / CITATION, root)
    says = [str(content.get(key, "")) for key in ("title", "version", "date-released", "license")]
    # The names of persons and bodies, as the Citation File Format writes them.
    names = content.get("authors", ())
    authors = [_joined(one, "name") or _joined(one, "family-names", "given-names") for one in names]
    contacts = [_joined(one, "name", "email", "website", mark=" ") for one in content.get("contact", ())]
    return Edition(*says, JOINED.join(authors), JOINED.join(contacts))


def _joined(entry: dict, *keys: str, mark: str = "") -> str:
    return mark.join(str(entry[key]) for key in keys if entry.get(key))


def read_edition(root: Path) -> Edition:
    """Return the citation file's edition with the last release's version, if there is one, and the later of their days.

    A release's day is its data's, which may be older than the program and the text that readers get with it.
    """
    edition, versions = read_citation(root), list_versions(root)
    if not versions:
        return edition
    release = read_release(root / RELEASES / versions[-1], root)
    return replace(edition, version=release.version, day=max(release.date, edition.day), released=True)


def citation_file(root: Path) -> bytes:
    """Return the citation file as it is on the site: with the version and the day of the last release."""
    content, edition = (root / CITATION).read_text(encoding="utf-8"), read_edition(root)
    for key, value in (("version", edition.version), ("date-released", edition.day)):
        content = re.sub(rf"(?m)^{key}:.*$", f"{key}: {value}", content)
    return content.encode("utf-8")
