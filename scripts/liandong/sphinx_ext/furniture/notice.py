"""Who speaks: what the foot of every page says of the site itself, and ``{site-notice}`` at length.

Maintainer, contact and licence are read from CITATION.cff alone, the day of the law's state from the register of law:
nothing is invented.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes

from liandong.findings import messages
from liandong.pages.marking.laws import NO_DAY, read_register
from liandong.pages.tracing.html import FILE
from liandong.releases.edition import CITATION, read_edition
from liandong.releases.release import RELEASES
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.statistics.build import table

ABOUT = "book/upkeep/about"
LABELS = messages(__name__, "labels")


def notice_words(root: Path) -> list[str]:
    """Return the sentences for the foot of every page: unofficial, maintainer, licence, the day of the law's state."""
    edition, day = read_edition(root), read_register(root).day
    stated = [
        ("maintainer", edition.authors), ("reach", edition.contact), ("licence", edition.licence),
        ("law", day.isoformat() if day != NO_DAY else ""),
    ]
    return [LABELS["unofficial"], *(LABELS[key].format(value=value) for key, value in stated if value)]


@directive("site-notice")
def show_notice(page: BookDirective) -> nodes.table:
    """Return who maintains the site, how to report errors, version, licence, state of law; what is missing is said."""
    edition, day = read_edition(page.root), read_register(page.root).day
    rows = [
        [LABELS["name"], edition.title], [LABELS["who"], edition.authors],
        [LABELS["contact"], edition.contact or LABELS["no_contact"]],
        [LABELS["version"], f"{edition.version}（{edition.day}）"], [LABELS["terms"], edition.licence],
        *([[LABELS["day"], day.isoformat()]] if day != NO_DAY else []),
    ]
    # A dependency that is not there would have the page read again by every build.
    if (page.root / CITATION).is_file():
        page.env.note_dependency(str(page.root / CITATION))
    return table([LABELS["item"], LABELS["value"]], rows, FILE, f"{CITATION} data/law/laws.yml {RELEASES.as_posix()}",
                 classes=["site-notice"])
