"""All checks of the project, in the order in which one failure explains the next."""

from pathlib import Path

from liandong.bulletin import bulletin_slugs, open_bulletin
from liandong.findings import DataError, Finding


def check_data(root: Path) -> list[Finding]:
    """Returns what is wrong with the data, before any cell runs: tables, keys, totals, the source and its numerals."""
    from liandong.package_check import check_package
    from liandong.source_check import check_source

    findings: list[Finding] = []
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
    return findings


def run_checks(root: Path) -> list[Finding]:
    """Returns everything that is wrong with data and book; the cells run unless a table cannot be read."""
    from liandong.cells import run_book
    from liandong.proof_check import check_runs

    root = root.resolve()
    findings = check_data(root)
    try:
        found = check_runs(root, run_book(root))
    except DataError as error:
        found = error.findings
    known = {(finding.file, finding.row, finding.code) for finding in findings}
    return findings + [finding for finding in found if (finding.file, finding.row, finding.code) not in known]
