"""References to the site and to a statistic of it, as GB/T 7714-2015 and BibTeX write them (``citing.html``).

The day of reading is the reader's own: it is a word here, which the page's script replaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from liandong.findings import messages
from liandong.model import Statistic
from liandong.releases.edition import Edition
from liandong.sphinx_ext.elements import macros

# The page to download and to cite.
PAGE = "book/download"
LABELS = messages(__name__, "labels")
SPECIAL = re.compile(r"[\\{}%&#$_~^]")
KEY = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class CitedEdition:
    """What is cited of an edition of the site.

    ``title`` is empty for the site itself, ``key`` its key for BibTeX, ``address`` permanent, from the site's root
    where the site knows no address of its own, ``day`` the day of reading, or the word for it.
    """

    edition: Edition
    title: str
    key: str
    address: str
    day: str = LABELS["day"]

    @property
    def whole(self) -> str:
        """The name of the site with its version."""
        return LABELS["edition"].format(title=self.edition.title, version=self.edition.version)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of the entry for BibTeX; a body's name has braces of its own, so that it is not taken apart."""
        fields = [
            ("author", f"{{{_tex(self.edition.authors)}}}"), ("title", _tex(self.title or self.whole)),
            ("howpublished", _tex(self.whole) if self.title else ""), ("year", self.edition.day[:4]),
            ("date", self.edition.day),
            ("version", self.edition.version), ("url", self.address), ("urldate", self.day), ("language", "chinese"),
        ]
        return [(name, value) for name, value in fields if value]


def refer(edition: Edition, statistic: Statistic, address: str) -> CitedEdition:
    """Return the reference to a statistic: its name, its value and the verdict, without which nobody may quote it."""
    title = LABELS["titled"].format(name=statistic.name_zh, value=statistic.text, verdict=statistic.label)
    return CitedEdition(edition, title, KEY.sub("-", "-".join(statistic.key)), address)


def cite(reference: CitedEdition) -> str:
    """Return a reference as GB/T 7714-2015 writes it, as HTML."""
    return macros("statistics/citing.html", LABELS).standard(reference)


def citing_html(reference: CitedEdition, *, opened: bool = False) -> str:
    """Return both forms of a reference in a box, closed unless it is what the page is for."""
    return macros("statistics/citing.html", LABELS).citing(reference, opened)


def _tex(text: str) -> str:
    """Return a text as BibTeX takes it: commands behind a backslash, what has no such form left out."""
    return SPECIAL.sub(lambda found: f"\\{found[0]}" if found[0] not in "\\~^" else " ", text)
