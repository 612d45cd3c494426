"""The unit of a number: the measure word after it, with the base of a rate (元/月, 张/千人)."""

from __future__ import annotations

from dataclasses import dataclass

from zhproof.reading.chinese import WORDS
from zhproof.reading.words import MeasureWord, measure_at


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
    measure = measure_at(text, place)
    if measure is None and WORDS.large.match(text, place):
        measure = MeasureWord("大", "strong")
    if measure is None:
        return Unit("", "", end)
    word, place = _with_base(text, measure.word, place + len(measure.word))
    return Unit(word, measure.group, place)


def _with_base(text: str, word: str, place: int) -> tuple[str, int]:
    per = WORDS.per.match(text, place)
    base = measure_at(text, per.end()) if per else None
    if base:
        end = per.end() + len(base.word)
        times = WORDS.times.match(text, end)
        second = measure_at(text, times.end()) if times else None
        end = times.end() + len(second.word) if second else end
        return word + text[place:end].replace("／", "/"), end
    tail = WORDS.per_tail.match(text, place)
    return (f"{word}/{tail['base']}", tail.end()) if tail else (word, place)


def base_before(text: str, start: int) -> str:
    """Return the base of a rate before the number, such as ``千人`` for 每千名老年人拥有床位; empty for none."""
    match = WORDS.base_before.search(text, max(0, start - 30), start)
    if not match:
        return ""
    unit = match["unit"] or ""
    if unit in ("名", "人") or unit in ("", "个") and WORDS.people.search(match["noun"]):
        unit = "人"
    return match["scale"] + unit if unit else ""
