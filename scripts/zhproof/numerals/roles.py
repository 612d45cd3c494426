"""The role that a numeral seems to play in its sentence; a suggestion, which people settle in mentions.csv."""

import re

from .chinese import NUMERAL_CHARS
from .lexicon import MEASURE

COUNT, DATE, ORDINAL, GRADE, PHRASE = "count", "date", "ordinal", "grade", "phrase"

_NUMBER = rf"(?:[0-9]+|[{NUMERAL_CHARS}]+)"
_YEAR = r"(?:19|20)[0-9]{2}|[一二][〇零一二三四五六七八九]{3}"

FULL_YEAR = re.compile(_YEAR)
MONTH_BEFORE = re.compile(rf"{_NUMBER}\s*月(?:份)?\s*$")
# 提前二十日, 三十日内: a term, not a day of the month.
TERM_BEFORE = re.compile(r"(?:提前|期限为?|不少于|不超过)\s*$")
TERM_AFTER = re.compile(r"(?:以内|之内|内|前|后)")
DATE_BY_DASHES = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?P<dash>[-/])[01]?[0-9](?P=dash)[0-3]?[0-9](?![0-9])")
# 2024—2026年: the first end of a range has the unit, and the role, of the second.
YEAR_RANGE = re.compile(rf"\s*(?:至|到|[—–~～－-]{{1,2}})\s*(?:{_YEAR})\s*年")
# 豫发〔2024〕5号: year and running number of a document.
DOCUMENT_YEAR_BEFORE = re.compile(r"[〔\[［]\s*$")
DOCUMENT_NUMBER_BEFORE = re.compile(r"[〕\]］]\s*$")

ORDINAL_BEFORE = re.compile(r"第\s*$")
ENUMERATOR_BEFORE = re.compile(r"(?:^|\n)[ \t\u3000]*[（(]?$")
ENUMERATOR_AFTER = re.compile(r"[.．、)）](?![0-9])")
# A bracketed numeral that goes on from a word of the same line, as in 专辑（五十八）; an enumerator begins its line
# or sentence.
TITLE_NUMBER_BEFORE = re.compile(r"[^\s，。；：、！？”》）)][（(]$")
CLOSING_BRACKET = re.compile("[）)]")
# GB/T 8170, A4, PM2.5: part of a name in Latin letters.
LATIN_BEFORE = re.compile(r"[A-Za-z][ ]?$|[A-Za-z][^\n一-鿿]{0,6}[0-9][—–-]$")
LATIN_GRADE_AFTER = re.compile(r"\s*A+级")

GRADE_UNITS = frozenset({"级", "星级", "等奖"})
# 市县两级, 县、乡、村三级: the levels are named before, so the numeral only sums up the name.
NAMED_LEVELS = re.compile(r"[省市县区乡镇村][、和]?[省市县区乡镇村]\s*$")

# Expressions whose numeral does count, but as part of a name or a formula.
SET_PHRASE = re.compile("两个(?:维护|确立|毫不动摇|一百年)|四个(?:意识|自信|机关|全面)|一方")
# Three or more parallel members such as 托养一人，解脱一家，脱贫一户: a formula for "one helps many", not counts.
PARALLEL_ONES = re.compile(rf"(?:[一-鿿]{{1,4}}一(?:{MEASURE})[，、]){{2,}}[一-鿿]{{1,4}}一(?:{MEASURE})")
PARALLEL_REACH = 40
# 一 before these and a noun is an indefinite article (一条路径, 一个模式), unless the word before insists on the
# number.
ARTICLE_MEASURES = frozenset(
    {"个", "条", "种", "批", "套", "片", "支", "份", "场", "项", "座", "张", "件", "道", "批次"}
)
INSISTING_BEFORE = re.compile(r"(?:唯一|仅|仅有|只有|只|各|每人|每户|共|至少|至多)\s*$")
NOUN_AFTER = re.compile(r"\s*[一-鿿“《‘]")

# How far before a number what decides its role may begin.
LOOK_BACK = 16


def is_title_number(plain: str, start: int, end: int) -> bool:
    """Whether the numeral is the bracketed number of a title, as in 专辑（五十八）, and not an enumerator."""
    return bool(TITLE_NUMBER_BEFORE.search(plain[max(0, start - 2) : start]) and CLOSING_BRACKET.match(plain, end))


def role_of(plain: str, start: int, end: int, unit: str, unit_end: int) -> str:
    """The role of the numeral at this place: ``count``, ``date``, ``ordinal``, ``grade`` or ``phrase``.

    Args:
        plain: The text in half width.
        start: Where the numeral begins.
        end: Where it ends, without the unit.
        unit: Its measure word, or empty.
        unit_end: Where the measure word ends.
    """
    printed, before = plain[start:end], plain[max(0, start - LOOK_BACK) : start]
    for role, holds in (
        (ORDINAL, _is_ordinal(plain, before, start, end, unit)),
        (DATE, _is_date(plain, before, start, end, unit, unit_end)),
        (PHRASE, bool(LATIN_BEFORE.search(before))),
        (PHRASE, _is_phrase(plain, before, start, printed, unit, unit_end)),
        (GRADE, unit in GRADE_UNITS or bool(LATIN_GRADE_AFTER.match(plain, end))),
    ):
        if holds:
            return role
    return COUNT


def _is_ordinal(plain: str, before: str, start: int, end: int, unit: str) -> bool:
    if ORDINAL_BEFORE.search(before) or is_title_number(plain, start, end):
        return True
    if ENUMERATOR_BEFORE.search(before) and ENUMERATOR_AFTER.match(plain, end):
        return True
    if unit == "届" and plain[start:end] != "两":
        return True
    return unit == "号" and bool(DOCUMENT_NUMBER_BEFORE.search(before))


def _is_date(plain: str, before: str, start: int, end: int, unit: str, unit_end: int) -> bool:
    if any(
        date.start() <= start < date.end()
        for date in DATE_BY_DASHES.finditer(plain, max(0, start - LOOK_BACK), end + LOOK_BACK)
    ):
        return True
    if FULL_YEAR.fullmatch(plain, start, end):
        return unit in ("年", "年度") or bool(YEAR_RANGE.match(plain, end) or DOCUMENT_YEAR_BEFORE.search(before))
    if unit in ("月", "月份"):
        return True
    if unit in ("日", "号"):
        if MONTH_BEFORE.search(before):
            return True
        return unit == "日" and not TERM_BEFORE.search(before) and not TERM_AFTER.match(plain, unit_end)
    return False


def _is_phrase(plain: str, before: str, start: int, printed: str, unit: str, unit_end: int) -> bool:
    if SET_PHRASE.match(plain, start):
        return True
    if unit == "级" and (printed == "两" or NAMED_LEVELS.search(before)):
        return True
    if printed != "一":
        return False
    window = PARALLEL_ONES.finditer(plain, max(0, start - PARALLEL_REACH), unit_end + PARALLEL_REACH)
    if any(run.start() <= start < run.end() for run in window):
        return True
    return unit in ARTICLE_MEASURES and not INSISTING_BEFORE.search(before) and bool(NOUN_AFTER.match(plain, unit_end))
