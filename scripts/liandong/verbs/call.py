"""The exit codes of all verbs, how one stops before it is done, and how it asks."""

from liandong.findings import messages, render_error

MESSAGES = messages(__name__)
PROGRAM = "python3 scripts/kb.py"
CLEAN, FINDINGS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class Stopped(Exception):
    """Ends a verb with a message for the user and an exit code."""

    def __init__(self, words: str, code: int) -> None:
        super().__init__(words)
        self.code = code


def wrong_use(what: str, program: str, next_step: str = "") -> Stopped:
    """Return what ends a command that is written wrongly; without a next step the program's ``--help`` is named."""
    return Stopped(render_error("KB001", what, next_step or MESSAGES["help"].format(program)), WRONG_USE)


def agreed(question: str, *also: str) -> bool:
    """Return whether the person at the keyboard says yes, or a word that means it here; nobody there is no."""
    try:
        return input(question).strip().lower() in ("是", "y", "yes", *also)
    except EOFError:
        return False
