"""Lines that the width of a page cut, as editors and e-mail save them: which go on in the next, how both are joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from liandong.findings import messages
from liandong.proofing.draft import Note, Place

MESSAGES = messages(__name__)

# A number or a Latin word is not parted, no closing mark begins a line, no opening mark ends one.
HEAD = re.compile(r"[“‘（《【〈「『(［]*(?:[!-~、]+|.)?[，。、；：！？”’）》】〉」』］%％‰…—·]*")
CUT_DIGITS = re.compile(r"[\d０-９][.．,，]?$")
ENDS = re.compile(r"[。！？；：!?;:…][”’）》】)\"']*$")
BEGINS = re.compile(r"[#|>①-⑳]|[-*+] |[（(]?(?:[一二三四五六七八九十]+|\d{1,2})(?:[、)）]|[.．](?!\d))|第[一二三四五六七八九十百\d]+[章节条部]")
_IN_NUMBER = re.compile(r"\d[：:.．,，]?\n[：:.．,，]?\d")
_PARTED = re.compile(r"\t| {2}|\|")
_MARK = re.compile("[，、。；：,;]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
# How many characters, or columns, wide lines of a page are.
_WIDTHS = range(20, 101)
# Of the lines that end inside a sentence so many must be full; the others are headings.
_SHARE = 0.6


def find_wrapped(lines: Sequence[str]) -> set[int]:
    """Return the lines, by index, that go on in the next one; none where it is not plain that a width cut the lines.

    A line was cut where what begins the next one had no room in it. That holds by the number of characters or by
    columns, of which an ideograph takes two; rows of a table, items of a list and headings are left alone.
    """
    inside = [number for number in range(len(lines) - 1) if _may_go_on(lines, number)]
    return max((_full(lines, inside, measure) for measure in (len, _columns)), key=len)


def join(before: str, after: str) -> str:
    """Return what stands between two joined lines: a blank between two Latin words, else nothing."""
    return " " if all(char.isascii() and char.isalpha() for char in (before[-1:], after[:1])) else ""


def note_joined(before: str, after: str, place: Place) -> Note:
    """Return what to say of a number that the end of a line cut and that was joined."""
    whole = re.search(r"[\d.,，．０-９]+$", before).group() + re.match(r"[\d.,，．０-９]+", after).group()
    return Note("cut-digits", MESSAGES["joined_digits"].format(whole), place)


def _may_go_on(lines: Sequence[str], number: int) -> bool:
    """Whether a line ends inside a sentence and the next one begins no paragraph."""
    line, after = lines[number], lines[number + 1]
    if not line.strip() or not after.strip() or _PARTED.search(line.strip()) or _PARTED.search(after.strip()):
        return False
    line, after, deeper = line.rstrip(), after.lstrip(), _indent(after) - _indent(line)
    # 1 and 34, 2： and 1 are a number in two pieces; a single blank is one that stood between two words.
    return deeper < 2 and (
        _IN_NUMBER.search(f"{line[-2:]}\n{after[:2]}") is not None or not (ENDS.search(line) or BEGINS.match(after))
    )


def _full(lines: Sequence[str], inside: list[int], measure: Callable[[str], int]) -> set[int]:
    width = max((measure(line.rstrip()) for line in lines), default=0)
    # One mark may hang over the margin.
    room = width - measure("，")
    full = {
        number for number in inside
        if measure(lines[number]) + measure(HEAD.match(lines[number + 1].lstrip()).group()) > room
    }
    # Some of what goes on comes to an end: of the rows of a list, all of one form, none does.
    ends = [bool(ENDS.search(lines[number + 1].rstrip())) for number in full if number + 1 not in full]
    worded = [
        bool(_MARK.search(line)) and 2 * len(_IDEOGRAPH.findall(line)) > len(line)
        for line in (lines[number] for number in full)
    ]
    plain = (
        width in _WIDTHS and len(full) > 1 and len(full) >= _SHARE * len(inside)
        and 4 * sum(ends) >= len(ends) and 2 * sum(worded) >= len(worded)
    )
    return full if plain else set()


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.category(char) == "Cf" else 1 + (unicodedata.east_asian_width(char) in "WFA") for char in text
    )


def _indent(line: str) -> int:
    return _columns(line) - _columns(line.lstrip())
