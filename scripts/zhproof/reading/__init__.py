"""Reading all numerals of a text."""

from zhproof.reading.reader import read_numerals

__all__ = ["read_numerals"]
