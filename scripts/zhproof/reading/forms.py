"""The written forms of one number: digits with scales, Chinese and formal numerals, fractions, ratios, tenths.

Each reader takes the plain text and a place and gives the form that begins there, or None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from zhproof.reading import chinese
from zhproof.reading.chinese import FORMAL, WORDS, NumeralError, digits_of, is_approximate_pair, product_of
from zhproof.rounding import decimal_places

INSIDE_HEDGES = {"": "", "余": "余", "多": "多", "来": "约", "几": "多"}
APPROXIMATE = "概数"
PERCENT, PER_MILLE, PER_TEN_THOUSAND = "%", "‰", "‱"
# The sign of so many parts.
_SIGNS = {100: PERCENT, 1000: PER_MILLE, 10**4: PER_TEN_THOUSAND}
# No number has more digits; what has is a code.
_LONGEST = 40
_WINDOW = 16
_ONE = Fraction(1)


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
        shape: ``plain``, ``bare`` (a scale alone), ``fraction``, ``ratio``, ``multiple``, ``half``, ``clock`` or
            ``code``.
        unit: The unit that the form itself holds (两年半).
    """

    start: int
    end: int
    value: Fraction
    decimals: int = 0
    scale: Fraction = _ONE
    sign: str = ""
    hedge: str = ""
    script: str = "arabic"
    shape: str = "plain"
    unit: str = ""


def read_digits(text: str, start: int) -> Form:
    """Return the run of digits at this place as a whole number; a very long one is a code."""
    match = WORDS.digits.match(text, start)
    is_code = match.end() - start > _LONGEST
    return Form(start, match.end(), Fraction(0 if is_code else int(match[0])), shape="code" if is_code else "plain")


def read_arabic(text: str, start: int) -> Form | None:
    """Return the number in Arabic digits at this place, with its scale, sign, denominator or tenths."""
    special = WORDS.fraction.match(text, start)
    if special and 0 < int(special["numerator"]) < int(special["denominator"]):
        value = Fraction(int(special["numerator"]), int(special["denominator"]))
        return Form(start, special.end(), value, shape="fraction")
    special = WORDS.ratio.match(text, start)
    form = _ratio(text, special) if special else None
    match = None if form else WORDS.arabic.match(text, start)
    if not match:
        return form
    if len(match[0]) > _LONGEST:
        return Form(start, match.end(), Fraction(0), shape="code")
    digits = _decimal(match[0])
    parts = WORDS.in_parts.match(text, match.end()) if "." not in match[0] else None
    if parts:
        return _of_parts(start, parts, Fraction(digits), "arabic")
    value, scale, hedge, end = _scaled(text, match.end(), digits)
    form = Form(start, end, value, decimal_places(digits), scale, "", hedge)
    if scale != 1:
        return _with_half(text, form)
    sign = WORDS.sign.match(text, end)
    if sign:
        return replace(form, end=sign.end(), sign=sign["sign"])
    return _tenths(text, form) or _with_half(text, form)


def _scaled(text: str, end: int, digits: Decimal) -> tuple[Fraction, Fraction, str, int]:
    """Return value, scale, hedge and end of digits with all scales and groups after them: 13万2千, 3万4000, 30万多亿."""
    first = WORDS.scale.match(text, end)
    if not first:
        return Fraction(digits), _ONE, "", end
    scale, hedge, end = Fraction(product_of(first["scale"])), INSIDE_HEDGES[first["hedge"]], first.end()
    again = WORDS.scale.match(text, end)
    if again and again["hedge"] and not hedge:
        scale, hedge, end = scale * product_of(again["scale"]), INSIDE_HEDGES[again["hedge"]], again.end()
    value, lowest = Fraction(digits) * scale, scale
    while not hedge and (group := WORDS.digit_group.match(text, end)):
        following = WORDS.scale.match(text, group.end())
        following = following if following and not following["hedge"] else None
        size = Fraction(product_of(following["scale"])) if following else _ONE
        part = Fraction(group[0]) * size
        is_other = size >= lowest or text[group.end() : group.end() + 1] in ("年", "月", "日", ".", "%")
        if part >= lowest or not following and is_other:
            break
        value, lowest, end = value + part, size, (following or group).end()
    return value, scale if decimal_places(digits) else lowest, hedge, end


def _ratio(text: str, match: re.Match) -> Form | None:
    one, other = Decimal(match["one"]), Decimal(match["other"])
    start, end = match.span()
    said = WORDS.ratio_word.search(text, max(0, start - _WINDOW), start)
    if other and (len(match["other"]) == 1 or "." in match[0] or said):
        decimals = max(decimal_places(one), decimal_places(other))
        return Form(start, end, Fraction(one) / Fraction(other), decimals, shape="ratio")
    # Hours and minutes are two numerals; this is the first.
    is_clock = WORDS.hours.fullmatch(match[0])
    return Form(start, start + len(match["one"]), Fraction(one), shape="clock") if is_clock else None


def read_chinese(text: str, start: int) -> Form | None:
    """Return the number in Chinese at this place: by units, by position, formal, in parts, in tenths."""
    try:
        if text[start] in FORMAL:
            return _formal(text, start)
        match = WORDS.two_digit_discount.match(text, start)
        if match:
            value = Fraction(digits_of(match["one"] + match["other"]))
            return Form(start, match.end(), value, sign=PERCENT, script="chinese")
        match = WORDS.chinese.match(text, start)
        if not match:
            return None
        parts = None if match["hedge"] else WORDS.in_parts.match(text, match.end("head"))
        return _of_parts(start, parts, _number(match["head"]), "chinese") if parts else _chinese(text, match)
    except NumeralError:
        return None


def _chinese(text: str, match: re.Match) -> Form:
    start, head = match.start(), match["head"]
    hedge = INSIDE_HEDGES[match["hedge"] or ""]
    is_scale = WORDS.bare.fullmatch(head)
    value = Fraction(product_of(head) if is_scale else chinese.parse_chinese(head.rstrip("零") if hedge else head))
    if is_approximate_pair(head):
        hedge = hedge or APPROXIMATE
    decimals, scale, end = 0, _ONE, match.end("head")
    if match["hedge"]:
        scale = Fraction(product_of(match["tail"]))
        value, end = value * scale, match.end("tail")
    elif match["decimals"]:
        fraction = digits_of(match["decimals"])
        scale, decimals = Fraction(product_of(match["section"])), len(fraction)
        value, end = (value + Fraction(int(fraction), 10**decimals)) * scale, match.end()
    elif (trailing := WORDS.trailing_sections.search(head)) and trailing.start():
        scale = Fraction(product_of(trailing[0]))
    shape = "bare" if head[0] in "百千万亿" else "plain"
    form = Form(start, end, value, decimals, scale, "", hedge, "chinese", shape)
    return form if scale != 1 or match["hedge"] else _tenths(text, form) or _with_half(text, form)


def _formal(text: str, start: int) -> Form | None:
    share = WORDS.formal_share.match(text, start)
    if share:
        spelled = _spelled(text[start : share.end() + _WINDOW])
        form = read_chinese(spelled, 0)
        return replace(form, start=start, end=start + form.end) if form else None
    match = WORDS.formal_numeral.match(text, start)
    if not match:
        return None
    value = Fraction(chinese.parse_chinese(_spelled(match[0]).rstrip("零")))
    parts = WORDS.in_parts.match(text, match.end())
    return _of_parts(start, parts, value, "chinese") if parts else Form(start, match.end(), value, script="chinese")


def _of_parts(start: int, parts: re.Match, whole: Fraction | Decimal, script: str) -> Form | None:
    """Return the form of 三分之一 or 百分之五: of a hundred, a thousand or ten thousand parts it has a sign."""
    printed, hedge = _spelled(parts["numerator"]), ""
    if printed[0].isascii():
        digits = _decimal(printed)
    else:
        # The longest beginning that is a number: 百分之七十百分位.
        while printed and _try_number(printed) is None:
            printed = printed[:-1]
        digits = _try_number(printed) if printed else None
        hedge = APPROXIMATE if is_approximate_pair(printed) else ""
    if digits is None or not whole:
        return None
    end, value = parts.start("numerator") + len(printed), Fraction(digits) * (-1 if parts["minus"] else 1)
    if whole in _SIGNS:
        return Form(start, end, value, decimal_places(digits), _ONE, _SIGNS[whole], hedge, script)
    return Form(start, end, value / Fraction(whole), hedge=hedge, script=script, shape="fraction")


def _tenths(text: str, form: Form) -> Form | None:
    """Return the form of 七成五 or 九折, in percent."""
    place = form.end
    while text[place : place + 1] == " ":
        place += 1
    value, decimals = form.value, max(0, form.decimals - 1)
    match = WORDS.tenths.match(text, place)
    if match and value <= 20:
        extra = 5 if match["half"] else int(digits_of(match["next"] or "零"))
        is_pair = form.script == "chinese" and is_approximate_pair(text[form.start : form.end])
        scale, hedge = _ONE if extra else Fraction(10), APPROXIMATE if is_pair else ""
        return Form(form.start, match.end(), value * 10 + extra, decimals, scale, PERCENT, hedge, form.script)
    match = WORDS.discount.match(text, place)
    if not match or not 0 < value < 100 or value == 10:
        return None
    percent = value * 10 if value < 10 else value
    return Form(form.start, match.end(), percent, decimals, sign=PERCENT, script=form.script)


def _with_half(text: str, form: Form) -> Form:
    """Return the form with the half that follows a measure word: 2个半小时, 两年半."""
    match = WORDS.half_after.match(text, form.end)
    if not match or form.value.denominator != 1:
        return form
    half = form.value + Fraction(1, 2)
    return replace(form, end=match.end(), value=half, decimals=1, shape="plain", unit=match["time"] or "")


def read_word(text: str, start: int) -> Form | None:
    """Return the number that a word states by itself: 翻番, 过半, 半数, 一半, 打对折, 半年."""
    form = Form(start, start, Fraction(1, 2), script="chinese")
    if match := WORDS.multiple.match(text, start):
        times = int(digits_of(match["times"] or "一"))
        return replace(form, end=match.end(), value=Fraction(2**times), shape="multiple")
    if match := WORDS.half.match(text, start):
        word, form = match[0], replace(form, end=match.end())
        if word in ("对折", "半成", "半折"):
            if word == "对折":
                is_share = WORDS.discount_before.search(text, max(0, start - 1), start)
            else:
                is_share = (WORDS.tenths if word == "半成" else WORDS.discount).match(text, start + 1)
            value = Fraction(5 if word == "半成" else 50)
            return replace(form, value=value, sign=PERCENT) if is_share else None
        return replace(form, hedge="超过" if word == "过半" else "", shape="half")
    match = WORDS.half_period.match(text, start)
    if match and text[start - 1 : start] not in ("上", "下", "前", "后", "大", "多", "个", "年", "天"):
        return replace(form, end=match.end())
    return None


def _number(printed: str) -> Decimal:
    return Decimal(product_of(printed)) if WORDS.bare.fullmatch(printed) else chinese.parse_chinese(printed)


def _try_number(printed: str) -> Decimal | None:
    try:
        return _number(printed)
    except NumeralError:
        return None


def _spelled(printed: str) -> str:
    """Return formal characters as the usual ones."""
    return "".join(FORMAL.get(char, char) for char in printed)


def _decimal(printed: str) -> Decimal:
    return Decimal(WORDS.separator.sub("", printed))
