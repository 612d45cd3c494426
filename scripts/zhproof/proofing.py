"""Proofs a text: reads its numerals and judges the relations between them."""

from __future__ import annotations

from zhproof.findings import Finding
from zhproof.quantities import Numeral
from zhproof.reading import read_numerals
from zhproof.relations import find_relations


def proof_text(text: str) -> tuple[list[Numeral], list[Finding]]:
    """Return the numerals of a text and the findings about them, both in reading order."""
    numerals = read_numerals(text)
    return numerals, find_relations(text, numerals)
