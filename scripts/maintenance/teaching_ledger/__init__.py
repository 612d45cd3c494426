"""Makes the fictional teaching ledger from a seed: ``python -m maintenance.teaching_ledger`` writes ``data/training/ledger/tables``.

What the city's problems are and how each of them goes stands in ``topics.csv`` (one list problem a row) and ``not_listed.csv``
(raw problems that never reach the list). The seed decides dates, places, channels, evidence and votes.
"""

from maintenance.teaching_ledger.tables import generate_tables

__all__ = ["generate_tables"]
