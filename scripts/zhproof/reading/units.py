"""The unit of a number: the measure word after it, with the base of a rate (元/月, 张/千人)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhproof.reading.words import Measure, measure_at

# A unit may be apart from its number by a blank, never by a line break.
_BLANKS = re.compile("[ \t\u3000\xa0\u2009\u202f]*")
# 一个多月, 3 个多百分点: the hedge stands inside the measure word.
_INSIDE = re.compile(r"个(?P<hedge>[多余])(?P<rest>月|小时|星期|百分点|季度|工作日|世纪|学期)")
# 三大动力 are three great forces, 三大会 is no such word.
_LARGE = re.compile(r"大(?=[\u4e00-\u9fff])(?!大[学会力型量道家小多概约幅以众附]|大部分|大规模|大常委|大代表)")
_PER = re.compile(r"[/／](?P<scale>百|千|万|十万)?(?=[\u4e00-\u9fffa-zA-Z㎡])")
_TIMES = re.compile(r"[·・.](?=[\u4e00-\u9fff])")
_PER_TAIL = re.compile("每(?P<base>人|月|年|天|日|吨|亩|户|次|度|立方米|平方米|千瓦时)(?![\u4e00-\u9fff]?[0-9])(?=[，。；、）)\\s]|$|以|的|标)")
# 每千名老年人拥有床位35张: the base stands before, in the same clause.
_BASE_BEFORE = re.compile(
    r"(?:每|平均每)(?P<scale>百|千|万|十万|百万|亿)(?P<unit>平方公里|公里|名|人|个|户|亩|元)?(?P<noun>[^\d，。；：、！？\n每]{0,18})$"
)
_PEOPLE = re.compile("人|名|老|口|居民|常住|青|儿童|学生")
MONEY_WORD = re.compile("元|镑|卢布|块钱|人民币|圆整")


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
    place = _BLANKS.match(text, end).end()
    inside = _INSIDE.match(text, place)
    if inside:
        group = "strong" if inside["rest"] == "百分点" else "time"
        return Unit(f"个{inside['rest']}", group, inside.end(), inside["hedge"])
    measure = measure_at(text, place)
    if measure is None and _LARGE.match(text, place):
        measure = Measure("大", "strong")
    if measure is None:
        return Unit("", "", end)
    word, place = measure.word, place + len(measure.word)
    word, place = _with_base(text, word, place)
    return Unit(word, measure.group, place)


def _with_base(text: str, word: str, place: int) -> tuple[str, int]:
    per = _PER.match(text, place)
    if per:
        base = measure_at(text, per.end())
        if base:
            end = per.end() + len(base.word)
            times = _TIMES.match(text, end)
            second = measure_at(text, times.end()) if times else None
            if second:
                end = times.end() + len(second.word)
            return word + text[place:end].replace("／", "/"), end
    tail = _PER_TAIL.match(text, place)
    return (f"{word}/{tail['base']}", tail.end()) if tail else (word, place)


def base_before(text: str, start: int) -> str:
    """Return the base of a rate that stands before the number, such as ``千人`` for 每千名老年人拥有床位; empty for none."""
    match = _BASE_BEFORE.search(text, max(0, start - 30), start)
    if not match:
        return ""
    unit = match["unit"] or ""
    if unit in ("名", "", "人", "个"):
        if not (unit in ("名", "人") or _PEOPLE.search(match["noun"])):
            return match["scale"] + unit if unit else ""
        unit = "人"
    return match["scale"] + unit
