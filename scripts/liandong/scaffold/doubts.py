"""What a text states that cannot be right together, as entries of discrepancies.yml: to ask the contributor about."""

from __future__ import annotations

from liandong.findings import messages
from liandong.scaffold.ties import COMPUTED, Tie
from zhproof.reading import read_numerals

MESSAGES = messages(__name__)


def discrepancy_entries(ties: dict[str, Tie]) -> list[dict]:
    """Return the entries, each with the statistic that does not come out and those it was held against; none in two."""
    entries: dict[tuple[str, ...], dict] = {}
    listed: set[str] = set()
    for tie in (tie for tie in ties.values() if tie.doubt):
        numbers = tuple(sorted({tie.figure.id, *(other.id for other in tie.others)}))
        if numbers in entries:
            continue
        name = MESSAGES["unnamed"] if read_numerals(tie.figure.name) else tie.figure.name
        # Of a rise all numbers are doubted: nobody can tell which is wrong.
        # What another calculation bears out is only asked about.
        doubted = [one for one in numbers if not _is_computed(ties.get(one))] if tie.kind == "rise" else [tie.figure.id]
        doubted = [one for one in doubted if one not in listed]
        listed |= set(doubted)
        entries[numbers] = {
            "id": f"{tie.figure.id}-doubt", "title": name, "statistics": doubted,
            "about": [one for one in numbers if one not in doubted],
            "status": "待核", "fails": MESSAGES[tie.kind].format(name=name), "questions": [MESSAGES["question"]],
        }
    return [entry for entry in entries.values() if entry["statistics"]]


def _is_computed(tie: Tie | None) -> bool:
    return tie is not None and tie.kind in COMPUTED and not tie.doubt
