"""Cards of words that are no statistics, an article of law or a term: opened beside the word by ``cards.js``, as a statistic's card is.

They stand in templates at the end of the page, which a browser lays out only when one is opened; without a script the word is a link.
"""

from __future__ import annotations

from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from liandong.sphinx_ext.markup import macros


@dataclass(frozen=True)
class WordCard:
    """What a card shows of a word.

    Attributes:
        key: what ties it to its words.
        name: its heading.
        note: a line below the heading, such as from when to when a text of law is in force; may be empty.
        lines: its text, paragraph by paragraph.
        source: the files that the text was printed from, as regions of pages name them.
        page: the page of the whole, which is not given the card.
        anchor: the place on it.
        link: the words of the link to it.
    """

    key: str
    name: str
    note: str
    lines: tuple[str, ...]
    source: str
    page: str
    anchor: str
    link: str


class word_cards(nodes.General, nodes.Element):
    """The cards of a page's words: ``cards`` with their addresses."""


class CollectWordCards(SphinxPostTransform):
    """Ties the words that have a card to it, and puts each card on the page once."""

    # After the terms are linked.
    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Give each word the key of its card and append the cards in reading order."""
        docname, cards = self.env.docname, {}
        for node in self.document.findall(lambda node: isinstance(node, nodes.Element) and "card" in node):
            card = node["card"]
            if card.page in self.env.found_docs and card.page != docname:
                node["note"] = card.key
                cards.setdefault(card.key, (card, f"{self.app.builder.get_relative_uri(docname, card.page)}#{card.anchor}"))
        if cards:
            place = next(self.document.findall(nodes.section), self.document)
            place += word_cards(cards=list(cards.values()))


def visit_html(self, node: word_cards) -> None:
    """Write the cards."""
    self.body.append(macros("origins/word-cards.html", {}).listing(node["cards"]) + "\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register node and transform."""
    app.add_node(word_cards, html=(visit_html, None))
    app.add_post_transform(CollectWordCards)
