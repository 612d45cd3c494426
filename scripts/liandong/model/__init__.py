"""What travels between the rooms, as typed frozen dataclasses: statistics with their verdicts, formulas and origins.

A cell makes a ``Statistic``; notebooks, the Sphinx store and files hold its JSON; everybody else reads its attributes.
"""

from liandong.model.formula import FormulaPart, Input, joined_text, whole
from liandong.model.number_text import exact_text, plain, printed_value, quantity_text
from liandong.model.relation import Reach, Reference, Relation, Verdict
from liandong.model.statistic import (
    PERCENT,
    STATISTIC_MIME,
    Clause,
    Computed,
    Kind,
    NoValueError,
    Reported,
    Source,
    Statistic,
)

__all__ = [
    "Clause", "Computed", "FormulaPart", "Input", "Kind", "NoValueError", "PERCENT", "Reach", "Reference",
    "Relation", "Reported", "STATISTIC_MIME", "Source", "Statistic", "Verdict", "exact_text", "joined_text",
    "plain", "printed_value", "quantity_text", "whole",
]
