"""The reader's words: measure words, place names, set names, words in which a numeral counts nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhproof.reading.chinese import NUMERAL_CHARS, WORDS

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class _Word:
    """A word, where its first numeral stands in it, and what must not stand before or behind it."""

    text: str
    place: int
    barred_before: str
    barred_after: tuple[str, ...]


def _lines(name: str) -> Iterator[str]:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _uncounted() -> dict[str, list[_Word]]:
    """Return the uncounted words by their first numeral character, the longest first."""
    entries = [line.split(" ") for line in _lines("uncounted_words") if line[0] != "["]
    for name in (word for line in _lines("place_names") for word in line.split()):
        entries.append([name.rstrip("*")])
        if name.endswith("*"):
            entries.append([re.sub("(?:特区|林区|[省市县区])$", "", name.rstrip("*"))])
    words = defaultdict(list)
    for word, *barred in sorted(entries, key=lambda entry: -len(entry[0])):
        place = WORDS.any_numeral.search(word).start()
        before, after = (part.strip("-") for part in (*barred, "-", "-")[:2])
        words[word[place]].append(_Word(word, place, before, tuple(filter(None, after.split("|")))))
    return words


@cache
def _uncounted_with(numeral: str, following: str) -> list[_Word]:
    """Return the uncounted words in which this numeral stands before this character, or last."""
    return [word for word in _uncounted().get(numeral, ()) if word.text[word.place + 1 : word.place + 2] in ("", following)]


def uncounted_spans(text: str) -> list[tuple[int, int]]:
    """Return the places of words in which a Chinese numeral counts nothing, place names among them."""
    spans = [match.span() for match in WORDS.uncounted.finditer(text)]
    for match in WORDS.any_numeral.finditer(text):
        for word in _uncounted_with(match[0], text[match.end() : match.end() + 1]):
            start = match.start() - word.place
            if start < 0 or not text.startswith(word.text, start):
                continue
            previous = text[start - 1 : start]
            # 九十分 is no 十分, 第六代 no 六代: a word that begins with a numeral is not cut out of a longer one.
            is_cut = not word.place and previous in NUMERAL_CHARS + "第"
            if previous and (is_cut or previous in word.barred_before):
                continue
            end = start + len(word.text)
            if not text.startswith(word.barred_after, end):
                spans.append((start, end))
                break
    return spans


@cache
def _names() -> re.Pattern:
    return re.compile("|".join(re.escape(word) for line in _lines("set_names") for word in line.split()))


def is_set_name(text: str, start: int) -> bool:
    """Return whether a set name such as 三个代表 begins at this place."""
    return _names().match(text, start) is not None


@cache
def _measures() -> dict[str, list[tuple[str, str, str, tuple[str, ...]]]]:
    """Return the measure words by first character, the longest first, with group and what must not follow them."""
    measures, group = defaultdict(list), ""
    for line in _lines("measure_words"):
        if line[0] == "[":
            group = line.strip("[]")
            continue
        for entry in line.split():
            word, _, barred = entry.partition("/")
            characters, *words = barred.split("|")
            measures[word[0]].append((word, group, characters, tuple(words)))
    # The first entry of a word holds, whatever a later section says.
    return {char: sorted(entries, key=lambda entry: -len(entry[0])) for char, entries in measures.items()}


def measure_at(text: str, place: int) -> tuple[str, str]:
    """Return the longest measure word at this place and its group, unless what follows makes it another word.

    The group is ``measured``, ``money``, ``time``, ``strong`` or ``weak``; both are empty where there is none.
    """
    for word, group, characters, words in _measures().get(text[place : place + 1], ()):
        if not text.startswith(word, place):
            continue
        end = place + len(word)
        following = text[end : end + 1]
        if following and (following in characters or text.startswith(words, end)):
            # 29 项目标 is twenty-nine 项 of 目标.
            if word == "项" and text.startswith("目标", place + 1):
                return word, group
        elif not (word.isascii() and following.isascii() and following.isalnum()):
            return word, group
    return "", ""
