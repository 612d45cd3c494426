"""All numerals of a text in reading order, each with its quantity, unit, hedge and the role that it seems to play."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .chinese import DIGIT_CHARS, NUMERAL_CHARS, is_approximate_pair
from .lexicon import (
    AFTER_DIGITS,
    AFTER_TIME_UNIT,
    AFTER_UNIT,
    BEFORE_NUMBER,
    HEDGES_AFTER_DIGITS,
    HEDGES_AFTER_UNIT,
    HEDGES_BEFORE,
    INSIDE_UNIT,
    LAST_PERIOD_UNITS,
    MEASURE,
    TIME_UNITS,
    UNCOUNTED_WORD,
)
from .messages import NumeralError
from .quantity import DIGITS_PATTERN, SCALE_WORDS, Quantity, parse_printed, to_half_width
from .roles import is_title_number, role_of

# A scale before these characters is part of another word: 百分点, 千克, 万众.
NO_SCALE_BEFORE = {"百": "[分货]", "千": "[克瓦米伏]", "万": "[众分]"}
SCALE = "|".join(f"{word}(?!{NO_SCALE_BEFORE[word]})" if word in NO_SCALE_BEFORE else word for word in SCALE_WORDS)
ARABIC = re.compile(rf"(?P<dotted>[0-9]+(?:\.[0-9]+){{2,}})|{DIGITS_PATTERN}(?:\s*(?:[%‰]|{SCALE}))?")
COMPONENT = re.compile("[0-9]+")

# 三点五, but not the time of day 三点五十分.
DECIMAL_PART = rf"(?:点[{DIGIT_CHARS}]+(?![十百千])[万亿]?)?"
CHINESE_PERCENT = rf"(?:百分之|千分之)[{NUMERAL_CHARS}]+{DECIMAL_PART}"
CHINESE_NUMERAL = rf"[{NUMERAL_CHARS}]+{DECIMAL_PART}"
CHINESE = re.compile(f"{CHINESE_PERCENT}|{CHINESE_NUMERAL}")
NUMERAL_CHARACTER = re.compile(f"[{NUMERAL_CHARS}]")

PERCENT_FORM = re.compile("百分之|千分之")

UNIT = re.compile(rf"\s*(?P<unit>{MEASURE})")
RANGE = re.compile(rf"\s*(?:至|到|[—–~～－-]{{1,2}})\s*(?P<next>{CHINESE_NUMERAL})")
FRACTION_UNIT = re.compile(rf"(?P<unit>分之)[{NUMERAL_CHARS}]")
FRACTION_BEFORE = re.compile(rf"[{NUMERAL_CHARS}]分之$")
ORDINAL_BEFORE = re.compile(r"第\s*$")
HALF = "半"
APPROXIMATE = "概数"

# How far before a number a hedge, or what decides its role, may begin.
LOOK_BACK = 16
MASK = "\x00"


@dataclass(frozen=True)
class Numeral:
    """One numeral of a text.

    Attributes:
        start: Offset in the text where the printed part begins.
        end: Offset where the printed part ends.
        printed: The verbatim slice: digits, the scale 万, 亿 … and the sign %, ‰ that follow, with the white space
            between them.
        quantity: What the printed part states; of 连用概数 (三四十) the lower number, with the hedge 概数.
        unit: The measure word after it, such as 个百分点 or 家; empty if none is known.
        hedge: The canonical hedge, before or after; empty if none.
        script: ``arabic`` or ``chinese``.
        kind: What the numeral seems to be: ``count``, ``date``, ``ordinal``, ``grade`` or ``phrase``. A suggestion
            for the role.
    """

    start: int
    end: int
    printed: str
    quantity: Quantity
    unit: str
    hedge: str
    script: str
    kind: str


def scan(text: str) -> list[Numeral]:
    """All numerals of the text in reading order.

    Every Arabic numeral is found, and every Chinese one that states a number: with a measure word (三大类, 每周一次),
    after 第, as 百分之…, as the number of a title. Not found are enumerators (一、 （二） 三是) and words in which
    the numeral counts nothing, which ``lexicon`` lists with the reason. The two ends of a range (3至5家) and the two
    parts of a fraction (三分之二) are two numerals. White space, a line break or a page break may cut digits from
    their scale, sign or unit; digits are never joined across one.

    Args:
        text: The text, of which offsets are counted in characters.
    """
    plain = to_half_width(text)
    found = [*_scan_arabic(text, plain), *_scan_chinese(text, plain)]
    return sorted(found, key=lambda numeral: numeral.start)


def _scan_arabic(text: str, plain: str) -> Iterator[Numeral]:
    for match in ARABIC.finditer(plain):
        if match["dotted"]:
            for part in COMPONENT.finditer(match[0]):
                yield _numeral(text, plain, match.start() + part.start(), match.start() + part.end(), "arabic", "date")
        else:
            yield _numeral(text, plain, match.start(), match.end(), "arabic")


def scan_arabic(text: str) -> list[Numeral]:
    """The Arabic numerals among those that ``scan`` finds, in a small part of its time."""
    return list(_scan_arabic(text, to_half_width(text)))


def _scan_chinese(text: str, plain: str) -> Iterator[Numeral]:
    # Most short texts hold none, and looking for the words that count nothing is what takes the time.
    if not NUMERAL_CHARACTER.search(plain):
        return
    # Arabic numerals go first: their scale (69.27 万) is no numeral of its own.
    masked = UNCOUNTED_WORD.sub(_mask, ARABIC.sub(_mask, plain))
    for match in CHINESE.finditer(masked):
        if _states_number(masked, *match.span()):
            yield _numeral(text, plain, *match.span(), "chinese")


def _mask(match: re.Match) -> str:
    return MASK * len(match[0])


def _states_number(masked: str, start: int, end: int) -> bool:
    """Whether the Chinese numeral at this place states a number, by what stands around it."""
    printed, before = masked[start:end], masked[max(0, start - LOOK_BACK) : start]
    try:
        parse_printed(printed)
    except NumeralError:
        return False
    if PERCENT_FORM.match(printed):
        return True
    if AFTER_DIGITS.match(masked, end):
        return True
    if FRACTION_UNIT.match(masked, end) or FRACTION_BEFORE.search(before):
        return True
    # 百家 alone is an idiom; 近百家 and 百余家 count.
    if printed[0] in "百千万亿" and not BEFORE_NUMBER.search(before):
        return False
    if ORDINAL_BEFORE.search(before):
        return True
    if is_title_number(masked, start, end):
        return True
    unit = UNIT.match(masked, end) or INSIDE_UNIT.match(masked, end)
    if unit:
        return masked[unit.end() : unit.end() + 1] != HALF
    following = RANGE.match(masked, end)
    return bool(following) and _states_number(masked, *following.span("next"))


def _numeral(text: str, plain: str, start: int, end: int, script: str, kind: str = "") -> Numeral:
    """The numeral at this place with the unit and the hedge around it; the role is worked out unless it is given."""
    printed = text[start:end]
    quantity = parse_printed(printed)
    hedge = _hedge_before(plain[max(0, start - LOOK_BACK) : start])
    if is_approximate_pair(printed):
        hedge = hedge or APPROXIMATE
    after_digits = AFTER_DIGITS.match(plain, end)
    unit, unit_end, hedge_after = _unit_after(plain, after_digits.end() if after_digits else end, bool(quantity.sign))
    if after_digits:
        hedge_after = HEDGES_AFTER_DIGITS[after_digits["hedge"]]
    if hedge == "近" and unit in LAST_PERIOD_UNITS:
        hedge = ""
    kind = kind or role_of(plain, start, end, unit, unit_end)
    return Numeral(start, end, printed, quantity, unit, hedge or hedge_after, script, kind)


def _hedge_before(before: str) -> str:
    match = BEFORE_NUMBER.search(before)
    return HEDGES_BEFORE[next(word for word in match.groups() if word)] if match else ""


def _unit_after(plain: str, end: int, has_sign: bool) -> tuple[str, int, str]:
    """The measure word at this place, where it ends, and the hedge in or after it."""
    inside = INSIDE_UNIT.match(plain, end)
    if inside and not has_sign:
        return f"个{inside['rest']}", inside.end(), inside["hedge"]
    # 79.3% has its unit already; what follows is another word.
    match = None if has_sign else FRACTION_UNIT.match(plain, end) or UNIT.match(plain, end)
    unit, unit_end = (match["unit"], match.end()) if match else ("", end)
    after = AFTER_UNIT.match(plain, unit_end) or (
        AFTER_TIME_UNIT.match(plain, unit_end) if unit in TIME_UNITS else None
    )
    return unit, unit_end, HEDGES_AFTER_UNIT[after["hedge"]] if after else ""
