"""A report for the screen: what needs a decision in full, the rest in one line each."""

from __future__ import annotations

from collections import Counter

from liandong.findings import messages, printable
from liandong.proofing.report import Report
from zhproof.findings import CONFIRMED, UNCHECKED, Finding

LABELS = messages(__name__, "labels")
SENTENCE_LIMIT, LINE_LIMIT, ITEMS_SHOWN, CELLS_SHOWN = 300, 500, 30, 3


def render_text(reports: list[Report]) -> str:
    """Return the reports as text, one after the other."""
    return "\n\n".join(_render_report(report) for report in reports)


def places_of(report: Report, finding: Finding) -> str:
    """Return where the numerals of a finding stand, each place once; empty for a finding about the text."""
    places = list(dict.fromkeys(report.place_of(numeral) for numeral in report.numerals_of(finding)))
    cells = Counter(place.table for place in places if place.table is not None)
    words = [LABELS["table"].format(table=place.table, count=cells[place.table]) if cells[place.table] > CELLS_SHOWN else place.text for place in places]
    return LABELS["joined"].join(dict.fromkeys(words))


def sentences_of(report: Report, finding: Finding) -> list[str]:
    """Return the sentences that hold the numerals of a finding, each once; many cells of a table are told by their places alone."""
    numerals = report.numerals_of(finding)
    cells = [numeral for numeral in numerals if report.place_of(numeral).table is not None]
    return list(dict.fromkeys(numeral.sentence for numeral in numerals if len(cells) <= CELLS_SHOWN or numeral not in cells))


def _render_report(report: Report) -> str:
    lines = [LABELS["head"].format(name=printable(report.draft.name), numerals=len(report.numerals)), LABELS["counts"].format(**report.counts)]
    if not report.alerts:
        lines.append(LABELS["clean"])
    for finding in report.alerts:
        lines += ["", LABELS["alert"].format(severity=finding.severity, rule=report.title_of(finding))]
        pairs = [("place", places_of(report, finding))]
        pairs += [("sentence", sentence) for sentence in sentences_of(report, finding)]
        pairs += [(name, getattr(finding, name)) for name in ("arithmetic", "explanation", "suggestion")]
        lines += ["  " + LABELS["line"].format(name=LABELS[name], text=printable(text, SENTENCE_LIMIT)) for name, text in pairs if text]
    for severity in (UNCHECKED, CONFIRMED):
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            lines += ["", LABELS[severity]]
            for finding in found[:ITEMS_SHOWN]:
                item = LABELS["item"].format(place=places_of(report, finding) or finding.explanation, arithmetic=finding.arithmetic)
                lines.append("  " + printable(item, LINE_LIMIT))
            lines += ["  " + LABELS["more"].format(len(found) - ITEMS_SHOWN)] if len(found) > ITEMS_SHOWN else []
    lines += ["", LABELS["untied"].format(report.untied)] if report.untied else []
    return "\n".join(lines)
