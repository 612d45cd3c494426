"""The letter (问询函) that asks a bulletin's contributor what discrepancies.yml lists, with room to answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.model import Statistic, Verdict
from liandong.model.inquiries import figures_of, state_words
from liandong.office.filling import fill_word

if TYPE_CHECKING:
    from liandong.model.bulletin import Bulletin

TEMPLATE = Path(__file__).with_name("inquiry-letter.docx")
WORDS = messages(__name__, "words")


def inquiry_letter(bulletin: Bulletin, statistics: Mapping[str, Statistic]) -> bytes:
    """Return the letter as a .docx, the same bytes for the same content; ``statistics`` are the cells', by id."""
    info = bulletin.info
    context = {
        "contributor": info.get("contributor") or WORDS["contributor"], "document": info.get("document", ""),
        "title": info["title"], "number": info["number"], "day": WORDS["day"].format(day=bulletin.published),
        "items": [_item(number, entry, statistics) for number, entry in enumerate(bulletin.inquiries, start=1)],
    }
    return fill_word(TEMPLATE, context, datetime.combine(bulletin.published, time()))


def _item(number: int, entry: dict, statistics: Mapping[str, Statistic]) -> dict:
    """Return one entry: heading, clauses of the text, why it is asked, arithmetic, questions, the answer if any."""
    own = [statistics[name] for name in figures_of(entry) if name in statistics]
    more = [statistics[name] for name in entry.get("figures", []) if name in statistics]
    clauses = dict.fromkeys(clause.before + clause.printed + clause.after for one in own for clause in one.clauses)
    answer = entry.get("answer")
    return {
        "heading": WORDS["item"].format(number=number, title=entry["title"]), "why": entry["fails"],
        # A clause of one figure may lie within that of the next.
        "quotes": [WORDS["quote"].format(text=text) for text in clauses
                   if not any(text != other and text in other for other in clauses)],
        "arithmetic": list(dict.fromkeys(filter(None, map(_arithmetic, own + more)))),
        "questions": entry.get("questions", []),
        "answer": WORDS["answer"].format(state=state_words(entry), answer=answer) if answer else "",
    }


def _arithmetic(one: Statistic) -> str:
    """Return how a figure was computed or what ties it; nothing of one that is only copied."""
    if one.relation:
        formula, note = one.formula_zh, one.relation.note
        formula = WORDS["note"].format(formula=formula, note=note) if note else formula
        return WORDS["relation"].format(formula=formula, reach=one.relation.reach.label)
    if one.copied or one.verdict == Verdict.TRANSCRIBED:
        return ""
    unit = one.unit if one.computed.printed else ""
    return WORDS["figure"].format(name=one.name_zh, formula=one.formula_zh, unit=unit)
