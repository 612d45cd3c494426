"""The grammar of the bank's texts: words, placeholders of figures ``{id|rule}``, marks of numerals ``{law}`…` ``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from liandong.findings import messages

THIS = "this"
CASE = "case"
MARKS = ("law", "date", "standard", "structure", "example")

MESSAGES = messages(__name__)
ID = r"(?:[a-z0-9-]+:)?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:\*|[^\s.{}|:+]+))?"
TARGET = re.compile(ID)
# A mark, a placeholder, or a sign that belongs to neither.
PART = re.compile(
    rf"\{{(?P<kind>{'|'.join(MARKS)})\}}`(?P<text>[^`]*)`"
    rf"|\{{(?P<name>{ID})(?:\|(?P<rule>[a-z-]+)(?::(?P<others>{ID}(?:\+{ID})*))?)?\}}"
    r"|[{}`]"
)


class TextProblem(ValueError):
    """A text that cannot be read; the message is Chinese."""


@dataclass(frozen=True)
class Placeholder:
    """A figure in a text: its id (or ``this``, ``case``), how it is shown, and the ids that a rule needs besides."""

    name: str
    rule: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A numeral that is no statistic, with the kind of what it is."""

    kind: str
    text: str


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[str | Placeholder | Mark, ...]:
    """Return the parts of a text in order.

    Raises:
        TextProblem: if a brace or a backtick belongs to nothing.
    """
    parts: list[str | Placeholder | Mark] = []
    at = 0
    for found in PART.finditer(text):
        parts += [text[at:found.start()]] * (found.start() > at)
        if found["kind"]:
            parts.append(Mark(found["kind"], found["text"]))
        elif found["name"]:
            parts.append(Placeholder(found["name"], found["rule"] or "",
                                     tuple(found["others"].split("+")) if found["others"] else ()))
        else:
            raise TextProblem(_problem(text, found.start()))
        at = found.end()
    return (*parts, text[at:]) if at < len(text) else tuple(parts)


def _problem(text: str, start: int) -> str:
    near = text[max(0, start - 6):start + 12]
    if text[start] == "`":
        return MESSAGES["backtick"].format(text=near)
    end = text.find("}", start)
    if text[start] == "}" or end < 0:
        return MESSAGES["brace"].format(text=near)
    return MESSAGES["placeholder"].format(text=text[start:end + 1])


def placeholders(text: str) -> list[Placeholder]:
    """Return the placeholders of a text; none of one that cannot be read."""
    try:
        return [part for part in parse(text) if isinstance(part, Placeholder)]
    except TextProblem:
        return []
