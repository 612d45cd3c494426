"""The text as the reader wants it: one width, nothing invisible inside a number, tags blanked, offsets kept."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from zhproof.reading.chinese import WORDS

# Full-width forms, traditional characters and variants of numerals, and of the words that stand beside them, one
# character for one. U+25CB is what word processors insert for 〇.
_FULL = "０１２３４５６７８９．％﹪／＋：∶－−﹣﹢"
_HALF = "0123456789.%%/+::---+"
_TRADITIONAL = "萬億點兩個對負幾倆項條戶縣區鄉鎮場處種輛隻頭間張噸畝頃歲週號類屆輪員餘約過達"
_SIMPLIFIED = "万亿点两个对负几两项条户县区乡镇场处种辆只头间张吨亩顷岁周号类届轮员余约过达"
_VARIANTS = str.maketrans(_FULL + "○" + _TRADITIONAL, _HALF + "〇" + _SIMPLIFIED)
BLANKED = "\x00"


@dataclass(frozen=True)
class Plain:
    """A text made plain.

    Attributes:
        source: The text as received.
        text: The text as the reader reads it.
        places: The offset in the source of each character of the text; None where they are the same.
        cuts: The offsets in the text before which an invisible mark stood.
    """

    source: str
    text: str
    places: list[int] | None
    cuts: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the source of a slice of the text."""
        return (start, end) if self.places is None else (self.places[start], self.places[end - 1] + 1)

    def is_cut(self, start: int, end: int) -> bool:
        """Return whether an invisible mark stood inside a slice of the text."""
        return bisect.bisect_right(self.cuts, start) < bisect.bisect_left(self.cuts, end)


def to_half_width(text: str) -> str:
    """Return the text with full-width and traditional forms as the usual ones, each character in its place."""
    return WORDS.full_comma.sub(",", text).translate(_VARIANTS)


def make_plain(source: str) -> Plain:
    """Return the text in one width, with offsets that lead back to the source."""
    text = WORDS.no_text.sub(lambda match: BLANKED * len(match[0]), to_half_width(source))
    marks = [(*match.span(), True) for match in WORDS.invisible.finditer(text)]
    for spaced in WORDS.spaced.finditer(text):
        marks += [(*match.span(), False) for match in WORDS.blanks.finditer(text, *spaced.span())]
    if not marks:
        return Plain(source, text, None, [])
    kept, places, cuts, end = [], [], [], 0
    for first, last, invisible in sorted(marks):
        kept.append(text[end:first])
        places.extend(range(end, first))
        if invisible:
            cuts.append(len(places))
        end = last
    kept.append(text[end:])
    places.extend(range(end, len(text)))
    return Plain(source, "".join(kept), places, cuts)


class Sentences:
    """The sentences of a text, found once."""

    def __init__(self, source: str):
        """Note where the sentences of the source end."""
        self._source = source
        self._ends = [match.end() for match in WORDS.sentence_end.finditer(source)]
        self._squeezed: dict[tuple[int, int], str] = {}

    def of(self, start: int, end: int) -> str:
        """Return the sentence that holds a slice of the source, blanks and line breaks squeezed."""
        first = bisect.bisect_right(self._ends, start)
        last = bisect.bisect_left(self._ends, end)
        lower = self._ends[first - 1] if first else 0
        upper = self._ends[last] if last < len(self._ends) else len(self._source)
        # Each sentence is squeezed once: a table without a full stop is one sentence of thousands of numerals.
        if (lower, upper) not in self._squeezed:
            self._squeezed[lower, upper] = " ".join(self._source[lower:upper].split())
        return self._squeezed[lower, upper]
