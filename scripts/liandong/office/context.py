"""What the placeholders of Word templates stand for: the ledger's rows, the cells' figures, documents.yml's words.

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
from liandong.office.content import Content, Day

DOCUMENTS = "documents.yml"
BLANK_ROWS = 3
# Every name that a Word template may use; what each holds stands in ``_filled``.
NAMES = frozenset({
    "asks", "briefing", "city", "committee", "contact", "counties", "dates", "day", "f", "filled", "focuses",
    "government", "government_office", "handling_ground", "item", "meeting", "note", "numbers", "office", "opinions",
    "organ", "proof", "samples", "secrecy", "signer", "subjects", "teams", "timetable", "topic", "transfer", "urge",
    "visit", "week",
})
# Of these names documents.yml holds the words as they are.
_FROM_DOCUMENTS = (
    "topic", "subjects", "contact", "signer", "handling_ground", "numbers", "focuses", "asks", "opinions",
)
WORDS = messages(__name__, "words")


def word_context(content: Content) -> dict[str, Any]:
    """Return what the placeholders stand for; blanks on an empty form."""
    full = _filled(Content(content.ledger, True, content.figures))
    if content.filled:
        return full
    return blank(full) | _bodies(content) | {
        "timetable": [step | {"days": WORDS["no_day"]} for step in full["timetable"]],
        "city": content.city, "filled": False, "note": "", "secrecy": WORDS["secrecy"], "topic": "“（监督题目）”",
        "counties": "各县区（逐个写名称）", "f": {}, "contact": "　" * 8,
    }


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


def _bodies(content: Content) -> dict[str, str]:
    """Return the names of the city's bodies."""
    names = ("organ", "office", "committee", "government", "government_office")
    return {name: WORDS[name].format(city=content.city) for name in names}


def _filled(content: Content) -> dict[str, Any]:
    words, units, bodies = documents_of(content.ledger), content.table("units"), _bodies(content)
    days = {name: content.dated(day) for name, day in words["dates"].items()}
    return {name: words[name] for name in _FROM_DOCUMENTS} | bodies | {
        "city": content.city, "filled": True, "note": content.note, "secrecy": "",
        "day": content.dated(), "dates": days,
        "counties": WORDS["joined"].join(units[units["level"] == "county"]["short_zh"]),
        "f": {name: figure.text for name, figure in content.figures.items()},
        "teams": _teams(content), "timetable": [_step(step, days) for step in words["timetable"]],
        "item": _item(content, bodies), "transfer": words["transfer"] | _transfer(content) | {"day": days["transfer"]},
        "meeting": _meeting(content, words["meeting"]), "visit": _visit(content, words["dates"]["visit"]),
        "urge": _urge(content) | {"assigned": days["assigned"], "due": days["urge_due"],
                                  "copies": WORDS["copies_city"].format(**bodies)},
        "samples": _samples(content), "week": _week(content), "proof": _proof(content), "briefing": _briefing(content),
    }


def _step(step: Mapping[str, Any], days: Mapping[str, Day]) -> dict[str, str]:
    first, *rest = (days[name] for name in step["days"])
    shown = WORDS["range"].format(first=first, last=rest[-1]) if rest else first
    return {"name": step["name"], "days": Day(shown), "by": step["by"], "ground": step["ground"]}


def _teams(content: Content) -> list[dict[str, str]]:
    """Return the teams with the units that each follows: the city's by their number, then the counties' congresses."""
    problems, short = content.table("problems"), content.table("units").set_index("name_zh")["short_zh"]
    groups = sorted(problems.groupby("reviewer_zh", sort=False), key=lambda group: group[1]["level"].iloc[0] != "city")
    return [{"name": team, "units": WORDS["joined"].join(short[own["unit_zh"].unique()])} for team, own in groups]


def _overdue_or_first(content: Content) -> tuple[pd.DataFrame, pd.Series]:
    """Return the problems that are overdue, and the first of them, which a lesson follows; of all if none is."""
    problems = content.table("problems")
    overdue = overdue_on(problems, content.table("history"), content.day)
    return overdue, (overdue if len(overdue) else problems).iloc[0]


def _item(content: Content, bodies: Mapping[str, str]) -> dict[str, str]:
    """Return the problem of the assignment letter."""
    _, item = _overdue_or_first(content)
    addressee, whose = content.addressee(item["unit_zh"]), "county" if item["level"] == "county" else "city"
    known = {**bodies, "congress": addressee, "unit": item["unit_zh"], "measure": item["measure_zh"],
             "reviewer": item["reviewer_zh"]}
    return {
        "number": item["problem"], "name": item["name_zh"], "detail": item["detail_zh"],
        "category": content.words("problems", "category")[item["category"]],
        "level": content.words("problems", "level")[item["level"]], "source": _source(content, item["problem"]),
        "lead": item["unit_zh"], "co": WORDS["no_co"], "addressee": addressee, "start": WORDS["start"],
        "due": content.dated(item["deadline"]), "ground": WORDS["agreed"], "reviewer": item["reviewer_zh"],
        "assigned": content.dated(item["assigned_on"]),
        "standard": WORDS["standard"].format(**known), "report": WORDS[f"report_{whose}"].format(**known),
        "copies": WORDS[f"copies_{whose}"].format(**known),
    }


def _source(content: Content, problem: str) -> str:
    lineage, raw = content.table("lineage"), content.table("raw_problems")
    own = lineage[lineage["problem"] == problem]["raw"]
    channels = content.words("raw_problems", "channel")
    named = dict.fromkeys(channels[name] for name in raw[raw["raw"].isin(own)]["channel"])
    return WORDS["from"].format(channels=WORDS["joined"].join(named), count=len(own))


def _transfer(content: Content) -> dict[str, str]:
    """Return the raw problem that was handed to another body."""
    lineage, raw = content.table("lineage"), content.table("raw_problems")
    own = raw[raw["raw"].isin(lineage[lineage["handling"] == "transferred"]["raw"])]
    # The one that the words of documents.yml speak of.
    spoken_of = own[own["title_zh"].str.contains("退休金")]
    row = (spoken_of if len(spoken_of) else own).iloc[0]
    return {
        "raw": row["raw"], "received": content.dated(row["received_on"]), "place": row["place_zh"],
        "title": row["title_zh"], "channel": content.words("raw_problems", "channel")[row["channel"]],
        "source": row["source_zh"],
    }


def _meeting(content: Content, words: Mapping[str, Any]) -> dict[str, Any]:
    raw, channels = content.table("raw_problems"), content.words("raw_problems", "channel")
    own = raw[(raw["channel"] == "deputies") & (raw["place_zh"] == words["place"])].head(BLANK_ROWS)
    talks = [
        {"who": "人大代表", "words": row["title_zh"].partition("：")[2], "matter": row["title_zh"], "raw": row["raw"],
         "channel": channels[row["channel"]]}
        for _, row in own.iterrows()
    ]
    return {**words, "day": content.dated(words["day"]), "talks": talks}


def _visit(content: Content, day: date) -> dict[str, Any]:
    """Return the record of a visit to the first county: its problems as they stood that day."""
    problems, units, evidence = (content.table(name) for name in ("problems", "units", "evidence"))
    county = units[units["level"] == "county"].iloc[0]
    own = problems[(problems["unit_zh"] == county["name_zh"]) & (problems["assigned_on"] <= day)].head(4)
    latest = status_on(content.table("history"), day).set_index("problem")["status"]
    labels, kinds = content.words("history", "status"), content.words("evidence", "kind")
    items = []
    for _, item in own.iterrows():
        status = latest[item["problem"]]
        shown = evidence[(evidence["problem"] == item["problem"]) & (evidence["submitted_on"] <= day)]["kind"]
        items.append({
            "number": item["problem"], "name": item["name_zh"], "status": labels[status],
            "seen": WORDS["seen_done" if status == "done" else "seen_open"],
            "evidence": WORDS["joined"].join(dict.fromkeys(kinds[kind] for kind in shown)) or WORDS["none"],
            "result": WORDS["done" if status == "done" else "more"],
        })
    team = next(name for name in problems["reviewer_zh"] if name not in set(own["reviewer_zh"]))
    return {"team": team, "day": content.dated(day), "place": county["short_zh"],
            "through": content.addressee(county["name_zh"]), "rows": items, "demand": WORDS["demand"]}


def _urge(content: Content) -> dict[str, Any]:
    overdue, first = _overdue_or_first(content)
    evidence, items = content.table("evidence"), []
    for _, item in overdue[overdue["unit_zh"] == first["unit_zh"]].iterrows():
        given = evidence[evidence["problem"] == item["problem"]]["submitted_on"]
        items.append({
            "number": item["problem"], "name": item["name_zh"], "due": content.dated(item["deadline"]),
            "late": WORDS["late"].format(days=(content.day - item["deadline"]).days),
            "last": content.dated(max(given)) if len(given) else WORDS["none"],
        })
    return {"addressee": content.addressee(first["unit_zh"]), "rows": items}


def _samples(content: Content) -> list[dict[str, str]]:
    """Return the first problem of each category, for the inspection report."""
    firsts = content.table("problems").drop_duplicates("category")
    return [{"name": item["name_zh"], "detail": item["detail_zh"]} for _, item in firsts.iterrows()]


def _week(content: Content) -> dict[str, Any]:
    last, history = content.table("weeks").iloc[-1], content.table("history")
    week = week_of(history, last["from_on"], last["to_on"])
    counted = {"added": week.added, "withdrawn": week.withdrawn, "done": week.done_in_week, "reopened": week.reopened,
               "listed": week.listed, "total": week.done_total}
    overdue = overdue_on(content.table("problems"), history, last["to_on"])
    return {
        "number": WORDS["week"].format(year=content.day.year, week=last["week"]),
        "from_on": content.dated(last["from_on"]), "to_on": content.dated(last["to_on"]),
        **{name: WORDS["item_count"].format(count=measure.value) for name, measure in counted.items()},
        "rate": f"{last['rate_pct']}%", "note": denominator_note(week),
        "overdue": [
            {"number": item["problem"], "name": item["name_zh"], "unit": item["unit_zh"],
             "due": content.dated(item["deadline"])}
            for _, item in overdue.iterrows()
        ],
    }


def _proof(content: Content) -> dict[str, Any]:
    """Return an opinion on the practice ledger: its rates that do not agree with numerator and denominator."""
    figures, items = content.figures, []
    for defect in content.ledger.defects:
        if defect.code == "E959" and "completion-rate" in figures:
            kind, _, case = defect.key.partition("_")
            name = {"share": f"category-share.{case}", "completion": f"completion-rate-by-level.{case}"}[kind]
            right = figures[name if case != "all" else "completion-rate"]
            items.append({
                "words": WORDS["proof"].format(text=f"{defect.name_zh}：{defect.planted}%"),
                "problem": WORDS["wrong_rate"], "formula": right.formula_zh,
                "advice": WORDS["right_rate"].format(text=right.text),
            })
    items = items or [dict.fromkeys(("words", "problem", "formula", "advice"), "")]
    draft = WORDS["draft"].format(city=content.city)
    return {"draft": draft, "sources": WORDS["sources"], "rows": items, "question": WORDS["question"]}


def _briefing(content: Content) -> dict[str, str]:
    result = {"title": WORDS["briefing"].format(city=content.city), "votes": ""}
    if content.figures:
        votes, cases = content.table("votes"), content.ledger.cases("satisfaction-rate")
        rates = {case: content.figures[f"satisfaction-rate.{case}"] for case in cases}
        ordered = sorted(rates, key=lambda case: rates[case].exact)
        ends = (ordered[0], ordered[-1])
        low, high = (WORDS["unit"].format(name=cases[case], rate=rates[case].text) for case in ends)
        wide = (content.figures[f"satisfaction-rate-with-basically.{case}"] for case in cases)
        result["votes"] = WORDS["votes"].format(
            count=len(votes), due=max(votes["due"]), present=max(votes["present"]), high=high, low=low,
            least=min(wide, key=lambda figure: figure.exact).text,
        )
    return result
