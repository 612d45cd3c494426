"""One use of the command line, as a verb gets it, and the exit codes of all verbs."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

_YES = frozenset({"是", "y", "yes"})
CLEAN, FINDINGS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Call:
    """One use of the command line, read and found well formed.

    Attributes:
        verb: What to do.
        options: The verb's own options.
        passed_on: For `test`, the arguments that go to pytest.
    """

    verb: str
    options: argparse.Namespace = field(default_factory=argparse.Namespace)
    passed_on: tuple[str, ...] = ()


def agreed(question: str) -> bool:
    """Return whether the person at the keyboard says yes; nobody there is no."""
    try:
        return input(question).strip().lower() in _YES
    except EOFError:
        return False
