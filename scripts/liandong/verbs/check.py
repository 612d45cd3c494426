"""`check`: everything that is wrong with data and book, told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, wrong_use

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence
    from pathlib import Path

    from liandong.findings import Finding
    from liandong.verbs.call import Call

MESSAGES = messages(__name__)
_OF_ONE_CODE = 8  # lines; whoever has mended these sees the next ones


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's argument."""
    parser.add_argument("slug", nargs="?", help=MESSAGES["slug_help"])


def run(root: Path, call: Call) -> int:
    """Check the data and print every finding, or what one bulletin still lacks. Returns the exit code."""
    slug = getattr(call.options, "slug", None)
    if slug:
        return _check_one(root, slug)
    if check_and_print(root):
        return FINDINGS
    print(MESSAGES["clean"])
    return CLEAN


def check_and_print(root: Path) -> bool:
    """Print all findings; return whether one of them is an error."""
    from liandong.checks.book import run_checks
    from liandong.findings import render_findings
    from liandong.run.hints import without_known_advice

    findings = without_known_advice(root, run_checks(root))
    if findings:
        print(render_findings(findings))
    return any(finding.severity == "error" for finding in findings)


def render_work_left(findings: Sequence[Finding]) -> str:
    """Return what a bulletin still lacks: one line each below its code, in the order of the checks, which is that of the work."""
    from liandong.findings.finding import LABELS

    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    lines = []
    for code, group in groups.items():
        first = group[0]
        severity = LABELS[first.code[0]]
        lines.append(MESSAGES["group"].format(severity=severity, code=code, title=first.title, count=len(group), next_step=first.next_step))
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
        print(wrong_use(MESSAGES["no_bulletin"].format(slug=slug), f"{PROGRAM} check", MESSAGES["known_slugs"]))
        return WRONG_USE
    mine = [finding for finding in run_checks(root) if slug in finding.file.split("/") or finding.file == "_toc.yml"]
    errors = [finding for finding in mine if finding.severity == "error"]
    if mine:
        print(render_work_left(mine))
    print(MESSAGES["left"].format(count=len(errors)) if errors else MESSAGES["done"])
    return FINDINGS if errors else CLEAN
