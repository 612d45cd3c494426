"""What the card of a statistic says, as plain data, and its two forms: HTML and text. Nothing here needs Sphinx.

All that comes from data is escaped where it lands, and addresses are made by the caller, never taken from data.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

LABELS = {
    "heading": "本页的统计数",
    "intro": "每个数的结论、算式、出处。",
    "cells": "取自",
    "line": "行",
    "more": "另有 {count} 行，见数据表",
    "clause": "原文",
    "computed": "计算过程",
    "table": "数据表",
    "mention": "原文第 {position} 个数",
    "entry": "固定地址",
    "derived": "简报没有写出这个数，是由简报的数推算的。",
    "teaching": "虚构数据：教学用的城市和数字都是编的。",
    "updated": "简报印的是 {reported}。",
    "value": "{name} {value}",
    "text_head": "[{number}] {name} {value}：{verdict}。{formula}",
    "text_cells": "{title}第 {lines} 行",
    "text_clause": "原文：{text}",
    "text_link": "{label}：{address}",
    "joined": "、",
    "full_stop": "。",
}
# A statistic of a ledger may be the sum of hundreds of rows.
MOST_ROWS = 4


@dataclass(frozen=True)
class Link:
    """A link with its words."""

    label: str
    address: str


@dataclass(frozen=True)
class Piece:
    """A piece of a formula; a number that is a statistic has the address of its entry."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Source:
    """The rows of one table: title, address of its file, headings (the last ``read`` of them were read), rows with their line first."""

    title: str
    address: str
    headings: tuple[str, ...]
    read: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Clause:
    """A clause of the bulletin that states the statistic, the numeral apart, and where it stands on the page of the text."""

    before: str
    printed: str
    after: str
    link: Link


@dataclass(frozen=True)
class Card:
    """All that a card says of a statistic.

    Attributes:
        name: the statistic's name.
        value: with hedge and unit.
        verdict: the verdict in words.
        verdict_class: the class of its colour.
        notes: what else must be said beside the verdict.
        formula: the formula in pieces.
        sources: the rows that it came from.
        clauses: the clauses that state it.
        links: to the computing cell and others.
        entry: the link to its entry.
        citation: the entry's permanent address from the site's root, to be cited and printed.
    """

    name: str
    value: str
    verdict: str
    verdict_class: str
    notes: tuple[str, ...]
    formula: tuple[Piece, ...]
    sources: tuple[Source, ...]
    clauses: tuple[Clause, ...]
    links: tuple[Link, ...]
    entry: Link
    citation: str


def card_html(card: Card, number: int) -> str:
    """Returns a card as an item of the page's list; ``number`` ties it to the values that open it."""
    links = " ".join(link_html(link) for link in card.links)
    entry = f'<a class="card-entry" href="{_text(card.entry.address)}" data-address="{_text(card.citation)}">{_text(card.entry.label)}</a>'
    return (
        f'<li class="statistic-card {card.verdict_class}" id="card-{number}" data-name="{_text(card.name)}">'
        f'{head_html(card)}{body_html(card)}<p class="card-links">{links} {entry}</p></li>'
    )


def head_html(card: Card) -> str:
    """Returns name, value and verdict."""
    return (
        f'<p class="card-head"><strong>{_text(card.name)}</strong> <span class="card-value">{_text(card.value)}</span> '
        f'<span class="verdict {card.verdict_class}">{_text(card.verdict)}</span></p>'
    )


def body_html(card: Card, most_rows: int = MOST_ROWS) -> str:
    """Returns notes, formula, rows and clauses."""
    notes = "".join(f'<p class="card-note">{_text(note)}</p>' for note in card.notes)
    return f'{notes}<p class="formula">{formula_html(card.formula)}</p>' + "".join(
        [source_html(source, most_rows) for source in card.sources] + [clause_html(clause) for clause in card.clauses]
    )


def formula_html(pieces: tuple[Piece, ...]) -> str:
    """Returns a formula; its numbers are links where they are statistics."""
    return "".join(link_html(Link(piece.text, piece.address)) if piece.address else _text(piece.text) for piece in pieces)


def source_html(source: Source, most_rows: int = MOST_ROWS) -> str:
    """Returns the rows of a table, those beyond ``most_rows`` as their number."""
    rows = source.rows if len(source.rows) <= most_rows + 1 else source.rows[:most_rows]
    first_read = len(source.headings) - source.read
    head = "".join(f"<th>{_text(heading)}</th>" for heading in (LABELS["line"], *source.headings))
    body = "".join(
        f"<tr>{''.join(_cell(cell, place > first_read) for place, cell in enumerate(row))}</tr>" for row in rows
    )
    rest = len(source.rows) - len(rows)
    more = f'<p class="card-note">{_text(LABELS["more"].format(count=rest))}</p>' if rest else ""
    title = link_html(Link(source.title, source.address))
    return f"<table><caption>{LABELS['cells']} {title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def clause_html(clause: Clause) -> str:
    """Returns a clause with the numeral marked and a link to its place."""
    return (
        f"<blockquote>{_text(clause.before)}<mark>{_text(clause.printed)}</mark>{_text(clause.after)} "
        f"{link_html(clause.link)}</blockquote>"
    )


def link_html(link: Link) -> str:
    """Returns a link."""
    return f'<a href="{_text(link.address)}">{_text(link.label)}</a>'


def card_text(card: Card, number: int) -> list[str]:
    """Returns a card as lines of plain text, a footnote of its page."""
    formula = "".join(piece.text for piece in card.formula)
    head = LABELS["text_head"].format(number=number, name=card.name, value=card.value, verdict=card.verdict, formula=formula)
    cells = [
        LABELS["text_cells"].format(title=source.title, lines=LABELS["joined"].join(row[0] for row in source.rows)) for source in card.sources
    ]
    clauses = [LABELS["text_clause"].format(text=clause.before + clause.printed + clause.after) for clause in card.clauses]
    address = LABELS["text_link"].format(label=card.entry.label, address=card.citation)
    return [head, LABELS["full_stop"].join([*card.notes, *cells, *clauses, address])]


def _cell(text: str, read: bool) -> str:
    return f'<td class="read">{_text(text)}</td>' if read else f"<td>{_text(text)}</td>"


def _text(text: str) -> str:
    return escape(text, quote=True)
