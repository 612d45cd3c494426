"""Advice that is told once: what was so before anybody touched it would only teach people to skip hints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.run.inputs import replace_kept

if TYPE_CHECKING:
    from liandong.findings import Finding

ADVICE = {"N909"}
KEPT = Path("_build") / "cells" / "hints.json"


def without_known_advice(root: Path, findings: list[Finding]) -> list[Finding]:
    """Return the findings without advice that was due already when the project was looked through before.

    A project that was never looked through is taken as it came: what it holds was touched by nobody here.
    """
    def key(finding: Finding) -> str:
        return f"{finding.code} {finding.file} {finding.found}" if finding.code in ADVICE else ""

    due = set(filter(None, map(key, findings)))
    try:
        known = set(json.loads((root / KEPT).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        known = due
    if not due <= known or not (root / KEPT).is_file():
        replace_kept(root / KEPT, json.dumps(sorted(known | due), ensure_ascii=False, indent=0).encode("utf-8"))
    return [finding for finding in findings if key(finding) not in known]
