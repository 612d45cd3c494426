"""What a numeral is: a date, an ordinal, a name, or a number that states how much."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial

from zhproof.quantities import COUNT, DATE, MONEY, NAME, ORDINAL, OTHER, PERCENT, POINTS
from zhproof.reading.chinese import WORDS
from zhproof.reading.forms import Form
from zhproof.reading.units import Unit
from zhproof.reading.words import is_set_name
from zhproof.tables import table

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
        if form.scale == 1 and fits("ordinal", text, form, unit):
            return ORDINAL
        is_bare = form.scale == 1 and not form.decimals
        if form.shape == "clock" or form.start in contexts.dates or is_bare and fits("date", text, form, unit):
            return DATE
        if _is_name(text, form, unit, contexts):
            return NAME
        if _is_article(text, form, unit, contexts):
            return OTHER
    if "百分点" in unit.word or unit.word in _POINT_UNITS:
        return POINTS
    return MONEY if unit.group == "money" and WORDS.money.search(unit.word) else COUNT


def _is_name(text: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    start = form.start
    if start in contexts.telephones or start in contexts.names or is_set_name(text, start):
        return True
    if start in contexts.parallels and text[start : form.end] == "一":
        return True
    return fits("name", text, form, unit) or form.script == "arabic" and fits("arabic_name", text, form, unit)


def _is_article(text: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    printed = text[form.start : form.end]
    if printed == "二" and unit.group not in ("measured", "money", "time"):
        return True
    return printed == "一" and form.start in contexts.repeated or fits("article", text, form, unit)


def fits(table_name: str, text: str, form: Form, unit: Unit) -> bool:
    """Return whether one entry of a table of ``kinds.toml`` holds of a numeral and its unit."""
    for below, checks in _ways(table_name, unit.word):
        if below is None or form.value < below:
            for check in checks:
                if not check(text, form, unit):
                    break
            else:
                return True
    return False


_CHECKS = {
    "printed": lambda pattern, text, form, unit: pattern.fullmatch(text, form.start, form.end),
    "after": lambda pattern, text, form, unit: pattern.match(text, form.end),
    "behind": lambda pattern, text, form, unit: pattern.match(text, unit.end),
    "before": lambda pattern, text, form, unit: pattern.search(text, max(0, form.start - _REACH), form.start),
    "not_behind": lambda pattern, text, form, unit: not pattern.match(text, unit.end),
    "not_before": lambda pattern, text, form, unit: not pattern.search(text, max(0, form.start - _REACH), form.start),
}


@cache
def _ways(table_name: str, unit: str) -> list[tuple[int | None, list[Callable[[str, Form, Unit], object]]]]:
    """Return the entries of a table that may hold with a unit: what the value stays under, and the checks."""
    return [
        (
            way.get("below"),
            [partial(check, WORDS.compiled(way[name])) for name, check in _CHECKS.items() if name in way],
        )
        for way in table("reading/kinds.toml")[table_name]["ways"]
        if "word" not in way or re.fullmatch(way["word"], unit)
    ]
