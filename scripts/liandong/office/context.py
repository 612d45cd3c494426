"""What the placeholders of the Word templates stand for: the ledger's rows, the figures that cells reported, the words of documents.yml.

An empty form has the same names, with blanks to fill in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from liandong.course.training.deadlines import overdue_on
from liandong.course.training.ledger import Ledger
from liandong.course.training.timeline import status_on
from liandong.course.training.weekly import denominator_note, week_of
from liandong.data.documents import read_yaml
from liandong.findings import messages
from liandong.office.content import Content, day_or_none

DOCUMENTS = "documents.yml"
BLANK_ROWS = 3
# Every name that a Word template may use; what each holds stands in ``_filled``.
NAMES = frozenset({
    "asks", "briefing", "city", "committee", "contact", "counties", "dates", "day", "f", "filled", "focuses", "government", "government_office",
    "handling_ground", "item", "meeting", "note", "numbers", "office", "opinions", "organ", "proof", "samples", "secrecy", "signer", "subjects",
    "teams", "timetable", "topic", "transfer", "urge", "visit", "week",
})
WORDS = messages(__name__, "words")


class Day(str):
    """A day as a document prints it: on an empty form it is left to fill in."""


def word_context(content: Content) -> dict[str, Any]:
    """Return what the placeholders stand for; blanks on an empty form."""
    full = _filled(Content(content.ledger, True, content.figures, content.frames))
    if content.filled:
        return full
    empty = blank(full)
    empty["timetable"] = [step | {"days": WORDS["no_day"]} for step in full["timetable"]]
    names = {name: WORDS[name].format(city=content.city) for name in ("organ", "office", "committee", "government", "government_office")}
    return empty | names | {"city": content.city, "filled": False, "note": "", "secrecy": WORDS["secrecy"], "topic": "“（监督题目）”",
                            "counties": "各县区（逐个写名称）", "f": {}, "contact": "　" * 8}


def blank(value: Any, *, row: bool = False) -> Any:
    """Return the same shape with blanks: days and texts to fill in, three empty rows in a list."""
    if isinstance(value, str):
        return "" if row else WORDS["no_day" if isinstance(value, Day) else "blank"]
    if isinstance(value, Mapping):
        return {key: blank(entry, row=row) for key, entry in value.items()}
    if isinstance(value, list):
        return [blank(value[0], row=isinstance(value[0], Mapping))] * BLANK_ROWS if value else []
    return value


def documents_of(ledger: Ledger) -> dict[str, Any]:
    """Return documents.yml: what the documents of the ledger's city say besides its tables."""
    return read_yaml(ledger.folder / DOCUMENTS, ledger.root)


def _filled(content: Content) -> dict[str, Any]:
    ledger = content.ledger
    words = documents_of(ledger)
    days = {name: Day(content.dated(day)) for name, day in words["dates"].items()}
    names = {name: WORDS[name].format(city=content.city) for name in ("organ", "office", "committee", "government", "government_office")}
    units = content.table("units")
    result = {name: words[name] for name in ("topic", "subjects", "contact", "signer", "handling_ground", "numbers", "focuses", "asks", "opinions")}
    result |= names | {
        "city": content.city, "filled": True, "note": content.note, "secrecy": "", "day": Day(content.dated()), "dates": days,
        "counties": WORDS["joined"].join(units[units["level"] == "county"]["short_zh"]),
        "f": {name: figure.text for name, figure in content.figures.items()},
        "teams": _teams(content), "timetable": _timetable(words["timetable"], days),
        "item": _item(content, names), "transfer": _transfer(content, words["transfer"], days), "meeting": _meeting(content, words["meeting"]),
        "visit": _visit(content, words["dates"]["visit"]), "urge": _urge(content, names, days), "samples": _samples(content),
        "week": _week(content), "proof": _proof(content), "briefing": _briefing(content),
    }
    return result


def _timetable(steps: list[dict], days: Mapping[str, Day]) -> list[dict[str, str]]:
    rows = []
    for step in steps:
        first, *rest = (days[name] for name in step["days"])
        shown = WORDS["range"].format(first=first, last=rest[-1]) if rest else first
        rows.append({"name": step["name"], "days": Day(shown), "by": step["by"], "ground": step["ground"]})
    return rows


def _teams(content: Content) -> list[dict[str, str]]:
    """Return the teams with the units that each follows: the city's by their number, then the counties' congresses."""
    problems, units = content.table("problems"), content.table("units")
    short = dict(zip(units["name_zh"], units["short_zh"], strict=True))
    order = {name: number for number, name in enumerate(dict.fromkeys(problems.sort_values("level", kind="stable")["reviewer_zh"]))}
    groups = sorted(problems.groupby("reviewer_zh"), key=lambda group: (group[1]["level"].iloc[0] != "city", order[group[0]]))
    return [{"name": team, "units": WORDS["joined"].join(short[name] for name in own["unit_zh"].unique())} for team, own in groups]


def _congress(content: Content, unit: str) -> str:
    """Return who supervises a county's government: a county's problem goes to its own standing committee."""
    units = content.table("units")
    return WORDS["own_congress"].format(short=units[units["name_zh"] == unit]["short_zh"].iloc[0])


def _item(content: Content, names: Mapping[str, str]) -> dict[str, str]:
    """Return the problem of the assignment letter: the first that is overdue, which a lesson follows."""
    problems = content.table("problems")
    overdue = overdue_on(problems, content.table("history"), content.day)
    item = (overdue if len(overdue) else problems).iloc[0]
    county = item["level"] == "county"
    congress = _congress(content, item["unit_zh"]) if county else ""
    known = dict(names) | {"congress": congress, "unit": item["unit_zh"], "measure": item["measure_zh"], "reviewer": item["reviewer_zh"]}
    return {
        "number": item["problem"], "name": item["name_zh"], "detail": item["detail_zh"],
        "category": content.words("problems", "category")[item["category"]], "level": content.words("problems", "level")[item["level"]],
        "source": _source(content, item["problem"]), "lead": item["unit_zh"], "co": WORDS["no_co"], "addressee": congress or item["unit_zh"],
        "start": WORDS["start"], "due": Day(content.dated(item["deadline"])), "ground": WORDS["agreed"],
        "standard": WORDS["standard"].format(**known), "report": WORDS["report_county" if county else "report_city"].format(**known),
        "reviewer": item["reviewer_zh"], "assigned": Day(content.dated(item["assigned_on"])),
        "copies": WORDS["copies_county" if county else "copies_city"].format(**known),
    }


def _source(content: Content, problem: str) -> str:
    lineage, raw = content.table("lineage"), content.table("raw_problems")
    own = list(lineage[lineage["problem"] == problem]["raw"])
    channels = content.words("raw_problems", "channel")
    named = dict.fromkeys(channels[name] for name in raw[raw["raw"].isin(own)]["channel"])
    return WORDS["from"].format(channels=WORDS["joined"].join(named), count=len(own))


def _raw(content: Content, row: pd.Series) -> dict[str, str]:
    return {
        "raw": row["raw"], "received": Day(content.dated(row["received_on"])), "place": row["place_zh"], "title": row["title_zh"],
        "channel": content.words("raw_problems", "channel")[row["channel"]], "source": row["source_zh"],
    }


def _transfer(content: Content, words: Mapping[str, str], days: Mapping[str, Day]) -> dict[str, str]:
    """Return the letter for the raw problem that was handed to another body."""
    lineage, raw = content.table("lineage"), content.table("raw_problems")
    own = raw[raw["raw"].isin(lineage[lineage["handling"] == "transferred"]["raw"])]
    # The one that the words of documents.yml speak of.
    own = own[own["title_zh"].str.contains("退休金")] if own["title_zh"].str.contains("退休金").any() else own
    return {**words, **_raw(content, own.iloc[0]), "day": days["transfer"]}


def _meeting(content: Content, words: Mapping[str, Any]) -> dict[str, Any]:
    raw = content.table("raw_problems")
    own = raw[(raw["channel"] == "deputies") & (raw["place_zh"] == words["place"])].head(BLANK_ROWS)
    talks = []
    for _, row in own.iterrows():
        told = _raw(content, row)
        talks.append({"who": "人大代表", "words": row["title_zh"].partition("：")[2], "matter": row["title_zh"], "raw": told["raw"], "channel": told["channel"]})
    return {**words, "day": Day(content.dated(words["day"])), "talks": talks}


def _visit(content: Content, day: date) -> dict[str, Any]:
    """Return the record of a visit to the first county: its problems as they stood that day."""
    problems, units = content.table("problems"), content.table("units")
    county = units[units["level"] == "county"].iloc[0]
    own = problems[(problems["unit_zh"] == county["name_zh"]) & (problems["assigned_on"] <= day)].head(4)
    latest = status_on(content.table("history"), day).set_index("problem")["status"]
    labels, kinds, evidence = content.words("history", "status"), content.words("evidence", "kind"), content.table("evidence")
    items = []
    for _, item in own.iterrows():
        done = latest[item["problem"]] == "done"
        shown = evidence[(evidence["problem"] == item["problem"]) & (evidence["submitted_on"] <= day)]["kind"]
        items.append({
            "number": item["problem"], "name": item["name_zh"], "status": labels[latest[item["problem"]]],
            "seen": WORDS["seen_done" if done else "seen_open"], "evidence": WORDS["joined"].join(dict.fromkeys(kinds[kind] for kind in shown)) or WORDS["none"],
            "result": WORDS["done" if done else "more"],
        })
    team = next(name for name in problems["reviewer_zh"] if name not in set(own["reviewer_zh"]))
    return {"team": team, "day": Day(content.dated(day)), "place": county["short_zh"], "through": _congress(content, county["name_zh"]),
            "rows": items, "demand": WORDS["demand"]}


def _urge(content: Content, names: Mapping[str, str], days: Mapping[str, Day]) -> dict[str, Any]:
    problems, evidence = content.table("problems"), content.table("evidence")
    overdue = overdue_on(problems, content.table("history"), content.day)
    unit = (overdue if len(overdue) else problems)["unit_zh"].iloc[0]
    items = []
    for _, item in overdue[overdue["unit_zh"] == unit].iterrows():
        given = evidence[evidence["problem"] == item["problem"]]["submitted_on"]
        items.append({
            "number": item["problem"], "name": item["name_zh"], "due": Day(content.dated(item["deadline"])),
            "late": WORDS["late"].format(days=(content.day - item["deadline"]).days),
            "last": Day(content.dated(day_or_none(max(given)))) if len(given) else WORDS["none"],
        })
    county = (problems[problems["unit_zh"] == unit]["level"] == "county").any()
    return {"addressee": _congress(content, unit) if county else unit, "assigned": days["assigned"], "due": days["urge_due"], "rows": items,
            "copies": WORDS["copies_city"].format(**names)}


def _samples(content: Content) -> list[dict[str, str]]:
    """Return the first problem of each category, for the inspection report."""
    problems = content.table("problems")
    return [{"name": own["name_zh"].iloc[0], "detail": own["detail_zh"].iloc[0]} for _, own in problems.groupby("category", sort=False)]


def _week(content: Content) -> dict[str, Any]:
    last = content.table("weeks").iloc[-1]
    week = week_of(content.table("history"), last["from_on"], last["to_on"])
    problems = content.table("problems")

    def items(measure: Any) -> str:
        return WORDS["item_count"].format(count=measure.value)

    overdue = overdue_on(problems, content.table("history"), last["to_on"])
    return {
        "number": WORDS["week"].format(year=content.day.year, week=last["week"]), "from_on": Day(content.dated(last["from_on"])),
        "to_on": Day(content.dated(last["to_on"])), "added": items(week.added), "withdrawn": items(week.withdrawn), "done": items(week.done_in_week),
        "reopened": items(week.reopened), "listed": items(week.listed), "total": items(week.done_total), "rate": f"{last['rate_pct']}%",
        "note": denominator_note(week),
        "overdue": [{"number": item["problem"], "name": item["name_zh"], "unit": item["unit_zh"], "due": Day(content.dated(item["deadline"]))}
                    for _, item in overdue.iterrows()],
    }


def _proof(content: Content) -> dict[str, Any]:
    """Return an opinion on the practice ledger: its rates that do not agree with numerator and denominator."""
    figures = content.figures
    items = []
    for defect in content.ledger.defects:
        if defect.code == "E959" and "completion-rate" in figures:
            kind, _, case = defect.key.partition("_")
            name = {"share": f"category-share.{case}", "completion": f"completion-rate-by-level.{case}"}[kind]
            name = name if case != "all" else "completion-rate"
            right = figures[name].text
            items.append({
                "words": WORDS["proof"].format(text=f"{defect.name_zh}：{defect.planted}%"), "problem": WORDS["wrong_rate"],
                "formula": figures[name].formula_zh,
                "advice": WORDS["right_rate"].format(text=right),
            })
    if not items:
        items = [{"words": "", "problem": "", "formula": "", "advice": ""}]
    return {"draft": WORDS["draft"].format(city=content.city), "sources": WORDS["sources"], "rows": items, "question": WORDS["question"]}


def _briefing(content: Content) -> dict[str, str]:
    title = WORDS["briefing"].format(city=content.city)
    if not content.figures:
        return {"title": title, "votes": ""}
    votes = content.table("votes")
    cases = content.ledger.cases("satisfaction-rate")
    rates = {case: content.figures[f"satisfaction-rate.{case}"] for case in cases}
    wide = [content.figures[f"satisfaction-rate-with-basically.{case}"] for case in cases]
    ordered = sorted(rates, key=lambda case: rates[case].exact)
    low, high = (WORDS["unit"].format(name=cases[case], rate=rates[case].text) for case in (ordered[0], ordered[-1]))
    least = min(wide, key=lambda figure: figure.exact)
    text = WORDS["votes"].format(count=len(votes), due=max(votes["due"]), present=max(votes["present"]), high=high, low=low, least=least.text)
    return {"title": title, "votes": text}
