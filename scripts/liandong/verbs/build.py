"""`build`: checks and site, built aside and swapped in only when both are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.verbs.call import Call

MESSAGES = messages(__name__)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("--pdf", action="store_true", help=MESSAGES["pdf"])


def run(root: Path, call: Call) -> int:
    """Check the data and build the site beside; put it in place when neither found anything. Returns the exit code."""
    code = _build(root)
    return _print_book(root) if code == CLEAN and getattr(call.options, "pdf", False) else code


def _print_book(root: Path) -> int:
    from liandong.printing import make_pdf, render_pdf_result

    result = make_pdf(root)
    print(render_pdf_result(result, root))
    return CLEAN if result.ok else FINDINGS


def _build(root: Path) -> int:
    from liandong.site import is_current

    if is_current(root):
        print(MESSAGES["current"])
        return CLEAN

    from liandong.checks.book import run_checks
    from liandong.findings import render_findings
    from liandong.run.hints import without_known_advice
    from liandong.run.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, render_build_result

    with Progress(SITE_MESSAGES["label"]) as progress:
        result = build_site(root, progress=progress, check=run_checks)
    findings = without_known_advice(root, list(result.findings))
    if findings:
        print(render_findings(findings))
    print(render_build_result(result, root))
    return CLEAN if result.ok else FINDINGS
