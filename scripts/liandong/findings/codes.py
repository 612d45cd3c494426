"""The one table of codes: what each means and what usually comes next; its texts stand in messages/zh-CN/findings.toml.

Codes starting with E are errors, those starting with N are notes, and no two of them share a number. They are about a
place in a file. Codes with two or more letters are about a run: the environment and the command (KB), the site (SITE),
its PDF (PDF), the preview (SRV). Standard library only: `scripts/kb.py` tells what is wrong before it has more.
"""

from typing import NamedTuple

from liandong.findings.texts import messages


class Rule(NamedTuple):
    """What a code means and the next step that it usually calls for, both in Chinese."""

    title: str
    next_step: str


# What the codes are about that begin with these letters, or whose number begins so; two digits go before one.
SECTIONS = messages(__name__, "sections")
RULES = {code: Rule(**words) for code, words in messages(__name__, "rules").items()}


def section_of(code: str) -> str:
    """Return the title of the section that a code belongs to."""
    return next(SECTIONS[part] for part in (code.rstrip("0123456789"), code[1:3], code[1:2]) if part in SECTIONS)
