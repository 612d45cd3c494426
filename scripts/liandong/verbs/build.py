"""`build`: checks and site, built aside and swapped in only when both are whole."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    from liandong.site import BuildResult, WaitingBuilder

MESSAGES = messages(__name__)
OPTIONS = {"--pdf": {"action": "store_true"}}


def run(root: Path, options: Namespace) -> int:
    """Check the data and build the site beside; put it in place when neither found anything. Returns the exit code."""
    from liandong.site import is_current

    if is_current(root):
        print(MESSAGES["current"])
    else:
        from liandong.site import render_build_result
        from liandong.verbs.check import print_findings

        result = build_beside_checks(root)
        print_findings(root, result.findings)
        print(render_build_result(result, root))
        if not result.ok:
            return FINDINGS
    if not options.pdf:
        return CLEAN

    from liandong.printing import make_pdf

    printed = make_pdf(root)
    print(printed.message)
    return CLEAN if printed.ok else FINDINGS


def build_beside_checks(root: Path, **more: WaitingBuilder | None) -> BuildResult:
    """Build the site beside all checks, with a bar on the screen; `more` is what else `build_site` takes."""
    from liandong.checks.book import run_checks
    from liandong.run.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site

    with Progress(SITE_MESSAGES["label"]) as progress:
        return build_site(root, progress=progress, check=run_checks, **more)
