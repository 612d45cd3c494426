"""All checks of the project, in the order in which one failure explains the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liandong.bulletin import bulletin_slugs, open_bulletin
from liandong.findings import DataError, Finding

if TYPE_CHECKING:
    from liandong.run.book import BookRun


def check_data(root: Path) -> list[Finding]:
    """Returns what is wrong with the data, before any cell runs: tables, keys, totals, the source and its numerals."""
    from liandong.data.package_check import check_package
    from liandong.data.working_days import check_holidays
    from liandong.glossary import check_glossary
    from liandong.marking.register_check import check_register
    from liandong.questions.bank import TRAINING
    from liandong.questions.checking import check_bank
    from liandong.source_check import check_source

    findings = [*check_register(root), *check_holidays(root)]
    readable = not findings
    for slug in bulletin_slugs(root):
        bulletin = open_bulletin(slug, root)
        found = check_package(bulletin.folder, root)
        findings += found
        try:
            findings += [finding for finding in check_source(bulletin) if finding not in found]
        except DataError as error:
            findings += [finding for finding in error.findings if finding not in found]
        except (KeyError, TypeError, ValueError):
            # The source cannot be compared with files that the package check has just found broken; that is said already.
            if not any(finding.severity == "error" for finding in found):
                raise
    if (root / TRAINING / "datapackage.json").is_file():
        findings += check_package(root / TRAINING, root)
        # Their citations can only be told with a register that can be read.
        findings += [*check_bank(root), *check_glossary(root)] if readable else []
    findings += _check_ledger(root)
    return findings


def check_inputs(root: Path) -> list[Finding]:
    """Returns what is wrong with the project before any cell runs.

    The site's build checks what the cells report by itself (`sphinx_ext.consistency`): whatever `run_checks` checks of it is checked there too.
    """
    return [*check_data(root), *_interrupted(root)]


def run_checks(root: Path, kept_in: Path | None = None) -> list[Finding]:
    """Returns everything that is wrong with data and book.

    What pages hold of numerals without an origin is found in their sources; what directives print is looked through when the site is built.
    """
    from liandong.marking.deadlines import check_page_deadlines
    from liandong.proof_check import check_runs
    from liandong.run.book import run_book
    from liandong.scaffold.unfinished import without_consequences
    from liandong.tracing.citations import check_page_citations
    from liandong.tracing.findings import check_page_sources

    root = root.resolve()
    findings = check_data(root)
    try:
        run = run_book(root, kept_in)
        found = [*check_runs(root, run.pages), *_check_figures(root, run)]
    except DataError as error:
        found = error.findings
    pages = sorted((root / "book").rglob("*.md"))
    found += check_page_sources(root, pages)
    found += check_page_deadlines(root, pages) if not any(finding.code == "E541" for finding in findings) else []
    found += check_page_citations(root, pages) if not any(finding.code == "E534" for finding in findings) else []
    found = [*_interrupted(root), *without_consequences(findings, found)]
    known = {(finding.file, finding.row, finding.code) for finding in findings}
    return findings + [finding for finding in found if (finding.file, finding.row, finding.code) not in known]


def _check_ledger(root: Path) -> list[Finding]:
    """Returns what is wrong with the teaching ledger, or else with the defects that are planted in it for practice."""
    from liandong.training.ledger import has_ledger, open_ledger
    from liandong.training.rules import check_defects, check_ledger

    if not has_ledger(root):
        return []
    ledger = open_ledger(root)
    # What is planted can only be told from what is wrong once nothing else is; it belongs to the generated ledger, not to another city's.
    return check_ledger(ledger) or (check_defects(ledger) if "seed" in ledger.info else [])


def _check_figures(root: Path, run: BookRun) -> list[Finding]:
    """Returns what is wrong with the figures of the question bank; nothing while a cell fails, whose figures would be missed."""
    from liandong.bulletin import default_bulletin
    from liandong.questions.bank import has_bank, read_bank
    from liandong.questions.figure_checking import check_figures
    from liandong.questions.figures import Figures

    if not has_bank(root) or run.failed:
        return []
    return check_figures(read_bank(root), Figures(run.statistics, default_bulletin(root)))


def _interrupted(root: Path) -> list[Finding]:
    """Returns a finding for each new bulletin that a killed run left half in place."""
    from liandong.scaffold.placing import STAGES, interrupted_runs

    return [Finding("E808", (STAGES / slug).as_posix(), found=slug) for slug in interrupted_runs(root)]
