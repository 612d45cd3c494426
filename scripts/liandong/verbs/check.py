"""`check`: everything that is wrong with data and book, told at once."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from liandong.findings import Finding, messages
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, wrong_use

MESSAGES = messages(__name__)
OPTIONS = {"slug": {"nargs": "?"}}
_OF_ONE_CODE = 8  # lines; whoever has mended these sees the next ones


def run(root: Path, options: Namespace) -> int:
    """Check the data and print every finding, or what one bulletin still lacks. Returns the exit code."""
    from liandong.checks.book import run_checks

    if options.slug:
        return _check_one(root, options.slug)
    findings = run_checks(root)
    print_findings(root, findings)
    if any(finding.severity == "error" for finding in findings):
        return FINDINGS
    print(MESSAGES["clean"])
    return CLEAN


def print_findings(root: Path, findings: Sequence[Finding]) -> None:
    """Print what the checks of a project found, without the advice that it was given before."""
    from liandong.findings import render_findings
    from liandong.run.hints import without_known_advice

    if shown := without_known_advice(root, list(findings)):
        print(render_findings(shown))


def render_work_left(findings: Sequence[Finding]) -> str:
    """Return what a bulletin still lacks: a line each below its code, in the order of the checks and so of the work."""
    from liandong.findings.finding import LABELS

    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    lines = []
    for code, group in groups.items():
        words = {"severity": LABELS[code[0]], "code": code, "title": group[0].title, "next_step": group[0].next_step}
        lines.append(MESSAGES["group"].format(**words, count=len(group)))
        for finding in group[:_OF_ONE_CODE]:
            row = MESSAGES["row"].format(row=finding.row) if finding.row else ""
            place = "，".join(filter(None, (finding.file.rpartition("/")[2], row, finding.column or "")))
            lines.append(MESSAGES["line"].format(place=place, found=" ".join((finding.found or "").split())[:90]))
        if len(group) > _OF_ONE_CODE:
            lines.append(MESSAGES["more"].format(count=len(group) - _OF_ONE_CODE))
    return "\n".join(lines)


def _check_one(root: Path, slug: str) -> int:
    from liandong.checks.book import run_checks
    from liandong.data.bulletins import bulletin_slugs

    if slug not in bulletin_slugs(root):
        raise wrong_use(MESSAGES["no_bulletin"].format(slug=slug), f"{PROGRAM} check", MESSAGES["known_slugs"])
    mine = [finding for finding in run_checks(root) if slug in finding.file.split("/") or finding.file == "_toc.yml"]
    errors = [finding for finding in mine if finding.severity == "error"]
    if mine:
        print(render_work_left(mine))
    print(MESSAGES["left"].format(count=len(errors)) if errors else MESSAGES["done"])
    return FINDINGS if errors else CLEAN
