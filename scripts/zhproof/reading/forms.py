"""The written forms of one number: digits with scales, compounds, Chinese and formal numerals, fractions, ratios, tenths, multiples.

Each reader takes the plain text and a place and gives the form that begins there, or None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from zhproof.reading.chinese import DIGITS, is_approximate_pair, parse_chinese
from zhproof.reading.messages import NumeralError
from zhproof.reading.words import NUMERAL_CHARS

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟貳參叄陸", "一二三四五六七八九十百千二三三六", strict=True))
INSIDE_HEDGES = {"余": "余", "多": "多", "来": "约", "几": "多"}
APPROXIMATE = "概数"
PERCENT, PER_MILLE, PER_TEN_THOUSAND = "%", "‰", "‱"
# What one of the sign is in percent.
SIGN_PARTS = {"百分之": PERCENT, "千分之": PER_MILLE, "万分之": PER_TEN_THOUSAND}

# No number has more digits; what has is a code.
_LONGEST = 40
_BLANK = "[ \u3000\xa0]?"
_DECIMALS = r"(?:\.[0-9]+)?"
# Thousands in groups by commas or thin blanks; by a plain blank only where a decimal or a scale follows.
_ARABIC = re.compile(
    rf"[0-9]{{1,3}}(?:[,\u2009\u202f][0-9]{{3}})+(?![0-9]){_DECIMALS}"
    rf"|(?<![0-9 ])[0-9]{{1,3}}(?: [0-9]{{3}})+(?:\.[0-9]+|(?={_BLANK}[万亿元吨人]))|(?<![0-9])[0-9]{{1,3}}(?: [0-9]{{3}})+\.[0-9]+|[0-9]+{_DECIMALS}"
)
# A scale before these characters is part of another word: 百分点, 千克, 万众.
_SCALE = re.compile(
    rf"{_BLANK}(?P<hedge>[余多来几]?){_BLANK}(?P<scale>[十百千]?(?:万(?!伏|众|分))?亿|[十百千]?万(?![众分伏])|百(?![分货强帕])|千(?![克瓦米伏卡赫焦帕安字]))"
)
_GROUP = re.compile(rf"[0-9]+{_DECIMALS}")
_BARE = re.compile("[百千]?万?亿|[百千]?万|百|千")
_SIGN = re.compile(rf"{_BLANK}(?P<sign>[%‰‱])")
_CHINESE = re.compile(
    rf"(?P<head>[{NUMERAL_CHARS}]{{1,{_LONGEST}}})(?:(?P<hedge>[余多来几])(?P<tail>(?:百(?!分)|千(?![克瓦米伏卡])|万(?![众分])|亿)+))?"
    r"(?:点(?P<decimals>[零〇一二三四五六七八九]+)(?![十百千刻])(?P<section>[万亿]*))?"
)
_FORMAL = re.compile(f"[{''.join(FORMAL)}零〇万亿]{{2,}}|(?<=[款金费币])[{''.join(FORMAL)}](?=[元圆万亿])")
_SPELLED = str.maketrans(FORMAL)
# 陆点五折, 仟分之贰: a share in formal numerals.
_FORMAL_SHARE = re.compile(rf"[{''.join(FORMAL)}][{''.join(FORMAL)}{NUMERAL_CHARS}点]*(?=[成折]|分之|个百分点)")
_WINDOW = 16
_PARTS = re.compile(
    rf"[ \u3000]?分之[ \u3000]?(?P<minus>负?)"
    rf"(?P<numerator>[0-9][0-9,]*{_DECIMALS}|[{NUMERAL_CHARS}{''.join(FORMAL)}]+(?:点[零〇一二三四五六七八九叁]+)?)"
)
_FRACTION = re.compile(r"(?<![0-9./])(?P<numerator>[0-9]{1,4})/(?P<denominator>[0-9]{1,6})(?![0-9./年月])")
_RATIO = re.compile(r"(?<![0-9:.])(?P<one>[0-9]+(?:\.[0-9]+)?) ?: ?(?P<other>[0-9]++(?:\.[0-9]+)?+)(?![:.][0-9])")
_RATIO_WORDS = re.compile(r"比[^，。；\n]{0,12}$|比例|配比")
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9]")
_TENTHS = re.compile(
    r"成(?![立效果为功员熟就套因形型本长都绩交品分人像片语才批天双千群见家份规心])"
    r"(?:(?P<half>半)|(?P<next>[一二三四五六七八九])(?![十百千万亿年月个件项名人]))?"
)
_DISCOUNT = re.compile(r"折(?![叠扣射旧腾合算线回扇断返页损现戟服中桂])")
# 七五折 is 75 %, by position; 九折 goes by tenths.
_TWO_DIGIT_DISCOUNT = re.compile(rf"(?P<one>[一二三四五六七八九])(?P<other>[一二三四五六七八九]){_DISCOUNT.pattern}")
_MULTIPLE = re.compile(r"翻(?:了|上)?(?P<times>[一二两三四五])?番")
_HALF = re.compile(r"过半(?!百)|(?<![一大])半数|(?<![另这那])一半(?!是)|对折|半成|半折")
_HALF_PERIOD = re.compile(r"半(?=年(?!度)|个月|个小时|小时|天(?!候))")
_HALF_AFTER = re.compile(r"(?P<unit>个)半(?=小时|月|学期|百分点)|(?P<time>年|天|小时|倍)半(?![价径])")
DISCOUNT_BEFORE = re.compile("[打享按为以到]$")


@dataclass(frozen=True)
class Form:
    """A number as written.

    Attributes:
        start: Where it begins in the plain text.
        end: Where it ends, scale and sign included.
        value: The exact value with the scale expanded; a percentage in percent.
        decimals: How many decimals are printed.
        scale: What the printed digits are multiplied by.
        sign: ``%``, ``‰`` or ``‱``; empty without one.
        hedge: The hedge between the digits and the scale, or 概数.
        script: ``arabic`` or ``chinese``.
        shape: ``plain``, ``bare`` (a scale alone), ``fraction``, ``ratio``, ``multiple``, ``half``, ``clock`` or ``code``.
        unit: The unit that the form itself holds (两年半).
    """

    start: int
    end: int
    value: Fraction
    decimals: int = 0
    scale: Fraction = Fraction(1)
    sign: str = ""
    hedge: str = ""
    script: str = "arabic"
    shape: str = "plain"
    unit: str = ""


def read_arabic(text: str, start: int) -> Form | None:
    """Return the number in Arabic digits at this place, with its scale, sign, denominator or tenths."""
    special = _FRACTION.match(text, start)
    if special and 0 < int(special["numerator"]) < int(special["denominator"]):
        return Form(start, special.end(), Fraction(int(special["numerator"]), int(special["denominator"])), shape="fraction")
    special = _RATIO.match(text, start)
    if special:
        form = _ratio(text, special)
        if form:
            return form
    match = _ARABIC.match(text, start)
    if not match:
        return None
    if len(match[0]) > _LONGEST:
        return Form(start, match.end(), Fraction(0), shape="code")
    digits = _decimal(match[0])
    parts = _PARTS.match(text, match.end()) if "." not in match[0] else None
    if parts:
        return _of_parts(start, parts, Fraction(digits), "arabic")
    value, scale, hedge, end = _scaled(text, match.end(), digits)
    decimals = _places(digits)
    sign = _SIGN.match(text, end) if scale == 1 else None
    if sign:
        return Form(start, sign.end(), value, decimals, scale, sign["sign"], hedge)
    tenths = _tenths(text, start, end, value, decimals, "arabic") if scale == 1 else None
    return tenths or _with_half(text, Form(start, end, value, decimals, scale, "", hedge))


def _scaled(text: str, end: int, digits: Decimal) -> tuple[Fraction, Fraction, str, int]:
    """Return the value, scale, hedge and end of digits with all scales and further groups after them: 13万2千, 3万4000, 30万多亿."""
    first = _SCALE.match(text, end)
    if not first:
        return Fraction(digits), Fraction(1), "", end
    scale, hedge, end = Fraction(_product(first["scale"])), INSIDE_HEDGES.get(first["hedge"], ""), first.end()
    again = _SCALE.match(text, end)
    if again and again["hedge"] and not hedge:
        scale, hedge, end = scale * _product(again["scale"]), INSIDE_HEDGES[again["hedge"]], again.end()
    value, lowest, last_scale = Fraction(digits) * scale, scale, scale
    while not hedge:
        group = _GROUP.match(text, end)
        if not group:
            break
        following = _SCALE.match(text, group.end())
        following = following if following and not following["hedge"] else None
        size = Fraction(_product(following["scale"])) if following else Fraction(1)
        part = Fraction(Decimal(group[0])) * size
        if part >= lowest or (not following and (size >= lowest or text[group.end() : group.end() + 1] in ("年", "月", "日", ".", "%"))):
            break
        value, lowest, last_scale = value + part, size, size
        end = following.end() if following else group.end()
    return value, last_scale if _places(digits) == 0 else scale, hedge, end


def _product(scales: str) -> int:
    product = 1
    for char in scales:
        product *= SCALES[char]
    return product


def _ratio(text: str, match: re.Match) -> Form | None:
    one, other = Fraction(Decimal(match["one"])), Fraction(Decimal(match["other"]))
    is_ratio = len(match["other"]) == 1 or "." in match[0] or bool(_RATIO_WORDS.search(text, max(0, match.start() - 16), match.start()))
    if is_ratio and other:
        return Form(match.start(), match.end(), one / other, max(map(_places, (Decimal(match["one"]), Decimal(match["other"])))), shape="ratio")
    clock = _CLOCK.fullmatch(match[0])
    # Hours and minutes are two numerals; this is the first.
    return Form(match.start(), match.start() + len(match["one"]), one, shape="clock") if clock else None


def read_chinese(text: str, start: int) -> Form | None:
    """Return the number in Chinese at this place: by units, by position, formal, in parts, in tenths."""
    if text[start] in FORMAL:
        share = _FORMAL_SHARE.match(text, start)
        if share:
            form = read_chinese(text[start : share.end() + _WINDOW].translate(_SPELLED), 0)
            return replace(form, start=start, end=start + form.end) if form else None
        formal = _FORMAL.match(text, start)
        return _formal(text, formal) if formal else None
    match = _TWO_DIGIT_DISCOUNT.match(text, start)
    if match:
        value = Fraction(DIGITS[match["one"]] * 10 + DIGITS[match["other"]])
        return Form(start, match.end(), value, sign=PERCENT, script="chinese")
    match = _CHINESE.match(text, start)
    if not match or not match["head"]:
        return None
    parts = _PARTS.match(text, match.end("head"))
    if parts and not match["hedge"]:
        return _chinese_parts(start, match["head"], parts)
    try:
        return _chinese(text, match)
    except NumeralError:
        return None


def _chinese(text: str, match: re.Match) -> Form | None:
    start, head = match.start(), match["head"]
    hedge = INSIDE_HEDGES.get(match["hedge"] or "", "")
    bare = head[0] in "百千万亿"
    digits = Decimal(_product(head)) if _BARE.fullmatch(head) else parse_chinese(head.rstrip("零") if hedge else head)
    decimals, scale, end = 0, Fraction(1), match.end("head")
    if is_approximate_pair(head):
        hedge = hedge or APPROXIMATE
    value = Fraction(digits)
    if match["hedge"]:
        scale = Fraction(_product(match["tail"]))
        value, end = value * scale, match.end("tail")
    elif match["decimals"]:
        fraction = "".join(str(DIGITS[char]) for char in match["decimals"])
        scale = Fraction(_product(match["section"]))
        value, decimals, end = (value + Fraction(int(fraction), 10 ** len(fraction))) * scale, len(fraction), match.end()
    else:
        trailing = re.search("[万亿]+$", head)
        if trailing and trailing.start():
            scale = Fraction(_product(trailing[0]))
    form = Form(start, end, value, decimals, scale, "", hedge, "chinese", "bare" if bare else "plain")
    if scale == 1 and not match["hedge"]:
        return _tenths(text, start, end, value, decimals, "chinese") or _with_half(text, form)
    return form


def _formal(text: str, match: re.Match) -> Form | None:
    spelled = "".join(FORMAL.get(char, char) for char in match[0]).rstrip("零")
    try:
        value = Fraction(parse_chinese(spelled))
    except NumeralError:
        return None
    form = Form(match.start(), match.end(), value, script="chinese")
    parts = _PARTS.match(text, match.end())
    if parts:
        return _chinese_parts(match.start(), spelled, parts)
    return form


def _chinese_parts(start: int, head: str, parts: re.Match) -> Form | None:
    try:
        whole = Fraction(_product(head)) if _BARE.fullmatch(head) else Fraction(parse_chinese(head))
    except NumeralError:
        return None
    return _of_parts(start, parts, whole, "chinese")


def _of_parts(start: int, parts: re.Match, whole: Fraction, script: str) -> Form | None:
    """Return the form of 三分之一 or 百分之五: of a hundred, a thousand or ten thousand parts it has a sign."""
    printed = "".join(FORMAL.get(char, char) for char in parts["numerator"])
    if printed[0].isascii():
        digits = _decimal(printed)
    else:
        # The longest beginning that is a number: 百分之七十百分位.
        digits = next((found for found in map(_number, (printed[:size] for size in range(len(printed), 0, -1))) if found is not None), None)
        while digits is not None and _number(printed) != digits:
            printed = printed[:-1]
    if digits is None or not whole:
        return None
    end = parts.start("numerator") + len(printed)
    value = Fraction(digits) * (-1 if parts["minus"] else 1)
    sign = {100: PERCENT, 1000: PER_MILLE, 10**4: PER_TEN_THOUSAND}.get(whole, "")
    hedge = APPROXIMATE if not printed[0].isascii() and is_approximate_pair(printed) else ""
    if sign:
        return Form(start, end, value, _places(digits), Fraction(1), sign, hedge, script)
    return Form(start, end, value / whole, 0, Fraction(1), "", hedge, script, "fraction")


def _tenths(text: str, start: int, end: int, value: Fraction, decimals: int, script: str) -> Form | None:
    """Return the form of 七成五 or 九折, in percent."""
    place = end
    while text[place : place + 1] == " ":
        place += 1
    match = _TENTHS.match(text, place)
    if match and value <= 20:
        extra = 5 if match["half"] else DIGITS[match["next"]] if match["next"] else 0
        hedge = APPROXIMATE if script == "chinese" and is_approximate_pair(text[start:end]) else ""
        return Form(start, match.end(), value * 10 + extra, max(0, decimals - 1), Fraction(10) if not extra else Fraction(1), PERCENT, hedge, script)
    match = _DISCOUNT.match(text, place)
    if match and 0 < value < 100:
        if value == 10:
            return None
        return Form(start, match.end(), value * 10 if value < 10 else value, max(0, decimals - 1), Fraction(1), PERCENT, "", script)
    return None


def _with_half(text: str, form: Form) -> Form:
    """Return the form with the half that follows a measure word: 2个半小时, 两年半."""
    match = _HALF_AFTER.match(text, form.end)
    if not match or form.value != int(form.value):
        return form
    return Form(form.start, match.end(), form.value + Fraction(1, 2), 1, form.scale, "", form.hedge, form.script, unit=match["time"] or "")


def read_word(text: str, start: int) -> Form | None:
    """Return the number that a word states by itself: 翻番, 过半, 半数, 一半, 打对折, 半年."""
    match = _MULTIPLE.match(text, start)
    if match:
        return Form(start, match.end(), Fraction(2) ** (DIGITS[match["times"]] if match["times"] else 1), script="chinese", shape="multiple")
    match = _HALF.match(text, start)
    if match:
        word = match[0]
        if word == "对折":
            return Form(start, match.end(), Fraction(50), sign=PERCENT, script="chinese") if DISCOUNT_BEFORE.search(text, max(0, start - 1), start) else None
        if word in ("半成", "半折"):
            guard = (_TENTHS if word == "半成" else _DISCOUNT).match(text, start + 1)
            return Form(start, match.end(), Fraction(5 if word == "半成" else 50), sign=PERCENT, script="chinese") if guard else None
        return Form(start, match.end(), Fraction(1, 2), hedge="超过" if word == "过半" else "", script="chinese", shape="half")
    match = _HALF_PERIOD.match(text, start)
    if match and text[start - 1 : start] not in ("上", "下", "前", "后", "大", "多", "个", "年", "天"):
        return Form(start, match.end(), Fraction(1, 2), script="chinese")
    return None


def _number(printed: str) -> Decimal | None:
    try:
        return Decimal(_product(printed)) if _BARE.fullmatch(printed) else parse_chinese(printed)
    except NumeralError:
        return None


def _decimal(printed: str) -> Decimal:
    return Decimal(re.sub("[,\u2009\u202f ]", "", printed))


def _places(digits: Decimal) -> int:
    return max(0, -digits.as_tuple().exponent)
