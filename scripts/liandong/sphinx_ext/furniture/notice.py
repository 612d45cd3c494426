"""Who speaks: what the foot of every page says of the site itself, and the directive ``{site-notice}`` that says it at length.

Maintainer, contact and licence are read from CITATION.cff alone, the day of the law's state from the register of law: nothing is invented.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.findings import messages
from liandong.pages.marking.laws import NO_DAY, read_register
from liandong.releases.edition import CITATION, read_edition
from liandong.releases.release import RELEASES
from liandong.sphinx_ext.data_nodes import FILE
from liandong.sphinx_ext.statistics import build

ABOUT = "book/upkeep/about"
LABELS = messages(__name__, "labels")


def notice_words(root: Path) -> list[str]:
    """Return the sentences about the site for the foot of every page: unofficial, maintainer, licence, the day of the law's state."""
    edition = read_edition(root)
    day = read_register(root).day
    sentences = [LABELS["unofficial"]]
    if edition.authors:
        sentences.append(LABELS["maintainer"].format(name=edition.authors))
    if edition.contact:
        sentences.append(LABELS["reach"].format(contact=edition.contact))
    if edition.licence:
        sentences.append(LABELS["licence"].format(licence=edition.licence))
    return sentences + ([LABELS["law"].format(day=day.isoformat())] if day != NO_DAY else [])


class SiteNoticeDirective(SphinxDirective):
    """Shows who maintains the site, how to report an error, the version, the licence and the day of the law's state."""

    def run(self) -> list[nodes.Node]:
        """Return the table; what CITATION.cff does not say is said to be missing."""
        root = Path(self.env.srcdir)
        edition = read_edition(root)
        rows = [
            [LABELS["name"], edition.title],
            [LABELS["who"], edition.authors],
            [LABELS["contact"], edition.contact or LABELS["no_contact"]],
            [LABELS["version"], f"{edition.version}（{edition.day}）"],
            [LABELS["terms"], edition.licence],
        ]
        day = read_register(root).day
        rows += [[LABELS["day"], day.isoformat()]] if day != NO_DAY else []
        # A dependency that is not there would have the page read again by every build.
        if (root / CITATION).is_file():
            self.env.note_dependency(str(root / CITATION))
        return [build.table([LABELS["item"], LABELS["value"]], rows, FILE, f"{CITATION} data/law/laws.yml {RELEASES.as_posix()}", classes=["site-notice"])]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("site-notice", SiteNoticeDirective)
