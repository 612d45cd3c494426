"""Makes the fictional teaching ledger in data/training from a seed: ``python -m maintenance.teaching_ledger``.

What the city's problems are and how each of them goes stands in ``topics.csv`` (one list problem a row), what proves
each in ``evidence.csv`` (first the piece without which it is not closed), raw problems that never reach the list in
``not_listed.csv``, the city itself in ``city.toml`` and ``units.csv``.
The seed decides dates, places, channels and votes.
"""

from maintenance.teaching_ledger.tables import generate_tables

__all__ = ["generate_tables"]
