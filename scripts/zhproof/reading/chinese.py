"""Chinese numerals: reading them to exact numbers and printing them.

Three ways of writing are read: by units (三千二百, 一百零三), by position (二〇二四) and with a decimal part
(一点三). 连用概数, two neighbouring digits that stand for "one or the other" (三四十, 两三), are read as their lower
number; ``is_approximate_pair`` tells them apart.
"""

import re
from decimal import Decimal

from zhproof.reading.messages import MESSAGES, NumeralError

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1000}
SECTIONS = {"亿": 10**8, "万": 10**4}
SCORES = {"廿": "二十", "卅": "三十"}

DIGIT_CHARS = "".join(DIGITS)
NUMERAL_CHARS = DIGIT_CHARS + "".join(UNITS) + "".join(SECTIONS) + "".join(SCORES)

PRINTED_DIGITS = "零一二三四五六七八九"
PRINTED_POSITIONAL = "〇一二三四五六七八九"
PRINTED_UNITS = (("千", 1000), ("百", 100), ("十", 10))

# 一二, 二三 … 八九, and the two ways to write them with 两. Not 三五, which has no fixed meaning.
NEIGHBOURS = tuple(f"{PRINTED_DIGITS[n]}{PRINTED_DIGITS[n + 1]}" for n in range(1, 9)) + ("一两", "两三")
APPROXIMATE_PAIR = re.compile(f"(?<![{DIGIT_CHARS}])(?:{'|'.join(NEIGHBOURS)})(?![{DIGIT_CHARS}])")
POSITIONAL = re.compile(f"[{DIGIT_CHARS}]{{3,}}|[{DIGIT_CHARS}]*〇[{DIGIT_CHARS}]+|[{DIGIT_CHARS}]+〇")
WITH_DECIMALS = re.compile(f"(?P<whole>[{NUMERAL_CHARS}]+)点(?P<decimals>[{DIGIT_CHARS}]+)(?P<section>[万亿]*)")

REASONS = {
    "order": "数位“{char}”的位置不对",
    "bare": "“{char}”前缺少数字",
    "zero": "“零”的位置不对",
    "omitted": "“{char}”后面省略了数位，写法有歧义",
    "digits": "“{char}”前有两个数字",
    "unknown": "有不能识别的字“{char}”",
}


def is_approximate_pair(printed: str) -> bool:
    """Return whether the numeral is 连用概数, such as 三四十 or 两三."""
    return APPROXIMATE_PAIR.search(printed) is not None


def parse_chinese(printed: str) -> Decimal:
    """Return the number that a Chinese numeral states; of 连用概数 the lower number.

    Args:
        printed: The numeral alone, such as 三千二百, 二〇二四 or 一点三. A lone 百, 千, 万 or 亿 (as in 百余家) is
            one of its kind.

    Raises:
        NumeralError: If the text is no well-formed numeral; colloquial forms that leave out the last unit (一百三)
            are refused.
    """
    if printed in UNITS or printed in SECTIONS:
        return Decimal((UNITS | SECTIONS)[printed])
    decimals = WITH_DECIMALS.fullmatch(printed)
    if decimals and not is_approximate_pair(decimals["whole"]):
        fraction = "".join(str(DIGITS[char]) for char in decimals["decimals"])
        number = Decimal(f"{_parse_whole(decimals['whole'], printed)}.{fraction}")
        for char in decimals["section"]:
            number *= SECTIONS[char]
        return number
    if POSITIONAL.fullmatch(printed):
        return Decimal("".join(str(DIGITS[char]) for char in printed))
    # A pair stands where one digit would, so the lower number is what remains without the second digit.
    return Decimal(_parse_whole(APPROXIMATE_PAIR.sub(lambda pair: _first_of(pair[0]), printed, count=1), printed))


def _first_of(pair: str) -> str:
    # 两三十 is 二十 or 三十: 两 itself does not stand before 十.
    return pair[0].replace("两", "二")


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
    return NumeralError(MESSAGES["chinese-form"].format(printed=printed, reason=REASONS[reason].format(char=char)))


def print_chinese(number: int) -> str:
    """Return the number in Chinese by units, such as 三千二百 or 一百零三.

    Raises:
        ValueError: If the number is negative or has more than sixteen digits.
    """
    if not 0 <= number < 10**16:
        raise ValueError(f"only numbers from 0 to 10**16 - 1 have a Chinese form here, got {number}")
    spelled = _spell(number) or PRINTED_DIGITS[0]
    return spelled[1:] if spelled.startswith("一十") else spelled


def _spell(number: int) -> str:
    """Return the number by units, 一十 spelled out, with 零 for each gap inside; empty for zero."""
    for char, size in (*SECTIONS.items(), *PRINTED_UNITS):
        if number >= size:
            high, low = divmod(number, size)
            gap = PRINTED_DIGITS[0] if 0 < low < size // 10 else ""
            return _spell(high) + char + gap + _spell(low)
    return PRINTED_DIGITS[number] if number else ""


def print_positional(number: int) -> str:
    """Return the number in Chinese by position, such as 二〇二四 for a year.

    Raises:
        ValueError: If the number has fewer than three digits, which cannot be told from 连用概数.
    """
    if number < 100:
        raise ValueError(f"a positional numeral needs three digits or more, got {number}")
    return "".join(PRINTED_POSITIONAL[int(digit)] for digit in str(number))
