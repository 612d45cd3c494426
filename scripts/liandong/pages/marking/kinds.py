"""The kinds of mark but law and quotation, each with what it may hold. Pure functions of the marked text."""

from __future__ import annotations

import re
from calendar import monthrange

from liandong.findings import messages
from liandong.pages.marking.laws import number_of
from zhproof.printed import to_half_width
from zhproof.reading import read_numerals
from zhproof.reading.chinese import NUMERAL_CHARS

LAW, DATE, STANDARD, STRUCTURE, EXAMPLE, QUOTE = "law", "date", "standard", "structure", "example", "quote"
KINDS = (LAW, DATE, STANDARD, STRUCTURE, EXAMPLE, QUOTE)
CODES = {DATE: "E523", STANDARD: "E524", STRUCTURE: "E525", EXAMPLE: "E526"}

MESSAGES = messages(__name__)

N = rf"(?:[0-9]{{1,4}}|[〇零{NUMERAL_CHARS}]{{1,5}})"
PERIOD = (
    r"(?:年(?:代|度|[初中末底])?|月份?[初中末底]?|日|号|世纪|季度|[上下]半年|[上中下]旬|[上下]午|时|点|分|(?:星期|周)[一二三四五六日])"
)
# A year, a month, a day, a time of day, or what is left of a date once the year is known from what stands before it.
DATE_WORDS = re.compile(rf"(?:第?{N}\s*{PERIOD}+\s*)+")
DATE_BY_DASHES = re.compile(r"(?P<year>[0-9]{4})(?P<dash>[-/.])(?P<month>[0-9]{1,2})(?:(?P=dash)(?P<day>[0-9]{1,2}))?")
YEAR_ALONE = re.compile(r"(?:19|20)[0-9]{2}")
TIME_OF_DAY = re.compile(r"[0-2]?[0-9]:[0-5][0-9]")
BETWEEN = re.compile(r"\s*(?:至|到|[—–~～－]{1,2}|、|，|和|以及|起|起施行|施行|前|后|以前|以后|之前|之后|当天)\s*")
FULL_DATE = re.compile(
    rf"(?:(?P<year>{N})\s*年\s*)?(?P<month>{N})\s*月(?:份)?(?:\s*(?P<day>{N})\s*[日号])?"
    rf"|(?P<only>{N})\s*年(?:度)?"
)
NAMED = re.compile(r"[A-Za-z]|〔[0-9]{4}〕|第\s*\S+\s*(?:号|期|版|届|次|辑|卷|册|集|批)|号|岁以[上下]")
DIGIT = re.compile(rf"[0-9０-９{NUMERAL_CHARS}]")
EXAMPLE_WORDS = re.compile("例|假设|假定|比如|譬如|虚构|假如|如果|若|设|好比|示范")


def check_mark(kind: str, text: str, context: str = "") -> str:
    """Return what is wrong with a marked text, in Chinese; ``context`` must say of an example that it is one."""
    if not DIGIT.search(text):
        return MESSAGES["no_numeral"]
    return {DATE: _date, STANDARD: _standard, STRUCTURE: _structure, EXAMPLE: lambda _: _example(context)}[kind](text)


def machine_date(text: str) -> str:
    """Return a date as HTML's ``datetime`` takes it (2024, 2024-11, 2024-11-08, 11-08), else an empty text."""
    plain = to_half_width(text).strip()
    match = DATE_BY_DASHES.fullmatch(plain) or FULL_DATE.fullmatch(plain)
    if not match:
        return plain if YEAR_ALONE.fullmatch(plain) else ""
    groups = match.groupdict()
    year, month, day = (number_of(groups.get(name) or "") for name in ("year", "month", "day"))
    year = year or number_of(groups.get("only") or "")
    parts = [f"{year:04d}" if year else "", f"{month:02d}" if month else "", f"{day:02d}" if day else ""]
    return "" if not year and not day else "-".join(part for part in parts if part)


def _date(text: str) -> str:
    plain = to_half_width(text).strip()
    for match in [*DATE_BY_DASHES.finditer(plain), *FULL_DATE.finditer(plain)]:
        groups = match.groupdict()
        year, month, day = (number_of(groups.get(name) or "") for name in ("year", "month", "day"))
        # Without a year a leap day may be meant.
        if month and (month > 12 or (day and day > monthrange(year or 2024, month)[1])):
            return MESSAGES["no_day"].format(year=year or "", month=month, day=day or "")
    rest = plain
    for pattern in (DATE_BY_DASHES, DATE_WORDS, TIME_OF_DAY, YEAR_ALONE, BETWEEN):
        rest = pattern.sub("", rest)
    return MESSAGES["no_date"] if rest.strip() else ""


def _standard(text: str) -> str:
    plain = to_half_width(text)
    return "" if NAMED.search(plain) and "%" not in plain and "‰" not in plain else MESSAGES["no_name"]


def _structure(text: str) -> str:
    for numeral in read_numerals(text):
        if numeral.kind == "percent" or numeral.decimals or numeral.value.denominator != 1 or numeral.scale != 1:
            return MESSAGES["not_integer"].format(numeral=numeral.printed)
    return ""


def _example(context: str) -> str:
    return "" if EXAMPLE_WORDS.search(context) else MESSAGES["no_example"]
