"""What the head of a bulletin's text says of itself; a guess only where the text admits one reading."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

# The first heading of the body; what stands before it is the head.
_BODY = re.compile(r"^\s*(?:一、|第一[章部])", re.MULTILINE)
_NUMBER = re.compile(r"([0-9]{4})\s*年?\s*[〕\])）]?\s*第\s*([0-9]{1,3})\s*[期号]")
_NUMBER_LINE = re.compile(rf"[（(〔\[]?\s*{_NUMBER.pattern}\s*[）)〕\]]?")
_DATE = re.compile(r"[（(]?([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日[)）]?")
_TITLE = re.compile(r"[一-鿿]{2,8}：[^。：]{4,60}")
_ISSUER = re.compile(r"[一-鿿]*(?:人大|人民代表大[会會]|政府)[一-鿿]*(?:委[员員][会會]|常委[会會]|[办辦]公[室厅廳]|研究室|政府)")
_DOCUMENTS = ("简报", "工作简报", "通报", "工作通报", "报告", "工作报告")
_NO_TITLE = re.compile(r"[。；，,;]$|^[（(]|^“|专辑|^(?:报|发|送|抄送|各位)[：:]?")
_PLACE = re.compile(r"([一-鿿]{2,3}?(?:自治州|自治县|省|市|州|县|区))(?:级)?(?:第?[一二三四五六七八九十]*届?)?(?:人大常委会|人民政府|政府|人民代表大会|各级人大)")
_NO_PLACE = re.compile(r"^(?:我|全|本|该|各|由|对|向|受|市县|和|为|县)|县区")
_TITLE_LENGTH = range(6, 61)
_HEAD_LENGTH = 600
_LINES = 4
_NO_WORDS = re.compile("</?[A-Za-z][^<>]*>|[\u200b-\u200f\u2060\ufeff]")
_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}


def guess_title(text: str) -> str | None:
    """Return the one line of the form 地名：题目, else the first line that is no other part of a head, else None."""
    lines = _head_lines(text)
    named = list(dict.fromkeys(line for line in lines if _TITLE.fullmatch(line)))
    if named:
        return named[0] if len(named) == 1 else None
    others = (_DATE, _NUMBER, _ISSUER)
    plain = (
        line for line in lines[:_LINES]
        if len(line) in _TITLE_LENGTH and line not in _DOCUMENTS and not _NO_TITLE.search(line)
        and not any(one.fullmatch(line) for one in others)
    )
    return next(plain, None)


def guess_number(text: str) -> tuple[int, int] | None:
    """Return year and issue that the head names, or None if it names none or several."""
    head = "\n".join(_head_lines(text))
    return _only((int(year), int(issue)) for year, issue in _NUMBER.findall(head))


def other_numbers(text: str) -> list[str]:
    """Return what stands on a line of its own as the number of another issue than the first.

    Two bulletins in one file have such.
    """
    found = [match for line in text.splitlines() if (match := _NUMBER_LINE.fullmatch(line.strip()))]
    return list(dict.fromkeys(match[0] for match in found if match.groups() != found[0].groups()))


def guess_date(text: str) -> date | None:
    """Return the date that is a line of its own in the head, or None if there is none, or several, or no such day."""
    matches = (_DATE.fullmatch(line) for line in _head_lines(text))
    found = _only(tuple(int(part) for part in match.groups()) for match in matches if match)
    try:
        return date(*found) if found else None
    except ValueError:
        return None


def guess_issuer(text: str) -> str | None:
    """Return the body that is a line of its own in the head, or None if there is none or several."""
    return _only(line for line in _head_lines(text) if _ISSUER.fullmatch(line))


def guess_document(text: str) -> str | None:
    """Return the kind of document that is a line of its own in the head, such as 简报."""
    return _only(line for line in _head_lines(text) if line in _DOCUMENTS)


def guess_place(text: str) -> str | None:
    """Return the place whose congress or government the text names most often; None if two are named equally often."""
    places = Counter(name for name in _PLACE.findall(text) if not _NO_PLACE.search(name))
    most = places.most_common(2)
    return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else None


def _head_lines(text: str) -> list[str]:
    body = _BODY.search(text)
    head = text[: body.start()] if body else text[:_HEAD_LENGTH]
    # Tags that came along, marks without width and wide digits are no part of what a line says.
    lines = [_NO_WORDS.sub("", line).translate(_DIGITS).strip() for line in head.splitlines()]
    return [line for line in lines if line]


def _only(found):
    """Return the one distinct thing found, or None."""
    distinct = list(dict.fromkeys(found))
    return distinct[0] if len(distinct) == 1 else None
