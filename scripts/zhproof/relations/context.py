"""Figures in their clauses: what stands before and behind each number of a text, and which numbers stand together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from zhproof.quantities import COUNT, MONEY, PERCENT, POINTS, Numeral

_CLAUSE_END = re.compile(r"[，,；;。！？!?：:\n]")
_MARKS = re.compile(r"[，,；;。！？!?：:、]")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_SENTENCE_END = "。！？!?"
_BRACKETS = {"（": "）", "(": ")"}
# A line that does not end like a paragraph and is at least this long was cut by a page or a line break.
_CUT_LINE = 15


@dataclass(frozen=True)
class Figure:
    """A number that states how much or how many, in its clause.

    Attributes:
        numeral: The number as read.
        order: Its position among the figures of the text.
        sentence: The number of its sentence.
        segment: The number of its part between semicolons.
        clause: The number of its clause.
        paragraph: The number of its paragraph.
        lead: What stands before it in its clause, back to the last 、 or figure; without blanks.
        tail: What stands behind it and its unit, up to the next mark or figure; without blanks.
        gap: All text since the figure before it in its sentence, or since the sentence began; without blanks.
        aside: Whether it stands in brackets.
    """

    numeral: Numeral
    order: int
    sentence: int
    segment: int
    clause: int
    paragraph: int
    lead: str
    tail: str
    gap: str
    aside: bool = False

    @property
    def value(self):
        """The exact value."""
        return self.numeral.value

    @property
    def is_amount(self) -> bool:
        """Whether it counts or sums something, and is no percentage, multiple or change."""
        return self.numeral.kind in (COUNT, MONEY) and self.numeral.unit not in ("倍", "成", "折")

    @property
    def is_percent(self) -> bool:
        """Whether it is a percentage."""
        return self.numeral.kind == PERCENT

    @property
    def is_points(self) -> bool:
        """Whether it is a number of percentage points."""
        return self.numeral.kind == POINTS


class Context:
    """The figures of a text, ordered by sentence.

    Args:
        text: The text.
        numerals: Its numerals in reading order.
    """

    def __init__(self, text: str, numerals: list[Numeral]) -> None:
        self.text = text
        self.numerals = numerals
        self.figures = _read_figures(text, numerals)
        # The binding that several rules share, kept once it was made.
        self.rate_claims: list | None = None

    @cached_property
    def sentences(self) -> list[list[Figure]]:
        """The figures of each sentence that has at least one."""
        groups: dict[int, list[Figure]] = {}
        for figure in self.figures:
            groups.setdefault(figure.sentence, []).append(figure)
        return list(groups.values())

    @cached_property
    def segments(self) -> list[list[Figure]]:
        """The figures of each part between semicolons that has at least one."""
        groups: dict[int, list[Figure]] = {}
        for figure in self.figures:
            groups.setdefault(figure.segment, []).append(figure)
        return list(groups.values())

    @cached_property
    def by_value(self) -> dict:
        """The figures of each value."""
        groups: dict = {}
        for figure in self.figures:
            groups.setdefault(figure.value, []).append(figure)
        return groups

    @cached_property
    def _by_id(self) -> dict[int, Figure]:
        return {figure.numeral.id: figure for figure in self.figures}

    def figure_of(self, numeral: Numeral) -> Figure:
        """Return the figure of a numeral."""
        return self._by_id[numeral.id]

    def figure_before(self, offset: int) -> int:
        """Return how many figures begin before an offset."""
        return bisect_left(self.figures, offset, key=lambda figure: figure.numeral.start)

    def between(self, first: Figure, second: Figure) -> str:
        """Return the text between two figures, the first one's unit left out; without blanks."""
        return _squeeze(self.text[_figure_end(self.text, first.numeral) : second.numeral.start])

    def after(self, figure: Figure, length: int) -> str:
        """Return the text behind a figure and its unit, at most ``length`` characters."""
        end = _figure_end(self.text, figure.numeral)
        return self.text[end : end + length]

    def before(self, figure: Figure, length: int) -> str:
        """Return the text before a figure, at most ``length`` characters."""
        return self.text[max(0, figure.numeral.start - length) : figure.numeral.start]


def _read_figures(text: str, numerals: list[Numeral]) -> list[Figure]:
    breaks = _Breaks(text)
    figures: list[Figure] = []
    stated = [n for n in numerals if n.is_statistical and n.value is not None]
    for order, numeral in enumerate(stated):
        start, end = numeral.start, _figure_end(text, numeral)
        previous = _figure_end(text, stated[order - 1]) if order else 0
        following = stated[order + 1].start if order + 1 < len(stated) else len(text)
        gap_start = max(previous, breaks.sentence_start(start))
        lead_start = max(gap_start, breaks.mark_before(start))
        gap = _squeeze(text[gap_start:start])
        lead = _squeeze(text[lead_start:start])
        if not lead and gap.endswith(("）", ")")):
            # B类（正在解决）37件: what stands before the brackets names the number.
            lead = _MARKS.split(_IN_BRACKETS.sub("", gap))[-1]
        figures.append(
            Figure(
                numeral, order, breaks.sentence(start), breaks.segment(start), breaks.clause(start), breaks.paragraph(start),
                lead, _squeeze(text[end : min(following, breaks.mark_behind(end))]),
                gap, breaks.in_brackets(start),
            )  # fmt: skip
        )
    return figures


def _figure_end(text: str, numeral: Numeral) -> int:
    end = numeral.end
    unit = numeral.unit.split("/")[0]
    while end < len(text) and text[end] in " \t　":
        end += 1
    return end + len(unit) if unit and text.startswith(unit, end) else numeral.end


def _squeeze(text: str) -> str:
    return "".join(text.split())


class _Breaks:
    """Where sentences, segments, clauses, paragraphs and brackets begin, each as a sorted list of offsets."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self.sentences, self.segments, self.clauses, self.paragraphs = [0], [0], [0], [0]
        self.marks, self.brackets = [0], [0]
        open_bracket = None
        for offset, character in enumerate(text):
            if character in _SENTENCE_END:
                self.sentences.append(offset + 1)
            if character in _SENTENCE_END or character in "；;":
                self.segments.append(offset + 1)
            if character == "\n" and self._ends_paragraph(text, offset):
                for starts in (self.sentences, self.segments, self.clauses, self.paragraphs, self.marks):
                    starts.append(offset + 1)
            if _CLAUSE_END.match(character) and character != "\n" and not _in_number(text, offset):
                self.clauses.append(offset + 1)
                self.marks.append(offset + 1)
            elif character in "、（）()":
                self.marks.append(offset + 1)
            if character in _BRACKETS:
                open_bracket = _BRACKETS[character]
                self.brackets.append(offset)
            elif character == open_bracket or character == "\n" and open_bracket:
                self.brackets.append(offset)
                open_bracket = None

    def _ends_paragraph(self, text: str, offset: int) -> bool:
        line_start = text.rfind("\n", 0, offset) + 1
        line = text[line_start:offset].strip()
        if not line:
            # A blank line ends what the line before it did not leave open.
            return self.paragraphs[-1] == line_start and line_start > 0
        return len(line) < _CUT_LINE or line[-1] in "。！？!?：:；;”）)"

    def sentence(self, offset: int) -> int:
        return bisect_right(self.sentences, offset)

    def segment(self, offset: int) -> int:
        return bisect_right(self.segments, offset)

    def clause(self, offset: int) -> int:
        return bisect_right(self.clauses, offset)

    def paragraph(self, offset: int) -> int:
        return bisect_right(self.paragraphs, offset)

    def sentence_start(self, offset: int) -> int:
        return self.sentences[bisect_right(self.sentences, offset) - 1]

    def mark_before(self, offset: int) -> int:
        return self.marks[bisect_right(self.marks, offset) - 1]

    def mark_behind(self, offset: int) -> int:
        place = bisect_right(self.marks, offset)
        return self.marks[place] - 1 if place < len(self.marks) else self.length

    def in_brackets(self, offset: int) -> bool:
        return (bisect_right(self.brackets, offset) - 1) % 2 == 1


def _in_number(text: str, offset: int) -> bool:
    """Return whether a mark stands between two digits, as in 1,234 or 2:1."""
    return 0 < offset < len(text) - 1 and text[offset] in ",，:：" and text[offset - 1].isdigit() and text[offset + 1].isdigit()
