"""The text as the reader wants it: one width, nothing invisible inside a number, tags and addresses blanked, offsets kept."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

# Full-width forms, traditional characters and variants of numerals, and of the words that stand beside them, one character for one.
# U+25CB is what word processors insert for 〇.
_FULL = "０１２３４５６７８９．％﹪／＋：∶－−﹣﹢"
_HALF = "0123456789.%%/+::---+"
_TRADITIONAL = "萬億點兩個對負幾倆項條戶縣區鄉鎮場處種輛隻頭間張噸畝頃歲週號類屆輪員餘約過達"
_SIMPLIFIED = "万亿点两个对负几两项条户县区乡镇场处种辆只头间张吨亩顷岁周号类届轮员余约过达"
_VARIANTS = str.maketrans(_FULL + "○" + _TRADITIONAL, _HALF + "〇" + _SIMPLIFIED)
_FULL_COMMA = re.compile(r"(?<=[0-9０-９])，(?=[0-9０-９]{3}(?![0-9０-９]))")
_FULL_DIGIT_BEFORE = re.compile(r"[０-９]$")
# Zero-width marks, soft hyphen, byte order mark, word joiner: nobody sees them, and they cut numbers.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
# Blanks inside a percentage in words, as typesetting leaves them: 百 分 之 五, 六 点 五 成, 四点 五个百分点.
_IN_NUMERAL = "[零〇一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟0-9.,]"
_SPACED = re.compile(
    rf"[百佰千仟万]\s?分\s?之\s*{_IN_NUMERAL}(?:[ ]?{_IN_NUMERAL})*"
    rf"|[百佰千仟万][ ]+分[ ]*之[ ]*{_IN_NUMERAL}(?:[ ]?{_IN_NUMERAL})*"
    rf"|{_IN_NUMERAL}(?:[ ]?{_IN_NUMERAL}){{0,9}}[ ]*(?:个[ ]*百[ ]*分[ ]*点|[成折](?![\u4e00-\u9fff]))(?:[ ][零一二三四五六七八九半](?![\u4e00-\u9fff]))?"
)
_BLANKS = re.compile("[ \u3000]+")
# No text for readers: addresses, tags, character references. What they hold is no number of the text.
_NO_TEXT = re.compile(
    r"https?://[!-~]+|www\.[!-~]+|[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20})+|<[A-Za-z/!][^<>\n]{0,300}>|&(?:#[0-9]{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
)
# UTF-8 read as Latin-1 or by a wrong table leaves such runs; U+FFFD stands for bytes that nobody could read.
MOJIBAKE = re.compile("\ufffd|[\u0080-\u00ac\u00ae\u00af\u00b4-\u00b6\u00b8\u00bb-\u00ff]{2,}|锟斤拷|烫烫烫|锘")
BLANKED = "\x00"
NOTES = {"invisible": "数字中间有看不见的字符，已连起来读", "mojibake": "旁边有乱码，没有当作数字读"}
_SENTENCE = re.compile(r"[。！？；\n]+")


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


def make_plain(source: str) -> Plain:
    """Return the text in one width, with offsets that lead back to the source."""
    text = _FULL_COMMA.sub(lambda m: "," if _FULL_DIGIT_BEFORE.search(source, max(0, m.start() - 1), m.start()) else m[0], source)
    text = text.translate(_VARIANTS)
    text = _NO_TEXT.sub(lambda m: BLANKED * len(m[0]), text)
    marks = [(m.start(), m.end(), True) for m in _INVISIBLE.finditer(text)]
    for spaced in _SPACED.finditer(text):
        marks += [(m.start(), m.end(), False) for m in _BLANKS.finditer(text, *spaced.span())]
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
        self._ends = [match.end() for match in _SENTENCE.finditer(source)]
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
