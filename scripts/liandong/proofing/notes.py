"""What a person should know about a draft's text beside its numbers: characters that went wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from liandong.findings import messages

RULES = messages(__name__, "rules")
MESSAGES = messages(__name__)
NOTES_LIMIT = 20
_RUN = re.compile(r"[^\x00-\x7f]+")
# What a lost character becomes: U+FFFD, and the same taken for GBK.
_LOST = re.compile("[\ufffd]+|(?:锟斤拷)+锟?|(?:烫烫){2,}|(?:屯屯){2,}")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{3,}")
_BETWEEN_MARKS = re.compile("[^，。、；：！？“”‘’（）《》【】]{3,}")
# So much of a run must become characters; of Chinese that is read rightly next to nothing does.
_CERTAIN = 0.75
_CJK_MARK = re.compile("[\u3000-\u303f\uff00-\uffef，。、；：]")


def find_mojibake(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """Return the spans of characters that went wrong, and for the first of them where they begin and what to say.

    Certain cases only: a run that, written as GBK or Windows-1252, is valid UTF-8 (or GBK) of Chinese characters was
    read in the wrong encoding; U+FFFD and what GBK makes of it stand for characters that are lost.
    """
    spans, found = [], []
    for match in _LOST.finditer(text):
        spans.append(match.span())
        around = text[max(0, match.start() - 6) : match.end() + 6].replace("\n", " ")
        found.append((match.start(), MESSAGES["lost"].format(shown=match.group()[:20], around=around)))
    for match in _RUN.finditer(text):
        for start, end in _suspicious(match):
            guess = _undo(text[start:end])
            if guess:
                spans.append((start, end))
                found.append((start, MESSAGES["mojibake"].format(shown=text[start:end][:20], guess=guess[:20])))
    found.sort()
    return spans, found[:NOTES_LIMIT]


def _suspicious(match: re.Match) -> list[tuple[int, int]]:
    """Return the spans of a run that may be another text in a wrong encoding."""
    run = match.group()
    pattern = _LATIN if _LATIN.search(run) else _BETWEEN_MARKS
    return [(match.start() + part.start(), match.start() + part.end()) for part in pattern.finditer(run)]


def _undo(run: str) -> str:
    """Return the text that was read in the wrong encoding as `run`; empty if `run` is no such thing for certain."""
    for wrong, right in (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030")):
        try:
            content = run.encode(wrong)
        except UnicodeError:
            continue
        guess = content.decode(right, "ignore")
        ideographs = len(_IDEOGRAPH.findall(guess))
        share = len(guess.encode(right)) / len(content)
        certain = share == 1 if ideographs == 2 else share >= _CERTAIN and ideographs > 2
        is_chinese = ideographs + len(_CJK_MARK.findall(guess)) == len(guess)
        # Two-byte characters that happen to be valid UTF-8 (联通) give no ideographs, longer ones (归到清单) rare ones.
        is_common = guess.encode("gb2312", "ignore").decode("gb2312") == guess
        if certain and is_chinese and guess != run and is_common:
            return guess
    return ""


def blank_out(text: str, unseen: Sequence[tuple[int, int]], damaged: Sequence[tuple[int, int]] = ()) -> str:
    """Return the text as the numbers are read from it, of the same length and in the same lines: all offsets stay.

    Spans that are no text become blanks, those of characters that went wrong U+FFFD, beside which no number is trusted.
    """
    parts, last = [], 0
    for start, end, mark in sorted([(*span, " ") for span in unseen] + [(*span, "\ufffd") for span in damaged]):
        if end > last:
            parts += [text[last : max(start, last)], re.sub(r"[^\n]", mark, text[max(start, last) : end])]
            last = end
    return "".join([*parts, text[last:]])
