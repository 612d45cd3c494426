"""What proofing a draft gave: its numerals, the findings about them and about the text, as the JSON of ``proof``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from liandong.findings import messages, printable
from liandong.proofing import table_totals
from liandong.proofing.draft import Draft, Note, Place
from liandong.proofing.notes import RULES
from liandong.proofing.tables import read_heads
from zhproof.findings import CONTRADICTION, DOUBT, SEVERITIES, UNCHECKED, Finding
from zhproof.proofing import proof_text
from zhproof.quantities import OTHER, Numeral
from zhproof.relations import describe_rules

if TYPE_CHECKING:
    from liandong.proofing.against import Released

MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Report:
    """One draft, proofed."""

    draft: Draft
    numerals: tuple[Numeral, ...]  # in reading order
    findings: tuple[Finding, ...]  # those about the numerals in reading order, then those about the text

    @cached_property
    def _by_id(self) -> dict[int, Numeral]:
        return {numeral.id: numeral for numeral in self.numerals}

    @cached_property
    def alerts(self) -> list[Finding]:
        """The findings that ask the author for a decision, contradictions first."""
        return [one for severity in (CONTRADICTION, DOUBT) for one in self.findings if one.severity == severity]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    def numerals_of(self, finding: Finding) -> list[Numeral]:
        """Return the numerals that a finding ties."""
        return [self._by_id[key] for key in finding.numerals if key in self._by_id]

    def title_of(self, finding: Finding) -> str:
        """Return the name of a finding's rule in Chinese."""
        return _titles().get(finding.rule, finding.rule)

    @cached_property
    def untied(self) -> int:
        """How many numerals state how much or how many and stand in no finding."""
        tied = {key for finding in self.findings if finding.rule not in RULES for key in finding.numerals}
        return sum(numeral.is_statistical and numeral.id not in tied for numeral in self.numerals)

    def place_of(self, numeral: Numeral) -> Place:
        """Return where a numeral stands in the file."""
        return self.draft.place_at(numeral.start)

    def to_json(self) -> dict:
        """Return the report with the keys of its contract: ``text``, ``numerals``, ``findings``."""
        return {
            "text": self.draft.text,
            "numerals": [numeral.to_json() | {"place": self.place_of(numeral).to_json()} for numeral in self.numerals],
            "findings": [finding.to_json() for finding in self.findings],
        }


@cache
def _titles() -> dict[str, str]:
    own = messages(__name__, "titles")
    return {description.rule: description.title for description in describe_rules()} | RULES | own


def proof_draft(draft: Draft, released: Released | None = None) -> Report:
    """Return the report on a draft; its numerals are compared with a released bulletin as well, if one is given."""
    numerals, findings = proof_text(draft.readable)
    findings = [*findings, *table_totals.judge_tables(draft, numerals)]
    numerals = read_heads(draft, numerals)
    if released is not None:
        findings = [*findings, *released.compare(draft.readable, numerals)]
    notes = [_noted(note) for note in draft.notes]
    for numeral in (numeral for numeral in numerals if numeral.note):
        # Its print is odd, as the reader notes it.
        rule = "mojibake" if numeral.kind == OTHER else "invisible-marks"
        found = MESSAGES["odd"].format(note=numeral.note, printed=printable(numeral.printed), value=numeral.value_text)
        notes.append(_noted(Note(rule, found, draft.place_at(numeral.start)), numeral.id))
    return Report(draft, tuple(numerals), (*findings, *notes))


def _noted(note: Note, *numerals: int) -> Finding:
    """Return the finding that a note about a draft's text is."""
    where = MESSAGES["note"].format(title=RULES[note.rule], place=note.place.text if note.place else MESSAGES["whole"])
    return Finding(UNCHECKED, note.rule, numerals, note.found, where, MESSAGES["look"])
