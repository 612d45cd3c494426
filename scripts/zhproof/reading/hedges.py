"""The words that make a number approximate or a bound, before and after it."""

from __future__ import annotations

import re

from zhproof.reading.words import NUMERAL_CHARS

# Canonical hedge of each word before a number.
_BEFORE = {
    "近": "近", "将近": "近", "接近": "近", "几近": "近",
    "约": "约", "大约": "约", "大概": "约", "约为": "约", "约占": "约", "约合": "约",
    "不低于": "不低于", "不少于": "不少于", "不小于": "不少于", "至少": "至少", "最少": "至少", "不短于": "不少于",
    "超过": "超过", "逾": "超过", "超": "超过", "多于": "超过", "高于": "超过", "大于": "超过", "超出": "超过",
    "不超过": "不超过", "不超": "不超过", "不高于": "不超过", "不多于": "不超过", "不大于": "不超过", "至多": "至多", "最多": "至多",
    "不足": "不足", "不到": "不足", "未达": "不足", "未到": "不足", "低于": "低于", "少于": "低于", "小于": "低于",
}  # fmt: skip
# A denied bound is the other bound: 不得少于, 均未低于.
_DENIED = {
    "超过": "不超过", "超出": "不超过", "突破": "不超过", "高于": "不超过", "多于": "不超过", "大于": "不超过", "超": "不超过",
    "低于": "不低于", "少于": "不少于", "小于": "不少于", "短于": "不少于", "不足": "不少于", "不到": "不少于",
}  # fmt: skip
_DENIALS = "不得|不能|不能够|不可|不应|不应当|不许|不准|不宜|不会|不曾|不再|不|未|尚未|均未|从未|并未|没有|没|未曾|无法|严禁|禁止|应不|须不"
# These may have a verb or a few words before the number: 至少建立 1 所, 约占全国1/10.
_WITH_WORDS = {"不低于": 2, "不少于": 2, "至少": 3, "最少": 2, "不超过": 2, "至多": 2, "最多": 2, "约占": 6, "约有": 4, "约为": 3, "约需": 2, "大约有": 4}
_DIRECT = {**_BEFORE, "约有": "约", "约需": "约", "大约有": "约"}
_SPACES = "[ \u3000\xa0]*"
_WORD = rf"(?:(?![{NUMERAL_CHARS}的])[\u4e00-\u9fff])"


def _any_of(words) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ABOUT = {"近", "将近", "接近", "几近"}
_ROUGHLY = {"约", "大约", "大概"}
# 签约, 附近, 大多 and the like only end in the same character as a hedge.
_BEFORE_NUMBER = re.compile(
    rf"(?:(?:{_DENIALS})(?P<denied>{_any_of(_DENIED)})"
    + "|" + "|".join(f"(?P<w{number}>{word}){_WORD}{{1,{reach}}}" for number, (word, reach) in enumerate(_WITH_WORDS.items()))
    + rf"|(?<![附最邻靠就临远亲走拉贴凑])(?P<about>{_any_of(_ABOUT)})|(?<![签节预制合条违公履契守毁解邀特集简续相盟大])(?P<roughly>{_any_of(_ROUGHLY)})"
    rf"|(?<!不)(?P<hedge>{_any_of(set(_DIRECT) - _ABOUT - _ROUGHLY)})){_SPACES}[:：]?{_SPACES}$"
)  # fmt: skip
# Before a scale alone a few more words are bounds: 过万人, 破亿元.
_BEFORE_SCALE = re.compile(r"(?<![经通超度越])(?:过|破|突破)$")
# Directly after the digits or their scale: 3000 余人, 100多件.
_AFTER_DIGITS = re.compile(rf"{_SPACES}(?P<hedge>有余|余(?![额款下热姚杭江])|多(?![元样渠数维媒党边极国](?!多)|方面|措|少)|[来几](?=[个家人名件次天年块条所户里岁]))")
_AFTER_MONEY = re.compile(rf"{_SPACES}(?P<hedge>多(?=[元亿万美港欧]))")
_AFTER_UNIT = {
    "及以上": "以上", "或以上": "以上", "以上": "以上", "及以下": "以下", "或以下": "以下", "以下": "以下",
    "以内": "以内", "之内": "以内", "左右": "左右", "上下": "上下", "出头": "多", "开外": "以上",
}  # fmt: skip
# Not 三级上下联动, where 上下 is upper and lower levels.
_AFTER = re.compile(rf"{_SPACES}(?:[（(]含[^（()）]{{0,6}}[）)])?(?P<hedge>{_any_of(_AFTER_UNIT)})(?<!上下(?=联|级|游|齐|贯|一|协|衔|同))(?<!左右(?=岸|两|手|摇))")
# 三年多, 一倍多: a hedge after the unit is kept to units of time and to 倍, where nothing else begins with 多.
_AFTER_TIME = re.compile(r"(?P<hedge>[多余])(?![元样渠数维媒部方次种个])")
_TIME_UNITS = frozenset({"年", "天", "小时", "分钟", "倍", "岁", "公里", "米", "个月", "亩", "里", "吨", "斤"})
_STRENGTH = re.compile(r"(?P<hedge>[强弱])(?![\u4e00-\u9fff]{1,2}(?:项|化|度|势|国|省|市|县))(?![势化度国省市县制])")
# 近三年 is the last three years, not almost three.
_LAST_PERIOD = frozenset({"年", "个月", "月", "日", "天", "周", "期", "届", "个季度", "个学期"})
_REACH = 16


def hedge_before(text: str, start: int, *, bare: bool = False) -> str:
    """Return the canonical hedge before a number; empty for none."""
    match = _BEFORE_NUMBER.search(text, max(0, start - _REACH), start)
    if not match:
        return "超过" if bare and _BEFORE_SCALE.search(text, max(0, start - 3), start) else ""
    if match["denied"]:
        return _DENIED[match["denied"]]
    return _DIRECT[next(word for word in match.groups() if word)]


def hedge_after_digits(text: str, end: int) -> tuple[str, int]:
    """Return the hedge directly after digits, and where it ends."""
    match = _AFTER_DIGITS.match(text, end) or _AFTER_MONEY.match(text, end)
    if not match:
        return "", end
    return {"来": "约", "几": "多", "有余": "余"}.get(match["hedge"], match["hedge"]), match.end()


def hedge_after(text: str, end: int, unit: str, *, is_share: bool) -> tuple[str, int]:
    """Return the hedge after a unit or a sign, and where it ends; after a share also 强 and 弱."""
    match = _AFTER.match(text, end)
    if match:
        return _AFTER_UNIT[match["hedge"]], match.end()
    match = _AFTER_TIME.match(text, end) if unit in _TIME_UNITS or is_share else None
    match = match or (_STRENGTH.match(text, end) if is_share else None)
    return (match["hedge"], match.end()) if match else ("", end)


def is_last_period(hedge: str, unit: str) -> bool:
    """Return whether 近 says the last so many years, not almost so many."""
    return hedge == "近" and unit in _LAST_PERIOD
