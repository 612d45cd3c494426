"""What the rows of the Excel templates show: the ledger's tables in the office's words."""

from __future__ import annotations

from typing import Any

from liandong.findings import messages
from liandong.office.content import Content, day_or_none
from liandong.office.context import WORDS as CONTEXT_WORDS
from liandong.office.context import documents_of

WORDS = messages(__name__, "words")
Rows = list[dict[str, Any]]
# What an Excel template may use: single placeholders, and the columns of each table.
WORDS_OF_SHEETS = frozenset({"city", "note", "day", "day_words", "vote_day"})
COLUMNS = {
    "list": frozenset({
        "problem", "name", "detail", "unit", "measure", "reviewer", "assigned", "due", "closed", "source", "reviewed", "result", "review", "evidence",
        "addressee", "start", "category", "level", "status",
    }),
    "raw": frozenset({"raw", "channel", "received", "place", "source", "title", "handling", "problem", "name", "why"}),
    "votes": frozenset({"number", "unit", "due", "present", "issued", "returned", "satisfied", "basic", "dissatisfied", "invalid"}),
    "weeks": frozenset({"week", "from", "to"}),
    "history": frozenset({"problem", "step", "day", "status", "by", "note"}),
    "units": frozenset({"name"}),
    "provisions": frozenset({"clause", "who", "act", "wording", "standard", "evidence", "unit", "check"}),
}


def sheet_words(content: Content) -> dict[str, Any]:
    """Return what single placeholders of a workbook stand for."""
    days = sorted(set(content.table("votes")["voted_on"]))
    return {
        "city": content.city, "note": content.note, "day": content.day if content.filled else None, "day_words": content.dated(),
        "vote_day": content.dated(days[-1] if days else None),
    }


def sheet_tables(content: Content) -> dict[str, Rows]:
    """Return the rows of each table by name; all of them are empty for an empty form."""
    return {
        "list": _list(content), "raw": _raw(content), "votes": _votes(content),
        "weeks": [{"week": int(item["week"]), "from": item["from_on"], "to": item["to_on"]} for _, item in content.table("weeks").iterrows()],
        "history": _history(content), "units": [{"name": name} for name in content.units],
        "provisions": documents_of(content.ledger)["provisions"] if content.filled else [],
    }


def _list(content: Content) -> Rows:
    labels = {name: content.words("problems", name) for name in ("category", "level", "status")}
    channels, results, kinds = (content.words(*place) for place in (("raw_problems", "channel"), ("reviews", "result"), ("evidence", "kind")))
    raw, lineage, reviews, evidence, units = (content.table(name) for name in ("raw_problems", "lineage", "reviews", "evidence", "units"))
    channel = dict(zip(raw["raw"], raw["channel"], strict=True))
    short = dict(zip(units["name_zh"], units["short_zh"], strict=True))
    rows = []
    for _, item in content.table("problems").iterrows():
        problem = item["problem"]
        own, given = lineage[lineage["problem"] == problem]["raw"], evidence[evidence["problem"] == problem]
        last = reviews[reviews["problem"] == problem].sort_values("reviewed_on").tail(1)
        day, result = (last["reviewed_on"].iloc[0], results[last["result"].iloc[0]]) if len(last) else (None, None)
        named = WORDS["joined"].join(dict.fromkeys(channels[channel[number]] for number in own))
        county = item["level"] == "county"
        rows.append({
            "problem": problem, "name": item["name_zh"], "detail": item["detail_zh"], "unit": item["unit_zh"], "measure": item["measure_zh"],
            "reviewer": item["reviewer_zh"], "assigned": item["assigned_on"], "due": item["deadline"], "closed": day_or_none(item["closed_on"]),
            "source": WORDS["source"].format(channels=named, count=len(own)), "reviewed": day, "result": result,
            "review": WORDS["review"].format(day=day, result=result) if day else None,
            "evidence": WORDS["evidence"].format(count=len(given), kinds=WORDS["joined"].join(dict.fromkeys(kinds[kind] for kind in given["kind"])))
            if len(given) else None,
            # A county's problem goes to its own standing committee.
            "addressee": CONTEXT_WORDS["own_congress"].format(short=short[item["unit_zh"]]) if county else item["unit_zh"], "start": WORDS["start"],
            **{name: words[item[name]] for name, words in labels.items()},
        })
    return rows


def _raw(content: Content) -> Rows:
    channels, handlings = content.words("raw_problems", "channel"), content.words("lineage", "handling")
    lineage = {item["raw"]: item for _, item in content.table("lineage").iterrows()}
    names = dict(zip(content.table("problems")["problem"], content.table("problems")["name_zh"], strict=True))
    counts = content.table("lineage")["problem"].value_counts()
    rows = []
    for _, item in content.table("raw_problems").iterrows():
        merged = lineage[item["raw"]]
        problem = merged["problem"] if isinstance(merged["problem"], str) else None
        rows.append({
            "raw": item["raw"], "channel": channels[item["channel"]], "received": item["received_on"], "place": item["place_zh"],
            "source": item["source_zh"], "title": item["title_zh"], "handling": handlings[merged["handling"]], "problem": problem,
            "name": names.get(problem), "why": WORDS["merged" if counts[problem] > 1 else "single"] if problem else None,
        })
    return rows


def _votes(content: Content) -> Rows:
    return [
        {"number": number, "unit": item["unit_zh"], "due": int(item["due"]), "present": int(item["present"]), "issued": int(item["present"]),
         "returned": int(item["present"]), "satisfied": int(item["satisfied"]), "basic": int(item["basically_satisfied"]),
         "dissatisfied": int(item["dissatisfied"]), "invalid": int(item["invalid"])}
        for number, (_, item) in enumerate(content.table("votes").iterrows(), 1)
    ]


def _history(content: Content) -> Rows:
    words = content.words("history", "status")
    return [
        {"problem": item["problem"], "step": int(item["step"]), "day": item["changed_on"], "status": words[item["status"]], "by": item["by_zh"],
         "note": item["note_zh"]}
        for _, item in content.table("history").sort_values(["problem", "step"]).iterrows()
    ]
