"""The fictional teaching ledger: its tables, the measures on it, and the checks of its bookkeeping."""

from liandong.course.training.ledger import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]
