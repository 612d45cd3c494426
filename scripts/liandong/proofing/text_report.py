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
    words = [
        place.text if (count := cells[place.table]) <= CELLS_SHOWN
        else LABELS["table"].format(table=place.table, count=count)
        for place in places
    ]
    return LABELS["joined"].join(dict.fromkeys(words))


def sentences_of(report: Report, finding: Finding) -> list[str]:
    """Return the sentences that hold the numerals of a finding, each once; of many cells the places say enough."""
    numerals = report.numerals_of(finding)
    outside = [numeral for numeral in numerals if report.place_of(numeral).table is None]
    shown = numerals if len(numerals) - len(outside) <= CELLS_SHOWN else outside
    return list(dict.fromkeys(numeral.sentence for numeral in shown))


def _render_report(report: Report) -> str:
    head = LABELS["head"].format(name=printable(report.draft.name), numerals=len(report.numerals))
    lines = [head, LABELS["counts"].format(**report.counts), *([] if report.alerts else [LABELS["clean"]])]
    for finding in report.alerts:
        lines += ["", LABELS["alert"].format(severity=finding.severity, rule=report.title_of(finding))]
        pairs = [("place", places_of(report, finding))]
        pairs += [("sentence", sentence) for sentence in sentences_of(report, finding)]
        pairs += [(name, getattr(finding, name)) for name in ("arithmetic", "explanation", "suggestion")]
        shown = [(LABELS[name], printable(text, SENTENCE_LIMIT)) for name, text in pairs if text]
        lines += ["  " + LABELS["line"].format(name=name, text=text) for name, text in shown]
    for severity in (UNCHECKED, CONFIRMED):
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            lines += ["", LABELS[severity]]
            for finding in found[:ITEMS_SHOWN]:
                place = places_of(report, finding) or finding.explanation
                item = LABELS["item"].format(place=place, arithmetic=finding.arithmetic)
                lines.append("  " + printable(item, LINE_LIMIT))
            lines += ["  " + LABELS["more"].format(len(found) - ITEMS_SHOWN)] if len(found) > ITEMS_SHOWN else []
    lines += ["", LABELS["untied"].format(report.untied)] if report.untied else []
    return "\n".join(lines)
