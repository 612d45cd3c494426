"""The tables of the teaching ledger, made from the topics and a seed."""

import csv
import io
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import pairwise

from liandong.data.text_files import PROJECT_ROOT
from liandong.data.working_days import read_working_days
from maintenance.teaching_ledger.city import CITY, COUNTIES, UNITS, WORDS, read_rows
from maintenance.teaching_ledger.courses import Course, Draws, plan_course

Rows = list[dict[str, object]]
Courses = dict[str, Course]
Proofs = dict[str, list[tuple[str, str]]]
# The votes have a stream of their own: a change of the list does not move them.
VOTES = 3
IN_TIME = ("document", "voucher", "photo", "record")


def generate_tables(seed: int = CITY["seed"]) -> dict[str, str]:
    """Return the CSV text of each table by name; the same seed gives the same texts."""
    calendar = read_working_days(PROJECT_ROOT)
    draws = Draws(seed, calendar)
    topics = sorted(read_rows("topics.csv"), key=lambda topic: topic["course"].startswith("added"))
    proofs: Proofs = {}
    for row in read_rows("evidence.csv"):
        proofs.setdefault(row["name_zh"], []).append((row["kind"], row["description_zh"]))
    problems, courses = _problems(topics, proofs, draws)
    raw, lineage = _raw(topics, draws)
    channels = [row["channel"] for row in raw]
    tables = {
        "units": list(UNITS.values()),
        "channels": [{"channel": name, "problems": channels.count(name)} for name in CITY["channels"]],
        "raw_problems": raw,
        "lineage": lineage,
        "problems": problems,
        "history": [
            {"problem": problem, "step": step, "changed_on": day, "status": status, "by_zh": by, "note_zh": note}
            for problem, course in courses.items()
            for step, (day, status, by, note) in enumerate(course.history, start=1)
        ],
        "evidence": _evidence(problems, courses, proofs, draws),
        "reviews": [
            {"problem": row["problem"], "reviewed_on": day, "reviewer_zh": row["reviewer_zh"], "result": result,
             "opinion_zh": opinion}
            for row in problems
            for day, result, opinion in sorted(courses[row["problem"]].reviews)
        ],
        "votes": _votes(problems, Draws(seed + VOTES, calendar)),
        "status": [
            {"level": level, "status": status, "wording_zh": words[level], "problems": count, "as_of": CITY["as_of"]}
            for level in ("city", "county")
            for status, words in CITY["statuses"].items()
            if (count := sum(row["level"] == level and row["status"] == status for row in problems))
        ],
        "weeks": _weeks(courses),
        "rates": _rates(problems),
    }
    return {name: _csv(rows) for name, rows in tables.items()}


def _problems(topics: list[dict[str, str]], proofs: Proofs, draws: Draws) -> tuple[Rows, Courses]:
    rows, courses, added = [], {}, 0
    for number, topic in enumerate(topics, start=1):
        problem, unit = f"P{number:02d}", UNITS[topic["unit"]]
        # Each unit has one team that follows it.
        reviewer = WORDS["teams"][list(UNITS).index(topic["unit"]) % 3]
        if unit["level"] == "county":
            reviewer = WORDS["county_congress"].format(short=unit["short_zh"])
        course = courses[problem] = plan_course(topic, unit["name_zh"], reviewer, draws, added)
        added += topic["course"].startswith("added")
        rows.append({
            "problem": problem, "name_zh": topic["name_zh"], "detail_zh": topic["detail_zh"],
            "category": topic["category"], "level": unit["level"], "unit_zh": unit["name_zh"],
            "assigned_on": course.assigned_on, "deadline": course.deadline,
            "closed_on": course.history[-1][0] if course.status == "done" else None, "status": course.status,
            "measure_zh": topic["remedy_zh"], "reviewer_zh": reviewer, "cause": topic["cause"],
            # The first piece of evidence is the one without which it is not closed.
            "proof": proofs[topic["name_zh"]][0][0],
        })
    return rows, courses


def _raw(topics: list[dict[str, str]], draws: Draws) -> tuple[Rows, Rows]:
    found = []
    for number, topic in enumerate(topics, start=1):
        added, unit = topic["course"].startswith("added"), topic["unit"]
        places: list[str] = []
        for _ in range(draws.between(2, 5)):
            channel = "public" if added else draws.weighted(CITY["channels"])
            place = unit if unit in COUNTIES else _place(topic["category"], places, draws.one_of(COUNTIES))
            places.append(place)
            told = {"self_examination": "name_zh", "inspection": "found_zh"}.get(channel, "told_zh")
            day = draws.workday(*CITY["registered_later" if added else "registered"])
            found.append((day, channel, place, topic[told], f"P{number:02d}", "listed", unit))
    for row in read_rows("not_listed.csv"):
        day = draws.workday(*CITY["registered"])
        found.append((day, row["channel"], draws.one_of(COUNTIES), row["title_zh"], "", row["reason"], ""))
    # One report names a problem of one place once.
    found = list({entry[1:5]: entry for entry in found}.values())
    found.sort(key=lambda entry: (entry[0], entry[1], entry[3], entry[2]))
    raw, lineage = [], []
    for number, (day, channel, place, text, problem, handling, unit) in enumerate(found, start=1):
        words, short = WORDS[channel], UNITS[place]["short_zh"]
        # What a department found itself is its own report, whichever county it is about.
        own = words.format(place=UNITS[unit or place]["short_zh"]) if isinstance(words, str) else draws.one_of(words)
        raw.append({
            "raw": f"R{number:03d}", "channel": channel, "received_on": day, "place_zh": short, "source_zh": own,
            "title_zh": WORDS["title"].format(place=short, text=text),
        })
        lineage.append({"raw": f"R{number:03d}", "handling": handling, "problem": problem})
    return raw, lineage


def _place(category: str, places: list[str], drawn: str) -> str:
    """Return the place of one more registration: an individual problem has one place, a common one at least two."""
    if category == "individual" and places:
        return places[0]
    if category == "common" and places == [drawn]:
        return COUNTIES[(COUNTIES.index(drawn) + 1) % len(COUNTIES)]
    return drawn


def _evidence(problems: Rows, courses: Courses, proofs: Proofs, draws: Draws) -> Rows:
    rows = []
    for row in problems:
        course, given = courses[row["problem"]], proofs[row["name_zh"]]
        closings = [day for day, status, _, _ in course.history if status == "done"]
        # What is still open has at most a document of what is planned.
        if not closings:
            given = [piece for piece in given if piece[0] == "document"][: draws.between(0, 1)]
        first = course.history[1][0]
        last = closings[-1] if closings else min(first + timedelta(days=45), CITY["as_of"])
        # What was ordered comes before what was paid or done, and the visit that confirms it comes last.
        days = sorted(draws.workday(first, last) for _ in given)
        for day, (kind, text) in zip(days, sorted(given, key=lambda piece: IN_TIME.index(piece[0])), strict=True):
            rows.append({
                "evidence": f"E{len(rows) + 1:03d}", "problem": row["problem"], "submitted_on": day, "kind": kind,
                "description_zh": text,
            })
    return rows


def _votes(problems: Rows, draws: Draws) -> Rows:
    rows = []
    for name in (unit["name_zh"] for unit in UNITS.values() if unit["level"] == "city"):
        own = [row["status"] for row in problems if row["unit_zh"] == name and row["status"] != "withdrawn"]
        open_share = Fraction(len(own) - own.count("done"), len(own))
        against = draws.between(0, 1) + int(open_share * 5)
        basic = draws.between(3, 6) + int(open_share * 8)
        invalid = draws.between(0, 2)
        rows.append({
            "unit_zh": name, "voted_on": CITY["voted_on"], "due": CITY["voters_due"], "present": CITY["voters_present"],
            "satisfied": CITY["voters_present"] - against - basic - invalid, "basically_satisfied": basic,
            "dissatisfied": against, "invalid": invalid,
        })
    return rows


def _weeks(courses: Courses) -> Rows:
    moves = [(day, status) for course in courses.values() for day, status, _, _ in course.history]
    moves += [(after[0], "reopened") for course in courses.values()
              for before, after in pairwise(course.history) if before[1] == "done"]
    rows, listed, done = [], 0, 0
    for week in range(1, CITY["weeks"] + 1):
        first = CITY["assigned_on"] + timedelta(days=7 * (week - 1))
        last = first + timedelta(days=6)
        own = [status for day, status in moves if first <= day <= last]
        listed += own.count("assigned") - own.count("withdrawn")
        done += own.count("done") - own.count("reopened")
        rows.append({
            "week": week, "from_on": first, "to_on": last, "added": own.count("assigned"),
            "withdrawn": own.count("withdrawn"), "listed": listed, "done_in_week": own.count("done"),
            "reopened": own.count("reopened"), "done_total": done, "rate_pct": _percent(done, listed),
        })
    return rows


def _rates(problems: Rows) -> Rows:
    kept = [row for row in problems if row["status"] != "withdrawn"]
    rates = {}
    for name in ("city", "county", "all"):
        own = [row["status"] for row in kept if name in ("all", row["level"])]
        rates[f"completion_{name}"] = _percent(own.count("done"), len(own))
    categories = [row["category"] for row in kept]
    for category in CITY["categories"]:
        rates[f"share_{category}"] = _percent(categories.count(category), len(kept))
    return [{"rate": name, "printed_pct": rate} for name, rate in rates.items()]


def _percent(part: int, whole: int) -> Decimal:
    """Return a share in percent with one decimal, rounded half to even (GB/T 8170-2008)."""
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_EVEN)


def _csv(rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)  # None is an empty cell
    return text.getvalue()
