"""A closed list of codes, each with what readers call it and what it tells them."""

from enum import StrEnum


class WordedCode(StrEnum):
    """A code with its words; the value is the code in JSON and in class names.

    Attributes:
        label: what readers call it.
        meaning: what it tells them, in a sentence.
    """

    label: str
    meaning: str

    def __new__(cls, code: str, label: str, meaning: str):
        """Return the member of a code with its words."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label, member.meaning = label, meaning
        return member
