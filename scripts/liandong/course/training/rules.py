"""The rules of a ledger's bookkeeping that datapackage.json cannot state, each with the measures that prove it broken.

Keys, vocabularies, names of units and printed totals are the package check's business; ``check_ledger`` runs both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd

from liandong.course.training.ballots import VALID
from liandong.course.training.defects import row_keys
from liandong.course.training.items import DONE, completion_rate_of, in_effect, share
from liandong.course.training.schedule import check_schedule
from liandong.course.training.weekly import week_of
from liandong.data.tables import as_names
from liandong.data.working_days import CalendarEnd, read_working_days
from liandong.findings import DataError, Finding, errors_among, messages, quote
from liandong.model import exact_text
from liandong.model.measures import Measure, MeasureError
from zhproof.rounding import decimal_places, round_exact

if TYPE_CHECKING:
    from liandong.course.training.ledger import Ledger

MESSAGES = messages(__name__)
TABLES = ("problems", "history", "evidence", "reviews", "votes", "weeks", "rates", "lineage", "raw_problems")
# What was done on which day, by table and column.
DONE_ON = (
    ("problems", "closed_on"), ("problems", "assigned_on"), ("evidence", "submitted_on"), ("reviews", "reviewed_on"),
    ("history", "changed_on"),
)
_NOT_A_WORD = re.compile(r"[\W_]+")
_RATE = re.compile(r"(completion|share)_([a-z]+)")


class Tables(SimpleNamespace):
    """The ledger's tables by their names."""

    @property
    def closed(self) -> pd.DataFrame:
        """The problems that are closed."""
        return self.problems[self.problems["status"].isin(DONE)]


def check_ledger(ledger: Ledger) -> list[Finding]:
    """Return everything that is wrong with the ledger's tables, the practice ledger's defects planted or not.

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
    """Return the findings of the rules alone, sorted; raises DataError if a table cannot be read."""
    tables = Tables(**{name: ledger.table(name) for name in TABLES})
    # A rule names the table; the finding names its file.
    files = {name: f"{ledger.place.as_posix()}/{ledger.resource(name)['path']}" for name in TABLES}
    findings = [replace(found, file=files[found.file]) for rule in RULES for found in rule(tables, ledger)]
    return sorted(findings, key=lambda finding: finding.sort_key)


def _broken(code: str, table: str, row: int, column: str, found: str, expected: str, /, **words: object) -> Finding:
    """Return what breaks a rule by the keys of its messages."""
    return Finding.worded(code, table, (MESSAGES[found], MESSAGES[expected]), row, column, **words)


def _duplicates(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E951: the same problem of the same unit listed twice."""
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for row, item in in_effect(tables.problems).to_dict("index").items():
        first, problem = seen.setdefault((_NOT_A_WORD.sub("", item["name_zh"]), item["unit_zh"]),
                                         (row, item["problem"]))
        if first != row:
            yield _broken("E951", "problems", row, "name_zh", "same", "one", name=quote(item["name_zh"]), other=first,
                          problem=problem)


def _dates(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E953: a date before the assignment, after the ledger's date, or before the change that it follows."""
    last, start = ledger.as_of, dict(zip(tables.problems["problem"], tables.problems["assigned_on"], strict=True))
    for table, field in (("problems", "deadline"), *DONE_ON):
        for row, item in getattr(tables, table).to_dict("index").items():
            day, begin = item[field], start.get(item["problem"])
            if pd.isna(day) or begin is None:
                continue
            if day < begin:
                yield _broken("E953", table, row, field, "before", "not_before", day=day, start=begin)
            elif field != "deadline" and day > last:
                yield _broken("E953", table, row, field, "future", "not_after", day=day, last=last)
    before: dict[str, date] = {}
    for row, item in tables.history.sort_values(["problem", "step"], kind="stable").to_dict("index").items():
        day, earlier = item["changed_on"], before.get(item["problem"])
        if earlier is not None and start.get(item["problem"], day) <= day < earlier:
            yield _broken("E953", "history", row, "changed_on", "order", "not_before", day=day, start=earlier)
        before[item["problem"]] = day


def _rest_days(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E965: what an office did on a day of rest, or on a day that the table of holidays does not hold."""
    calendar = read_working_days(ledger.root)
    for table, field in (("raw_problems", "received_on"), ("problems", "deadline"), *DONE_ON,
                         ("votes", "voted_on")) if calendar.years else ():
        for row, day in getattr(tables, table)[field].items():
            try:
                if not pd.isna(day) and not calendar.is_working(day):
                    yield _broken("E965", table, row, field, "rest", "working", day=day)
            except CalendarEnd as error:
                yield Finding("E965", table, row, field, str(error), MESSAGES["covered"])


def _categories(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E966: an individual problem that came from several places, or a common one of the city that came from one."""
    labels = ledger.labels("problems", "category")
    place = dict(zip(tables.raw_problems["raw"], tables.raw_problems["place_zh"], strict=True))
    places: dict[str, dict[str, None]] = {}
    for _, item in tables.lineage[tables.lineage["problem"].notna()].to_dict("index").items():
        places.setdefault(item["problem"], {})[place.get(item["raw"], "")] = None
    for row, item in tables.problems.to_dict("index").items():
        names = list(places.get(item["problem"], ()))
        one_of_city = item["category"] == "common" and item["level"] == "city" and len(names) == 1
        if one_of_city or (item["category"] == "individual" and len(names) > 1):
            words = {"problem": item["problem"], "category": labels[item["category"]],
                     "places": MESSAGES["joined"].join(names)}
            yield _broken("E966", "problems", row, "category", "category", "category_expected", **words)


def _closings(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E952: closed without evidence; E954: closed without a passed review."""
    proved = set(tables.evidence["problem"])
    reviews = tables.reviews.sort_values("reviewed_on", kind="stable")
    last = dict(zip(reviews["problem"], reviews["result"], strict=True))
    for row, problem in tables.closed["problem"].items():
        if problem not in proved:
            yield _broken("E952", "problems", row, "closed_on", "no_evidence", "evidence", problem=problem)
        if last.get(problem) != "passed":
            result = MESSAGES["returned" if problem in last else "never"]
            yield _broken("E954", "problems", row, "status", "no_review", "review", problem=problem, result=result)


def _proofs(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E968: closed without the kind of evidence that proves it; E953: evidence of later than the closing."""
    kinds, closed = ledger.labels("problems", "proof"), tables.closed
    given = tables.evidence.groupby("problem")["kind"].agg(set).to_dict()
    for row, item in closed.to_dict("index").items():
        # A closing without any evidence is told as that.
        if item["proof"] not in given.get(item["problem"], {item["proof"]}):
            yield _broken("E968", "problems", row, "proof", "proof", "proof_expected", problem=item["problem"],
                          kind=quote(kinds[item["proof"]]))
    last = dict(zip(closed["problem"], zip(closed["assigned_on"], closed["closed_on"], strict=True), strict=True))
    for row, item in tables.evidence.to_dict("index").items():
        start, end = last.get(item["problem"], (None, None))
        # A closing before the assignment is the closing's own error.
        if not pd.isna(end) and start <= end < item["submitted_on"]:
            words = {"day": item["submitted_on"], "problem": item["problem"], "closed": end}
            yield _broken("E953", "evidence", row, "submitted_on", "too_late", "before_closing", **words)


def _causes(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E969: top-level design that the city could settle itself, or higher policy that is not in its category."""
    labels = {name: ledger.labels("problems", name) for name in ("cause", "status", "category")}
    for row, item in tables.problems.to_dict("index").items():
        words = {"problem": item["problem"], **{name: quote(known[item[name]]) for name, known in labels.items()}}
        higher = item["cause"] == "higher_policy"
        if item["status"] == "top_level_design" and not higher:
            yield _broken("E969", "problems", row, "cause", "design", "design_expected", **words)
        elif higher and item["category"] != "macro":
            yield _broken("E969", "problems", row, "cause", "local", "local_expected", **words)


def _statuses(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E955: a status that is not the history's last; E956: a closing date that is not the history's."""
    labels = ledger.labels("history", "status")
    history = tables.history.sort_values(["problem", "step"], kind="stable").drop_duplicates("problem", keep="last")
    latest = {item["problem"]: item for _, item in history.to_dict("index").items()}
    for row, item in tables.problems.to_dict("index").items():
        problem, status, recorded = item["problem"], item["status"], latest.get(item["problem"])
        if recorded is None:
            yield _broken("E955", "problems", row, "status", "no_record", "record", problem=problem)
            continue
        if status != recorded["status"]:
            found, last = quote(labels[status]), quote(labels[recorded["status"]])
            yield _broken("E955", "problems", row, "status", "status", "as_recorded", problem=problem, found=found,
                          last=last)
            continue
        closed = None if pd.isna(item["closed_on"]) else item["closed_on"]
        expected = recorded["changed_on"] if status in DONE else None
        # A date before the assignment is told as that.
        if closed != expected and not (closed and closed < item["assigned_on"]):
            day, last = (day or MESSAGES["closed_empty"] for day in (closed, expected))
            yield _broken("E956", "problems", row, "closed_on", "closed", "closing", problem=problem, day=day,
                          last=last)


def _reviewers(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E961: the responsible unit reviews itself."""
    unit = dict(zip(tables.problems["problem"], tables.problems["unit_zh"], strict=True))
    for table in ("problems", "reviews"):
        for row, item in getattr(tables, table).to_dict("index").items():
            if item["reviewer_zh"] == unit.get(item["problem"]):
                yield _broken("E961", table, row, "reviewer_zh", "self", "other", problem=item["problem"])


def _votes(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E957: ballots that do not add up to the members present; E958: more present than should attend."""
    for row, item in tables.votes.to_dict("index").items():
        total = sum(int(item[field]) for field in (*VALID, "invalid"))
        if total != item["present"]:
            yield _broken("E957", "votes", row, "present", "ballots", "ballots_add", total=total,
                          present=item["present"])
        if item["present"] > item["due"]:
            yield _broken("E958", "votes", row, "due", "present", "due", due=item["due"], present=item["present"])


def _computed_rate(problems: pd.DataFrame, rate: str) -> Measure:
    """Return a rate in percent by its id: ``completion_`` with a level or ``all``, or ``share_`` with a category.

    Raises:
        MeasureError: there is nothing to divide by.
    """
    kind, name = _RATE.fullmatch(rate).groups()
    listed = in_effect(problems)
    if kind == "share":
        return share(listed[listed["category"] == name], listed)
    return completion_rate_of(listed if name == "all" else listed[listed["level"] == name])


def _rates(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E959: a printed percentage that is not the computed one rounded once to its decimals (GB/T 8170-2008)."""
    for row, item in tables.rates.to_dict("index").items():
        printed = item["printed_pct"]
        with suppress(MeasureError):
            measure = _computed_rate(tables.problems, item["rate"])
            if round_exact(measure.value, decimal_places(printed)) != printed:
                exact = f"{measure.formula} = {exact_text(measure.value, decimal_places(printed))}%"
                yield _broken("E959", "rates", row, "printed_pct", "rate", "rate_expected", printed=printed,
                              formula=exact)


def _weeks(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E960: a figure of a weekly bulletin that does not follow from the history."""
    for row, item in tables.weeks.to_dict("index").items():
        week = week_of(tables.history, item["from_on"], item["to_on"])
        counts = {name: getattr(week, name).value
                  for name in ("added", "withdrawn", "listed", "done_in_week", "reopened", "done_total")}
        rounded = round_exact(week.rate.value, decimal_places(item["rate_pct"]))
        for field, value in {**counts, "rate_pct": rounded}.items():
            if item[field] != value:
                computed = f"{week.rate.formula} = {value}%" if field == "rate_pct" else value
                yield _broken("E960", "weeks", row, field, "week", "week_expected", printed=item[field],
                              computed=computed)


def _sources(tables: Tables, ledger: Ledger) -> Iterator[Finding]:
    """E962: a listed problem without any raw one; E963: a raw problem listed without number, or not listed with one."""
    labels = ledger.labels("lineage", "handling")
    for row, item in tables.lineage.to_dict("index").items():
        numbered = not pd.isna(item["problem"])
        if numbered != (item["handling"] == "listed"):
            words = {"raw": item["raw"], "handling": quote(labels[item["handling"]]),
                     "problem": quote(item["problem"] if numbered else "")}
            yield _broken("E963", "lineage", row, "problem", "handling", "handled", **words)
    raised = set(tables.lineage["problem"].dropna())
    for row, problem in tables.problems["problem"].items():
        if problem not in raised:
            yield _broken("E962", "problems", row, "problem", "no_source", "source", problem=problem)


RULES = (
    _duplicates, _dates, _closings, _statuses, _reviewers, _rest_days, _votes, _rates, _weeks, _sources, _categories,
    _proofs, _causes,
)


def check_defects(ledger: Ledger) -> list[Finding]:
    """Return E964 for each defect of the practice ledger that cannot be planted, is not found, or brings others.

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
            findings.append(Finding("E964", file, row, "code", MESSAGES["not_found"].format(place=_words(key)),
                                    MESSAGES["is_found"]))
    for key in found:
        if key not in expected:
            findings.append(Finding("E964", file, found=MESSAGES["undocumented"].format(place=_words(key)),
                                    expected=MESSAGES["documented"]))
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
        raw = ledger.scan(resource["name"])
        keys = dict(zip([row.number for row in raw.rows], row_keys(raw, as_names(resource["schema"]["primaryKey"])),
                        strict=True))
        found.add((finding.code, resource["name"], keys.get(finding.row, str(finding.row)), finding.column or ""))
    return found


def _words(key: tuple[str, str, str, str]) -> str:
    code, table, row, field = key
    return MESSAGES["place"].format(code=code, table=table, row=row, field=field)
