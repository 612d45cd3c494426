"""Colours, sizes and text measures that every chart shares, and the Altair theme."""

from __future__ import annotations

import unicodedata

# The first family is the committed subset, so that text is measured alike on every machine;
# the reader's own system font then draws it (see fonts/README.md).
METRICS_FONT = "Liandong Chart Sans"
FONT_STACK = f"{METRICS_FONT}, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

WIDTH = 640  # px, the text column of the book
LABEL_SIZE = 13  # px
NOTE_SIZE = 12  # px, the smallest text in any chart
LINE_HEIGHT = 17  # px
BAR_HEIGHT = 22  # px

INK = "#1F2933"
MUTED_INK = "#52606D"
WHITE = "#FFFFFF"
TRACK = "#E8EEF3"
GRID = "#C9D6E0"
OUTLINE = "#6B7C8A"
MAIN = "#0B4A75"
MAIN_TINT = "#D5E2EC"
SECONDARY = "#738594"
STANDARD = "#A84300"

# Each is at least 3:1 against white, and their luminances (0.04, 0.12, 0.26) stay apart in a
# black-and-white print; blue, brown-orange and green-blue stay apart for colour-blind readers.
STATUS_COLOURS = {"done": "#0A3D62", "ongoing": "#A84300", "top_level_design": "#3D9A8F"}
STATUS_TINTS = {"done": "#CBDCE9", "ongoing": "#F3D9C4", "top_level_design": "#CDE7E2"}
STATUS_INK = {"done": WHITE, "ongoing": WHITE, "top_level_design": "#0F171D"}
STATUS_ZH = {"done": "已办结", "ongoing": "持续整改", "top_level_design": "涉及顶层设计"}

_NO_LINE_START = "，。、；：！？）》」』】”’%％‰"
_NO_LINE_END = "（《「『【“‘"
_BAD_LINE_START = "的于到了和与"
_GOOD_LINE_END = "的和与及或并，、；：）》”"


def text_width(text: str, size: float = LABEL_SIZE) -> float:
    """Return about how wide a line of text is, in px: a Chinese character is one em, others 0.58 em."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return (wide + (len(text) - wide) * 0.58) * size


def wrap(text: str, width: float, size: float = LABEL_SIZE) -> list[str]:
    """Return the lines of a label, none wider than `width` px where it can be broken.

    Chinese breaks between characters, runs of Latin letters and digits stay whole. Two lines are about
    equally long and rather break after 的, 和, a comma and the like. A line break in the text is kept.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        pieces = _pieces(part)
        if text_width(part, size) <= width:
            lines.append(part)
        else:
            lines += _halves(pieces, width, size) or _fill(pieces, width, size)
    return lines


def _halves(pieces: list[str], width: float, size: float) -> list[str]:
    """Return the best two lines, or nothing if two are not enough."""
    best: list[str] = []
    least = float("inf")
    for cut in range(1, len(pieces)):
        lines = ["".join(pieces[:cut]).strip(), "".join(pieces[cut:]).strip()]
        first, second = (text_width(line, size) for line in lines)
        if max(first, second) > width:
            continue
        natural = pieces[cut - 1][-1] in _GOOD_LINE_END or pieces[cut][0] in _NO_LINE_END
        cost = abs(first - second) - (6 * size if natural else 0)
        cost += 3 * size if pieces[cut][0] in _BAD_LINE_START else 0
        if cost < least:
            best, least = lines, cost
    return best


def _pieces(text: str) -> list[str]:
    """Return the smallest unbreakable pieces of a line."""
    pieces: list[str] = []
    for char in text:
        previous = pieces[-1] if pieces else ""
        together = previous and (
            char in _NO_LINE_START
            or previous[-1] in _NO_LINE_END
            or (_is_narrow(char) and _is_narrow(previous[-1]) and char != " " and previous[-1] != " ")
        )
        if together:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _is_narrow(char: str) -> bool:
    return unicodedata.east_asian_width(char) not in "WFA"


def _fill(pieces: list[str], width: float, size: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width(lines[-1] + piece, size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def altair_theme() -> dict:
    """Return the configuration of the Altair theme `liandong` for charts drawn on a canvas of pixels."""
    return {
        "config": {
            "font": FONT_STACK,
            "background": WHITE,
            "padding": 0,
            # The alternative text belongs to the Figure; Vega's own English labels are left out.
            "aria": False,
            "view": {"stroke": None, "continuousWidth": WIDTH},
            "text": {"font": FONT_STACK, "fontSize": LABEL_SIZE, "color": INK},
            "rect": {"strokeWidth": 0},
            "area": {"line": False},
        }
    }
