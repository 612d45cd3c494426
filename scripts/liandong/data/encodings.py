"""Which encoding a Chinese text is in where its bytes do not say: the one in which most of its characters are common ones.

Standard library only.
"""

from __future__ import annotations

import re

# The common characters of both standards stand in front, and are told by the first byte of their codes.
_COMMON = {"gb2312": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]")
_TWO_BYTES = re.compile("[\u0080-\u07ff]+")
_FEW = 4  # ideographs that tell nothing
_CERTAIN, _MARGIN = 0.9, 0.15


def common_share(text: str, standard: str = "gb2312") -> float:
    """Return the share of a text's ideographs that are common ones by a standard, `gb2312` or `big5`; 1 for a text without any."""
    ideographs = _IDEOGRAPHS.findall(text)
    codes = [char.encode(standard, errors="ignore") for char in ideographs]
    return sum(code[:1] != b"" and code[0] in _COMMON[standard] for code in codes) / len(ideographs) if ideographs else 1.0


def read_as_big5(content: bytes) -> str | None:
    """Return the text of bytes that are Big5 and not GB 18030, although they may be read as both; None for all others."""
    try:
        text = content.decode("cp950")
    except UnicodeDecodeError:
        return None
    share = common_share(text, "big5")
    if len(_IDEOGRAPHS.findall(text)) < _FEW or share < _CERTAIN:
        return None
    return text if share > common_share(content.decode("gb18030", errors="replace")) + _MARGIN else None


def decoded_as_utf8(content: bytes) -> str | None:
    """Return the text of bytes that are UTF-8; None for all others, and for GBK that only happens to be valid UTF-8."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if is_gbk_in_utf8(text, content) else text


def is_gbk_in_utf8(text: str, content: bytes) -> bool:
    """Return whether bytes that are valid UTF-8 are GBK: a few short words whose every character happens to look like a letter of two bytes.

    Chinese words have two characters and more, so that a lone letter with an accent, a degree sign or a multiplication sign stays one.
    """
    strange = [char for char in text if char > "\x7f"]
    if not any(char >= "\u0100" for char in strange) or any(char > "\u07ff" for char in strange):
        return False
    if any(len(run) < 2 for run in _TWO_BYTES.findall(text)):
        return False
    try:
        return common_share(content.decode("gb2312")) == 1
    except UnicodeDecodeError:
        return False
