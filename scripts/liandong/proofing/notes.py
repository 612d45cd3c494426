"""What a person should know about a draft's text beside its numbers: characters that went wrong, marks that are no text."""

from __future__ import annotations

import re

RULES = {
    "mojibake": "乱码",
    "markup": "网页标签或者代码",
    "cut-digits": "换行切断的数字",
    "invisible-marks": "看不见的字符",
    "left-out": "没有读的内容",
    "no-text": "没有文字的页",
}
MESSAGES = {
    "mojibake": "“{shown}”是乱码，原来多半是“{guess}”",
    "lost": "“{shown}”是乱码，原来的字已经丢失",
}
NOTES_LIMIT = 20
_RUN = re.compile(r"[^\x00-\x7f]+")
# What a lost character becomes: U+FFFD, and the same taken for GBK.
_LOST = re.compile("[\ufffd]+|(?:锟斤拷)+锟?|(?:烫烫){2,}|(?:屯屯){2,}")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{3,}")
_CJK_MARK = re.compile("[\u3000-\u303f\uff00-\uffef，。、；：]")


def find_mojibake(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """The spans of characters that went wrong, and for the first of them where they begin and what to say, in Chinese.

    Certain cases only: a run that, written as GBK or Windows-1252, is valid UTF-8 (or GBK) of Chinese characters was read in the
    wrong encoding; U+FFFD and what GBK makes of it stand for characters that are lost.
    """
    spans, found = [], []
    for match in _LOST.finditer(text):
        spans.append(match.span())
        found.append((match.start(), MESSAGES["lost"].format(shown=text[max(0, match.start() - 4) : match.end() + 4].replace("\n", " ")[:30])))
    for match in _RUN.finditer(text):
        for start, end in _suspicious(match):
            guess = _undo(text[start:end])
            if guess:
                spans.append((start, end))
                found.append((start, MESSAGES["mojibake"].format(shown=text[start:end][:20], guess=guess[:20])))
    found.sort()
    return spans, found[:NOTES_LIMIT]


def _suspicious(match: re.Match) -> list[tuple[int, int]]:
    """The spans of a run that may be another text in a wrong encoding."""
    run = match.group()
    latin = [(match.start() + part.start(), match.start() + part.end()) for part in _LATIN.finditer(run)]
    return latin or ([match.span()] if len(run) >= 3 else [])


def _undo(run: str) -> str:
    """The text that was read in the wrong encoding as `run`; empty if `run` is no such thing for certain."""
    for wrong, right in (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030")):
        for piece in (run, run[:-1]):
            try:
                guess = piece.encode(wrong).decode(right)
            except UnicodeError:
                continue
            ideographs = len(_IDEOGRAPH.findall(guess))
            # Two-byte characters that happen to be valid UTF-8 (联通) give no ideographs.
            if ideographs >= 2 and ideographs + len(_CJK_MARK.findall(guess)) == len(guess) and guess != piece:
                return guess
    return ""


def blank_out(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with the characters of the spans as blanks, line breaks kept, so that all offsets stay."""
    if not spans:
        return text
    parts, last = [], 0
    for start, end in sorted(spans):
        if end > last:
            start = max(start, last)
            parts += [text[last:start], re.sub(r"[^\n]", " ", text[start:end])]
            last = end
    return "".join([*parts, text[last:]])
