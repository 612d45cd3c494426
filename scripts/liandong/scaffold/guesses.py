"""What the head of a bulletin's text says of itself; a guess only where the text admits one reading."""

from __future__ import annotations

import re
from datetime import date

# The first heading of the body, 一、; what stands before it is the head.
_BODY = re.compile(r"^\s*一、", re.MULTILINE)
_NUMBER = re.compile(r"([0-9]{4})\s*年\s*第\s*([0-9]{1,3})\s*期")
_DATE = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_TITLE = re.compile(r"[一-鿿]{2,8}：[^。：]{4,60}")
_ISSUER = re.compile(r"[一-鿿]*(?:人大|人民代表大会)[一-鿿]*(?:委员会|常委会|办公室|研究室)")
_DOCUMENTS = ("简报", "工作简报", "通报", "工作通报")


def guess_title(text: str) -> str | None:
    """Returns the one line of the head of the form 地名：题目, or None if there is none or more than one."""
    return _only(line for line in _head_lines(text) if _TITLE.fullmatch(line))


def guess_number(text: str) -> tuple[int, int] | None:
    """Returns year and issue that the head names, or None if it names none or several."""
    head = "\n".join(_head_lines(text))
    return _only((int(year), int(issue)) for year, issue in _NUMBER.findall(head))


def guess_date(text: str) -> date | None:
    """Returns the date that is a line of its own in the head, or None if there is none, or several, or no such day."""
    matches = (_DATE.fullmatch(line) for line in _head_lines(text))
    found = _only(tuple(int(part) for part in match.groups()) for match in matches if match)
    try:
        return date(*found) if found else None
    except ValueError:
        return None


def guess_issuer(text: str) -> str | None:
    """Returns the committee that is a line of its own in the head, or None if there is none or several."""
    return _only(line for line in _head_lines(text) if _ISSUER.fullmatch(line))


def guess_document(text: str) -> str | None:
    """Returns the kind of document that is a line of its own in the head, such as 简报."""
    return _only(line for line in _head_lines(text) if line in _DOCUMENTS)


def _head_lines(text: str) -> list[str]:
    body = _BODY.search(text)
    head = text[: body.start()] if body else text[:600]
    return [line.strip() for line in head.splitlines() if line.strip()]


def _only(found):
    """Returns the one distinct thing found, or None."""
    distinct = list(dict.fromkeys(found))
    return distinct[0] if len(distinct) == 1 else None
