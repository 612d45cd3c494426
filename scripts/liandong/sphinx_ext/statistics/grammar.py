"""The grammar of what a page writes to print a statistic; pure functions, without Sphinx.

``target = [bulletin ":"] id`` and ``id = name {"." name}``; a name is lower-case words joined by hyphens, and what
follows a dot is a case of a family.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_WHOLE = rf"(?:(?P<bulletin>[a-z0-9-]+):)?(?P<id>{_NAME}(?:\.{_NAME})*)"
_TARGET = re.compile(_WHOLE)
# A role inside a text that is no page's: a caption that a cell gives.
_ROLE = re.compile(rf"\{{(?P<part>stat|reported|formula)\}}`(?P<target>{_WHOLE})`")


class RoleMention(NamedTuple):
    """A role inside a text: ``part`` is "stat", "reported" or "formula", ``target`` the text between its backquotes."""

    part: str
    target: str


def parse_target(text: str) -> tuple[str | None, str] | None:
    """Return bulletin (``None`` for the page's own) and id that a role's text names, or ``None`` if it is no target."""
    match = _TARGET.fullmatch(text.strip())
    return (match["bulletin"], match["id"]) if match else None


def split_roles(text: str) -> list[str | RoleMention]:
    """Return a text as pieces: strings, and the roles between them. Joined again, the pieces are the text."""
    pieces: list[str | RoleMention] = []
    end = 0
    for match in _ROLE.finditer(text):
        pieces += [text[end : match.start()]] * (match.start() > end) + [RoleMention(match["part"], match["target"])]
        end = match.end()
    return pieces + [text[end:]] * (end < len(text))
