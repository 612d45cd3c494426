"""The entry of a statistic in its bulletin's index: all that its card says, its definition, and every page that prints it.

The entry's anchor is the statistic's permanent address. As plain data and in its two forms, HTML and text; without Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from liandong.sphinx_ext.statistics.card_content import Card, Link, body_html, card_text, link_html

LABELS = {
    "definition": "口径",
    "section": "部分",
    "reported": "简报印出",
    "computed": "复算",
    "verdict": "结论",
    "id": "编号",
    "name_en": "英文名",
    "entry": "固定地址",
    "links": "链接",
    "pages": "印在",
    "colon": "：",
    "joined": "、",
}
# The rows that a sum was made from: with this many an entry is complete, and hundreds are left to the table's file.
MOST_ROWS = 40


@dataclass(frozen=True)
class Entry:
    """An entry.

    Attributes:
        anchor: its id on the page.
        card: what the card says.
        facts: label and words of what else is known, in order.
        pages: the pages that print the statistic, each with the place.
    """

    anchor: str
    card: Card
    facts: tuple[tuple[str, str], ...]
    pages: tuple[Link, ...]


def entry_html(entry: Entry, number: int | None) -> str:
    """Returns an entry; ``number`` ties it to the values on its page that open it as a card."""
    card = entry.card
    opens = f' data-entry="{number}"' if number else ""
    facts = [(label, _text(words)) for label, words in entry.facts]
    facts.append((LABELS["entry"], f'<a class="card-entry" href="#{_text(entry.anchor)}">{_text(card.citation)}</a>'))
    if entry.pages:
        facts.append((LABELS["pages"], LABELS["joined"].join(map(link_html, entry.pages))))
    rows = "".join(f"<dt>{label}</dt><dd>{words}</dd>" for label, words in facts)
    links = " ".join(map(link_html, card.links))
    return (
        f'<article class="statistic-entry statistic-card {card.verdict_class}" id="{_text(entry.anchor)}" data-kind="statistic" data-name="{_text(card.name)}"{opens}>'
        f'<h3 class="card-head"><strong>{_text(card.name)}</strong> <span class="card-value">{_text(card.value)}</span> '
        f'<span class="verdict {card.verdict_class}">{_text(card.verdict)}</span></h3>'
        f'{body_html(card, MOST_ROWS)}<p class="card-links">{links}</p><dl class="entry-facts">{rows}</dl></article>\n'
    )


def entry_text(entry: Entry, number: int | None) -> list[str]:
    """Returns an entry as lines of plain text."""
    facts = [f"{label}{LABELS['colon']}{words}" for label, words in entry.facts]
    pages = [LABELS["pages"] + LABELS["colon"] + LABELS["joined"].join(link.label for link in entry.pages)] if entry.pages else []
    return [*card_text(entry.card, number or 0), *facts, *pages]


def _text(text: str) -> str:
    return escape(text, quote=True)
