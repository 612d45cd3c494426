"""A report as one HTML page that needs nothing else: the findings, and the text with each numeral marked."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from liandong.proofing.notes import RULES
from liandong.proofing.report import Report
from liandong.proofing.text_report import places_of, sentences_of
from zhproof.findings import CONFIRMED, CONTRADICTION, DOUBT, SEVERITIES, UNCHECKED, Finding

FOLDER = Path(__file__).resolve().parent
# The colours of the book's pages.
TOKENS = Path(__file__).resolve().parents[1] / "sphinx_ext" / "furniture" / "tokens.css"
CLASSES = {CONTRADICTION: "contradiction", DOUBT: "doubt", CONFIRMED: "confirmed", UNCHECKED: "unchecked"}


class _Stretch(NamedTuple):
    """A stretch of a paragraph: a numeral with the strongest of its findings, or words without one (``id`` 0)."""

    text: str
    id: int = 0
    severity: str = ""
    target: str = ""


def render_html(reports: list[Report]) -> str:
    """Return the reports as one page; everything that comes from a draft is escaped by the template engine."""
    loader, blocks = FileSystemLoader(FOLDER), {"trim_blocks": True, "lstrip_blocks": True}
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, **blocks)
    views = [_view_of(number, report) for number, report in enumerate(reports, 1)]
    css = TOKENS.read_text(encoding="utf-8") + (FOLDER / "report.css").read_text(encoding="utf-8")
    return environment.get_template("report.html").render(reports=views, css=Markup(css), classes=CLASSES)


def _view_of(number: int, report: Report) -> dict:
    """Return what the template shows of a report; its anchors begin with the report's number."""
    judged = [finding for finding in report.findings if finding.rule not in RULES]
    entries: dict[str, list[dict]] = {severity: [] for severity in SEVERITIES}
    # Of each numeral the strongest finding: its severity and its anchor.
    marks: dict[int, tuple[str, str]] = {}
    for index, finding in enumerate(sorted(judged, key=lambda finding: SEVERITIES.index(finding.severity)), 1):
        anchor = f"f{number}-{index}"
        entries[finding.severity].append(_entry_of(number, anchor, report, finding))
        for key in finding.numerals:
            marks.setdefault(key, (finding.severity, anchor))
    return {
        "number": number, "name": report.draft.name, "numerals": len(report.numerals), "counts": report.counts,
        "untied": report.untied, "alerts": entries[CONTRADICTION] + entries[DOUBT], "confirmed": entries[CONFIRMED],
        "unchecked": entries[UNCHECKED], "notes": [finding for finding in report.findings if finding.rule in RULES],
        "paragraphs": _paragraphs_of(report, marks),
    }  # fmt: skip


def _entry_of(number: int, anchor: str, report: Report, finding: Finding) -> dict:
    return {
        "anchor": anchor, "severity": finding.severity, "title": report.title_of(finding),
        "place": places_of(report, finding), "sentences": sentences_of(report, finding),
        "arithmetic": finding.arithmetic, "explanation": finding.explanation, "suggestion": finding.suggestion,
        "numerals": [(f"n{number}-{numeral.id}", numeral.printed) for numeral in report.numerals_of(finding)],
    }  # fmt: skip


def _paragraphs_of(report: Report, marks: dict[int, tuple[str, str]]) -> list[tuple[str, list[_Stretch]]]:
    """Return the pieces of the text, each with its place and its stretches."""
    text, numerals = report.draft.text, deque(report.numerals)
    paragraphs = []
    for start, end, place in report.draft.pieces:
        stretches, last = [], start
        while numerals and numerals[0].start < end:
            numeral = numerals.popleft()
            if numeral.start >= last:
                stretches.append(_Stretch(text[last : numeral.start]))
                mark = marks.get(numeral.id, ("", ""))
                stretches.append(_Stretch(text[numeral.start : numeral.end], numeral.id, *mark))
                last = numeral.end
        stretches.append(_Stretch(text[last : max(last, end)].rstrip()))
        paragraphs.append((place.text, [stretch for stretch in stretches if stretch.text]))
    return paragraphs
