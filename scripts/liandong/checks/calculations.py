"""Checks what cells reported: every statistic exactly once, every mismatch listed, each listed one still a mismatch."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from liandong.course.training.ledger import PLACE, SLUG, has_ledger, open_ledger
from liandong.data.bulletins import BULLETINS, bulletin_slugs
from liandong.data.privacy import PrivateTexts
from liandong.findings import DataError, Finding, messages
from liandong.model import Statistic
from liandong.model.bulletin import open_bulletin
from liandong.model.inquiries import figures_of
from liandong.run.book import BookRun, CellError, PageRun, run_book

MESSAGES = messages(__name__)
# What Python's kinds of errors mean, for whoever reads that a cell failed.
KINDS = messages(__name__, "kinds")
OTHER_KIND = "计算中断"
# The ids in a cell's code: report("id", …) and derive("id", …).
REPORTED_IDS = re.compile(r"""\.(?:report|derive)\(\s*["']([a-z0-9-]+)["']""")


def sound_run(root: Path) -> BookRun:
    """Return what the cells of a project's pages gave.

    Raises:
        DataError: A cell fails: what is wrong with the data that it reads, or with its calculation.
    """
    run = run_book(root)
    if run.failed:
        found = [finding for page in run for error in page.errors for finding in error.findings]
        raise DataError(found or check_runs(run.root, run.pages))
    return run


def check_runs(root: Path, runs: list[PageRun]) -> list[Finding]:
    """Return what is wrong with a run of the whole book: failed cells first, then what the reports lack."""
    statistics = [statistic for run in runs for statistic in run.statistics(root)]
    reported = {statistic.id for statistic in statistics}
    findings = []
    errors = [error for run in runs for error in run.errors]
    # A cell that failed may say what it read.
    hide = PrivateTexts(root).hide if errors else str
    for error in errors:
        findings += list(error.findings) or [_failed(root, error, reported, hide)]
    rest = check_statistics(root, statistics)
    if findings:
        # The statistics of failed cells are named there; telling each of them again as missing would bury the cause.
        rest = [finding for finding in rest if finding.code != "E403"]
    return findings + rest


def _failed(root: Path, error: CellError, reported: set[str], hide: Callable[[str], str]) -> Finding:
    """Return the finding of a failed cell, with the statistics that it was to report."""
    names = [name for name in REPORTED_IDS.findall(error.code) if name not in reported]
    # Our own errors are Chinese sentences; Python's say little without their kind.
    is_ours = any("\u4e00" <= char <= "\u9fff" for char in error.message)
    found = hide(error.message)
    found = found if is_ours else MESSAGES["failed"].format(kind=KINDS.get(error.kind, OTHER_KIND), error=found)
    if names:
        found += MESSAGES["to_report"].format(names=MESSAGES["joined"].join(names))
    statistic = error.statistic or next(iter(names), None)
    file = error.page.relative_to(root).as_posix()
    return Finding("E406", file, error.line, found=found, expected=MESSAGES["runs"], statistic=statistic)


def check_statistics(root: Path, statistics: list[Statistic]) -> list[Finding]:
    """Return the findings on all statistics that the book's cells reported, each with its page and line."""
    places: dict[tuple[str, str], list[Statistic]] = defaultdict(list)
    for statistic in statistics:
        places[statistic.key].append(statistic)
    findings = [_judged(statistic) for statistic in statistics if statistic.finding]
    for slug in bulletin_slugs(root):
        bulletin = open_bulletin(slug, root)
        folder = (BULLETINS / slug).as_posix()
        for file, rows in (("statistics.csv", bulletin.statistics), ("derived.csv", bulletin.derived)):
            for number, (key, row) in enumerate(rows.items(), start=2):
                findings += _counted(places.get((slug, key), []), key, row["name_zh"], f"{folder}/{file}", number)
        try:
            asked, listed = bulletin.inquiries, bulletin.discrepancies
        except DataError as error:
            findings += error.findings
            asked, listed = [], {}
        findings += _groundless(listed, places, slug, folder)
        for key in (name for entry in asked for name in figures_of(entry)):
            if key not in bulletin.statistics:
                words = MESSAGES["unknown_listed"].format(id=key)
                findings.append(Finding("E407", f"{folder}/discrepancies.yml", found=words, expected="statistics.csv",
                                        statistic=key))
    return findings + _teaching(root, places)


def _groundless(listed: dict[str, dict], places: Mapping[tuple[str, str], list[Statistic]], slug: str,
                folder: str) -> list[Finding]:
    """Return a finding (E402) for each entry whose statistics are all copied right and tied by no failing relation."""
    findings = []
    for entry in {id(entry): entry for entry in listed.values()}.values():
        found = [one for key in entry["statistics"] for one in places.get((slug, key), [])]
        if found and all(map(_stands, found)):
            words = MESSAGES["all_stand"].format(title=entry["title"])
            findings.append(Finding("E402", f"{folder}/discrepancies.yml", found=words, expected=MESSAGES["one_fails"],
                                    statistic=found[0].id))
    return findings


def _stands(statistic: Statistic) -> bool:
    """Tell whether a figure is copied right and no relation of it fails."""
    # What the bulletin does not state has no reported value.
    if not statistic.copied or statistic.computed.value != Fraction(statistic.reported.value):
        return False
    return statistic.relation is None or statistic.relation.holds


def _counted(found: list[Statistic], key: str, name: str, file: str, row: int) -> list[Finding]:
    """Return the finding of a statistic that no cell reports (E403) or more than one (E404)."""
    if not found:
        words = MESSAGES["unreported"].format(name=name, id=key)
        return [Finding("E403", file, row, "id", words, MESSAGES["one_report"], statistic=key)]
    if len(found) > 1:
        where = MESSAGES["joined"].join(MESSAGES["place"].format(file=_file(one), line=one.line) for one in found)
        words = MESSAGES["reported_twice"].format(id=key, count=len(found), places=where)
        return [Finding("E404", _file(found[1]), found[1].line, found=words, expected=MESSAGES["one_report"],
                        statistic=key)]
    return []


def _teaching(root: Path, places: Mapping[tuple[str, str], list[Statistic]]) -> list[Finding]:
    """Return the findings on the figures of the teaching ledger: each, or each of its cases, exactly once."""
    if not has_ledger(root):
        return []
    ledger = open_ledger(root)
    findings = []
    for number, (figure, row) in enumerate(ledger.figures.items(), start=2):
        for case in ledger.cases(figure) or [""]:
            key = f"{figure}.{case}" if case else figure
            findings += _counted(places.get((SLUG, key), []), key, row["name_zh"], (PLACE / "figures.csv").as_posix(),
                                 number)
    return findings


def _file(statistic: Statistic) -> str:
    return f"{statistic.page}.md"


def _judged(statistic: Statistic) -> Finding:
    """Return the finding of a statistic that disagrees unlisted (E401) or agrees although listed (E402)."""
    folder = (BULLETINS / statistic.bulletin).as_posix()
    computed = statistic.computed.printed or statistic.formula_zh
    if statistic.finding == "E402":
        found = MESSAGES["listed"].format(name=statistic.name_zh, computed=computed)
        return Finding("E402", f"{folder}/discrepancies.yml", found=found, expected=MESSAGES["unlisted"],
                       statistic=statistic.id)
    if statistic.finding == "E408":
        source = statistic.inputs[0]
        found = MESSAGES["untied"].format(name=statistic.name_zh, title=statistic.relation.title,
                                          formula=statistic.relation.formula_zh)
        file = f"{folder}/tables/{source.table}.csv"
        return Finding("E408", file, source.rows[0], source.fields[0], found, MESSAGES["tied"], statistic=statistic.id)
    source = statistic.inputs[0]
    found = MESSAGES["computed"].format(name=statistic.name_zh, computed=computed + statistic.unit,
                                        formula=statistic.formula_zh)
    mentions = MESSAGES["joined"].join(map(str, statistic.mentions))
    expected = MESSAGES["reported"].format(text=statistic.reported.printed, mentions=mentions)
    # A count of no rows names no row.
    row = source.rows[0] if source.rows else None
    return Finding("E401", f"{folder}/tables/{source.table}.csv", row, source.fields[0], found, expected,
                   statistic=statistic.id)
