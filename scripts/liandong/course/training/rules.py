"""The rules of a ledger's bookkeeping that datapackage.json cannot state, each with the measures that prove it broken.

Keys, vocabularies, names of units and printed totals are the package check's business; ``check_ledger`` runs both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from liandong.course.training.ballots import VALID
from liandong.course.training.defects import row_keys
from liandong.course.training.items import DONE, completion_rate_of, in_effect, share
from liandong.course.training.lineage import LISTED
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
    except (AttributeError, KeyError, TypeError, ValueError):
        if not errors_among(findings):
            raise
        return findings


def check_rules(ledger: Ledger) -> list[Finding]:
    """Return the findings of the rules alone, sorted; raises DataError if a table cannot be read."""
    tables = SimpleNamespace(**{name: ledger.table(name) for name in TABLES})
    # A rule names the table; the finding names its file.
    files = {name: f"{ledger.place.as_posix()}/{ledger.resource(name)['path']}" for name in TABLES}
    broken = [*_row_rules(tables, ledger), *(found for rule in RULES for found in rule(tables, ledger))]
    findings = [replace(found, file=files[found.file]) for found in broken]
    return sorted(findings, key=lambda finding: finding.sort_key)


class RowRule(NamedTuple):
    """A rule that one row breaks, by what is joined to it: code, table, column told, words, and when it is broken."""

    code: str
    table: str
    column: str
    words: str
    is_broken: Callable[[Any], object]


# A date before the assignment is told as that (E953), a closing without any evidence as that (E952).
ROW_RULES = (
    RowRule("E952", "problems", "closed_on", "no_evidence", lambda it: it.status in DONE and not it.proofs),
    RowRule("E954", "problems", "status", "no_review", lambda it: it.status in DONE and it.review != "passed"),
    RowRule("E968", "problems", "proof", "proof",
            lambda it: it.status in DONE and it.proofs and it.proof not in it.proofs),
    RowRule("E969", "problems", "cause", "design",
            lambda it: it.status == "top_level_design" and it.cause != "higher_policy"),
    RowRule("E969", "problems", "cause", "local", lambda it: it.cause == "higher_policy" and it.category != "macro"),
    RowRule("E955", "problems", "status", "no_record", lambda it: not it.recorded),
    RowRule("E955", "problems", "status", "status", lambda it: it.recorded and it.status != it.recorded),
    RowRule("E956", "problems", "closed_on", "closed",
            lambda it: it.status == it.recorded and _day(it.closed_on) != it.recorded_on
            and not (_day(it.closed_on) and it.closed_on < it.assigned_on)),
    RowRule("E961", "problems", "reviewer_zh", "self", lambda it: it.reviewer_zh == it.unit),
    RowRule("E961", "reviews", "reviewer_zh", "self", lambda it: it.reviewer_zh == it.unit),
    RowRule("E953", "evidence", "submitted_on", "too_late",
            lambda it: _day(it.closed_on) and it.assigned_on <= it.closed_on < it.submitted_on),
    RowRule("E957", "votes", "present", "ballots", lambda it: it.total != it.present),
    RowRule("E958", "votes", "due", "present", lambda it: it.present > it.due),
    RowRule("E963", "lineage", "problem", "handling", lambda it: it.numbered != (it.handling == LISTED)),
    RowRule("E962", "problems", "problem", "no_source", lambda it: not it.places),
    RowRule("E966", "problems", "category", "category",
            lambda it: it.category == "individual" and len(it.places) > 1
            or it.category == "common" and it.level == "city" and len(it.places) == 1),
)


def _row_rules(tables: SimpleNamespace, ledger: Ledger) -> Iterator[Finding]:
    """Yield what breaks a rule of single rows; its words are the row's, with the labels of vocabularies."""
    labels = {name: ledger.labels("problems", name) for name in ("status", "cause", "category", "proof")}
    labels |= {"recorded": ledger.labels("history", "status"), "handling": ledger.labels("lineage", "handling")}
    rows = {name: list(frame.itertuples()) for name, frame in _joined(tables).items()}

    def told(name: str, value: object) -> object:
        if isinstance(value, tuple):
            return MESSAGES["joined"].join(map(str, value))
        return MESSAGES["empty"] if pd.isna(value) else labels.get(name, {}).get(value, value)

    for rule in ROW_RULES:
        for row in rows[rule.table]:
            if rule.is_broken(row):
                words = {name: told(name, value) for name, value in row._asdict().items()}
                yield _broken(rule.code, rule.table, row.Index, rule.column, rule.words, **words)


def _joined(tables: SimpleNamespace) -> dict[str, pd.DataFrame]:
    """Return the tables with what the others say of each row: of a problem its evidence, review, record and places."""
    problems, number = tables.problems, tables.problems["problem"]
    closed = problems[problems["status"].isin(DONE)]
    history = tables.history.sort_values(["problem", "step"], kind="stable")
    reviews = tables.reviews.sort_values("reviewed_on", kind="stable")
    place = _by(tables.raw_problems["raw"], tables.raw_problems["place_zh"])
    listed = tables.lineage.dropna(subset="problem")
    places = {name: tuple(dict.fromkeys(place.get(raw, "") for raw in rows["raw"]))
              for name, rows in listed.groupby("problem")}
    proofs = tables.evidence.groupby("problem")["kind"].agg(tuple).to_dict()
    review, recorded = _by(reviews["problem"], reviews["result"]), _by(history["problem"], history["status"])
    ended = {name: day for name, day in _by(history["problem"], history["changed_on"]).items()
             if recorded[name] in DONE}
    unit, start = _by(number, problems["unit_zh"]), _by(closed["problem"], closed["assigned_on"])
    end = _by(closed["problem"], closed["closed_on"])

    def look(known: dict, names: pd.Series, default: object = None) -> list:
        return [default if pd.isna(name) else known.get(name, default) for name in names]

    return {
        "problems": problems.assign(
            proofs=look(proofs, number), review=look(review, number), recorded=look(recorded, number),
            recorded_on=look(ended, number), unit=look(unit, number), places=look(places, number, ()),
            result=[MESSAGES["returned" if name in review else "never"] for name in number],
        ),
        "reviews": tables.reviews.assign(unit=look(unit, tables.reviews["problem"])),
        "evidence": tables.evidence.assign(assigned_on=look(start, tables.evidence["problem"]),
                                           closed_on=look(end, tables.evidence["problem"])),
        "votes": tables.votes.assign(total=tables.votes[[*VALID, "invalid"]].sum(axis=1)),
        "lineage": tables.lineage.assign(numbered=tables.lineage["problem"].notna(),
                                         listed=tables.lineage["problem"].fillna("").map(quote)),
    }


def _by(keys: pd.Series, values: pd.Series) -> dict:
    return dict(zip(keys, values, strict=True))


def _day(value: object) -> date | None:
    return None if pd.isna(value) else value


def _broken(
    code: str, table: str, row: int | None, column: str | None, words: str, /, **values: object
) -> Finding:
    """Return what breaks a rule by the key of its messages, what was found and what is expected."""
    return Finding.worded(code, table, MESSAGES[words], row, column, **values)


def _duplicates(tables: SimpleNamespace, ledger: Ledger) -> Iterator[Finding]:
    """E951: the same problem of the same unit listed twice."""
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for row, item in in_effect(tables.problems).to_dict("index").items():
        first, problem = seen.setdefault((_NOT_A_WORD.sub("", item["name_zh"]), item["unit_zh"]),
                                         (row, item["problem"]))
        if first != row:
            yield _broken("E951", "problems", row, "name_zh", "same", name=quote(item["name_zh"]), other=first,
                          problem=problem)


def _dates(tables: SimpleNamespace, ledger: Ledger) -> Iterator[Finding]:
    """E953: a date before the assignment, after the ledger's date, or before the change that it follows."""
    last, start = ledger.as_of, dict(zip(tables.problems["problem"], tables.problems["assigned_on"], strict=True))
    for table, field in (("problems", "deadline"), *DONE_ON):
        for row, item in getattr(tables, table).to_dict("index").items():
            day, begin = item[field], start.get(item["problem"])
            if pd.isna(day) or begin is None:
                continue
            if day < begin:
                yield _broken("E953", table, row, field, "before", day=day, start=begin)
            elif field != "deadline" and day > last:
                yield _broken("E953", table, row, field, "future", day=day, last=last)
    before: dict[str, date] = {}
    for row, item in tables.history.sort_values(["problem", "step"], kind="stable").to_dict("index").items():
        day, earlier = item["changed_on"], before.get(item["problem"])
        if earlier is not None and start.get(item["problem"], day) <= day < earlier:
            yield _broken("E953", "history", row, "changed_on", "order", day=day, start=earlier)
        before[item["problem"]] = day


def _rest_days(tables: SimpleNamespace, ledger: Ledger) -> Iterator[Finding]:
    """E965: what an office did on a day of rest, or on a day that the table of holidays does not hold."""
    calendar = read_working_days(ledger.root)
    for table, field in (("raw_problems", "received_on"), ("problems", "deadline"), *DONE_ON,
                         ("votes", "voted_on")) if calendar.years else ():
        for row, day in getattr(tables, table)[field].items():
            try:
                if not pd.isna(day) and not calendar.is_working(day):
                    yield _broken("E965", table, row, field, "rest", day=day)
            except CalendarEnd as error:
                yield Finding("E965", table, row, field, str(error), MESSAGES["covered"])


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


def _rates(tables: SimpleNamespace, ledger: Ledger) -> Iterator[Finding]:
    """E959: a printed percentage that is not the computed one rounded once to its decimals (GB/T 8170-2008)."""
    for row, item in tables.rates.to_dict("index").items():
        printed = item["printed_pct"]
        with suppress(MeasureError):
            measure = _computed_rate(tables.problems, item["rate"])
            if round_exact(measure.value, decimal_places(printed)) != printed:
                exact = f"{measure.formula} = {exact_text(measure.value, decimal_places(printed))}%"
                yield _broken("E959", "rates", row, "printed_pct", "rate", printed=printed, formula=exact)


def _weeks(tables: SimpleNamespace, ledger: Ledger) -> Iterator[Finding]:
    """E960: a figure of a weekly bulletin that does not follow from the history."""
    for row, item in tables.weeks.to_dict("index").items():
        week = week_of(tables.history, item["from_on"], item["to_on"])
        counts = {name: getattr(week, name).value
                  for name in ("added", "withdrawn", "listed", "done_in_week", "reopened", "done_total")}
        rounded = round_exact(week.rate.value, decimal_places(item["rate_pct"]))
        for field, value in {**counts, "rate_pct": rounded}.items():
            if item[field] != value:
                computed = f"{week.rate.formula} = {value}%" if field == "rate_pct" else value
                yield _broken("E960", "weeks", row, field, "week", printed=item[field], computed=computed)


RULES = (_duplicates, _dates, _rest_days, _rates, _weeks)


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
            findings.append(_broken("E964", file, row, "code", "not_found", place=_words(key)))
    for key in found:
        if key not in expected:
            findings.append(_broken("E964", file, None, None, "undocumented", place=_words(key)))
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
