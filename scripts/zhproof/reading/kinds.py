"""What a numeral is: a date, an ordinal, a name, or a number that states how much."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zhproof.quantities import COUNT, DATE, MONEY, NAME, ORDINAL, OTHER, PERCENT, POINTS
from zhproof.reading.chinese import WORDS
from zhproof.reading.forms import Form
from zhproof.reading.units import Unit
from zhproof.reading.words import is_set_name

_CLASS_UNITS = frozenset({"级", "星级", "等奖", "年级", "号", "线", "等"})
# 一 before these and a noun is an indefinite article (一条路径, 一个模式), unless the word before insists on the number.
_ARTICLES = frozenset("个条种批套片支份场项座张件道届轮代部幅股台双段本篇则把根队群") | {"批次", "大批"}
_ORDINAL_TWO = frozenset({"期", "次", "号", "届", "等奖", "年级", "批", "中"})
_POINT_UNITS = frozenset({"个点", "个基点", "基点"})
_REACH = 16


class Contexts:
    """What decides kinds and takes a search over the whole text: dates, quotations, titles, telephone numbers."""

    def __init__(self, text: str):
        """Search the text."""
        self.dates = _inside(text, WORDS.by_dashes, WORDS.clock, WORDS.clock_words, WORDS.day_name)
        self.telephones = _inside(text, WORDS.telephone)
        self.parallels = _inside(text, WORDS.parallel)
        quoted = (match for match in WORDS.quoted.finditer(text) if not WORDS.quoted_statistic.search(match[0]))
        self.names = _inside(text, WORDS.title) | _places(quoted)
        starts = [match.start() for match in WORDS.repeated.finditer(text)]
        self.repeated = {*starts, *(text.index(text[start : start + 2], start + 1) for start in starts)}


def _inside(text: str, *patterns: re.Pattern) -> set[int]:
    """Return the places inside what patterns match."""
    return set().union(*(_places(pattern.finditer(text)) for pattern in patterns))


def _places(matches: Iterable[re.Match]) -> set[int]:
    return {place for match in matches for place in range(*match.span())}


def kind_of(text: str, form: Form, unit: Unit, contexts: Contexts) -> str:
    """Return the kind of a numeral, as ``quantities`` names them."""
    if form.shape == "code":
        return NAME
    if form.sign:
        return PERCENT
    if form.shape in ("plain", "clock", "bare"):
        before = text[max(0, form.start - _REACH) : form.start]
        if form.scale == 1 and _is_ordinal(text, before, form, unit):
            return ORDINAL
        if form.shape == "clock" or _is_date(text, before, form, unit, contexts):
            return DATE
        if _is_name(text, before, form, unit, contexts):
            return NAME
        if _is_article(text, before, form, unit, contexts):
            return OTHER
    if "百分点" in unit.word or unit.word in _POINT_UNITS:
        return POINTS
    return MONEY if unit.group == "money" and WORDS.money.search(unit.word) else COUNT


def is_title_number(text: str, start: int, end: int) -> bool:
    """Return whether the numeral is the bracketed number of a title, as in 专辑（五十八）, and not an enumerator."""
    return bool(WORDS.title_number_before.search(text, max(0, start - 2), start) and WORDS.closing.match(text, end))


def is_session(text: str, start: int, end: int) -> bool:
    """Return whether the numeral is the number of a congress or of its session (六届人大三次会议)."""
    if not WORDS.session_after.match(text, end):
        return False
    return text[end] == "届" or bool(WORDS.session_before.search(text, max(0, start - 6), start))


def is_label_number(text: str, start: int) -> bool:
    """Return whether a word such as 第, 附件 or 表 stands before, so that what follows is an ordinal."""
    return text.startswith("第", start - 1) or bool(WORDS.table_word.search(text, max(0, start - 6), start))


def _is_ordinal(text: str, before: str, form: Form, unit: Unit) -> bool:
    start, end, word = form.start, form.end, unit.word
    printed = text[start:end]
    if before.rstrip(" \u3000").endswith("第") or WORDS.annex_before.search(before) or is_session(text, start, end):
        return True
    if not word and (WORDS.table_word.search(before) or is_title_number(text, start, end)):
        return True
    enumerates = WORDS.enumerator_before.search(text, max(0, start - 6), start) or WORDS.in_brackets.search(before)
    if enumerates and WORDS.enumerator_after.match(text, end) and end - start <= 3:
        return True
    if word == "届" and printed != "两" and not printed[0].isascii() and not WORDS.span_before.search(before):
        return True
    if word == "号" and WORDS.document_number_before.search(before):
        return True
    if WORDS.numbered.match(text, end) and (printed != "两" or word == "号"):
        return True
    few = form.value < 5 if printed.isascii() else len(printed) == 1 and printed != "两"
    if word == "期" and few and WORDS.phase_before.search(before) and not WORDS.no_phase.search(before):
        return True
    return printed == "二" and word in _ORDINAL_TWO


def _is_date(text: str, before: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    start, end, word = form.start, form.end, unit.word
    if start in contexts.dates:
        return True
    if form.scale != 1 or form.decimals:
        return False
    if WORDS.full_year.fullmatch(text, start, end):
        if word in ("年", "年度") or WORDS.year_range.match(text, end) or WORDS.year_range_before.search(before):
            return True
        closes = WORDS.document_year_after.match(text, end) or WORDS.closing.match(text, end)
        if closes and WORDS.document_year_before.search(before):
            return True
        if not word and WORDS.year_of_name.match(text, start) and not WORDS.amount_before.search(before):
            return True
    if word in ("年代", "世纪", "月", "月份", "季度") or word == "时" and form.value <= 24:
        return True
    if not word and form.value <= 12 and WORDS.month_range.match(text, end):
        return True
    if not word and WORDS.day_range.match(text, end) and WORDS.month_before.search(before):
        return True
    if word in ("日", "号") and WORDS.month_before.search(before):
        return True
    if word == "日":
        is_term = WORDS.term_before.search(before) or WORDS.term_after.match(text, unit.end)
        return form.value <= 31 and not is_term
    is_short = word == "年" and form.value < 100 and end - start == 2 and text[start].isascii()
    return is_short and bool(WORDS.apostrophe_before.search(before))


def _is_name(text: str, before: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    start, end, word = form.start, form.end, unit.word
    if start in contexts.telephones or start in contexts.names or is_set_name(text, start):
        return True
    if WORDS.telephone_word.search(before) or form.script == "arabic" and _is_arabic_name(text, before, form, unit):
        return True
    if word in ("岁", "周岁") and WORDS.age_range_before.search(before) or WORDS.age_range_after.match(text, end):
        return True
    if WORDS.years_of_action.match(text, end) or WORDS.slogan_after.match(text, end):
        return True
    if word in _CLASS_UNITS or WORDS.class_after.match(text, unit.end):
        return True
    return start in contexts.parallels and text[start:end] == "一"


def _is_arabic_name(text: str, before: str, form: Form, unit: Unit) -> bool:
    start, end, word = form.start, form.end, unit.word
    if WORDS.hotline.fullmatch(text, start, end) and WORDS.hotline_after.match(text, end):
        return True
    if WORDS.type_before.search(before) or WORDS.latin_before.search(before):
        return True
    if WORDS.latin_after.match(text, end) and not (word and word[0].isascii()):
        return True
    if WORDS.formula.match(text, end) or WORDS.formula_before.search(before):
        return True
    if end - start <= 3 and WORDS.footnote.search(before) and WORDS.footnote_after.match(text, end):
        return True
    is_version = form.decimals == 1 and text.endswith(".0", start, end) and not word
    if is_version or form.decimals and text.startswith("版", end):
        return True
    if WORDS.ranked_after.match(text, end) or WORDS.road_before.search(before):
        return True
    if text.startswith("0到1", start) or before.endswith("0到"):
        return True
    if WORDS.born_after.match(text, end) and form.value < 100 and not word:
        return True
    return word == "类" and form.value < 10 and bool(WORDS.class_before.search(before))


def _is_article(text: str, before: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    printed = text[form.start : form.end]
    if printed == "两" and unit.word == "级":
        return True
    if printed == "二" and form.script == "chinese" and unit.group not in ("measured", "money", "time"):
        return True
    if printed != "一":
        return False
    if form.start in contexts.repeated:
        return True
    is_article = unit.word in _ARTICLES and not WORDS.insisting.search(before)
    return is_article and bool(WORDS.noun_after.match(text, unit.end))
