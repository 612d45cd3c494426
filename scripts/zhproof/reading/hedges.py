"""The words that make a number approximate or a bound, before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zhproof.reading.chinese import NUMERAL_CHARS, WORDS
from zhproof.tables import table

_TABLE = table("reading/hedges.toml")
_LISTS = _TABLE["words"]
_BEFORE, _DENIED, _AFTER_UNIT = (
    {word: hedge for hedge, words in _TABLE[section].items() for word in words}
    for section in ("before", "denied", "after")
)
_SPACES = "[ \u3000\xa0]*"
_WORD = rf"(?:(?![{NUMERAL_CHARS}的])[\u4e00-\u9fff])"
_REACH = 16


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FAR = "|".join(f"(?P<w{n}>{word}){_WORD}{{1,{reach}}}" for n, (word, reach) in enumerate(_TABLE["reach"].items()))
# 签约, 附近, 大多 and the like only end in the same character as a hedge.
_BEFORE_NUMBER = re.compile(
    rf"(?:(?:{'|'.join(_LISTS['denials'])})(?P<denied>{_any_of(_DENIED)})|{_FAR}"
    rf"|(?<![附最邻靠就临远亲走拉贴凑])(?P<about>{_any_of(_LISTS['about'])})"
    rf"|(?<![签节预制合条违公履契守毁解邀特集简续相盟大])(?P<roughly>{_any_of(_LISTS['roughly'])})"
    rf"|(?<!不)(?P<hedge>{_any_of(set(_BEFORE) - {*_LISTS['about'], *_LISTS['roughly']})})){_SPACES}[:：]?{_SPACES}$"
)
# Not 三级上下联动, where 上下 is upper and lower levels.
_AFTER = re.compile(
    rf"{_SPACES}(?:[（(]含[^（()）]{{0,6}}[）)])?(?P<hedge>{_any_of(_AFTER_UNIT)})"
    r"(?<!上下(?=联|级|游|齐|贯|一|协|衔|同))(?<!左右(?=岸|两|手|摇))"
)


def hedge_before(text: str, start: int, *, bare: bool = False) -> str:
    """Return the canonical hedge before a number; empty for none."""
    match = _BEFORE_NUMBER.search(text, max(0, start - _REACH), start)
    if not match:
        return "超过" if bare and WORDS.hedge_before_scale.search(text, max(0, start - 3), start) else ""
    if match["denied"]:
        return _DENIED[match["denied"]]
    return _BEFORE[next(word for word in match.groups() if word)]


def hedge_after_digits(text: str, end: int) -> tuple[str, int]:
    """Return the hedge directly after digits, and where it ends."""
    match = WORDS.hedge_after_digits.match(text, end) or WORDS.hedge_after_money.match(text, end)
    if not match:
        return "", end
    return {"来": "约", "几": "多", "有余": "余"}.get(match["hedge"], match["hedge"]), match.end()


def hedge_after(text: str, end: int, unit: str, *, is_share: bool) -> str:
    """Return the hedge after a unit or a sign, empty for none; after a share also 强 and 弱."""
    if match := _AFTER.match(text, end):
        return _AFTER_UNIT[match["hedge"]]
    match = WORDS.hedge_after_time.match(text, end) if unit in _LISTS["time_units"] or is_share else None
    match = match or (WORDS.strength.match(text, end) if is_share else None)
    return match["hedge"] if match else ""


def is_last_period(hedge: str, unit: str) -> bool:
    """Return whether 近 says the last so many years, not almost so many."""
    return hedge == "近" and unit in _LISTS["last_period"]
