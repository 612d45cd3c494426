"""The unit of a number: the measure word after it, with the base of a rate (元/月, 张/千人)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhproof.reading.chinese import WORDS
from zhproof.reading.words import measure_at


@dataclass(frozen=True)
class Unit:
    """A unit as read.

    Attributes:
        word: The unit with the base of a rate; empty for none.
        group: The group of its measure word, as in ``words``; empty for none.
        end: Where it ends in the plain text; where the number ends without one.
        hedge: The hedge inside it (个多月).
    """

    word: str
    group: str
    end: int
    hedge: str = ""


def read_unit(text: str, end: int) -> Unit:
    """Return the unit that follows a number which ends at this place."""
    place = WORDS.unit_blanks.match(text, end).end()
    inside = WORDS.inside_unit.match(text, place)
    if inside:
        group = "strong" if inside["rest"] == "百分点" else "time"
        return Unit(f"个{inside['rest']}", group, inside.end(), inside["hedge"])
    word, group = measure_at(text, place)
    if not word and WORDS.large.match(text, place):
        word, group = "大", "strong"
    if not word:
        return Unit("", "", end)
    place += len(word)
    if tail := WORDS.per_tail.match(text, place):
        return Unit(f"{word}/{tail['base']}", group, tail.end())
    end = _measure_end(text, WORDS.per.match(text, place)) or place
    end = _measure_end(text, WORDS.times.match(text, end)) or end if end > place else end
    return Unit(word + text[place:end], group, end)


def _measure_end(text: str, sign: re.Match | None) -> int:
    """Return where the measure word behind a sign such as / or · ends; 0 if none stands there."""
    word, _ = measure_at(text, sign.end()) if sign else ("", "")
    return sign.end() + len(word) if word else 0


def base_before(text: str, start: int) -> str:
    """Return the base of a rate before the number, such as ``千人`` for 每千名老年人拥有床位; empty for none."""
    match = WORDS.base_before.search(text, max(0, start - 30), start)
    if not match:
        return ""
    unit = match["unit"] or ""
    if unit in ("名", "人") or unit in ("", "个") and WORDS.people.search(match["noun"]):
        unit = "人"
    return match["scale"] + unit if unit else ""
