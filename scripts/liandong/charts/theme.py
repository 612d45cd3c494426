"""The one Altair theme, `theme.json`, and the sizes and colours that charts compute with."""

from __future__ import annotations

import json
from pathlib import Path

# Names and labels beside the marks take their room from the width that was asked for (`autosize`). The alternative text
# belongs to the Figure; Vega's own English labels are left out (`aria`).
CONFIG, MARKS = json.loads(Path(__file__).with_name("theme.json").read_text(encoding="utf-8")).values()
# The first family is the committed subset, so that text is measured alike on every machine;
# the reader's own system font then draws it (see fonts/README.md).
FONT_STACK = CONFIG["font"]

WIDE = CONFIG["view"]["continuousWidth"]  # px, the text column of the book
NARROW = 320  # px, the text column on a phone
ROOMY = 480  # px, from which names stand beside their marks, not above them
LABEL_SIZE = CONFIG["text"]["fontSize"]  # px
NOTE_SIZE = MARKS["note"]["fontSize"]  # px, the smallest text in any chart
LINE_HEIGHT = CONFIG["text"]["lineHeight"]  # px
BAR_HEIGHT = MARKS["row"]["size"]  # px

INK, WHITE = CONFIG["text"]["color"], CONFIG["background"]
MAIN, STANDARD, _, SECONDARY = CONFIG["range"]["category"]
MAIN_TINT = MARKS["interval"]["color"]
TRACK = MARKS["track"]["color"]

# Each is at least 3:1 against white, and their luminances (0.04, 0.12, 0.26) stay apart in a
# black-and-white print; blue, brown-orange and green-blue stay apart for colour-blind readers.
STATUS_COLOURS = {"done": "#0A3D62", "ongoing": "#A84300", "top_level_design": "#3D9A8F"}
STATUS_TINTS = {"done": "#CBDCE9", "ongoing": "#F3D9C4", "top_level_design": "#CDE7E2"}
STATUS_INK = {"done": WHITE, "ongoing": WHITE, "top_level_design": "#0F171D"}
