"""The sections of a text by its own headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from liandong.findings import messages

_DIGITS = "[一二三四五六七八九十百]+"
_TOP = re.compile(rf"^[ \t　]*(?:#+ *)?(?:{_DIGITS}、|第{_DIGITS}[章部]分?[ 　：]?)(?P<title>[^\n]+)", re.MULTILINE)
_INNER = re.compile(rf"^[ \t　]*[（(]\s*{_DIGITS}\s*[)）](?P<title>[^\n]+)", re.MULTILINE)
_END = re.compile("[。；：！？]")
_LONGEST = 30
# More sections than these are read as the chapters of a report: its inner headings are left out.
_MOST = 40
MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Section:
    """A part of a bulletin."""

    id: str  # how statistics.csv names it
    title: str  # its heading, without its number
    start: int  # offset in the text where it begins


def find_sections(text: str) -> list[Section]:
    """Return the sections of a text in order, the first from its beginning."""
    top, inner = list(_TOP.finditer(text)), list(_INNER.finditer(text))
    found = sorted([*top, *inner], key=lambda match: match.start())
    if len(found) > _MOST:
        found = top[:_MOST]
    titles = [(match.start(), _END.split(match["title"].strip(), maxsplit=1)[0].strip()[:_LONGEST]) for match in found]
    titles = [(0, MESSAGES["opening" if titles else "whole"]), *((start, title) for start, title in titles if title)]
    return [Section(f"part-{number:02}", title, start) for number, (start, title) in enumerate(titles, 1)]


def section_at(sections: list[Section], offset: int) -> Section:
    """Return the section that holds an offset."""
    return sections[bisect_right([section.start for section in sections], offset) - 1]
