"""The tables of the teaching ledger, made from the topics and a seed."""

import csv
import io
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path

from liandong.data.text_files import PROJECT_ROOT
from liandong.data.working_days import read_working_days
from maintenance.teaching_ledger import city
from maintenance.teaching_ledger.city import CATEGORIES, CHANNELS, COUNTIES, LEVELS, NAMES, SHORT, STATUSES, UNITS, WORDS
from maintenance.teaching_ledger.courses import Course, plan_course
from maintenance.teaching_ledger.draws import Draws

FOLDER = Path(__file__).resolve().parent
Rows = list[dict[str, object]]
# The votes have a stream of their own: a change of the list does not move them.
VOTES = 3
IN_TIME = ("document", "voucher", "photo", "record")


def generate_tables(seed: int = city.SEED) -> dict[str, str]:
    """Return the CSV text of each table by name; the same seed gives the same texts.

    Args:
        seed: the seed of all choices.
    """
    calendar = read_working_days(PROJECT_ROOT)
    draws = Draws(seed, calendar)
    topics = sorted(_read("topics.csv"), key=lambda topic: topic["course"].startswith("added"))
    proofs: dict[str, list[tuple[str, str]]] = {}
    for row in _read("evidence.csv"):
        proofs.setdefault(row["name_zh"], []).append((row["kind"], row["description_zh"]))
    problems, courses = _problems(topics, proofs, draws)
    raw, lineage = _raw(topics, draws)
    tables = {
        "units": [{"unit": unit, "name_zh": name, "short_zh": short, "level": level} for unit, name, short, level in UNITS],
        "channels": [{"channel": name, "problems": sum(row["channel"] == name for row in raw)} for name in CHANNELS],
        "raw_problems": raw,
        "lineage": lineage,
        "problems": problems,
        "history": _history(courses),
        "evidence": _evidence(problems, courses, proofs, draws),
        "reviews": _reviews(problems, courses),
        "votes": _votes(problems, Draws(seed + VOTES, calendar)),
        "status": _status(problems),
        "weeks": _weeks(courses),
        "rates": _rates(problems),
    }
    return {name: _csv(rows) for name, rows in tables.items()}


def _problems(topics: list[dict], proofs: dict[str, list[tuple[str, str]]], draws: Draws) -> tuple[Rows, dict[str, Course]]:
    rows, courses, added = [], {}, 0
    for number, topic in enumerate(topics, start=1):
        unit, problem = topic["unit"], f"P{number:02d}"
        county = LEVELS[unit] == "county"
        # Each unit has one team that follows it.
        reviewer = WORDS["county_congress"].format(short=SHORT[unit]) if county else WORDS["teams"][list(NAMES).index(unit) % 3]
        course = plan_course(topic, NAMES[unit], reviewer, draws, added)
        added += topic["course"].startswith("added")
        courses[problem] = course
        rows.append({
            "problem": problem, "name_zh": topic["name_zh"], "detail_zh": topic["detail_zh"], "category": topic["category"],
            "level": LEVELS[unit], "unit_zh": NAMES[unit], "assigned_on": course.assigned_on, "deadline": course.deadline,
            "closed_on": course.closed_on, "status": course.status, "measure_zh": topic["remedy_zh"], "reviewer_zh": reviewer,
            # The first piece of evidence is the one without which it is not closed.
            "cause": topic["cause"], "proof": proofs[topic["name_zh"]][0][0],
        })
    return rows, courses


def _raw(topics: list[dict], draws: Draws) -> tuple[Rows, Rows]:
    found = []
    for number, topic in enumerate(topics, start=1):
        added, unit = topic["course"].startswith("added"), topic["unit"]
        places: list[str] = []
        for _ in range(draws.between(2, 5)):
            channel = "public" if added else draws.weighted(CHANNELS)
            place = unit if LEVELS[unit] == "county" else _place(topic["category"], places, draws.one_of(COUNTIES))
            places.append(place)
            text = {"self_examination": topic["name_zh"], "inspection": topic["found_zh"]}.get(channel, topic["told_zh"])
            day = draws.workday(date(2025, 6, 16), date(2025, 6, 27)) if added else draws.workday(city.RAW_FROM, city.RAW_TO)
            found.append((day, channel, place, text, f"P{number:02d}", "listed", unit))
    for row in _read("not_listed.csv"):
        day = draws.workday(city.RAW_FROM, city.RAW_TO)
        found.append((day, row["channel"], draws.one_of(COUNTIES), row["title_zh"], "", row["reason"], ""))
    # One report names a problem of one place once.
    found = sorted({entry[1:5]: entry for entry in found}.values(), key=lambda entry: (entry[0], entry[1], entry[3], entry[2]))
    raw, lineage = [], []
    for number, (day, channel, place, text, problem, handling, unit) in enumerate(found, start=1):
        short = SHORT[place]
        words = WORDS[channel]
        # What a department found itself is its own report, whichever county it is about.
        source = words.format(place=SHORT[unit or place]) if isinstance(words, str) else draws.one_of(words)
        raw.append({
            "raw": f"R{number:03d}", "channel": channel, "received_on": day, "place_zh": short, "source_zh": source,
            "title_zh": WORDS["title"].format(place=short, text=text),
        })
        lineage.append({"raw": f"R{number:03d}", "handling": handling, "problem": problem})
    return raw, lineage


def _place(category: str, places: list[str], drawn: str) -> str:
    """Return the place of one more registration: an individual problem has one place, a common one at least two."""
    if category == "individual" and places:
        return places[0]
    if category == "common" and len(places) == 1 and drawn == places[0]:
        return COUNTIES[(COUNTIES.index(drawn) + 1) % len(COUNTIES)]
    return drawn


def _history(courses: dict[str, Course]) -> Rows:
    return [
        {"problem": problem, "step": step, "changed_on": day, "status": status, "by_zh": by, "note_zh": note}
        for problem, course in courses.items()
        for step, (day, status, by, note) in enumerate(course.history, start=1)
    ]


def _reviews(problems: Rows, courses: dict[str, Course]) -> Rows:
    return [
        {"problem": row["problem"], "reviewed_on": day, "reviewer_zh": row["reviewer_zh"], "result": result, "opinion_zh": opinion}
        for row in problems
        for day, result, opinion in sorted(courses[row["problem"]].reviews)
    ]


def _evidence(problems: Rows, courses: dict[str, Course], proofs: dict[str, list[tuple[str, str]]], draws: Draws) -> Rows:
    rows = []
    for row in problems:
        course, given = courses[row["problem"]], proofs[row["name_zh"]]
        closings = [day for day, status, _, _ in course.history if status == "done"]
        # What is still open has at most a document of what is planned.
        given = given if closings else [piece for piece in given if piece[0] == "document"][: draws.between(0, 1)]
        first = course.history[1][0]
        last = closings[-1] if closings else min(first + timedelta(days=45), city.AS_OF)
        # What was ordered comes before what was paid or done, and the visit that confirms it comes last.
        days = sorted(draws.workday(first, last) for _ in given)
        rows += [{"problem": row["problem"], "submitted_on": day, "kind": kind, "description_zh": text}
                 for day, (kind, text) in zip(days, sorted(given, key=lambda piece: IN_TIME.index(piece[0])), strict=True)]
    return [{"evidence": f"E{number:03d}", **row} for number, row in enumerate(rows, start=1)]


def _votes(problems: Rows, draws: Draws) -> Rows:
    rows = []
    for _, name, _, level in UNITS:
        if level != "city":
            continue
        own = [row for row in problems if row["unit_zh"] == name and row["status"] != "withdrawn"]
        open_share = Fraction(sum(row["status"] != "done" for row in own), len(own))
        against = draws.between(0, 1) + int(open_share * 5)
        basic = draws.between(3, 6) + int(open_share * 8)
        invalid = draws.between(0, 2)
        rows.append({
            "unit_zh": name, "voted_on": city.VOTED_ON, "due": city.VOTERS_DUE, "present": city.VOTERS_PRESENT,
            "satisfied": city.VOTERS_PRESENT - against - basic - invalid, "basically_satisfied": basic,
            "dissatisfied": against, "invalid": invalid,
        })
    return rows


def _status(problems: Rows) -> Rows:
    return [
        {"level": level, "status": status, "wording_zh": words[level], "problems": count, "as_of": city.AS_OF}
        for level in ("city", "county")
        for status, words in STATUSES.items()
        if (count := sum(row["level"] == level and row["status"] == status for row in problems))
    ]


def _weeks(courses: dict[str, Course]) -> Rows:
    rows, moves = [], [(day, status, index) for course in courses.values() for index, (day, status, _, _) in enumerate(course.history)]
    reopened = [later[0] for course in courses.values()
                for before, later in zip(course.history, course.history[1:], strict=False) if before[1] == "done"]
    listed = done = 0
    for week in range(1, city.WEEKS + 1):
        first = city.ASSIGNED_ON + timedelta(days=7 * (week - 1))
        last = first + timedelta(days=6)
        count = {status: sum(first <= day <= last and own == status for day, own, _ in moves) for status in ("assigned", "withdrawn", "done")}
        back = sum(first <= day <= last for day in reopened)
        listed += count["assigned"] - count["withdrawn"]
        done += count["done"] - back
        rows.append({
            "week": week, "from_on": first, "to_on": last, "added": count["assigned"], "withdrawn": count["withdrawn"], "listed": listed,
            "done_in_week": count["done"], "reopened": back, "done_total": done, "rate_pct": _percent(done, listed),
        })
    return rows


def _rates(problems: Rows) -> Rows:
    kept = [row for row in problems if row["status"] != "withdrawn"]
    rows = []
    for name, levels in (("city", ["city"]), ("county", ["county"]), ("all", ["city", "county"])):
        own = [row for row in kept if row["level"] in levels]
        rows.append({"rate": f"completion_{name}", "printed_pct": _percent(sum(row["status"] == "done" for row in own), len(own))})
    for category in CATEGORIES:
        rows.append({"rate": f"share_{category}", "printed_pct": _percent(sum(row["category"] == category for row in kept), len(kept))})
    return rows


def _percent(part: int, whole: int) -> Decimal:
    """Return a share in percent with one decimal, rounded half to even (GB/T 8170-2008)."""
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_EVEN)


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _csv(rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return text.getvalue()
