"""What the rows of the Excel templates show: the ledger's tables in the office's words."""

from __future__ import annotations

from typing import Any

from liandong.findings import messages
from liandong.office.content import Content, day_or_none
from liandong.office.context import documents_of

WORDS = messages(__name__, "words")
Rows = list[dict[str, Any]]
# What an Excel template may use: single placeholders, and the columns of each table.
WORDS_OF_SHEETS = frozenset({"city", "note", "day", "day_words", "vote_day"})
COLUMNS = {
    "provisions": {"clause", "who", "act", "wording", "standard", "evidence", "unit", "check"},
    "list": {"closed", "source", "reviewed", "result", "review", "evidence", "addressee", "start", "category", "level",
             "status"},
    "raw": {"channel", "handling", "problem", "name", "why"}, "votes": {"number"}, "history": {"status"},
}
# And those that show a column of the ledger as it is.
_TAKEN = {
    "list": {"problem": "problem", "name": "name_zh", "detail": "detail_zh", "unit": "unit_zh", "measure": "measure_zh",
             "reviewer": "reviewer_zh", "assigned": "assigned_on", "due": "deadline"},
    "raw": {"raw": "raw", "received": "received_on", "place": "place_zh", "source": "source_zh", "title": "title_zh"},
    "history": {"problem": "problem", "step": "step", "day": "changed_on", "by": "by_zh", "note": "note_zh"},
    "weeks": {"week": "week", "from": "from_on", "to": "to_on"},
    "units": {"name": "name_zh"},
    "votes": {"unit": "unit_zh", "due": "due", "present": "present", "issued": "present", "returned": "present",
              "satisfied": "satisfied", "basic": "basically_satisfied", "dissatisfied": "dissatisfied",
              "invalid": "invalid"},
}
COLUMNS |= {table: COLUMNS.get(table, set()) | columns.keys() for table, columns in _TAKEN.items()}


def sheet_words(content: Content) -> dict[str, Any]:
    """Return what single placeholders of a workbook stand for."""
    days = sorted(set(content.table("votes")["voted_on"]))
    return {
        "city": content.city, "note": content.note, "day": content.day if content.filled else None,
        "day_words": str(content.dated()), "vote_day": str(content.dated(days[-1] if days else None)),
    }


def sheet_tables(content: Content) -> dict[str, Rows]:
    """Return the rows of each table by name; all of them are empty for an empty form."""
    status = content.words("history", "status")
    history = content.table("history").sort_values(["problem", "step"])
    votes = [_taken("votes", item) for _, item in content.table("votes").iterrows()]
    return {
        "list": _list(content), "raw": _raw(content),
        "votes": [{"number": number, **row} for number, row in enumerate(votes, 1)],
        "weeks": [_taken("weeks", item) for _, item in content.table("weeks").iterrows()],
        "history": [_taken("history", item) | {"status": status[item["status"]]} for _, item in history.iterrows()],
        "units": [_taken("units", item) for _, item in content.table("units").iterrows()],
        "provisions": documents_of(content.ledger)["provisions"] if content.filled else [],
    }


def _taken(table: str, item: Any) -> dict[str, Any]:
    return {name: item[column] for name, column in _TAKEN[table].items()}


def _list(content: Content) -> Rows:
    labels = {name: content.words("problems", name) for name in ("category", "level", "status")}
    channels, results = content.words("raw_problems", "channel"), content.words("reviews", "result")
    kinds, channel = content.words("evidence", "kind"), content.table("raw_problems").set_index("raw")["channel"]
    rows = []
    for _, item in content.table("problems").iterrows():
        frames = map(content.table, ("lineage", "reviews", "evidence"))
        lineage, reviews, evidence = (frame[frame["problem"] == item["problem"]] for frame in frames)
        day = result = review = given = None
        for _, last in reviews.sort_values("reviewed_on").tail(1).iterrows():
            day, result = last["reviewed_on"], results[last["result"]]
            review = WORDS["review"].format(day=day, result=result)
        if len(evidence):
            named = WORDS["joined"].join(dict.fromkeys(kinds[kind] for kind in evidence["kind"]))
            given = WORDS["evidence"].format(count=len(evidence), kinds=named)
        named = WORDS["joined"].join(dict.fromkeys(channels[channel[number]] for number in lineage["raw"]))
        rows.append(_taken("list", item) | {name: words[item[name]] for name, words in labels.items()} | {
            "closed": day_or_none(item["closed_on"]), "reviewed": day, "result": result, "review": review,
            "source": WORDS["source"].format(channels=named, count=len(lineage)), "evidence": given,
            "addressee": content.addressee(item["unit_zh"]), "start": WORDS["start"],
        })
    return rows


def _raw(content: Content) -> Rows:
    channels, handlings = content.words("raw_problems", "channel"), content.words("lineage", "handling")
    lineage = content.table("lineage").set_index("raw")
    names, counts = content.table("problems").set_index("problem")["name_zh"], lineage["problem"].value_counts()
    rows = []
    for _, item in content.table("raw_problems").iterrows():
        merged = lineage.loc[item["raw"]]
        problem = merged["problem"] if isinstance(merged["problem"], str) else None
        rows.append(_taken("raw", item) | {
            "channel": channels[item["channel"]], "handling": handlings[merged["handling"]], "problem": problem,
            "name": names.get(problem),
            "why": WORDS["merged" if counts[problem] > 1 else "single"] if problem else None,
        })
    return rows
