"""Stops a build by findings, which whoever started it gets as data. No component: the others use it."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.errors import ExtensionError

from liandong.findings import Finding, render_findings

HEADING = "网站没有生成："


class FoundError(ExtensionError):
    """The end of a build in which something does not fit; ``findings`` says what."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__(f"{HEADING}\n{render_findings(self.findings)}")


def stop_if_any(findings: Iterable[Finding]) -> None:
    """Raise the findings, if there are any."""
    found = list(findings)
    if found:
        raise FoundError(found)
