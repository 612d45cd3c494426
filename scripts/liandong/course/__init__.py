"""The course: the teaching ledger, its questions, its terms."""
