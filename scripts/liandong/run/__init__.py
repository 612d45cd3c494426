"""The book's cells, run once for one state of their inputs, and everything that asks what they gave."""
