"""How wide Chinese labels are and where their lines may break; the grammar of graphics wraps nothing."""

from __future__ import annotations

import re
import unicodedata

from liandong.charts.theme import LABEL_SIZE

# Unbreakable pieces: opening marks, one Chinese character or a run of Latin letters and digits, closing marks.
_PIECES = re.compile(r"[（《「『【“‘]*(?:[!-~]+|.)[，。、；：！？）》」』】”’%％‰]*")
_OPENING = "（《「『【“‘"
_BAD_LINE_START = "的于到了和与"
_GOOD_LINE_END = "的和与及或并，、；：）》”"


def text_width(text: str, size: float = LABEL_SIZE) -> float:
    """Return about how wide a line of text is, in px: a Chinese character is one em, others 0.58 em."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return (wide + (len(text) - wide) * 0.58) * size


def wrap(text: str, width: float, size: float = LABEL_SIZE) -> list[str]:
    """Return the lines of a label, none wider than `width` px where it can be broken.

    Chinese breaks between characters, runs of Latin letters and digits stay whole. Two lines are about equally long and
    rather break after 的, 和, a comma and the like. A line break in the text is kept.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        if text_width(part, size) <= width:
            lines.append(part)
        else:
            pieces = _PIECES.findall(part)
            lines += _halves(pieces, width, size) or _fill(pieces, width, size)
    return lines


def plain(label: str) -> str:
    """Return a label on one line; a line break in it is only a wish for the drawing."""
    return label.replace("\n", "")


def _halves(pieces: list[str], width: float, size: float) -> list[str]:
    """Return the best two lines, or nothing if two are not enough."""
    best: list[str] = []
    least = float("inf")
    for cut in range(1, len(pieces)):
        lines = ["".join(pieces[:cut]).strip(), "".join(pieces[cut:]).strip()]
        first, second = (text_width(line, size) for line in lines)
        natural = pieces[cut - 1][-1] in _GOOD_LINE_END or pieces[cut][0] in _OPENING
        cost = abs(first - second) - 6 * size * natural + 3 * size * (pieces[cut][0] in _BAD_LINE_START)
        if max(first, second) <= width and cost < least:
            best, least = lines, cost
    return best


def _fill(pieces: list[str], width: float, size: float) -> list[str]:
    """Return lines that each hold as much as there is room for."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width(lines[-1] + piece, size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
