"""The rules of a ledger's bookkeeping that datapackage.json cannot state, each with the measures that prove it broken.

Keys, vocabularies, names of units and printed totals are the package check's business; ``check_ledger`` runs both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from liandong.course.training.ballots import VALID
from liandong.course.training.defects import row_keys
from liandong.course.training.items import DONE, completion_rate_of, in_effect, share
from liandong.course.training.schedule import check_schedule
from liandong.course.training.weekly import week_of
from liandong.data.tables import as_names
from liandong.data.working_days import CalendarEnd, WorkingDays, read_working_days
from liandong.findings import DataError, Finding, errors_among, messages, quote
from liandong.model import exact_text
from liandong.model.measures import Measure, MeasureError
from zhproof.rounding import decimal_places, round_exact

if TYPE_CHECKING:
    from liandong.course.training.ledger import Ledger

MESSAGES = messages(__name__)
TABLES = ("problems", "history", "evidence", "reviews", "votes", "weeks", "rates", "lineage", "raw_problems")
_NOT_A_WORD = re.compile(r"[\W_]+")
_RATE = re.compile(r"(completion|share)_([a-z]+)")


def check_ledger(ledger: Ledger) -> list[Finding]:
    """Return everything that is wrong with the ledger's tables, with the defects of the practice ledger planted or without.

    Rules are left until the tables have the form that datapackage.json describes.
    """
    from liandong.data.package_check import check_package

    findings = check_package(ledger.folder, ledger.root, ledger.edit)
    try:
        return findings + check_rules(ledger) + check_schedule(ledger)
    except DataError as error:
        # A table that cannot be read is a finding of the package check already.
        return findings or error.findings
    except (KeyError, TypeError, ValueError):
        if not errors_among(findings):
            raise
        return findings


def check_rules(ledger: Ledger) -> list[Finding]:
    """Return the findings of the rules alone, sorted.

    Raises:
        DataError: a table cannot be read.
    """
    tables = {name: ledger.table(name) for name in TABLES}
    labels = ledger.labels("history", "status")
    place = {name: f"{ledger.place.as_posix()}/{ledger.resource(name)['path']}" for name in TABLES}
    findings = [
        *_duplicates(tables), *_dates(tables, ledger.as_of), *_closings(tables), *_statuses(tables, labels), *_reviewers(tables),
        *_rest_days(tables, read_working_days(ledger.root)), *_votes(tables["votes"]), *_rates(tables), *_weeks(tables),
        *_sources(tables, ledger.labels("lineage", "handling")), *_categories(tables, ledger.labels("problems", "category")),
        *_proofs(tables, ledger.labels("problems", "proof")), *_causes(tables["problems"], ledger),
    ]
    found = [Finding(code, place[table], row, column, text, expected) for code, table, row, column, text, expected in findings]
    return sorted(found, key=lambda finding: finding.sort_key)


# Code, table, row, column, what was found, what is expected.
Found = Iterator[tuple[str, str, int, str, str, str]]


def _duplicates(tables: dict[str, pd.DataFrame]) -> Found:
    """E951: the same problem of the same unit listed twice."""
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for row, item in in_effect(tables["problems"]).iterrows():
        key = (_NOT_A_WORD.sub("", item["name_zh"]), item["unit_zh"])
        if key in seen:
            first, problem = seen[key]
            text = MESSAGES["same"].format(name=quote(item["name_zh"]), row=first, problem=problem)
            yield "E951", "problems", row, "name_zh", text, MESSAGES["one"]
        seen.setdefault(key, (row, item["problem"]))


def _dates(tables: dict[str, pd.DataFrame], last: date) -> Found:
    """E953: a date before the assignment, after the ledger's date, or before the change that it follows."""
    problems = tables["problems"]
    start = dict(zip(problems["problem"], problems["assigned_on"], strict=True))
    for table, field, bounded in (("problems", "deadline", False), ("problems", "closed_on", True), ("problems", "assigned_on", True),
                                  ("evidence", "submitted_on", True), ("reviews", "reviewed_on", True), ("history", "changed_on", True)):
        for row, item in tables[table].iterrows():
            day, begin = item[field], start.get(item["problem"])
            if pd.isna(day) or begin is None:
                continue
            if day < begin:
                text = MESSAGES["before"].format(day=day, start=begin)
                yield "E953", table, row, field, text, MESSAGES["not_before"].format(start=begin)
            elif bounded and day > last:
                yield "E953", table, row, field, MESSAGES["future"].format(day=day, last=last), MESSAGES["not_after"].format(last=last)
    before: dict[str, date] = {}
    for row, item in tables["history"].sort_values(["problem", "step"], kind="stable").iterrows():
        day, earlier = item["changed_on"], before.get(item["problem"])
        if earlier is not None and start.get(item["problem"], day) <= day < earlier:
            text = MESSAGES["order"].format(day=day, start=earlier)
            yield "E953", "history", row, "changed_on", text, MESSAGES["not_before"].format(start=earlier)
        before[item["problem"]] = day


def _rest_days(tables: dict[str, pd.DataFrame], calendar: WorkingDays) -> Found:
    """E965: what an office did on a day of rest, or on a day that the table of holidays does not hold."""
    if not calendar.years:
        return
    for table, field in (("raw_problems", "received_on"), ("problems", "assigned_on"), ("problems", "deadline"), ("problems", "closed_on"),
                         ("history", "changed_on"), ("evidence", "submitted_on"), ("reviews", "reviewed_on"), ("votes", "voted_on")):
        for row, day in tables[table][field].items():
            try:
                if not pd.isna(day) and not calendar.is_working(day):
                    yield "E965", table, row, field, MESSAGES["rest"].format(day=day), MESSAGES["working"]
            except CalendarEnd as error:
                yield "E965", table, row, field, str(error), MESSAGES["covered"]


def _categories(tables: dict[str, pd.DataFrame], labels: dict[str, str]) -> Found:
    """E966: a problem of one place only that was registered for several, or a common one of the city registered for one."""
    lineage, raw = tables["lineage"], tables["raw_problems"]
    place = dict(zip(raw["raw"], raw["place_zh"], strict=True))
    places: dict[str, dict[str, None]] = {}
    for _, item in lineage[lineage["problem"].notna()].iterrows():
        places.setdefault(item["problem"], {})[place.get(item["raw"], "")] = None
    for row, item in tables["problems"].iterrows():
        names = list(places.get(item["problem"], ()))
        several = len(names) > 1
        wrong = (item["category"] == "individual" and several) or (item["category"] == "common" and item["level"] == "city" and names and not several)
        if wrong:
            text = MESSAGES["category"].format(problem=item["problem"], category=labels[item["category"]], places=MESSAGES["joined"].join(names))
            yield "E966", "problems", row, "category", text, MESSAGES["category_expected"]


def _closings(tables: dict[str, pd.DataFrame]) -> Found:
    """E952: closed without evidence; E954: closed without a passed review."""
    proved = set(tables["evidence"]["problem"])
    reviews = tables["reviews"].sort_values("reviewed_on", kind="stable")
    last = dict(zip(reviews["problem"], reviews["result"], strict=True))
    problems = tables["problems"]
    for row, item in problems[problems["status"].isin(DONE)].iterrows():
        problem = item["problem"]
        if problem not in proved:
            yield "E952", "problems", row, "closed_on", MESSAGES["no_evidence"].format(problem=problem), MESSAGES["evidence"]
        if last.get(problem) != "passed":
            result = MESSAGES["returned" if problem in last else "never"]
            text = MESSAGES["no_review"].format(problem=problem, result=result)
            yield "E954", "problems", row, "status", text, MESSAGES["review"]


def _proofs(tables: dict[str, pd.DataFrame], kinds: dict[str, str]) -> Found:
    """E968: closed without the kind of evidence that proves it; E953: evidence of later than the closing."""
    problems, evidence = tables["problems"], tables["evidence"]
    given = evidence.groupby("problem")["kind"].agg(set).to_dict()
    closed = problems[problems["status"].isin(DONE)]
    for row, item in closed.iterrows():
        # A closing without any evidence is told as that.
        if item["proof"] not in given.get(item["problem"], {item["proof"]}):
            text = MESSAGES["proof"].format(problem=item["problem"], kind=quote(kinds[item["proof"]]))
            yield "E968", "problems", row, "proof", text, MESSAGES["proof_expected"]
    last = dict(zip(closed["problem"], closed["closed_on"], strict=True))
    start = dict(zip(closed["problem"], closed["assigned_on"], strict=True))
    for row, item in evidence.iterrows():
        end = last.get(item["problem"])
        # A closing before the assignment is the closing's own error.
        if not pd.isna(end) and start[item["problem"]] <= end < item["submitted_on"]:
            text = MESSAGES["too_late"].format(day=item["submitted_on"], problem=item["problem"], closed=end)
            yield "E953", "evidence", row, "submitted_on", text, MESSAGES["before_closing"]


def _causes(problems: pd.DataFrame, ledger: Ledger) -> Found:
    """E969: a matter of top-level design that the city could settle itself, or one of higher policy that is not in its category."""
    causes, statuses, categories = (ledger.labels("problems", name) for name in ("cause", "status", "category"))
    for row, item in problems.iterrows():
        words = {"problem": item["problem"], "cause": quote(causes[item["cause"]])}
        higher = item["cause"] == "higher_policy"
        if item["status"] == "top_level_design" and not higher:
            text = MESSAGES["design"].format(status=quote(statuses[item["status"]]), **words)
            yield "E969", "problems", row, "cause", text, MESSAGES["design_expected"]
        elif higher and item["category"] != "macro":
            text = MESSAGES["local"].format(category=quote(categories[item["category"]]), **words)
            yield "E969", "problems", row, "cause", text, MESSAGES["local_expected"]


def _statuses(tables: dict[str, pd.DataFrame], labels: dict[str, str]) -> Found:
    """E955: a status that is not the history's last; E956: a closing date that is not the history's."""
    history = tables["history"].sort_values(["problem", "step"], kind="stable").drop_duplicates("problem", keep="last")
    latest = {item["problem"]: item for _, item in history.iterrows()}
    for row, item in tables["problems"].iterrows():
        problem, status = item["problem"], item["status"]
        if problem not in latest:
            yield "E955", "problems", row, "status", MESSAGES["no_record"].format(problem=problem), MESSAGES["record"]
            continue
        recorded = latest[problem]
        if status != recorded["status"]:
            text = MESSAGES["status"].format(problem=problem, found=quote(labels[status]), last=quote(labels[recorded["status"]]))
            yield "E955", "problems", row, "status", text, MESSAGES["as_recorded"]
            continue
        closed = None if pd.isna(item["closed_on"]) else item["closed_on"]
        expected = recorded["changed_on"] if status in DONE else None
        # A date before the assignment is told as that.
        if closed != expected and not (closed and closed < item["assigned_on"]):
            shown = [str(day) if day else MESSAGES["closed_empty"] for day in (closed, expected)]
            text = MESSAGES["closed"].format(problem=problem, day=shown[0], last=shown[1])
            yield "E956", "problems", row, "closed_on", text, MESSAGES["closing"]


def _reviewers(tables: dict[str, pd.DataFrame]) -> Found:
    """E961: the responsible unit reviews itself."""
    unit = dict(zip(tables["problems"]["problem"], tables["problems"]["unit_zh"], strict=True))
    for table in ("problems", "reviews"):
        for row, item in tables[table].iterrows():
            if item["reviewer_zh"] == unit.get(item["problem"]):
                yield "E961", table, row, "reviewer_zh", MESSAGES["self"].format(problem=item["problem"]), MESSAGES["other"]


def _votes(votes: pd.DataFrame) -> Found:
    """E957: ballots that do not add up to the members present; E958: more present than should attend."""
    for row, item in votes.iterrows():
        total = sum(int(item[field]) for field in (*VALID, "invalid"))
        if total != item["present"]:
            text = MESSAGES["ballots"].format(total=total, present=item["present"])
            yield "E957", "votes", row, "present", text, MESSAGES["ballots_add"]
        if item["present"] > item["due"]:
            yield "E958", "votes", row, "due", MESSAGES["present"].format(due=item["due"], present=item["present"]), MESSAGES["due"]


def computed_rate(problems: pd.DataFrame, rate: str) -> Measure:
    """Return what a row of ``rates`` should be, in percent, from the list.

    Args:
        problems: the table ``problems``.
        rate: ``completion_`` with a level or ``all``, or ``share_`` with a category.

    Raises:
        MeasureError: there is nothing to divide by.
    """
    kind, name = _RATE.fullmatch(rate).groups()
    listed = in_effect(problems)
    if kind == "share":
        return share(listed[listed["category"] == name], listed)
    return completion_rate_of(listed if name == "all" else listed[listed["level"] == name])


def _rates(tables: dict[str, pd.DataFrame]) -> Found:
    """E959: a printed percentage that is not the computed one rounded once to its decimals (GB/T 8170-2008)."""
    for row, item in tables["rates"].iterrows():
        printed = item["printed_pct"]
        try:
            measure = computed_rate(tables["problems"], item["rate"])
        except MeasureError:
            continue
        if round_exact(measure.value, decimal_places(printed)) != printed:
            exact = f"{measure.formula} = {exact_text(measure.value, decimal_places(printed))}%"
            text = MESSAGES["rate"].format(printed=printed, formula=exact)
            yield "E959", "rates", row, "printed_pct", text, MESSAGES["rate_expected"]


def _weeks(tables: dict[str, pd.DataFrame]) -> Found:
    """E960: a figure of a weekly bulletin that does not follow from the history."""
    for row, item in tables["weeks"].iterrows():
        week = week_of(tables["history"], item["from_on"], item["to_on"])
        counts = {
            "added": week.added, "withdrawn": week.withdrawn, "listed": week.listed, "done_in_week": week.done_in_week,
            "reopened": week.reopened, "done_total": week.done_total,
        }
        shown = {field: (measure.value, str(measure.value)) for field, measure in counts.items()}
        rounded = round_exact(week.rate.value, decimal_places(item["rate_pct"]))
        shown["rate_pct"] = (rounded, f"{week.rate.formula} = {rounded}%")
        for field, (value, text) in shown.items():
            if item[field] != value:
                found = MESSAGES["week"].format(printed=item[field], computed=text)
                yield "E960", "weeks", row, field, found, MESSAGES["week_expected"]


def _sources(tables: dict[str, pd.DataFrame], labels: dict[str, str]) -> Found:
    """E962: a listed problem without any raw one; E963: a raw problem listed without number, or not listed with one."""
    lineage = tables["lineage"]
    for row, item in lineage.iterrows():
        numbered = not pd.isna(item["problem"])
        if numbered != (item["handling"] == "listed"):
            problem = quote(item["problem"] if numbered else "")
            text = MESSAGES["handling"].format(raw=item["raw"], handling=quote(labels[item["handling"]]), problem=problem)
            yield "E963", "lineage", row, "problem", text, MESSAGES["handled"]
    raised = set(lineage["problem"].dropna())
    for row, item in tables["problems"].iterrows():
        if item["problem"] not in raised:
            yield "E962", "problems", row, "problem", MESSAGES["no_source"].format(problem=item["problem"]), MESSAGES["source"]


def check_defects(ledger: Ledger) -> list[Finding]:
    """Return what is wrong with the practice ledger: E964 for a defect that cannot be planted, is not found, or bring others.

    Args:
        ledger: the clean ledger. Nothing is judged while it has errors of its own.
    """
    from liandong.course.training.ledger import open_ledger

    practice = open_ledger(ledger.root, defective=True)
    file, found = f"{ledger.place.as_posix()}/defects.csv", defects_found(practice)
    expected = {(defect.code, defect.found_table, defect.found_key, defect.found_field): number
                for number, defect in enumerate(ledger.defects, start=2)}
    findings = []
    for key, row in expected.items():
        if key not in found:
            findings.append(Finding("E964", file, row, "code", MESSAGES["not_found"].format(place=_words(key)), MESSAGES["is_found"]))
    for key in found:
        if key not in expected:
            findings.append(Finding("E964", file, found=MESSAGES["undocumented"].format(place=_words(key)), expected=MESSAGES["documented"]))
    return findings


def defects_found(ledger: Ledger) -> set[tuple[str, str, str, str]]:
    """Return what the checks find in a ledger as defects.csv names it: code, table, key of the row, field."""
    places = {f"{ledger.place.as_posix()}/{resource['path']}": resource for resource in ledger.package["resources"]}
    found = set()
    for finding in errors_among(check_ledger(ledger)):
        resource = places.get(finding.file)
        if resource is None or finding.row is None:
            found.add((finding.code, finding.file, str(finding.row or ""), finding.column or ""))
            continue
        raw = ledger.scan(ledger.folder / resource["path"])
        keys = dict(zip([row.number for row in raw.rows], row_keys(raw, as_names(resource["schema"]["primaryKey"])), strict=True))
        found.add((finding.code, resource["name"], keys.get(finding.row, str(finding.row)), finding.column or ""))
    return found


def _words(key: tuple[str, str, str, str]) -> str:
    code, table, row, field = key
    return MESSAGES["place"].format(code=code, table=table, row=row, field=field)
