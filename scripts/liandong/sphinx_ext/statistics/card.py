"""The card of a statistic and its entry in the index, as HTML (``cards.html``) and as plain text. Nothing here needs Sphinx."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from liandong.course.training.ledger import LABELS as LEDGER_LABELS
from liandong.findings import messages
from liandong.model import Kind, Reference, Statistic, Verdict
from liandong.sphinx_ext.markup import macros
from liandong.sphinx_ext.statistics.catalogue import Piece

LABELS = messages(__name__, "labels")
# A statistic of a ledger may be the sum of hundreds of rows. An entry is complete with this many; the rest is left to the table's file.
MOST_ROWS, MOST_ROWS_OF_ENTRY = 4, 40


class CardAddresses(Protocol):
    """Where the links of a card lead; addresses are made by the site, never taken from data."""

    def entry(self, statistic: Statistic) -> str:
        """Return the permanent address of a statistic, relative to the page."""

    def citation(self, statistic: Statistic) -> str:
        """Return the permanent address of a statistic, to be cited and printed."""

    def computed(self, statistic: Statistic) -> str:
        """Return the address of the line of code that computed it."""

    def basis(self, statistic: Statistic) -> str:
        """Return the address of the switch that computes a statistic on other bases; empty if there is none."""

    def mention(self, bulletin: str, position: int) -> str:
        """Return the address of a numeral in a bulletin's text."""

    def file(self, bulletin: str, path: str) -> str:
        """Return the address of a data file of a bulletin."""

    def reference(self, reference: Reference) -> str:
        """Return the address of a public figure from elsewhere."""


@dataclass(frozen=True)
class Card:
    """A statistic to be shown on a page.

    Attributes:
        statistic: the statistic.
        formula: its formula in pieces.
        address: where its links lead.
    """

    statistic: Statistic
    formula: tuple[Piece, ...]
    address: CardAddresses

    @property
    def notes(self) -> list[str]:
        """What else must be said beside the verdict."""
        one = self.statistic
        notes = [LABELS["derived"]] if one.kind == Kind.DERIVED else []
        notes += [LABELS["teaching"]] if one.label_zh == LEDGER_LABELS["fictional"] else []
        notes += [LABELS["updated"].format(reported=one.reported_text)] if one.verdict == Verdict.UPDATED else []
        if one.relation:
            reach = one.relation.reach
            notes.append(LABELS["relation"].format(title=one.relation.title, reach=reach.label, meaning=reach.meaning, note=one.relation.note))
        return notes


def cards_html(cards: list[Card]) -> str:
    """Return the list of a page's cards; the place in it ties a card to the values that open it."""
    return macros("statistics/cards.html", LABELS).listing(cards, MOST_ROWS)


def entry_html(card: Card, number: int | None, facts: list[tuple[str, str]], pages: list[tuple[str, str]], citing: str = "") -> str:
    """Return an entry.

    Args:
        card: the statistic's card.
        number: ties it to the values on its page that open it as a card.
        facts: label and words of what else is known, in order.
        pages: title and address of the pages that print the statistic.
        citing: how the statistic is cited, as HTML; empty where nobody wrote a citation file.
    """
    return macros("statistics/cards.html", LABELS).entry(card, number, facts, pages, citing, MOST_ROWS_OF_ENTRY)
