"""The cards of a page: one for each statistic that it prints, in a list at its end, opened beside the value.

Without a script the value leads to its entry; in print the list is the page's footnotes. Nothing is written twice: a
card that is opened is the item of the list, and a page that holds the entries themselves has no list.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from liandong.course.training.ledger import LABELS as LEDGER_LABELS
from liandong.findings import messages
from liandong.model import Kind, Reference, Statistic, Verdict
from liandong.model.references import SLUG as REFERENCES
from liandong.releases.edition import read_edition
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import shows, transform
from liandong.sphinx_ext.elements import append, element, macros, written
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.bases import anchor
from liandong.sphinx_ext.statistics.calculations import ANCHOR, ROW_ANCHOR
from liandong.sphinx_ext.statistics.catalogue import Piece, catalogue, printed_keys, printing_pages

TEMPLATE = "statistics/cards.html"
DATA = "data"
LABELS = messages(__name__, "labels")
# A statistic may be the sum of hundreds of rows. An entry is complete with this many; the rest is in the table's file.
MOST_ROWS, MOST_ROWS_OF_ENTRY = 4, 40


class Addresses:
    """The addresses that a page's cards lead to, relative to the page; the site makes them, never data."""

    def __init__(self, builder: Builder, docname: str):
        self.builder = builder
        self.docname = docname

    def entry(self, statistic: Statistic) -> str:
        """Return the permanent address of a statistic."""
        return build.uri(self.builder, self.docname, statistic)

    def citation(self, statistic: Statistic) -> str:
        """Return the permanent address of a statistic from the site's root, with the site's own if configured."""
        base = self.builder.config.html_baseurl.rstrip("/")
        address = f"{store.entry_page(self.builder.env, statistic)}.html#{statistic.anchor}"
        return f"{base}/{address}" if base else address

    def computed(self, statistic: Statistic) -> str:
        """Return the address of the line of code that computed it."""
        return self.page(statistic.page, ANCHOR.format(id=statistic.anchor.removeprefix(ROW_ANCHOR)))

    def basis(self, statistic: Statistic) -> str:
        """Return the address of the switch that computes a statistic on other bases; empty if there is none."""
        switch = store.bases(self.builder.env).get(statistic.key)
        return self.page(switch["docname"], anchor(switch["name"])) if switch else ""

    def mention(self, bulletin: str, position: int) -> str:
        """Return the address of a numeral on the page of the bulletin's text; empty if the book has no such page."""
        page = store.sources(self.builder.env).get(bulletin)
        return self.page(page, f"mention-{position}") if page else ""

    def reference(self, reference: Reference) -> str:
        """Return the address of a public figure on the page of references, or of their file."""
        page = next(iter(store.entries(self.builder.env, store.REFERENCES)), "")
        return self.page(page, f"reference-{reference.id}") if page else self.file(REFERENCES, "figures.csv")

    def file(self, bulletin: str, path: str) -> str:
        """Return the address of a data file of a bulletin on the site."""
        target = "/".join((DATA, bulletin, path))
        if self.builder.format != "html":
            return target
        return relative_uri(self.builder.get_target_uri(self.docname), target)

    def page(self, docname: str, anchor: str) -> str:
        """Return the address of a place on a page of the book."""
        return f"{self.builder.get_relative_uri(self.docname, docname)}#{anchor}"


@dataclass(frozen=True)
class Card:
    """A statistic to be shown on a page, its formula in pieces, and where its links lead."""

    statistic: Statistic
    formula: tuple[Piece, ...]
    address: Addresses

    @property
    def notes(self) -> list[str]:
        """What else must be said beside the verdict."""
        one = self.statistic
        notes = [LABELS["derived"]] if one.kind == Kind.DERIVED else []
        notes += [LABELS["teaching"]] if one.label_zh == LEDGER_LABELS["fictional"] else []
        notes += [LABELS["updated"].format(reported=one.reported_text)] if one.verdict == Verdict.UPDATED else []
        if one.relation:
            reach = one.relation.reach
            notes.append(LABELS["relation"].format(title=one.relation.title, reach=reach.label, meaning=reach.meaning,
                                                   note=one.relation.note))
        return notes


def make_card(builder: Builder, docname: str, statistic: Statistic) -> Card:
    """Return the card of a statistic on a page."""
    return Card(statistic, tuple(catalogue(builder.app).formula(statistic)), Addresses(builder, docname))


def cards_html(cards: list[Card]) -> str:
    """Return the list of a page's cards; the place in it ties a card to the values that open it."""
    return macros(TEMPLATE, LABELS).listing(cards, MOST_ROWS)


class statistic_entry(nodes.General, nodes.Element):
    """An entry of the index until the page is whole: ``shown``, its card, ``parts``: facts, pages, how it is cited."""


@transform
class CollectCards(SphinxPostTransform):
    """Numbers the values of a page and adds the list of their cards; entries on the page are their cards."""

    # After all that prints statistics.
    default_priority = 800

    def run(self, **kwargs) -> None:
        """Give each value the number of its card, the first of each an anchor, and append the list."""
        numbers: dict[tuple[str, str], int] = {}
        for node in self.document.findall(element):
            if "key" in node:
                key = node["key"]
                if key not in numbers:
                    numbers[key] = len(numbers) + 1
                    node["ids"] = [print_anchor(key)]
                node["note"] = numbers[key]
        for entry in list(self.document.findall(statistic_entry)):
            number = numbers.get(entry["shown"].statistic.key)
            made = macros(TEMPLATE, LABELS).entry(entry["shown"], number, *entry["parts"], MOST_ROWS_OF_ENTRY)
            entry.replace_self(written(f"{made}\n"))
        known = catalogue(self.app).statistics
        cards = [make_card(self.app.builder, self.env.docname, known[key]) for key in numbers if key in known]
        # A page of entries opens these.
        if cards and self.env.docname not in store.indexes(self.env).values():
            append(self.document, written(f"{cards_html(cards)}\n"))


@shows
def shown(app: Sphinx) -> dict[str, str]:
    """Return for each page what its cards and entries show, for the incremental build.

    A card shows a statistic whole and leads from its formula to other statistics; an entry names the pages that print
    its statistic.
    """
    known, switches = catalogue(app), store.bases(app.env)
    cards = {
        key: repr((statistic, key in switches and switches[key]["docname"],
                   [found and (found.id, found.page) for _, found in known.formula(statistic)]))
        for key, statistic in known.statistics.items()
    }
    texts = {docname: "".join(cards[key] for key in keys) for docname, keys in printed_keys(app).items()}
    for bulletin, docname in store.indexes(app.env).items():
        entries = [(cards[key], printing_pages(app).get(key)) for key in sorted(known.statistics) if key[0] == bulletin]
        texts[docname] = repr((entries, read_edition(Path(app.srcdir))))
    return texts


def print_anchor(key: tuple[str, str]) -> str:
    """Return the anchor of the first place on a page that prints a statistic."""
    return f"at-{key[1].replace('.', '-')}"


def setup(app: Sphinx) -> None:
    """Register node, style and script."""
    app.add_node(statistic_entry)
    app.add_css_file("cards.css")
    app.add_js_file("cards.js", loading_method="defer")
