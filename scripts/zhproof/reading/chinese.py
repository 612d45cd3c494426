"""Chinese numerals, read to exact numbers.

Three ways of writing are read: by units (三千二百, 一百零三), by position (二〇二四) and with a decimal part
(一点三). 连用概数, two neighbouring digits that stand for "one or the other" (三四十, 两三), are read as their lower
number; ``is_approximate_pair`` tells them apart.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import prod

from zhproof.tables import Patterns, table

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1000}
SECTIONS = {"亿": 10**8, "万": 10**4}
SCALES = UNITS | SECTIONS
SCORES = {"廿": "二十", "卅": "三十"}
FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟貳參叄陸", "一二三四五六七八九十百千二三三六", strict=True))

DIGIT_CHARS = "".join(DIGITS)
NUMERAL_CHARS = DIGIT_CHARS + "".join(SCALES) + "".join(SCORES)
FORMAL_CHARS = "".join(FORMAL)
WORDS = Patterns("reading/patterns.toml", digit=DIGIT_CHARS, numeral=NUMERAL_CHARS, formal=FORMAL_CHARS)

# 一二, 二三 … 八九, and the two ways to write them with 两. Not 三五, which has no fixed meaning.
_NEIGHBOURS = (*("一二三四五六七八九"[place : place + 2] for place in range(8)), "一两", "两三")
_APPROXIMATE_PAIR = re.compile(f"(?<![{DIGIT_CHARS}])(?:{'|'.join(_NEIGHBOURS)})(?![{DIGIT_CHARS}])")
_MESSAGES = table("messages.toml")["chinese"]


class NumeralError(ValueError):
    """Text that cannot be read as a number; the message says what was found."""


def is_approximate_pair(printed: str) -> bool:
    """Return whether the numeral is 连用概数, such as 三四十 or 两三."""
    return _APPROXIMATE_PAIR.search(printed) is not None


def product_of(scales: str) -> int:
    """Return the product of scales such as 千万; 1 for none."""
    return prod(SCALES[char] for char in scales)


def parse_chinese(printed: str) -> Decimal:
    """Return the number that a Chinese numeral states; of 连用概数 the lower number.

    Args:
        printed: The numeral alone, such as 三千二百, 二〇二四 or 一点三. A lone 百, 千, 万 or 亿 (as in 百余家) is
            one of its kind.

    Raises:
        NumeralError: If the text is no well-formed numeral; colloquial forms that leave out the last unit (一百三)
            are refused.
    """
    if printed in SCALES:
        return Decimal(SCALES[printed])
    decimals = WORDS.with_decimals.fullmatch(printed)
    if decimals and not is_approximate_pair(decimals["whole"]):
        number = Decimal(f"{_parse_whole(decimals['whole'], printed)}.{digits_of(decimals['fraction'])}")
        return number * product_of(decimals["section"]) if decimals["section"] else number
    if positional := WORDS.positional.fullmatch(printed):
        return Decimal(digits_of(positional["digits"])) * product_of(positional["section"])
    # A pair stands where one digit would, so the lower number is what remains without the second digit; 两三十 is 二十 or
    # 三十: 两 itself does not stand before 十.
    lower = _APPROXIMATE_PAIR.sub(lambda pair: pair[0][0].replace("两", "二"), printed, count=1)
    return Decimal(_parse_whole(lower, printed))


def digits_of(printed: str) -> str:
    """Return Chinese digits as Arabic ones."""
    return "".join(str(DIGITS[char]) for char in printed)


def _parse_whole(text: str, printed: str) -> int:
    for score, spelled in SCORES.items():
        text = text.replace(score, spelled)
    for char, size in SECTIONS.items():
        if char in text:
            # The last 亿, so that 万亿 reads as ten thousand times 亿.
            high, _, low = text.rpartition(char)
            if not high:
                raise _malformed(printed, "bare", char)
            rest = _parse_whole(low, printed) if low else 0
            if rest >= size:
                raise _malformed(printed, "order", char)
            if len(low) == 1 and rest:
                raise _malformed(printed, "omitted", char)
            return _parse_whole(high, printed) * size + rest
    return _parse_section(text, printed)


def _parse_section(text: str, printed: str) -> int:
    total, digit, previous_unit, after_zero = 0, None, 10**4, False
    for index, char in enumerate(text):
        if char in UNITS:
            # 十三 may leave out 一, nothing else may.
            if digit is None and not (char == "十" and (index == 0 or text[index - 1] in "百零〇")):
                raise _malformed(printed, "bare", char)
            if UNITS[char] >= previous_unit:
                raise _malformed(printed, "order", char)
            total += (1 if digit is None else digit) * UNITS[char]
            previous_unit, digit, after_zero = UNITS[char], None, False
        elif char in DIGITS:
            if digit is not None:
                raise _malformed(printed, "digits", char)
            if char == "两" and text != "两" and text[index + 1 : index + 2] not in ("百", "千"):
                raise _malformed(printed, "order", char)
            if DIGITS[char]:
                digit = DIGITS[char]
            elif after_zero or (index == len(text) - 1 and index > 0):
                raise _malformed(printed, "zero", char)
            else:
                after_zero = True
        else:
            raise _malformed(printed, "unknown", char)
    if digit is not None and previous_unit in (100, 1000) and not after_zero:
        raise _malformed(printed, "omitted", text[-2])
    return total + (digit or 0)


def _malformed(printed: str, reason: str, char: str) -> NumeralError:
    return NumeralError(_MESSAGES["malformed"].format(printed=printed, reason=_MESSAGES[reason].format(char=char)))
