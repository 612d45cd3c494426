"""One use of the command line, as a verb gets it, and the exit codes of all verbs."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

from liandong.findings import messages, render_error

MESSAGES = messages(__name__)
PROGRAM = "python3 scripts/kb.py"
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


def wrong_use(what: str, program: str, next_step: str = "") -> str:
    """Return what is told when a command is written wrongly: what, and where to look it up.

    Args:
        what: What is wrong.
        program: The command whose ``--help`` tells how to write it.
        next_step: What to do instead of looking it up.
    """
    return render_error("KB001", what, next_step or MESSAGES["help"].format(program))


def agreed(question: str) -> bool:
    """Return whether the person at the keyboard says yes; nobody there is no."""
    try:
        return input(question).strip().lower() in _YES
    except EOFError:
        return False
