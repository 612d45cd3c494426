"""Makes the fictional teaching ledger from a seed: ``python -m maintenance.teaching_ledger`` writes ``data/training/ledger/tables``.

What the city's problems are and how each of them goes stands in ``topics.csv`` (one list problem a row), what proves each in
``evidence.csv`` (first the piece without which it is not closed), and raw problems that never reach the list in ``not_listed.csv``.
The seed decides dates, places, channels and votes.
"""

from maintenance.teaching_ledger.tables import generate_tables

__all__ = ["generate_tables"]
