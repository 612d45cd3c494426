"""A report as one HTML page that needs nothing else: the findings, and the text with each numeral marked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

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


@dataclass(frozen=True)
class _Stretch:
    """A stretch of a paragraph: a numeral with the strongest of its findings, or words without one (``id`` 0)."""

    text: str
    id: int = 0
    severity: str = ""
    target: str = ""


def render_html(reports: list[Report]) -> str:
    """Return the reports as one page; everything that comes from a draft is escaped by the template engine."""
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    views = [_view_of(number, report) for number, report in enumerate(reports, 1)]
    css = TOKENS.read_text(encoding="utf-8") + (FOLDER / "report.css").read_text(encoding="utf-8")
    return environment.get_template("report.html").render(reports=views, css=Markup(css), classes=CLASSES)


def _view_of(number: int, report: Report) -> dict:
    """Return what the template shows of a report; its anchors begin with the report's number."""
    alerts = report.alerts
    rest = {severity: [finding for finding in report.findings if finding.severity == severity] for severity in (CONFIRMED, UNCHECKED)}
    notes = [finding for finding in rest[UNCHECKED] if finding.rule in RULES]
    rest[UNCHECKED] = [finding for finding in rest[UNCHECKED] if finding.rule not in RULES]
    anchors: dict[int, str] = {}
    shown = [*alerts, *rest[CONFIRMED], *rest[UNCHECKED]]
    entries = []
    strongest: dict[int, Finding] = {}
    for index, finding in enumerate(shown, 1):
        anchor = f"f{number}-{index}"
        entries.append(_entry_of(number, anchor, report, finding))
        for key in finding.numerals:
            if key not in strongest or SEVERITIES.index(finding.severity) < SEVERITIES.index(strongest[key].severity):
                strongest[key], anchors[key] = finding, anchor
    return {
        "number": number, "name": report.draft.name, "numerals": len(report.numerals), "counts": report.counts, "untied": report.untied,
        "alerts": entries[: len(alerts)], "notes": notes,
        "confirmed": [entry for entry in entries if entry["severity"] == CONFIRMED],
        "unchecked": [entry for entry in entries if entry["severity"] == UNCHECKED],
        "paragraphs": _paragraphs_of(report, strongest, anchors),
    }  # fmt: skip


def _entry_of(number: int, anchor: str, report: Report, finding: Finding) -> dict:
    numerals = report.numerals_of(finding)
    return {
        "anchor": anchor, "severity": finding.severity, "title": report.title_of(finding), "place": places_of(report, finding),
        "sentences": sentences_of(report, finding), "arithmetic": finding.arithmetic, "explanation": finding.explanation,
        "suggestion": finding.suggestion, "numerals": [(f"n{number}-{numeral.id}", numeral.printed) for numeral in numerals],
    }  # fmt: skip


def _paragraphs_of(report: Report, strongest: dict[int, Finding], anchors: dict[int, str]) -> list[tuple[str, list[_Stretch]]]:
    """Return the pieces of the text, each with its place and its stretches."""
    text, draft = report.draft.text, report.draft
    numerals = iter([*report.numerals])
    numeral = next(numerals, None)
    paragraphs = []
    for (start, end), place in zip(pairwise([*draft.starts, len(text)]), draft.places, strict=True):
        stretches, last = [], start
        while numeral and numeral.start < end:
            if numeral.start >= last:
                finding = strongest.get(numeral.id)
                stretches.append(_Stretch(text[last : numeral.start]))
                stretches.append(_Stretch(text[numeral.start : numeral.end], numeral.id, finding.severity if finding else "", anchors.get(numeral.id, "")))
                last = numeral.end
            numeral = next(numerals, None)
        stretches.append(_Stretch(text[last : max(last, end)].rstrip()))
        paragraphs.append((place.text, [stretch for stretch in stretches if stretch.text]))
    return paragraphs
