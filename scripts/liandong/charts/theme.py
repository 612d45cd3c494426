"""Colours and sizes that every chart shares, and the one Altair theme."""

from __future__ import annotations

# The first family is the committed subset, so that text is measured alike on every machine;
# the reader's own system font then draws it (see fonts/README.md).
METRICS_FONT = "Liandong Chart Sans"
FONT_STACK = f"{METRICS_FONT}, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

WIDE = 640  # px, the text column of the book
NARROW = 320  # px, the text column on a phone
ROOMY = 480  # px, from which names stand beside their marks, not above them
LABEL_SIZE = 13  # px
NOTE_SIZE = 12  # px, the smallest text in any chart
LINE_HEIGHT = 17  # px
BAR_HEIGHT = 22  # px

INK = "#1F2933"
MUTED_INK = "#52606D"
WHITE = "#FFFFFF"
TRACK = "#E8EEF3"
GRID = "#D5DEE6"
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


def altair_theme() -> dict:
    """Return the configuration of the Altair theme `liandong`."""
    return {
        "config": {
            "font": FONT_STACK,
            "background": WHITE,
            "padding": {"left": 6, "right": 10, "top": 4, "bottom": 2},
            # Names and labels beside the marks take their room from the width that was asked for.
            "autosize": {"type": "fit-x", "contains": "padding"},
            # The alternative text belongs to the Figure; Vega's own English labels are left out.
            "aria": False,
            "view": {"stroke": None, "continuousWidth": WIDE},
            "axis": {
                "domain": False, "ticks": False, "grid": False, "gridColor": GRID, "labelFontSize": NOTE_SIZE,
                "labelColor": MUTED_INK,
                "labelPadding": 6, "labelFlush": False, "titleFontSize": NOTE_SIZE, "titleFontWeight": "normal",
                "titleColor": MUTED_INK, "titlePadding": 6,
            },
            "legend": {"orient": "top", "title": None, "labelFontSize": LABEL_SIZE, "labelColor": INK, "labelLimit": 0,
                       "symbolType": "square",
                       "symbolSize": 180, "symbolStrokeWidth": 0, "columnPadding": 22, "offset": 12},
            "text": {"fontSize": LABEL_SIZE, "color": INK, "baseline": "middle", "lineHeight": LINE_HEIGHT},
            "bar": {"color": MAIN},
            "range": {"category": [MAIN, STANDARD, STATUS_COLOURS["top_level_design"], SECONDARY]},
        }
    }
