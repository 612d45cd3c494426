"""Cards of words that are no statistics, an article of law or a term: opened beside the word by ``cards.js``.

They stand in templates at the end of the page, which a browser lays out only when one is opened; without a script the
word is a link.
"""

from __future__ import annotations

from dataclasses import dataclass

from sphinx.transforms.post_transforms import SphinxPostTransform

from liandong.sphinx_ext.building import transform
from liandong.sphinx_ext.elements import append, element, macros, written


@dataclass(frozen=True)
class WordCard:
    """What a card shows of a word.

    ``key`` ties it to its words; ``note`` stands below the heading, such as from when to when a text of law is in
    force; ``source`` names the files that its lines were printed from; ``page``, with ``anchor``, is the page of the
    whole, which is not given the card.
    """

    key: str
    name: str
    note: str
    lines: tuple[str, ...]
    source: str
    page: str
    anchor: str
    link: str


@transform
class CollectWordCards(SphinxPostTransform):
    """Ties the words that have a card to it, and puts each card on the page once."""

    # After the terms are linked, before the cards of statistics.
    default_priority = 790
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Give each word the key of its card and append the cards in reading order."""
        docname, cards = self.env.docname, {}
        for node in self.document.findall(element):
            card = node.get("card")
            if card and card.page in self.env.found_docs and card.page != docname:
                node["note"] = card.key
                address = f"{self.app.builder.get_relative_uri(docname, card.page)}#{card.anchor}"
                cards.setdefault(card.key, (card, address))
        if cards:
            listing = macros("origins/word-cards.html", {}).listing(cards.values())
            append(self.document, written(f"{listing}\n"))
