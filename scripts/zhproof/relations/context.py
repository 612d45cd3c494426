"""Figures in their clauses: what stands before and behind each number of a text, and which numbers stand together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import attrgetter

from zhproof.quantities import COUNT, MONEY, PERCENT, POINTS, Numeral
from zhproof.relations.words import WORDS

_SENTENCE_END = "。！？!?"
_CLAUSE_END = _SENTENCE_END + "，,；;：:"
_BRACKETS = {"（": "）", "(": ")"}
# A line that does not end like a paragraph and is at least this long was cut by a page or a line break.
_CUT_LINE = 15


@dataclass(frozen=True)
class Amount:
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
    def value(self) -> Fraction:
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
    """The figures of a text in reading order, and by sentence, segment and value.

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
    def sentences(self) -> list[list[Amount]]:
        """The figures of each sentence that has at least one."""
        return list(self._by("sentence").values())

    @cached_property
    def segments(self) -> list[list[Amount]]:
        """The figures of each part between semicolons that has at least one."""
        return list(self._by("segment").values())

    @cached_property
    def by_value(self) -> dict[Fraction, list[Amount]]:
        """The figures of each value."""
        return self._by("value")

    def _by(self, name: str) -> dict[Hashable, list[Amount]]:
        groups, key = defaultdict(list), attrgetter(name)
        for figure in self.figures:
            groups[key(figure)].append(figure)
        return groups

    @cached_property
    def by_id(self) -> dict[int, Amount]:
        """The figure of each numeral, by the numeral's id."""
        return {figure.numeral.id: figure for figure in self.figures}

    def figures_before(self, offset: int) -> int:
        """Return how many figures begin before an offset."""
        return bisect_left(self.figures, offset, key=lambda figure: figure.numeral.start)

    def between(self, first: Amount, second: Amount) -> str:
        """Return the text between two figures, the first one's unit left out; without blanks."""
        return _squeeze(self.text[_figure_end(self.text, first.numeral) : second.numeral.start])

    def after(self, figure: Amount, length: int) -> str:
        """Return the text behind a figure and its unit, at most ``length`` characters."""
        end = _figure_end(self.text, figure.numeral)
        return self.text[end : end + length]

    def before(self, figure: Amount, length: int) -> str:
        """Return the text before a figure, at most ``length`` characters."""
        return self.text[max(0, figure.numeral.start - length) : figure.numeral.start]


def _read_figures(text: str, numerals: list[Numeral]) -> list[Amount]:
    breaks = _Breaks(text)
    figures: list[Amount] = []
    stated = [n for n in numerals if n.is_statistical and n.value is not None]
    ends = [0, *(_figure_end(text, numeral) for numeral in stated)]
    starts = [*(numeral.start for numeral in stated), len(text)]
    for order, numeral in enumerate(stated):
        start, end = numeral.start, ends[order + 1]
        sentence, place = bisect_right(breaks.sentences, start), bisect_right(breaks.marks, end)
        gap_start = max(ends[order], breaks.sentences[sentence - 1])
        gap = _squeeze(text[gap_start:start])
        lead = _squeeze(text[max(gap_start, breaks.marks[bisect_right(breaks.marks, start) - 1]) : start])
        if not lead and gap.endswith(("）", ")")):
            # B类（正在解决）37件: what stands before the brackets names the number.
            lead = WORDS.mark.split(WORDS.in_brackets.sub("", gap))[-1]
        tail = text[end : min(starts[order + 1], breaks.marks[place] - 1 if place < len(breaks.marks) else len(text))]
        segment, clause, paragraph = (
            bisect_right(starts, start) for starts in (breaks.segments, breaks.clauses, breaks.paragraphs)
        )
        aside = bisect_right(breaks.brackets, start) % 2 == 0
        figures.append(Amount(numeral, order, sentence, segment, clause, paragraph, lead, _squeeze(tail), gap, aside))
    return figures


def _figure_end(text: str, numeral: Numeral) -> int:
    """Return where a number and its unit end."""
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
        places = [(match.start(), match[0]) for match in WORDS.place.finditer(text)]
        self.paragraphs = [0]
        for offset, character in places:
            if character == "\n" and self._ends_paragraph(text, offset):
                self.paragraphs.append(offset + 1)

        def starts(characters: str) -> list[int]:
            return sorted([*self.paragraphs, *(offset + 1 for offset, character in places if character in characters)])

        self.sentences, self.segments = starts(_SENTENCE_END), starts(_SENTENCE_END + "；;")
        places = [place for place in places if not _in_number(text, place[0])]
        self.clauses, self.marks = starts(_CLAUSE_END), starts(_CLAUSE_END + "、（）()")
        self.brackets, closing = [0], None
        for offset, character in places:
            if character in _BRACKETS:
                closing = _BRACKETS[character]
                self.brackets.append(offset)
            elif closing and character in (closing, "\n"):
                self.brackets.append(offset)
                closing = None

    def _ends_paragraph(self, text: str, offset: int) -> bool:
        line_start = text.rfind("\n", 0, offset) + 1
        line = text[line_start:offset].strip()
        if not line:
            # A blank line ends what the line before it did not leave open.
            return self.paragraphs[-1] == line_start and line_start > 0
        return len(line) < _CUT_LINE or line[-1] in "。！？!?：:；;”）)"


def _in_number(text: str, offset: int) -> bool:
    """Return whether a mark stands between two digits, as in 1,234 or 2:1."""
    inside = 0 < offset < len(text) - 1 and text[offset] in ",，:："
    return inside and text[offset - 1].isdigit() and text[offset + 1].isdigit()
